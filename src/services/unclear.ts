// Keeps sentences that were not understood surely, masked, for those who improve the training phrases.
import type { Unclear } from '../domain/unclear';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import { foldDigits, normalise } from '../language/normalise';
import type { Language } from '../language/texts';
import type { Intent, Label } from '../language/training';
import { languageOf } from '../language/understand';

/** Longer ones are letters, not wishes. */
const LONGEST_KEPT = 300;
const NUMBER = /\+?\d[\d\s().-]*\d|\d/g;
const FEWEST_DIGITS = 3;
const ADDRESS = /\S+@\S+|https?:\/\/\S+|www\.\S+/giu;
const SHORTEST_NAME = 3;

/**
 * Takes out what could tell who wrote: numbers of three digits or more, mail and web addresses, and every word of the names given.
 * @param names of people whom the writer has entered
 */
export function masked(text: string, names: readonly string[]): string {
  const words = new Set(
    names.flatMap((name) => normalise(name).split(' ')).filter((word) => word.length >= SHORTEST_NAME),
  );
  return foldDigits(text.slice(0, LONGEST_KEPT))
    .replace(ADDRESS, '@')
    .replace(NUMBER, (number) => (number.replace(/\D/g, '').length < FEWEST_DIGITS ? number : '#'))
    .split(' ')
    .map((word) => (words.has(normalise(word)) ? '…' : word))
    .join(' ');
}

/** Notes a sentence, or that it came once more. @returns its id */
export async function noteUnclear(
  work: Work,
  said: {
    readonly text: string;
    readonly offered: readonly Intent[];
    readonly language: Language;
    readonly citizenId: string | undefined;
  },
): Promise<string> {
  const persons = said.citizenId === undefined ? [] : await work.persons.enteredBy(said.citizenId);
  const text = masked(
    said.text,
    persons.flatMap(({ name, latinName }) => [name, latinName ?? '']),
  );
  const known = await work.unclear.byText(text);
  const { offered, language } = said;
  const row: Unclear = known
    ? { ...known, count: known.count + 1, lastAt: work.now }
    : {
        id: work.random.id('unc'),
        text,
        language,
        offered,
        chosen: undefined,
        state: 'open',
        label: undefined,
        labelledBy: undefined,
        count: 1,
        lastAt: work.now,
      };
  await work.unclear.put(row);
  return row.id;
}

/** Which of the offered the writer meant. Gone meanwhile: nothing. */
export async function noteChosen(work: Work, id: string, intent: Intent): Promise<void> {
  const row = await work.unclear.byId(id);
  if (row?.state === 'open') await work.unclear.put({ ...row, chosen: intent });
}

/** What staff say that it should have been; undefined leaves it out. */
export async function labelUnclear(
  work: Work,
  id: string,
  { staffId, label }: { readonly staffId: string; readonly label: Label | undefined },
): Promise<Unclear | Refusal<'not-found'>> {
  const row = await work.unclear.byId(id);
  if (!row) return refuse('not-found');
  const seen: Unclear = { ...row, state: label === undefined ? 'left-out' : 'labelled', label, labelledBy: staffId };
  await work.unclear.put(seen);
  return seen;
}

/** Staff do not say how something is written: Arabic letters are taken for colloquial, to be moved by whoever adds them. */
function varietyOf(text: string): 'jordanian' | 'english' | 'arabizi' {
  if (/\p{Script=Arabic}/u.test(text)) return 'jordanian';
  return languageOf(text) === 'ar' ? 'arabizi' : 'english';
}

/** What was labelled, in the form of the training files: by intent, then by how it is written. */
export function candidatePhrases(rows: readonly Unclear[]): Record<string, Record<string, string[]>> {
  const found: Record<string, Record<string, string[]>> = {};
  for (const { label, text } of rows) {
    if (label === undefined) continue;
    const of = (found[label] ??= { standard: [], jordanian: [], english: [], arabizi: [] });
    of[varietyOf(text)]?.push(text);
  }
  return found;
}

// Keeps sentences that were not understood surely, masked, for those who improve the training phrases.
import { fewestNameParts } from '../domain/person';
import type { Unclear } from '../domain/unclear';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import { isQuestion, readName } from '../language/answers';
import { masked } from '../language/masking';
import type { Language } from '../language/texts';
import { isOfService, type Intent, type Label } from '../language/training';
import { languageOf } from '../language/reply-language';
import { wordsOf } from '../language/word-lists';

const MOST_NAME_PARTS = 5;

/** A name and nothing else: somebody answers a question that nobody has asked. Nothing can be learnt from it. */
function isOnlyName(text: string): boolean {
  const words = wordsOf(text);
  const parts = readName(text) === undefined || isQuestion(text) ? 0 : words.length;
  const known = words.filter(isOfService).length;
  return parts > 1 && parts <= MOST_NAME_PARTS && known <= (parts < fewestNameParts('civil-id') ? 0 : 1);
}

/** Notes a sentence, or that it came once more. @returns its id; '' for what is not kept */
export async function noteUnclear(
  work: Work,
  said: {
    readonly text: string;
    readonly offered: readonly Intent[];
    readonly language: Language;
    readonly citizenId: string | undefined;
    /** Given in what is not finished yet. */
    readonly names: readonly string[];
  },
): Promise<string> {
  if (isOnlyName(said.text)) return '';
  const persons = said.citizenId === undefined ? [] : await work.persons.enteredBy(said.citizenId);
  const text = masked(said.text, [...said.names, ...persons.flatMap(({ name, latinName }) => [name, latinName ?? ''])]);
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

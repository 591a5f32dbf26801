// Keeps sentences that were not understood surely, masked, for those who improve the training phrases.
import type { Unclear } from '../domain/unclear';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import { isQuestion, readName } from '../language/answers';
import { conceptsIn } from '../language/lexicon';
import { foldDigits, normalise } from '../language/normalise';
import { withoutArticle, withoutClitic } from '../language/similarity';
import { lightStem } from '../language/stem';
import type { Language } from '../language/texts';
import type { Intent, Label } from '../language/training';
import { languageOf } from '../language/reply-language';
import { NAME_SAID, wordsOf } from '../language/word-lists';

/** Longer ones are letters, not wishes. */
const LONGEST_KEPT = 300;
/** Digits with anything but letters between them, as people group them. */
const NUMBER = /\p{Nd}(?:[^\p{L}\p{Nd}\n]{0,3}\p{Nd})*/gu;
const FEWEST_DIGITS = 3;
const ADDRESS = /\S+\s@\s?\S+\.\S+|\S*@\s?\S*|https?:\/\/\S+|www\.\S+|[\p{L}\d-]+\.(?:com|net|org|jo|me|io)\b\S*/giu;
const SHORTEST_NAME = 3;
const WORD = /[\p{L}\p{M}'’]+/gu;
/**
 * Takes out what could tell who wrote: numbers of three digits or more, mail and web addresses, every word of the names given, whatever
 * hangs on it, and what somebody says their name is.
 * @param names of people whom the writer has entered
 */
export function masked(text: string, names: readonly string[]): string {
  const words = new Set(names.flatMap(namesWords).filter((word) => word.length >= SHORTEST_NAME));
  const isName = (word: string): boolean =>
    [word, withoutArticle(word), withoutClitic(word), word.replace(/s$/, '')].some((form) => words.has(form));
  return withoutIntroduced(foldDigits(text.slice(0, LONGEST_KEPT).normalize('NFKC')))
    .replace(ADDRESS, '@')
    .replace(NUMBER, (number) => (number.replace(/\P{Nd}/gu, '').length < FEWEST_DIGITS ? number : '#'))
    .replace(WORD, (word) => (isName(normalise(word)) ? '…' : word));
}

/** How many words of an introduction are looked at, and how many of what follows it. */
const LONGEST_INTRO = 3;
const LONGEST_INTRODUCED = 4;

/** What follows "my name is". */
function withoutIntroduced(text: string): string {
  const words = text.split(' ');
  for (let at = 0; at < words.length; at += 1)
    for (let length = LONGEST_INTRO; length > 0; length -= 1)
      if (NAME_SAID.has(normalise(words.slice(at, at + length).join(' '))))
        for (let named = at + length; named < Math.min(words.length, at + length + LONGEST_INTRODUCED); named += 1)
          words[named] = '…';
  return words.join(' ');
}

/** Each word, and two that may be written as one: «عبد الرحمن». */
function namesWords(name: string): readonly string[] {
  const words = normalise(name).split(' ');
  return [...words, ...words.slice(1).map((word, place) => `${words[place]}${word}`)];
}

const FEWEST_NAME_PARTS = 3;
const MOST_NAME_PARTS = 5;

/** A name and nothing else: somebody answers a question that nobody has asked. Nothing can be learnt from it. */
function isOnlyName(text: string): boolean {
  const words = wordsOf(text);
  const parts = readName(text) === undefined ? 0 : words.length;
  return (
    parts >= FEWEST_NAME_PARTS &&
    parts <= MOST_NAME_PARTS &&
    !isQuestion(text) &&
    conceptsIn(words.map(lightStem)).length === 0
  );
}

/** Notes a sentence, or that it came once more. @returns its id; '' for what is not kept */
export async function noteUnclear(
  work: Work,
  said: {
    readonly text: string;
    readonly offered: readonly Intent[];
    readonly language: Language;
    readonly citizenId: string | undefined;
  },
): Promise<string> {
  if (isOnlyName(said.text)) return '';
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

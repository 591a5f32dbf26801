// What a message wants, by the phrases of locales/phrases: the closest training phrase wins if it is close enough.
// The only importer of natural, and only by sub-path: its root loads database drivers and the .env file.
import { DiceCoefficient, JaroWinklerDistance } from 'natural/lib/natural/distance';
import commandForms from '../../locales/phrases/commands.json';
import intentPhrases from '../../locales/phrases/intents.json';
import languageWords from '../../locales/phrases/language.json';
import outOfScopePhrases from '../../locales/phrases/out-of-scope.json';
import { foldDigits } from './normalise';
import { lightStem } from './stem';
import type { Language } from './texts';
import { POLITE, phrases, segment, wordsOf } from './word-lists';

export type Intent = keyof typeof intentPhrases;
export type Command = keyof typeof commandForms;
export type Understood = { readonly intent: Intent; readonly confidence: number; readonly language: Language };

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  (Object.keys(commandForms) as Command[]).flatMap((command) =>
    [...phrases(commandForms[command])].map((form): [string, Command] => [form, command]),
  ),
);

/** A command that is the whole message, politeness apart. «الغاء» leaves what is being asked; only «إيقاف» and STOP stop announcements. */
export function readCommand(raw: string): Command | undefined {
  const words = wordsOf(raw);
  const whole = COMMANDS.get(words.join(' '));
  if (whole !== undefined) return whole;
  const known = { has: (form: string) => COMMANDS.has(form) || POLITE.has(form) };
  const telling = segment(words, known).filter((piece) => !POLITE.has(piece));
  return COMMANDS.get(telling.join(' '));
}

/** `other` stands for what is none of our business; it is found like an intent and never told. */
type Label = Intent | 'other';
type Example = { readonly label: Label; readonly comparable: string; readonly stems: readonly string[] };

/** What is compared of a message: more than any request needs. */
const COMPARED_WORDS = 40;
const COMPARED_LETTERS = 200;

const stemsOf = (words: readonly string[]): readonly string[] => [
  ...new Set(words.filter((word) => !/^\d+$/.test(word)).map(lightStem)),
];

const examplesOf = (label: Label, lines: readonly string[]): readonly Example[] =>
  [...phrases(lines)].map((comparable) => ({ label, comparable, stems: stemsOf(comparable.split(' ')) }));

const EXAMPLES: readonly Example[] = [
  ...(Object.keys(intentPhrases) as Intent[]).flatMap((intent) => examplesOf(intent, intentPhrases[intent])),
  ...examplesOf('other', outOfScopePhrases),
];

/** Greeting and thanking go along with anything: they count only where nothing else is said. */
const COURTESY: ReadonlySet<Label> = new Set<Label>(['greeting', 'thanks']);

/** A word that no phrase knows is mostly a name (a station, an exam) and says little about the wish. */
const UNKNOWN_WEIGHT = 0.9;
const COURTESY_WEIGHT = 0.3;
/** «بدي», «كيف», "I want to": the frame of any wish. */
const FRAME_WEIGHT = 0.35;
const FRAME: ReadonlySet<string> = new Set([...phrases(languageWords.frame)].map(lightStem));

/** The fewer intents use a word, the more it tells; words of courtesy alone tell nearly nothing. */
function weigh(examples: readonly Example[]): ReadonlyMap<string, number> {
  const users = new Map<string, Set<Label>>();
  for (const { label, stems } of examples) {
    for (const stem of stems) users.set(stem, (users.get(stem) ?? new Set()).add(label));
  }
  const labels = new Set(examples.map(({ label }) => label)).size;
  const weightOf = (stem: string, by: ReadonlySet<Label>) => {
    if (FRAME.has(stem)) return FRAME_WEIGHT;
    return [...by].every((label) => COURTESY.has(label)) ? COURTESY_WEIGHT : Math.log(1 + labels / by.size);
  };
  return new Map([...users].map(([stem, by]) => [stem, weightOf(stem, by)]));
}

const WEIGHTS: ReadonlyMap<string, number> = weigh(EXAMPLES);
const VOCABULARY: readonly string[] = [...WEIGHTS.keys()];

const SAME_WORD = 0.9;

/** Words of the phrases that a word of the message may be, with their likeness. */
function meant(stem: string): readonly (readonly [string, number])[] {
  if (WEIGHTS.has(stem)) return [[stem, 1]];
  if (stem.length < 4) return [];
  return VOCABULARY.filter((known) => known.length > 3 && Math.abs(known.length - stem.length) < 3)
    .map((known) => [known, JaroWinklerDistance(stem, known)] as const)
    .filter(([, likeness]) => likeness >= SAME_WORD);
}

type Message = { readonly comparable: string; readonly likeness: ReadonlyMap<string, number>; readonly weight: number };

function messageOf(words: readonly string[]): Message {
  const likeness = new Map<string, number>();
  let weight = 0;
  for (const stem of stemsOf(words)) {
    const known = meant(stem);
    for (const [word, alike] of known) likeness.set(word, Math.max(alike, likeness.get(word) ?? 0));
    weight += weightOfWord(stem, known);
  }
  return { comparable: words.join(' ').slice(0, COMPARED_LETTERS), likeness, weight };
}

function weightOfWord(stem: string, known: ReturnType<typeof meant>): number {
  if (known.length > 0) return Math.max(...known.map(([word]) => WEIGHTS.get(word) ?? 0));
  return FRAME.has(stem) ? FRAME_WEIGHT : UNKNOWN_WEIGHT;
}

const WORDS_SHARE = 0.8;

/** From 0 to 1: common words by weight (Dice), and common pairs of letters for what is misspelt or joined. */
function likenessTo(message: Message, example: Example): number {
  let common = 0;
  let all = message.weight;
  for (const stem of example.stems) {
    const weight = WEIGHTS.get(stem) ?? 0;
    common += weight * (message.likeness.get(stem) ?? 0);
    all += weight;
  }
  const words = all === 0 ? 0 : (2 * common) / all;
  return WORDS_SHARE * words + (1 - WORDS_SHARE) * DiceCoefficient(message.comparable, example.comparable);
}

const SURE = 0.5;

/** The intent whose phrase is closest, if it is close enough; greeting and thanks only if nothing else is. */
export function understand(raw: string): Understood | undefined {
  const words = wordsOf(raw).slice(0, COMPARED_WORDS);
  const message = messageOf(words);
  if (message.comparable === '') return undefined;
  const best = new Map<Label, number>();
  for (const example of EXAMPLES) {
    const likeness = likenessTo(message, example);
    if (likeness > (best.get(example.label) ?? 0)) best.set(example.label, likeness);
  }
  const sure = [...best].filter(([, likeness]) => likeness >= SURE).sort((a, b) => b[1] - a[1]);
  const [label = 'other', likeness = 0] = sure.find(([one]) => !COURTESY.has(one)) ?? sure[0] ?? [];
  if (label === 'other') return undefined;
  return { intent: label, confidence: Math.min(1, likeness), language: languageOf(raw) ?? 'ar' };
}

const ARABIC_WORD = /\p{Script=Arabic}{2,}/gu;
const LATIN_WORD = /[\p{Script=Latin}\d']*\p{Script=Latin}[\p{Script=Latin}\d']*/gu;
const LANGUAGE_LOOKED_AT = 2000;
/** Names of exams stand in Latin letters in many an Arabic sentence. */
const ARABIC_SHARE = 0.3;
/** Digits that stand for Arabic letters: «7abeb», «ma3ak»; not 3rd, 7pm. */
const ARABIZI_DIGIT = /^(?!\d+(?:st|nd|rd|th|am|pm)$)(?:.*\p{L}[2-9]\p{L}|[2-9]\p{L}{2})/u;
const ARABIZI: ReadonlySet<string> = phrases(languageWords.arabizi);
const NEUTRAL: ReadonlySet<string> = phrases(languageWords.neutral);

/** The language to answer in, by script; Arabizi is Arabic. Undefined without letters, and for words that are the same in both («ICDL», «ok»). */
export function languageOf(raw: string): Language | undefined {
  const line = foldDigits(raw.slice(0, LANGUAGE_LOOKED_AT)).toLowerCase();
  const arabic = line.match(ARABIC_WORD)?.length ?? (/\p{Script=Arabic}/u.test(line) ? 1 : 0);
  const latin = (line.match(LATIN_WORD) ?? []).filter((word) => !NEUTRAL.has(word));
  if (arabic > 0) return arabic / (arabic + latin.length) >= ARABIC_SHARE ? 'ar' : 'en';
  if (latin.length === 0) return undefined;
  return latin.some((word) => ARABIZI_DIGIT.test(word)) ||
    2 * latin.filter((word) => ARABIZI.has(word)).length >= latin.length
    ? 'ar'
    : 'en';
}

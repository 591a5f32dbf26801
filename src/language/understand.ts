// What a message wants: commands by closed lists, intents by the classifier over the phrases of locales/phrases/training, in three bands.
import commandForms from '../../locales/phrases/commands.json';
import languageWords from '../../locales/phrases/language.json';
import { isQuestion } from './answers';
import { beside, denied, mentions } from './choice-words';
import { trainClassifier, type Classifier, type Share } from './classifier';
import { LOOKED_AT, normalise } from './normalise';
import { languageOf } from './reply-language';
import type { Language } from './texts';
import { TRAINING, type Intent, type Label } from './training';
import { POLITE, phrases, segment, wordsOf } from './word-lists';

export type Command = keyof typeof commandForms;
export type Band = 'answer' | 'offer' | 'fallback';
export type Judged = {
  readonly intent: Label;
  readonly confidence: number;
  readonly band: Band;
  /** The next likely ones, never out_of_scope. */
  readonly alternatives: readonly { readonly intent: Intent; readonly confidence: number }[];
  readonly language: Language;
};
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

/** From here on it is done; below, what it may be is offered; below that, nothing of it is believed. */
const ANSWERED_FROM = 0.5;
const OFFERED_FROM = 0.15;
/** Nobody shall stumble into these: surer than others. */
const DONE_FROM: Partial<Record<Intent, number>> = {
  erase_data: 0.75,
  not_me: 0.75,
  my_data: 0.75,
  talk_to_staff: 0.75,
};
/** So sure that it is none of our business. */
const REFUSED_FROM = 0.8;
/** So sure that words which would also fit as an answer ask for something else: among choices, at a confirmation, and where any words fit. */
export const ASKS_ELSE_FROM = { choice: 0.6, confirmation: 0.75, anyWords: 0.9 } as const;
/** How sure a message is that is clear only part by part: enough to be done, too little to be more than an answer. */
export const SURE_IN_PARTS = 0.55;
const ALTERNATIVES = 4;
/** A single letter says nothing. */
const SHORTEST = 2;

let learnt: Classifier<Label> | undefined;

/** Learns the phrases: once, some hundred milliseconds. Who serves people does it before the first of them writes. */
export const learn = (): Classifier<Label> => (learnt ??= trainClassifier(TRAINING));

/** What a message may want, by likelihood, and how far that is to be believed. */
export function judge(raw: string): Judged {
  const { shares, isStrange } = learn().classify(raw);
  const outOfScope = shares.find(({ label }) => label === 'out_of_scope')?.value ?? 0;
  const likely = shares
    .filter((one): one is Share<Intent> => one.label !== 'out_of_scope')
    .map(({ label, value }) => ({ intent: label, confidence: value }));
  const [best, ...others] = likely;
  const language = languageOf(raw) ?? 'ar';
  const saysNothing = normalise(raw).length < SHORTEST || isStrange;
  if (!best || saysNothing || outOfScope >= REFUSED_FROM || best.confidence < OFFERED_FROM)
    return {
      intent: 'out_of_scope',
      confidence: outOfScope,
      band: 'fallback',
      alternatives: likely.slice(0, ALTERNATIVES),
      language,
    };
  const band = best.confidence >= (DONE_FROM[best.intent] ?? ANSWERED_FROM) ? 'answer' : 'offer';
  return { ...best, band, alternatives: others.slice(0, ALTERNATIVES), language };
}

/** What a message surely wants; undefined where that is not sure. */
export function understand(raw: string): Understood | undefined {
  const { intent, confidence, band, language } = judge(raw);
  return band === 'answer' && intent !== 'out_of_scope' ? { intent, confidence, language } : undefined;
}

/** Whether a message is rather none of our business than anything else. */
export function isForeign(raw: string): boolean {
  const { intent, confidence } = judge(raw);
  return intent === 'out_of_scope' && confidence >= ANSWERED_FROM;
}

const JOINTS: ReadonlySet<string> = phrases(languageWords.joint);
export const WISH_BEGINS: ReadonlySet<string> = phrases(languageWords['wish-begins']);
/** "and", written as one with what follows. */
const AND = normalise(languageWords.and);
const SHORTEST_WISH = 2;

const beginsAnother = (word: string): boolean =>
  JOINTS.has(word) || (word.startsWith(AND) && WISH_BEGINS.has(word.slice(AND.length)));

type Part = { readonly words: readonly string[]; readonly isQuestion: boolean };

/** A sentence and the signs at its end. */
const SENTENCE = /([^.,،؛;!?؟\n]+)([.,،؛;!?؟\n]*)/gu;

/** Cut where a sentence ends, and before a word that goes on to something else. */
function partsOf(raw: string): readonly Part[] {
  return [...raw.slice(0, LOOKED_AT).matchAll(SENTENCE)].flatMap(([, sentence = '', end = '']) => {
    const parts: string[][] = [];
    for (const word of wordsOf(sentence)) {
      if (parts.length === 0 || beginsAnother(word)) parts.push([]);
      parts.at(-1)?.push(word);
    }
    const isAsked = /[?؟]/.test(end);
    return parts.map((words, place) => ({ words, isQuestion: isAsked && place === parts.length - 1 }));
  });
}

/** Parts that may be a wish, in comparable form but for a question's mark. */
const wishingParts = (parts: readonly Part[]): readonly string[] =>
  parts
    .filter(({ words }) => words.length >= SHORTEST_WISH)
    .map(({ words, isQuestion: isAsked }) => `${words.join(' ')}${isAsked ? '؟' : ''}`);

const KEEPING = ['denied', 'no-person'] as const;

function keeps({ words, isQuestion: isAsked }: Part): boolean {
  const part = words.join(' ');
  const isDenied = KEEPING.some((list) => mentions(part, list)) || denied(part, 'deeds');
  return isDenied && !isAsked && !isQuestion(beside(part, KEEPING));
}

/** Whether nothing shall be cancelled, changed or erased: «ما بدي ألغي», «لا تغيروا اشي». «ليش ما لغيتوا» asks. */
export const keepsAsItIs = (raw: string): boolean => partsOf(raw).some(keeps);

/** What a message says beside that: «لا تلغوا طلبي بس غيروا المحطة»; '' where it says nothing else. */
export function besideKept(raw: string): string {
  const rest = wishingParts(partsOf(raw).filter((part) => !keeps(part))).join('، ');
  return keepsAsItIs(rest) ? '' : rest;
}

/** "And", in one with the word after it. */
const JOINED_AND = /(?<!\p{L})و(?=\p{L}{3})/gu;

/** «شهادتي راحت لما صار حريق» tells of what is over. */
export const isDanger = (raw: string): boolean =>
  [raw, raw.slice(0, LOOKED_AT).replace(JOINED_AND, '')].some((said) => mentions(said, 'danger')) &&
  !mentions(raw, 'danger.not');

/** Polite, and nothing to be done about. */
export const NO_WISH: readonly Intent[] = ['greeting', 'thanks', 'help_menu'];

/** A part says less than a whole message, so that it must be surer. */
const PART_FROM = 0.75;

/** What the parts of a message surely want, in their order, with the words of each; nothing for a message of one part. */
export function wishesIn(raw: string): ReadonlyMap<Intent, string> {
  const parts = partsOf(raw);
  const found = new Map<Intent, string>();
  if (wishingParts(parts).length < 2) return found;
  for (const part of wishingParts(parts.filter((one) => !keeps(one))).filter((one) => !isDanger(one))) {
    const { intent, confidence = 0 } = understand(part) ?? {};
    if (intent && confidence >= PART_FROM && !NO_WISH.includes(intent) && !found.has(intent)) found.set(intent, part);
  }
  return found;
}

export const wishes = (raw: string): readonly Intent[] => [...wishesIn(raw).keys()];

const OFFERED = 3;

/** The few things that a message may want where none of them is sure; empty where it is sure, or nothing is likely. */
export function mayMean(raw: string): readonly Intent[] {
  const { intent, band, alternatives } = judge(raw);
  if (band !== 'offer' || intent === 'out_of_scope') return [];
  return [intent, ...alternatives.map((one) => one.intent)].slice(0, OFFERED);
}

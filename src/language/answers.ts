// Reads the answer to the question that is open: closed lists and strict forms, never a guess at what else was meant.
// Every reader takes the text as it came and returns undefined where it is not an answer.
import { parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/max';
import type { Day } from '../clock';
import { dayWithin } from './dates';
import { denies, isDenied } from './denial';
import { cleanText, foldDigits, normalise } from './normalise';
import { readings } from './projection';
import { skeletonOf } from './skeleton';
import { bestOf, CLEAR_LEAD, findName, nameOf, slips, takesOver, windowsOf, withoutArticle } from './similarity';
import {
  FILLERS,
  GENERIC_NAME_WORDS,
  holdsAny,
  JOINS_NEXT,
  JOINS_PREVIOUS,
  LAST,
  NEVER_IN_NAME,
  NAME_INTROS,
  NO,
  NO_SIGNS,
  NUMBERS,
  ONE,
  ORDINALS,
  QUESTION,
  segment,
  TITLES,
  VAGUE,
  wordsOf,
  YES,
  YES_SIGNS,
} from './word-lists';

/** «اه», «نعم أوافق», «لا شكرا», 1 and 2, a raised thumb. A sentence that says anything else is no answer. */
export function readYesNo(raw: string): boolean | undefined {
  // «نعم؟» asks what was said.
  if (/[?؟]/.test(raw)) return undefined;
  const words = wordsOf(raw);
  if (words.length === 0) return readSign(raw);
  const whole = words.join(' ');
  if (YES.has(whole)) return true;
  if (NO.has(whole)) return false;
  const known = { has: (form: string) => YES.has(form) || NO.has(form) || FILLERS.has(form) };
  const said = new Set(segment(words, known).flatMap(polarity));
  const [sole] = said;
  return said.size === 1 && sole !== 'neither' ? sole === 'yes' : undefined;
}

/** «تمام», "ok": a yes that may only have been heard as "I see", too little where something is ended. Signs are such too. */
export function isVagueYes(raw: string): boolean {
  return readYesNo(raw) === true && segment(wordsOf(raw), YES).every((piece) => FILLERS.has(piece) || VAGUE.has(piece));
}

function polarity(piece: string): readonly ('yes' | 'no' | 'neither')[] {
  if (FILLERS.has(piece)) return [];
  return [YES.has(piece) ? 'yes' : NO.has(piece) ? 'no' : 'neither'];
}

function readSign(raw: string): boolean | undefined {
  const signs = new Set(raw.slice(0, 40).match(/[^\p{M}\p{Cf}\p{Emoji_Modifier}\s]/gu));
  const [sign = ''] = signs;
  if (signs.size !== 1) return undefined;
  return YES_SIGNS.has(sign) ? true : NO_SIGNS.has(sign) ? false : undefined;
}

/** Words without the politeness and "number" around them. */
function tellingWords(raw: string): readonly string[] {
  return segment(wordsOf(raw), FILLERS)
    .filter((piece) => !FILLERS.has(piece))
    .flatMap((piece) => piece.split(' '));
}

/** 5, ٥, «خمسة», «خمسة وعشرين», «الثالث», "third", «تاني واحد», «المحطة الثانية». A number inside a sentence is not read. */
export function readNumber(raw: string): number | undefined {
  const known = { has: (form: string) => numberIn(form) !== undefined || ORDINALS.has(form) };
  const pieces = segment(tellingWords(raw), known);
  const [first = '', second = ''] = pieces;
  if (pieces.length === 1) return /^\d{1,9}$/.test(first) ? Number(first) : (ORDINALS.get(first) ?? NUMBERS.get(first));
  if (pieces.length === 2 && isOneOfMany(second) && ORDINALS.has(first)) return ORDINALS.get(first);
  if (pieces.length === 2 && isOneOfMany(first) && ORDINALS.has(second)) return ORDINALS.get(second);
  return sumOf(pieces);
}

/** «واحد», «المحطة»: what an ordinal counts, telling nothing more. */
const isOneOfMany = (form: string): boolean => ONE.has(form) || GENERIC_NAME_WORDS.has(withoutArticle(form));

/** «وعشرين» after another number is twenty. */
const numberIn = (form: string): number | undefined => NUMBERS.get(form) ?? NUMBERS.get(form.replace(/^و/, ''));

type Place = 'hundreds' | 'tens' | 'units';

function placesOf(value: number): readonly Place[] {
  if (value >= 100) return ['hundreds'];
  if (value >= 20) return ['tens'];
  return value >= 10 ? ['tens', 'units'] : ['units'];
}

/** «مية وخمسة وعشرين»: each of hundreds, tens and units at most once. */
function sumOf(pieces: readonly string[]): number | undefined {
  const taken = new Set<Place>();
  let sum = 0;
  for (const piece of pieces) {
    const value = numberIn(piece);
    if (value === undefined || placesOf(value).some((place) => taken.has(place))) return undefined;
    placesOf(value).forEach((place) => taken.add(place));
    sum += value;
  }
  return taken.size === 0 ? undefined : sum;
}

export type Option = {
  readonly value: string;
  /** The label and other names, in both languages. */
  readonly names: readonly string[];
};

/** The closest option must be at least this like. */
const CHOSEN_SCORE = 0.72;

/**
 * The option that an answer means: its value, a name (with or without the article, a letter wrong), its number from 1,
 * or a short sentence that holds one of the names and asks nothing. Ambiguous: undefined.
 */
export function readChoice(raw: string, options: readonly Option[]): string | undefined {
  const exact = only(options.filter((option) => saysExactly(raw, option)));
  if (exact !== undefined) return exact;
  const number = readNumber(raw) ?? readNumber(withoutNo(raw));
  if (number !== undefined) return options[number - 1]?.value;
  if (LAST.has(tellingWords(raw).join(' '))) return options.at(-1)?.value;
  if (isQuestion(raw)) return undefined;
  const heard = only(options.filter((option) => soundsLike(raw, option)));
  if (heard !== undefined) return heard;
  const slipped = only(options.filter((option) => saysWithASlip(raw, option)));
  if (slipped !== undefined) return slipped;
  const occurring = occurrences(raw, options);
  const [best, next] = occurring.filter(({ isDenied }) => !isDenied);
  if (best === undefined || best.score < CHOSEN_SCORE) return undefined;
  if (best.score - (next?.score ?? 0) < CLEAR_LEAD) return undefined;
  const denied = new Set(occurring.filter(({ isDenied }) => isDenied).map(({ from }) => from));
  return denialsAround(raw, best.option) > denied.size ? undefined : best.option.value;
}

/** «لا الأول»: not what was taken, but this. */
function withoutNo(raw: string): string {
  const [first = '', ...rest] = wordsOf(raw);
  return NO.has(first) ? rest.join(' ') : '';
}

/** Whether a message asks something, by its mark or its words. */
export const isQuestion = (raw: string): boolean => /[?؟]/.test(raw) || holdsAny(wordsOf(raw), QUESTION);

/** «ما بوافق» holds a word like «أوافق»: a denial that is not part of the option's own names turns it round. */
function denialsAround(raw: string, option: Option): number {
  const own = new Set(option.names.flatMap(wordsOf));
  return wordsOf(raw).filter((word) => denies(word) && !own.has(word)).length;
}

function only(options: readonly Option[]): string | undefined {
  return options.length === 1 ? options[0]?.value : undefined;
}

const bare = (words: readonly string[]): string => words.map(withoutArticle).join('');

function saysExactly(raw: string, option: Option): boolean {
  const said = new Set([bare(wordsOf(raw)), bare(tellingWords(raw))]);
  return [option.value, ...option.names].some((name) => {
    const form = bare(wordsOf(name));
    return form !== '' && said.has(form);
  });
}

/** Shorter names would turn into one another by one letter. */
const SLIP_FROM_LETTERS = 4;

function saysWithASlip(raw: string, option: Option): boolean {
  const said = bare(tellingWords(raw)).slice(0, 80);
  return option.names.some((name) => {
    const form = bare(wordsOf(name));
    return form.length >= SLIP_FROM_LETTERS && slips(said, form, 1) <= 1;
  });
}

/** Fewer consonants are too many words' own. */
const FEWEST_CONSONANTS = 3;

/** «mwafe2», «rasme», «urduni»: the consonants of an Arabic name, in Latin letters, and nothing else. */
function soundsLike(raw: string, option: Option): boolean {
  const said = tellingWords(raw);
  if (said.length === 0 || said.some((word) => !/^[a-z\d]*[a-z][a-z\d]*$/.test(word))) return false;
  const heard = readings(said.join('')).map(skeletonOf);
  return option.names.some((name) => {
    const consonants = /\p{Script=Arabic}/u.test(name) ? skeletonOf(bare(wordsOf(name))) : '';
    return consonants.length >= FEWEST_CONSONANTS && heard.includes(consonants);
  });
}

/** Names less like than this do not count as occurring. */
const OCCURS_SCORE = 0.62;

type Occurrence = {
  readonly option: Option;
  readonly score: number;
  readonly from: number;
  readonly isDenied: boolean;
};

/** Which options stand in a sentence, best first; those right after a denial too («مش رسمي»). */
function occurrences(raw: string, options: readonly Option[]): readonly Occurrence[] {
  const words = wordsOf(raw);
  const windows = windowsOf(words);
  const shared = sharedWords(options);
  const found = options.map((option) => ({
    option,
    at: bestOf(option.names.map((name) => findName(windows, nameOf(wordsOf(name), shared)))),
  }));
  return found
    .filter(({ at }) => at.score >= OCCURS_SCORE && !found.some((other) => takesOver(other.at, at)))
    .map(({ option, at: { score, from } }) => ({
      option,
      score,
      from,
      isDenied: isDenied(words, from),
    }))
    .sort((a, b) => b.score - a.score);
}

/**
 * Which options a sentence names and does not deny, best first, with a likeness from 0.62 to 1: spelling slips, Arabic articles
 * and prefixes (ب ل و ال عال) and dropped words that many of the names share are seen through.
 */
export const findOptions = (
  raw: string,
  options: readonly Option[],
): readonly { readonly value: string; readonly score: number }[] =>
  occurrences(raw, options)
    .filter(({ isDenied }) => !isDenied)
    .map(({ option: { value }, score }) => ({ value, score }));

/** Words in the names of more than half of the options: they tell none of them from the others. */
function sharedWords(options: readonly Option[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const option of options) {
    const words = new Set(option.names.flatMap((name) => wordsOf(name).map(withoutArticle)));
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, n]) => n > 1 && n > options.length / 2).map(([word]) => word));
}

export type WrongPhone = { readonly wrong: 'too-short' | 'too-long' | 'not-a-phone' };

const REACHED_BY_SMS: ReadonlySet<string | undefined> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);
const MOBILE_IN_JORDAN = /^(?:\+?962)?0?7/;
const FEWEST_DIGITS = 7;

/**
 * A mobile number in E.164: 07…, ٠٧…, 00962…, +962…, or a foreign one with its country code. Jordanian mobile numbers
 * have nine digits after the country code; landlines are not phones to us, no SMS reaches them.
 */
export function readPhone(raw: string): string | WrongPhone {
  const dialled = dialledIn(raw);
  if (dialled === '' || dialled === '+') return { wrong: 'not-a-phone' };
  const phone = parsePhoneNumberFromString(dialled, 'JO');
  if (phone?.isValid() === true) return REACHED_BY_SMS.has(phone.getType()) ? phone.number : { wrong: 'not-a-phone' };
  const national = MOBILE_IN_JORDAN.test(dialled) ? dialled.replace(/^(?:\+?962)?0?/, '') : undefined;
  if (national !== undefined && national.length !== 9) return { wrong: national.length < 9 ? 'too-short' : 'too-long' };
  if (dialled.startsWith('+')) return { wrong: lengthFault(dialled) };
  return { wrong: dialled.length < FEWEST_DIGITS ? 'too-short' : 'not-a-phone' };
}

/** The one run of digits long enough for a phone, or all digits of the text together; 00 is +. */
function dialledIn(raw: string): string {
  const line = foldDigits(cleanText(raw.slice(0, 200)));
  const runs = (line.match(/\+?\d[\d ().\-\u2010-\u2015]*/g) ?? []).map((run) => run.replace(/[^\d+]/g, ''));
  const long = runs.filter((run) => run.length >= FEWEST_DIGITS);
  const chosen = long.length === 1 ? (long[0] ?? '') : runs.join('').replace(/(?!^)\+/g, '');
  return chosen.replace(/^00/, '+');
}

function lengthFault(dialled: string): WrongPhone['wrong'] {
  const fault = validatePhoneNumberLength(dialled, 'JO');
  return fault === 'TOO_SHORT' ? 'too-short' : fault === 'TOO_LONG' ? 'too-long' : 'not-a-phone';
}

/** The day `YYYY-MM-DD` that a sentence names; day before month, and one without a year is the next such day. */
export const readDay = (raw: string, today: Day): Day | undefined => dayWithin(wordsOf(raw), today);

/** The digits of a text as 0-9 and nothing else: «986 104-2317» is 9861042317, «تسعة ثمانية ستة» 986. Looks at 200 characters. */
export function readDigits(raw: string): string {
  const line = raw.slice(0, 200);
  return foldDigits(line).replace(/\D/g, '') || dictatedDigits(line);
}

/** Digits that are said one by one and nothing else; '' for anything else. */
function dictatedDigits(raw: string): string {
  const said = tellingWords(raw).map((word) => numberIn(word));
  return said.every((value) => value !== undefined && value <= 9) ? said.join('') : '';
}

const LONGEST_NAME = 120;
const OUTER_SIGNS = /^[^\p{L}]+|[^\p{L}\p{M}.]+$/gu;
const NAME = /^[\p{L}\p{M}'’ʼ\-‐. ]+$/u;

/** A personal name, cleaned, without «اسمي» before it: letters of any script, spaces, hyphens, apostrophes, titles. */
export function readName(raw: string): string | undefined {
  if (/[?؟\d٠-٩۰-۹]/.test(raw) || raw.length > 2 * LONGEST_NAME) return undefined;
  const words = cleanText(raw).replace(/ـ/g, '').replace(OUTER_SIGNS, '').split(' ');
  const name = words.slice(introLength(words)).join(' ').replace(OUTER_SIGNS, '');
  const letters = name.match(/\p{L}/gu)?.length ?? 0;
  if (wordsOf(name).some((word) => NEVER_IN_NAME.has(word))) return undefined;
  return letters >= 2 && name.length <= LONGEST_NAME && NAME.test(name) ? name : undefined;
}

function introLength(words: readonly string[]): number {
  const lengths = [4, 3, 2, 1].filter((length) => length < words.length);
  return lengths.find((length) => NAME_INTROS.has(normalise(words.slice(0, length).join(' ')))) ?? 0;
}

/** The parts of a name without titles; «عبد الرحمن», «بن علي» and «نور الدين» are one part each. */
export function nameParts(name: string): readonly string[] {
  const words = cleanText(name)
    .split(' ')
    .filter((word) => word !== '' && !TITLES.has(normalise(word)));
  const parts: string[] = [];
  let joinsNext = false;
  for (const word of words) {
    const form = normalise(word);
    if (parts.length > 0 && (joinsNext || JOINS_PREVIOUS.has(form))) parts.push(`${parts.pop()} ${word}`);
    else parts.push(word);
    joinsNext = JOINS_NEXT.has(form);
  }
  return parts;
}

/** One spelling a part: no article, no inner spaces. */
function comparablePart(part: string): string {
  return normalise(part)
    .replace(/^(?:al|el) (?=\p{L})/u, '')
    .split(' ')
    .map(withoutNameArticle)
    .join('');
}

const withoutNameArticle = (word: string): string => word.replace(/^ال(?=\p{L}{3})/u, '');

/**
 * Whether two names are one person's in other spelling: the same parts in order, or the same first and last part where one
 * of them leaves parts out between. Says nothing about names in two scripts.
 */
export function sameName(a: string, b: string): boolean {
  const [short, long] = [a, b].map((name) => nameParts(name).map(comparablePart)).sort((x, y) => x.length - y.length);
  if (short === undefined || long === undefined || short.length === 0) return false;
  if (short.length === long.length) return short.every((part, i) => part === long[i]);
  if (short.length < 2 || short[0] !== long[0] || short.at(-1) !== long.at(-1)) return false;
  let at = 0;
  for (const part of long) if (part === short[at]) at += 1;
  return at === short.length;
}

const LATIN_NAME = /^\p{Script=Latin}[\p{Script=Latin}' .-]{1,58}$/u;

/** A name in Latin letters as a certificate shall show it: at least two words, each beginning with a capital; undefined for anything else. */
export function readLatinName(said: string): string | undefined {
  const name = cleanText(said).replace(/[’`]/g, "'").replace(/\s+/g, ' ').trim();
  if (!LATIN_NAME.test(name) || name.split(' ').length < 2) return undefined;
  if (wordsOf(name).some((word) => NEVER_IN_NAME.has(word))) return undefined;
  return name.replace(/(?<![\p{L}'])\p{Ll}/gu, (letter) => letter.toUpperCase());
}

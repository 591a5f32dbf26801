// The only reader of locales/ar.json and en.json: whole sentences by key, with values formatted for the language of the reader.
// Decides no wording and knows nothing of the trade.
import { IntlMessageFormat } from 'intl-messageformat';
import arTexts from '../../locales/ar.json';
import enTexts from '../../locales/en.json';
import { dayOf, timeOf, type Day, type Instant } from '../clock';

export type Language = 'ar' | 'en';
export type TextKey = keyof typeof arTexts;

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { ar: arTexts, en: enTexts };
/** `ar-JO` names the months as Jordan does; `nu-latn` because it would write ٣ for 3. */
const LOCALES: Readonly<Record<Language, string>> = { ar: 'ar-JO-u-nu-latn', en: 'en-GB' };

export type Money = { readonly as: 'money'; readonly fils: number };
export type Moment = { readonly as: 'moment'; readonly at: Instant; readonly year: boolean };
export type DayParam = { readonly as: 'day'; readonly day: Day; readonly weekday: boolean; readonly year: boolean };
export type ListParam = { readonly as: 'list'; readonly items: readonly string[] };
export type Param = string | number | Money | Moment | DayParam | ListParam;
export type Params = { readonly [name: string]: Param };

/** An amount in fils (1/1000 dinar): "5 دنانير", "12.500 دينار", "JOD 12.500". */
export const money = (fils: number): Money => ({ as: 'money', fils });

/** An instant as it reads in Amman: weekday, day, month and time; the year only when asked for. */
export const moment = (at: Instant, options: { readonly year?: boolean } = {}): Moment => ({
  as: 'moment',
  at,
  year: options.year ?? false,
});

/** A calendar day `YYYY-MM-DD`; with its weekday and without its year, unless told otherwise. */
export const day = (of: Day, options: { readonly weekday?: boolean; readonly year?: boolean } = {}): DayParam => ({
  as: 'day',
  day: of,
  weekday: options.weekday ?? true,
  year: options.year ?? false,
});

/** Items joined as the language joins them: "أ، ب وج", "A, B and C". */
export const list = (items: readonly string[]): ListParam => ({ as: 'list', items });

export function isTextKey(s: string): s is TextKey {
  return Object.hasOwn(arTexts, s);
}

/**
 * The text of a key in a language. Throws if a parameter is missing or is not one of the text's own.
 * Values that would turn a line round are isolated; see `withoutIsolates` for SMS.
 */
export function text(language: Language, key: TextKey, params: Params = {}): string {
  const message = compiled(language, key);
  const wrong = [
    ...[...message.args].filter((name) => !Object.hasOwn(params, name)).map((name) => `${name} is missing`),
    ...Object.keys(params).flatMap((name) => (message.args.has(name) ? [] : [`${name} is not a parameter`])),
  ];
  if (wrong.length > 0) throw new TypeError(`text ${language} ${key}: ${wrong.join(', ')}`);
  const values = Object.entries(params).map(([name, param]) => [
    name,
    formatParam(language, param, message.counted.has(name)),
  ]);
  return String(message.format.format(Object.fromEntries(values)));
}

const ISOLATES = /[\u2066-\u2069]/g;

/** For SMS: a mark costs a letter and shows as a box on old phones. */
export function withoutIsolates(s: string): string {
  return s.replace(ISOLATES, '');
}

/** The names of a text's parameters, for the test that compares both languages. */
export function parametersOf(language: Language, key: TextKey): readonly string[] {
  return [...compiled(language, key).args].sort();
}

type Compiled = {
  readonly format: IntlMessageFormat;
  readonly args: ReadonlySet<string>;
  /** Parameters that choose a form or are formatted as numbers: they must stay as they are given. */
  readonly counted: ReadonlySet<string>;
};
type Element = ReturnType<IntlMessageFormat['getAst']>[number];

const cache = new Map<string, Compiled>();

function compiled(language: Language, key: TextKey): Compiled {
  const id = `${language} ${key}`;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const source = isTextKey(key) ? TEXTS[language][key] : undefined;
  if (source === undefined) throw new TypeError(`no text ${id}`);
  const format = new IntlMessageFormat(source, LOCALES[language], undefined, { ignoreTag: true });
  const args = new Set<string>();
  const counted = new Set<string>();
  collectArguments(format.getAst(), args, counted);
  const made = { format, args, counted };
  cache.set(id, made);
  return made;
}

/** The parser's element types that carry an argument (an ambient const enum there). */
const [ARGUMENT, NUMBER, SELECT, PLURAL] = [1, 2, 5, 6];

function collectArguments(elements: readonly Element[], args: Set<string>, counted: Set<string>): void {
  for (const element of elements) {
    const type: number = element.type;
    if (type >= ARGUMENT! && type <= PLURAL! && 'value' in element) args.add(element.value);
    if ((type === NUMBER || type === SELECT || type === PLURAL) && 'value' in element) counted.add(element.value);
    if ((type === SELECT || type === PLURAL) && 'options' in element)
      for (const option of Object.values(element.options)) collectArguments(option.value, args, counted);
  }
}

function formatParam(language: Language, param: Param, counted: boolean): string | number {
  if (typeof param === 'string') return counted ? param : isolate(language, param);
  if (typeof param === 'number') return counted || param >= 0 ? param : isolate(language, String(param));
  switch (param.as) {
    case 'money':
      return formatMoney(language, param.fils);
    case 'moment':
      return formatMoment(language, param);
    case 'day':
      return formatDay(language, param.day, param);
    case 'list':
      return formatList(
        language,
        param.items.map((item) => isolate(language, item)),
      );
  }
}

const ARABIC_LETTER = /\p{Script=Arabic}/u;
const LATIN_OR_DIGIT = /[\p{Script=Latin}\d]/u;

/** In an Arabic line Latin and digits, in an English line Arabic, would drag their neighbours along. */
function isolate(language: Language, s: string): string {
  const arabic = ARABIC_LETTER.test(s);
  const turns = language === 'ar' ? LATIN_OR_DIGIT.test(s) : arabic;
  if (!turns) return s;
  return `${arabic ? '\u2068' : '\u2066'}${s}\u2069`;
}

/** Fills one of the `format.*` texts; its values are ours and need no isolating. */
function fill(language: Language, key: TextKey, values: Record<string, string | number>): string {
  return String(compiled(language, key).format.format(values));
}

function formatMoney(language: Language, fils: number): string {
  if (!Number.isSafeInteger(fils)) throw new RangeError(`money is a whole number of fils, not ${fils}`);
  const rest = fils % 1000;
  const dinars = (fils - rest) / 1000;
  if (rest === 0 && fils >= 0) return fill(language, 'format.money.whole', { dinars });
  const whole = new Intl.NumberFormat(LOCALES[language]).format(Math.abs(dinars));
  const amount = rest === 0 ? whole : `${whole}.${String(Math.abs(rest)).padStart(3, '0')}`;
  const signed = fils < 0 ? `\u2066-${amount}\u2069` : amount;
  return fill(language, 'format.money.fils', { amount: signed });
}

const calendars = {
  weekday: namesOf({ weekday: 'long' }),
  month: namesOf({ month: 'long' }),
};

function namesOf(options: Intl.DateTimeFormatOptions): Record<Language, Intl.DateTimeFormat> {
  const of = (language: Language) => new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: 'UTC' });
  return { ar: of('ar'), en: of('en') };
}

function formatDay(
  language: Language,
  of: Day,
  options: { readonly weekday: boolean; readonly year: boolean },
): string {
  const noon = Date.parse(`${of}T12:00:00Z`);
  const [year = '', , date = ''] = of.split('-');
  const key = options.year ? 'format.date-year' : 'format.date';
  const plain = fill(language, key, { day: String(Number(date)), month: calendars.month[language].format(noon), year });
  if (!options.weekday) return plain;
  return fill(language, 'format.weekday-date', { weekday: calendars.weekday[language].format(noon), date: plain });
}

function formatMoment(language: Language, { at, year }: Moment): string {
  const [hours = 0, minutes = 0] = timeOf(at).split(':').map(Number);
  return fill(language, 'format.moment', {
    date: formatDay(language, dayOf(at), { weekday: true, year }),
    time: `${hours % 12 === 0 ? 12 : hours % 12}:${String(minutes).padStart(2, '0')}`,
    part: hours < 12 ? 'morning' : hours === 12 ? 'noon' : 'evening',
  });
}

function formatList(language: Language, items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  if (items.length < 2) return last;
  const before = items
    .slice(0, -1)
    .reduce((joined, next) => fill(language, 'format.list.comma', { before: joined, next }));
  return fill(language, 'format.list.and', { before, last });
}

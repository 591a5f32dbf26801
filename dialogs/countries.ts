// Countries that issue passports, by their names in both languages; Intl's own lists, so that none is written down here.
import type { Scope } from '../src/bot/scope';
import { option, type Labelled } from './choices';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
/** Regions of Intl that are no country: unions, pseudo locales, "unknown". */
const NO_COUNTRY: ReadonlySet<string> = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO']);

const namesIn = (locale: string) => new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' });
const inArabic = namesIn('ar-JO');
const inEnglish = namesIn('en-GB');

/** Codes of former countries stand for their successors in Intl. */
const isToday = (code: string): boolean => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;

const COUNTRIES: readonly { readonly code: string; readonly ar: string; readonly en: string }[] = LETTERS.flatMap(
  (first) =>
    LETTERS.flatMap((second) => {
      const code = first + second;
      const ar = inArabic.of(code);
      const en = inEnglish.of(code);
      return ar === undefined || en === undefined || NO_COUNTRY.has(code) || !isToday(code) ? [] : [{ code, ar, en }];
    }),
);

/** Where most who ask come from; shown first, all others are typed. */
const FIRST = ['JO', 'SY', 'IQ', 'EG', 'PS'] as const;

export const firstCountries = (scope: Scope): readonly Labelled[] =>
  FIRST.map((code) => option(scope, `country.${code}`, code));

export const allCountries = (scope: Scope): readonly Labelled[] => [
  ...firstCountries(scope),
  ...COUNTRIES.filter(({ code }) => !(FIRST as readonly string[]).includes(code)).map(({ code, ar, en }) => ({
    value: code,
    label: scope.language === 'ar' ? ar : en,
    names: [ar, en],
  })),
];

export const countryName = (scope: Scope, code: string): string =>
  allCountries(scope).find(({ value }) => value === code)?.label ?? code;

// Countries as choices: those that most ask with are shown, all others are typed.
import type { Scope } from '../src/bot/scope';
import { COUNTRIES } from '../src/language/countries';
import { option, type Labelled } from './choices';

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

// Countries that issue passports, by their names in both languages; Intl's own lists, so that none is written down here.
import { normalise } from './normalise';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
/** Regions of Intl that are no country: unions, pseudo locales, "unknown". */
const NO_COUNTRY: ReadonlySet<string> = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO']);

const namesIn = (locale: string) => new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' });
const inArabic = namesIn('ar-JO');
const inEnglish = namesIn('en-GB');

/** Codes of former countries stand for their successors in Intl. */
const isToday = (code: string): boolean => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;

/** All of them, by their ISO 3166-1 alpha-2 code. */
export const COUNTRIES: readonly { readonly code: string; readonly ar: string; readonly en: string }[] =
  LETTERS.flatMap((first) =>
    LETTERS.flatMap((second) => {
      const code = first + second;
      const ar = inArabic.of(code);
      const en = inEnglish.of(code);
      return ar === undefined || en === undefined || NO_COUNTRY.has(code) || !isToday(code) ? [] : [{ code, ar, en }];
    }),
  );

/** The code of a country that is given as a code or a name, in either language; undefined for anything else. */
export function readCountry(said: string): string | undefined {
  const code = said.trim().toUpperCase();
  const form = normalise(said);
  return COUNTRIES.find((each) => each.code === code || normalise(each.ar) === form || normalise(each.en) === form)
    ?.code;
}

// A light stemmer for words already normalised: Arabic prefixes and endings off, standard and Levantine, and a plain
// English plural. It only makes forms of one word meet; what is left need not be a word.

const PREFIXES = ['وبال', 'وال', 'فال', 'بال', 'كال', 'عال', 'هال', 'ولل', 'ال', 'لل'];
const SUFFIXES = [
  'ولي',
  'لنا',
  'اتكم',
  'اتنا',
  'تكم',
  'كم',
  'نا',
  'ها',
  'هم',
  'وا',
  'ات',
  'ين',
  'ون',
  'تي',
  'لي',
  'يه',
  'ه',
  'ي',
];
/** Person and tense before a Levantine or standard verb: بدفع، اسجل، نسجل، يسجل، تسجل. */
const VERB_PREFIX = /^(?:ب[اينت]?|[وف])(?=\p{L}{3})|^[انيت](?=\p{L}{3})/u;
const FEWEST_LEFT = 3;

function strip(word: string): string {
  const prefix = PREFIXES.find((form) => word.startsWith(form) && word.length - form.length >= FEWEST_LEFT);
  const rest = prefix === undefined ? word : word.slice(prefix.length);
  const suffix = SUFFIXES.find((form) => rest.endsWith(form) && rest.length - form.length >= FEWEST_LEFT);
  const base = suffix === undefined ? rest : rest.slice(0, -suffix.length);
  return base.replace(VERB_PREFIX, '');
}

/** @param word normalised, of either script */
export function lightStem(word: string): string {
  if (/\p{Script=Arabic}/u.test(word)) return strip(word);
  return word.length > 3 ? word.replace(/(?<!s)s$/, '') : word;
}

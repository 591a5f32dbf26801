// The words under which a choice, or a turn of speech in a dialog, is known beside its label: locales/phrases/choices.json.
// Knows words only; what a choice does is the dialog's.
import words from '../../locales/phrases/choices.json';
import { isDenied, isSupposed } from './denial';
import { cleanText, normalise } from './normalise';
import { wordsOf } from './word-lists';

export type WordList = keyof typeof words;

/** In words. */
const LONGEST_FORM = 8;

/** All forms of a list, as they stand in the file. */
export const formsOf = (list: WordList): readonly string[] => words[list];

const comparable = new Map<WordList, readonly string[]>();

/** Comparable forms, the longest first. */
function comparableForms(list: WordList): readonly string[] {
  const known = comparable.get(list);
  if (known) return known;
  const forms = [...new Set(words[list].map(normalise))].sort((a, b) => b.length - a.length);
  comparable.set(list, forms);
  return forms;
}

/** Whether the message is one of the forms and nothing else. */
export function says(raw: string, list: WordList): boolean {
  return comparableForms(list).includes(wordsOf(raw).join(' '));
}

type Form = readonly string[];

const byFirst = new Map<WordList, ReadonlyMap<string, readonly Form[]>>();

/** The forms as words, by the first of them, the longest first. */
function formsByFirst(list: WordList): ReadonlyMap<string, readonly Form[]> {
  const known = byFirst.get(list);
  if (known) return known;
  const found = new Map<string, Form[]>();
  for (const form of comparableForms(list).map((one) => one.split(' '))) {
    const [first = ''] = form;
    found.set(first, [...(found.get(first) ?? []), form]);
  }
  byFirst.set(list, found);
  return found;
}

/** The forms that begin at a place of the message, the longest first. */
const formsAt = (words: readonly string[], at: number, list: WordList): readonly Form[] =>
  (formsByFirst(list).get(words[at] ?? '') ?? []).filter((form) => form.every((word, i) => word === words[at + i]));

/** Whether one of the forms stands in the message as whole words. */
export const mentions = (raw: string, list: WordList): boolean => placesOf(wordsOf(raw), list).length > 0;

/** The places at which one of the forms begins, as words of the message. */
const placesOf = (words: readonly string[], list: WordList): readonly number[] =>
  words.flatMap((_word, at) => (formsAt(words, at, list).length > 0 ? [at] : []));

/** Whether one of the forms stands there and is neither denied nor only supposed. */
export function affirms(raw: string, list: WordList): boolean {
  const words = wordsOf(raw);
  return placesOf(words, list).some((at) => !isDenied(words, at) && !isSupposed(words, at));
}

/** Whether the forms that stand there are all denied: «ما بدي ألغي». */
export function denied(raw: string, list: WordList): boolean {
  const words = wordsOf(raw);
  const places = placesOf(words, list);
  return places.length > 0 && places.every((at) => isDenied(words, at));
}

/** Whether a form of the one list stands right before a form of the other: «نعم بس غير المحطة». */
export function mentionsTogether(raw: string, first: WordList, second: WordList): boolean {
  const words = wordsOf(raw);
  return words.some((_word, at) =>
    formsAt(words, at, first).some(({ length }) => formsAt(words, at + length, second).length > 0),
  );
}

/** What follows the form with which the message begins, in comparable spelling; undefined where it begins with none. */
export function after(raw: string, list: WordList): string | undefined {
  const words = wordsOf(raw);
  const [form] = formsAt(words, 0, list);
  return form && words.slice(form.length).join(' ');
}

/** What stands before and after the last form in the message, in comparable spelling; undefined where none stands in it. */
export function cutAt(raw: string, list: WordList): { readonly before: string; readonly after: string } | undefined {
  const words = wordsOf(raw);
  const at = placesOf(words, list).at(-1);
  if (at === undefined) return undefined;
  return { before: words.slice(0, at).join(' '), after: after(words.slice(at).join(' '), list) ?? '' };
}

/** Whether the message ends with one of the forms. */
export function endsWith(raw: string, list: WordList): boolean {
  const whole = ` ${wordsOf(raw).join(' ')}`;
  return comparableForms(list).some((form) => whole.endsWith(` ${form}`));
}

/** The message as it was written, without the words of the lists: what is left of it beside them. */
export function beside(raw: string, lists: readonly WordList[]): string {
  const forms = lists.flatMap(comparableForms).sort((a, b) => b.length - a.length);
  const words = cleanText(raw)
    .split(' ')
    .filter((word) => normalise(word) !== '');
  const kept: string[] = [];
  for (let at = 0; at < words.length;) {
    const rest = `${words
      .slice(at, at + LONGEST_FORM)
      .map(normalise)
      .join(' ')} `;
    const form = forms.find((start) => rest.startsWith(`${start} `));
    if (form === undefined) kept.push(words[at] ?? '');
    at += form === undefined ? 1 : form.split(' ').length;
  }
  return kept.join(' ');
}

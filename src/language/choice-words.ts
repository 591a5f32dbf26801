// The words under which a choice, or a turn of speech in a dialog, is known beside its label: locales/phrases/choices.json.
// Knows words only; what a choice does is the dialog's.
import words from '../../locales/phrases/choices.json';
import { cleanText, normalise } from './normalise';

export type WordList = keyof typeof words;

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
  return comparableForms(list).includes(normalise(raw));
}

/** Whether one of the forms stands in the message as whole words. */
export function mentions(raw: string, list: WordList): boolean {
  const whole = ` ${normalise(raw)} `;
  return comparableForms(list).some((form) => whole.includes(` ${form} `));
}

/** Whether one of the forms stands there without a word of denial or condition right before it. «بعد ما دفعت» denies nothing. */
export function affirms(raw: string, list: WordList): boolean {
  const whole = ` ${normalise(raw)} `;
  const endsIn = (before: string, words: WordList) => comparableForms(words).some((one) => before.endsWith(` ${one} `));
  return comparableForms(list).some((form) => {
    const at = whole.indexOf(` ${form} `);
    const before = whole.slice(0, at + 1);
    return at >= 0 && (!endsIn(before, 'denial') || endsIn(before, 'denial.lifted'));
  });
}

/** Whether a form of the one list stands right before a form of the other: «نعم بس غير المحطة». */
export function mentionsTogether(raw: string, first: WordList, second: WordList): boolean {
  const whole = ` ${normalise(raw)} `;
  return comparableForms(first).some((one) => comparableForms(second).some((two) => whole.includes(` ${one} ${two} `)));
}

/** What follows the form with which the message begins, in comparable spelling; undefined where it begins with none. */
export function after(raw: string, list: WordList): string | undefined {
  const whole = `${normalise(raw)} `;
  const form = comparableForms(list).find((start) => whole.startsWith(`${start} `));
  return form === undefined ? undefined : whole.slice(form.length).trim();
}

/** Whether the message ends with one of the forms. */
export function endsWith(raw: string, list: WordList): boolean {
  const whole = ` ${normalise(raw)}`;
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
    const rest = `${words.slice(at).map(normalise).join(' ')} `;
    const form = forms.find((start) => rest.startsWith(`${start} `));
    if (form === undefined) kept.push(words[at] ?? '');
    at += form === undefined ? 1 : form.split(' ').length;
  }
  return kept.join(' ');
}

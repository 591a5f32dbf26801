// Words that are looked for before the classifier: over all validation lines, which of them they take that they should not.
import { meant } from '../../dialogs/intents';
import { VALIDATION } from '../../src/commands/validation-phrases';
import { isDanger, readCommand } from '../../src/language/understand';

/** Taken by words of a question or a deed. */
const byWords = VALIDATION.filter(({ text }) => {
  const meaning = meant(text);
  return meaning !== undefined && meaning.intent === undefined;
});
const textsOf = (lines: typeof VALIDATION) => lines.map(({ text }) => text);

test('they take something', () => {
  expect(byWords.length).toBeGreaterThan(15);
});

test('of what is none of our business only three lines are taken', () => {
  expect(textsOf(byWords.filter(({ label }) => label === 'out_of_scope'))).toEqual([
    'أرجو تغيير رقم هاتفي المسجّل لدى البنك.',
    'passport renewal how long does it take',
    'enta robot wella bani adam',
  ]);
});

test('what they take is of the few intents that they stand for', () => {
  const labels = new Set(byWords.map(({ label }) => label));
  expect([...labels].toSorted()).toEqual(['change_phone', 'out_of_scope', 'payment', 'request_status']);
});

test('no line is danger, and a command is only what it says', () => {
  expect(textsOf(VALIDATION.filter(({ text }) => isDanger(text)))).toEqual([]);
  const commanded = new Set(VALIDATION.filter(({ text }) => readCommand(text) !== undefined).map(({ label }) => label));
  expect([...commanded].toSorted()).toEqual(['help_menu', 'switch_language', 'talk_to_staff']);
});

test.each([
  ['متى اجي استلم الشهادة', 'certificate_status'],
  ['when is the next course in excel', 'request_course'],
  ['can i come now to pay cash', 'payment'],
  ['Wrong number, I got this by mistake', 'not_me'],
  ['شو اسم المحطة القريبة غلط عنوانها', 'locations_hours'],
  ['بدون موظف لو سمحت بدي الغي الطلب', 'cancel_request'],
  ['يا خوي إنت روبوت وما بتفهم علي، خلي حدا منكم يرن علي نتفاهم', 'talk_to_staff'],
])('what is surely wanted comes before words of other things: %s', (said, intent) => {
  expect(meant(said)?.intent).toBe(intent);
});

test.each(['can I come tomorrow?', 'وينتا اجي', 'المحطة غلط بدي صويلح', 'can i get a refund', 'ما بدي ألغي'])(
  'and words of their own before what is only likely: %s',
  (said) => {
    const meaning = meant(said);
    expect(meaning && { intent: meaning.intent, sure: meaning.sure }).toEqual({ intent: undefined, sure: 1 });
  },
);

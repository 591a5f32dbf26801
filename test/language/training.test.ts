// What stands in the phrases: enough of each kind, nothing twice, each line in the script of its kind, nobody's number.
import answers from '../../locales/phrases/answers.json';
import choices from '../../locales/phrases/choices.json';
import commands from '../../locales/phrases/commands.json';
import languageWords from '../../locales/phrases/language.json';
import { VALIDATION } from '../../src/commands/validation-phrases';
import { foldDigits, normalise } from '../../src/language/normalise';
import { isOfService, LABELS, TRAINING, VARIETIES, type Phrase, type Variety } from '../../src/language/training';

/** What most people write for. */
const COMMON = [
  'request_exam',
  'request_course',
  'request_status',
  'payment',
  'placement_test',
  'certificate_status',
  'fees',
  'locations_hours',
  'required_documents',
  'cancel_request',
  'change_phone',
  'switch_language',
  'talk_to_staff',
  'opt_out',
  'opt_in',
  'greeting',
  'thanks',
  'help_menu',
];
/** Wishes about one's data: said seldom, in few words. */
const RARE = ['my_data', 'erase_data', 'not_me'];

type Fewest = Readonly<Record<Variety, number>> & { readonly all: number };
const ENOUGH: Fewest = { all: 80, standard: 20, jordanian: 35, english: 15, arabizi: 10 };
const ENOUGH_RARE: Fewest = { all: 40, standard: 10, jordanian: 10, english: 10, arabizi: 5 };
const ENOUGH_OUTSIDE: Fewest = { all: 300, standard: 100, jordanian: 100, english: 50, arabizi: 50 };

/** Of one label, which counts are below their limits. */
function lacking(label: string, fewest: Fewest): readonly string[] {
  const lines = TRAINING.filter((one) => one.label === label);
  const counts = VARIETIES.map((variety) => [variety, lines.filter((one) => one.variety === variety).length] as const);
  return [['all', lines.length] as const, ...counts]
    .filter(([kind, count]) => count < fewest[kind])
    .map(([kind, count]) => `${kind}: ${count} of ${fewest[kind]}`);
}

test.each([
  ...COMMON.map((label) => [label, ENOUGH] as const),
  ...RARE.map((label) => [label, ENOUGH_RARE] as const),
  ['out_of_scope', ENOUGH_OUTSIDE] as const,
])('%s has lines enough in every variety', (label, fewest) => {
  expect(lacking(label, fewest)).toEqual([]);
});

test('there are no labels but these', () => {
  expect(LABELS.toSorted()).toEqual([...COMMON, ...RARE, 'out_of_scope'].toSorted());
});

test.each(['dictated', 'formal', 'hurried', 'everyday', 'varied'])(
  'the %s lines ask for each of the common wishes, and for others',
  (style) => {
    const labels = VALIDATION.filter((one) => one.style === style).map(({ label }) => label);
    expect([...new Set(labels)].toSorted()).toEqual([...COMMON, 'out_of_scope'].toSorted());
  },
);

type Line = Phrase & { readonly where: 'training' | 'validation' };
const LINES: readonly Line[] = [
  ...TRAINING.map((one) => ({ ...one, where: 'training' as const })),
  ...VALIDATION.map((one) => ({ ...one, where: 'validation' as const })),
];
const wrong = (is: (line: Line) => boolean): readonly string[] =>
  LINES.filter(is).map(({ where, label, variety, text }) => `${where} ${label} ${variety}: ${text}`);

test('no line stands twice, however it is spelt: not in two files, not in training and validation', () => {
  const first = new Map<string, Line>();
  const again = wrong((line) => {
    const comparable = normalise(line.text) || line.text;
    if (first.has(comparable)) return true;
    first.set(comparable, line);
    return false;
  });
  expect(again).toEqual([]);
});

const count = (text: string, letters: RegExp): number => text.match(letters)?.length ?? 0;
const arabicLetters = (text: string): number => count(text, /(?=\p{L})\p{Script=Arabic}/gu);
const latinLetters = (text: string): number => count(text, /\p{Script=Latin}/gu);
const isInArabic = ({ variety }: Line): boolean => variety === 'standard' || variety === 'jordanian';
/** Emoji and the languages that nobody here speaks stand under English. */
const isOfAnyScript = ({ label, variety }: Line): boolean => label === 'out_of_scope' && variety === 'english';

test('a line in Arabic holds Arabic letters', () => {
  expect(wrong((line) => isInArabic(line) && arabicLetters(line.text) === 0)).toEqual([]);
});

test('a line in Latin letters is mostly in them', () => {
  const isForeign = (line: Line) => latinLetters(line.text) <= arabicLetters(line.text);
  expect(wrong((line) => !isInArabic(line) && !isOfAnyScript(line) && isForeign(line))).toEqual([]);
});

/** In characters: who writes more tells a story, and teaches the classifier its words. */
const LONGEST = 300;

test('a line is one line of a sane length, without spaces around it', () => {
  expect(wrong(({ text }) => text === '' || text.length > LONGEST || /[\n\r\t]|^\s|\s$|\s\s/u.test(text))).toEqual([]);
});

test("nobody's number stands in a line: not a phone's, a person's, a request's or a payment's", () => {
  const joined = (text: string): string => foldDigits(text).replace(/(?<=\d)[\s\-./]+(?=\d)/g, '');
  expect(wrong(({ text }) => /\d{7}/.test(joined(text)))).toEqual([]);
});

/** At the question for a name they are answers, however much their letters sound like something else. */
test.each(
  'saad khaled omar ahmad mohammad mahmoud yousef ibrahim ali hasan issa dawood sami hani tareq zaid layla rana haneen amal iman '
    .concat(
      'alzoubi alomari haddad nasser tarawneh obeidat momani qudah shboul bani saleh salameh sharif سعد خالد أحمد نمر خليل ',
    )
    .concat('ليلى رنا حنين الزعبي العمري حداد الطراونة عبيدات المومني القضاة الشبول الشريف')
    .split(' '),
)('a name is no word of the service: %s', (name) => {
  expect(isOfService(normalise(name))).toBe(false);
});

const CLOSED = { answers, choices, commands, languageWords };

/** The lists of a table, whether by name or by a value within a name. */
const listsOf = (table: object): readonly (readonly string[])[] =>
  Object.values(table).flatMap((list: unknown) => {
    if (Array.isArray(list)) return [list as readonly string[]];
    return typeof list === 'object' && list !== null ? listsOf(list) : [];
  });

test.each(Object.entries(CLOSED))('no closed list of %s has a form twice', (_name, table) => {
  const twice = listsOf(table).flatMap((list) => {
    const forms = list.map(normalise).filter((form) => form !== '');
    return forms.filter((form, place) => forms.indexOf(form) !== place);
  });
  expect(twice).toEqual([]);
});

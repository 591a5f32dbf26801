// «الاسم غلط», «غير المحطة لصويلح»: which thing that was given is to be changed, and to what. Knows words only, no form.
import { readPhone } from '../src/language/answers';
import { after, beside, mentions, mentionsTogether, says, type WordList } from '../src/language/choice-words';
import { mayBeginWithTo } from '../src/language/similarity';
import { keepsAsItIs } from '../src/language/understand';

/** What can be corrected by its name, the more telling words first: «رقم الهاتف» holds «رقم» too. */
const FIELDS = {
  phone: 'field.phone',
  level: 'field.level',
  station: 'field.station',
  exam: 'field.exam',
  latinName: 'edit.latin-name',
  name: 'field.name',
  number: 'field.number',
  applicant: 'field.applicant',
} as const satisfies Record<string, WordList>;

export type FieldName = keyof typeof FIELDS;

/** A field, and the words beside it that may be its value. */
export type NamedField = { readonly field: FieldName; readonly value: string };

const LONGEST_SAID = 160;

/** The field that a message wants changed or calls wrong; undefined where it does neither, or names none. */
export function namedField(said: string): NamedField | undefined {
  if (said.length > LONGEST_SAID || keepsAsItIs(said) || mentions(said, 'other-number')) return undefined;
  const names = Object.keys(FIELDS) as FieldName[];
  // «لا الاسم سارة»
  const denied = after(said, 'no-but') ?? '';
  const changed =
    names.find((name) => mentionsTogether(said, 'change', FIELDS[name])) ??
    names.find((name) => after(denied, FIELDS[name]));
  if (changed === undefined && after(said, 'change') === undefined && !mentions(said, 'wrong')) return undefined;
  const field = changed ?? names.find((name) => mentions(said, FIELDS[name]));
  if (field === undefined) return undefined;
  const value = withoutLink(beside(said, ['change', 'wrong', 'yes-but', 'no-but', 'polite', FIELDS[field]]));
  // «غيروا رقمي على 0791234567»
  const isPhone = field === 'number' && typeof readPhone(value) === 'string';
  // Only who is asked for the name can tell.
  if (field === 'name' && mayBeginWithTo(value)) return { field, value: '' };
  return { field: isPhone ? 'phone' : field, value };
}

/** «إلى», «هو», "to" stand between a field and its value, never inside one. */
function withoutLink(value: string): string {
  const [first = '', ...rest] = value.split(' ');
  return first !== '' && says(first, 'to') ? withoutLink(rest.join(' ')) : value;
}

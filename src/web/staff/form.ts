// A form of the desk: works without a script, carries what shows that it came from our page, and keeps what was typed when refused.
import { randomBytes } from 'node:crypto';
import { mayDo, type StaffAction } from '../../domain/staff';
import type { TextKey } from '../../language/texts';
import { html, type Html } from '../html';
import { LONGEST, say, type Desk } from './desk';

export type Field = {
  readonly name: string;
  readonly label: TextKey;
  readonly as?: 'text' | 'date' | 'time' | 'tel' | 'password' | 'textarea' | 'checkbox' | 'file' | 'choice';
  readonly options?: readonly (readonly [value: string, words: string])[];
  readonly value?: string | undefined;
  readonly required?: true;
  /** Of a date. */
  readonly least?: string;
  /** Read from the left in both languages: numbers, Latin names. */
  readonly latin?: true;
  readonly accept?: string;
};

export type FormRow = {
  readonly action: StaffAction;
  /** What the form is about. */
  readonly hidden: Readonly<Record<string, string>>;
  /** What its writer could have read; when that has moved on meanwhile, what was typed stays. */
  readonly seen?: string;
  /** The newest words of the citizen that its writer could have read. */
  readonly read?: string;
  readonly fields?: readonly Field[];
  readonly button?: TextKey;
  readonly quiet?: true;
};

const ONCE_BYTES = 15;

/** Nothing for those who may not do it. */
export function form(
  desk: Desk,
  { action, hidden, seen, read, fields = [], button, quiet }: FormRow,
): Html | undefined {
  if (!mayDo(desk.staff, action)) return undefined;
  const carried = {
    csrf: desk.csrf,
    once: randomBytes(ONCE_BYTES).toString('base64url'),
    ...(seen !== undefined && { seen }),
    ...(read !== undefined && { read }),
    ...hidden,
  };
  const again = desk.refused;
  const isAgain =
    again?.action === action && Object.entries(hidden).every(([name, value]) => again.fields.get(name) === value);
  const typed = (field: Field): string | undefined =>
    isAgain && field.as !== 'password' ? again.fields.get(field.name) : field.value;
  const files = fields.some(({ as }) => as === 'file');
  return html`<form
    method="post"
    action="/staff/do/${action}"
    data-action="${action}"
    class="deed"
    ${files && html` enctype="multipart/form-data"`}
  >
    ${Object.entries(carried).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${fields.map((field) => input(desk, field, typed(field)))}
    <button type="submit" ${quiet && html` class="quiet"`}>${say(desk, button ?? `desk.do.${action}`)}</button>
  </form>`;
}

const optionsOf = ({ options = [] }: Field, chosen: string | undefined): readonly Html[] =>
  options.map(([each, words]) => html`<option value="${each}" ${each === chosen && html` selected`}>${words}</option>`);

function input(desk: Desk, field: Field, value: string | undefined): Html {
  const label = say(desk, field.label);
  const { name, as = 'text' } = field;
  const required = field.required && html` required`;
  const left = field.latin && html` dir="ltr"`;
  if (as === 'checkbox')
    return html`<label class="tick"
      ><input type="checkbox" name="${name}" value="yes" ${value === 'yes' && html` checked`} ${required} />
      ${label}</label
    >`;
  if (as === 'choice')
    return html`<label
      ><span>${label}</span
      ><select name="${name}" ${required}>
        ${optionsOf(field, value)}
      </select></label
    >`;
  if (as === 'textarea')
    return html`<label class="long"
      ><span>${label}</span
      ><textarea
        name="${name}"
        rows="4"
        ${LONGEST[name] !== undefined && html` maxlength="${LONGEST[name]}"`}
        ${required}
        ${left}
      >
${value ?? ''}</textarea>
    </label>`;
  return html`<label
    ><span>${label}</span
    ><input
      type="${as}"
      name="${name}"
      value="${as === 'file' ? '' : (value ?? '')}"
      ${field.least !== undefined && html` min="${field.least}"`}
      ${field.accept !== undefined && html` accept="${field.accept}"`}
      ${LONGEST[name] !== undefined && html` maxlength="${LONGEST[name]}"`}
      ${as === 'password' && html` autocomplete="off"`}
      ${required}
      ${left}
  /></label>`;
}

// An answer that was given before is given anew, in passing, while another question is open: by its own name, by the new value, or ahead
// of its question.
import type { Scope } from '../src/bot/scope';
import type { FormState } from '../src/domain/conversation';
import { fewestNameParts } from '../src/domain/person';
import { nameParts } from '../src/language/answers';
import { after, beside, mentions } from '../src/language/choice-words';
import { understand } from '../src/language/understand';
import { choose, saysName } from './choices';
import { askAgain, change, openQuestion, take, type Form } from './form';
import { namedField } from './named-field';

/** Where the conversation is in a form. */
export type Place = { readonly scope: Scope; readonly form: Form; readonly state: FormState };

/**
 * «لا قصدي النصر»: the answer to an earlier question, given anew.
 * @param said what follows the words of correction
 * @param isTold without such words, a name that is only alike corrects nothing
 */
export async function corrected(place: Place, said: string | undefined, isTold = true): Promise<boolean> {
  if (said === undefined || said === '') return false;
  const { state } = place;
  const given = state.answered.toReversed().filter((slot) => slot !== state.asking);
  return answersOne(place, said, given, isTold, 'reply.changed');
}

/** «ماركا» while the level is asked: the answer to a question that has not come yet, by its exact name. */
export function answeredAhead(place: Place, said: string | undefined): Promise<boolean> {
  const { scope, form, state } = place;
  const open = form.questions.filter(
    ({ slot, when }) => !(slot in state.slots) && slot !== state.asking && (when?.(state.slots, scope) ?? true),
  );
  return answersOne(
    place,
    said ?? '',
    open.map(({ slot }) => slot),
    false,
    'reply.noted',
  );
}

/** Takes what is said as the answer to the first of the questions that it names an option of. */
async function answersOne(
  { scope, form, state }: Place,
  said: string,
  slots: readonly string[],
  isTold: boolean,
  lead: 'reply.changed' | 'reply.noted',
): Promise<boolean> {
  for (const slot of slots) {
    const question = form.questions.find((of) => of.slot === slot);
    const options = (await question?.options?.(state.slots, scope)) ?? [];
    const value = choose(said, isTold ? options : options.filter((one) => saysName(said, one)));
    if (value === undefined || value === state.slots[slot] || value === state.slots['person']) continue;
    const reading = await question?.read(said, state.slots, scope);
    if (!reading || !('set' in reading)) continue;
    const after = await question?.options?.({ ...state.slots, ...reading.set }, scope);
    const to = after?.find((one) => one.value === value)?.label ?? '';
    await change(scope, form, state, reading.set, scope.t(lead, { to }));
    return true;
  }
  return false;
}

/** «الرقم غلط» where a phone or its code is asked for is about that phone, and the question reads it. */
const isOpenPhone = (slot: string, asking: string | undefined): boolean =>
  slot === 'number' && (asking === 'phone' || asking === 'code');

/**
 * «الاسم غلط», «غير المحطة لصويلح»: an answer that was given, called by its name; it is asked again where no new one is said.
 * @returns 'missed' where the open question itself is named and not answered
 */
export async function fieldChanged({ scope, form, state }: Place): Promise<boolean | 'missed'> {
  const named = namedField(scope.said);
  const question = named && form.questions.find(({ slot }) => slot === named.field);
  if (!named || !question || isOpenPhone(named.field, state.asking)) return false;
  if (mentions(scope.said, 'later-on')) {
    await askAgain(scope, form, state, scope.t('reply.edit-later'));
    return true;
  }
  if (named.field === state.asking) {
    return named.value !== '' && (await take(scope, form, state, named.value)) === 'taken' ? true : 'missed';
  }
  if (!(named.field in state.slots)) {
    const key = state.slots['for'] === 'known' ? 'reply.correct-after' : 'reply.edit-later';
    await askAgain(scope, form, state, scope.t(key));
    return true;
  }
  const given = named.value === '' ? undefined : await question.read(named.value, state.slots, scope);
  if (given && 'set' in given && given.set[named.field] !== undefined)
    await change(
      scope,
      form,
      state,
      given.set,
      scope.t('reply.changed', { to: await wordsOf(given.set[named.field]) }),
    );
  else await change(scope, form, state, { [named.field]: undefined }, given && 'hint' in given ? given.hint : '');
  return true;

  async function wordsOf(value: unknown): Promise<string> {
    const options = await question?.options?.(state.slots, scope);
    return options?.find((one) => one.value === value)?.label ?? String(value);
  }
}

/** «قصدي ليلى سعيد العمري», «اسمي سعد خالد الحسن»: a whole name, where one was given; stations are called after people too. */
export async function nameCorrected({ scope, form, state }: Place): Promise<boolean> {
  const lead = (['correction', 'field.name'] as const).find((list) => after(scope.said, list) !== undefined);
  if (lead === 'field.name' && openQuestion(form, state)?.open === true) return false;
  const said = lead && beside(scope.said, [lead, 'polite']);
  const question = form.questions.find(({ slot }) => slot === 'name');
  if (said === undefined || !question || !('name' in state.slots)) return false;
  if (nameParts(said).length < fewestNameParts('civil-id') || understand(said) !== undefined) return false;
  const reading = await question.read(said, state.slots, scope);
  if (!reading || !('set' in reading)) return false;
  await change(scope, form, state, reading.set, scope.t('reply.changed', { to: said }));
  return true;
}

// Another phone for all that was asked for from this one. It is proven by a code before anything moves.
import type { Scope } from '../src/bot/scope';
import { CHANNELS } from '../src/domain/message';
import { readPhone } from '../src/language/answers';
import { personsOf } from '../src/services/citizens';
import { ofCitizen } from '../src/services/own-requests';
import { changePhone } from '../src/services/phone-change';
import { start, textIn, type Form, type Slots } from './form';
import { phoneToProve, proofQuestion } from './questions';
import type { Answered } from './told';

const NEW_PHONE = phoneToProve({
  text: (_slots, scope) => scope.t('ask.phone.new', { phone: scope.citizen?.phone ?? '' }),
  unfit: (phone, scope) => (phone === scope.citizen?.phone ? scope.t('hint.phone.same') : undefined),
});

/** On a phone's own channel the conversation stays that phone's. */
const PROOF = proofQuestion((citizen) => ({ owner: citizen.id }));

export const phoneChange: Form = {
  name: 'change-phone',
  version: '1',
  questions: [NEW_PHONE, PROOF],
  async finish(slots, scope) {
    const { work, conversation, citizen, language } = scope;
    const owner = await work.citizens.byId(textIn(slots, 'owner') ?? '');
    if (!citizen || !owner) throw new Error('a phone is changed from one proven phone to another');
    const requests = await changePhone(work, citizen, owner, { conversation, language });
    if (!CHANNELS[conversation.channel].provesPhone) scope.become({ citizen: owner });
    scope.say({ text: scope.t('reply.phone-changed', { phone: owner.phone, requests }) });
    return undefined;
  },
};

/** Asks for the new phone, unless the message says it. Who has asked for nothing yet has nothing to move. */
export async function askNewPhone(scope: Scope): Promise<Answered> {
  const { work, citizen } = scope;
  if (!citizen) throw new Error('another phone without a proven one');
  if (scope.draft) return { text: scope.t('reply.finish-first') };
  const [entered, requests] = [await personsOf(work, citizen.id), await ofCitizen(work, citizen.id)];
  if (entered.length === 0 && requests.length === 0)
    return { text: scope.t('reply.no-data-for-phone', { phone: citizen.phone }), also: ['person'] };
  await start(scope, phoneChange, await phoneSaid(scope));
  return 'said';
}

async function phoneSaid(scope: Scope): Promise<Slots> {
  if (typeof readPhone(scope.said) !== 'string') return {};
  const reading = await NEW_PHONE.read(scope.said, {}, scope);
  return reading && 'set' in reading ? reading.set : {};
}

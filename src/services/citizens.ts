// Citizens: phones that are proven, by the channel itself or by a one-time code, and whom they have entered.
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { DAY_MS } from '../clock';
import {
  CODE_DIGITS,
  CODE_LIFE_MS,
  CODE_TRIES,
  CODES_PER_PHONE,
  CODES_PER_SOURCE,
  type Citizen,
  type PhoneCode,
} from '../domain/citizen';
import type { Conversation } from '../domain/conversation';
import type { Person } from '../domain/person';
import type { Work } from '../domain/work';
import { refuse, type Refusal } from '../errors';
import { text, type Language } from '../language/texts';
import { outbound } from './notify';

/** The citizen of a proven phone; made when the phone is new. */
export async function prove(work: Work, phone: string, language: Language): Promise<Citizen> {
  const known = await work.citizens.byPhone(phone);
  if (known) return known;
  const citizen: Citizen = { id: work.random.id('cit'), phone, language, createdAt: work.now };
  await work.citizens.add(citizen);
  return citizen;
}

/** Leaves the announcements, or comes back to them. */
export async function wantAnnouncements(work: Work, citizen: Citizen, wanted: boolean): Promise<Citizen> {
  const saying = { ...citizen, announcements: { wanted, at: work.now } };
  await work.citizens.save(saying);
  return saying;
}

export function personsOf(work: Work, citizenId: string): Promise<readonly Person[]> {
  return work.persons.enteredBy(citizenId);
}

const HASH = { salt: 8, bytes: 24, cost: { N: 4096, r: 8, p: 1 } } as const;

function hashCode(code: string, salt = randomBytes(HASH.salt).toString('hex')): string {
  return `${salt}:${scryptSync(code, salt, HASH.bytes, HASH.cost).toString('hex')}`;
}

const matches = (code: string, hash: string): boolean =>
  timingSafeEqual(Buffer.from(hashCode(code, hash.split(':')[0])), Buffer.from(hash));

/** Sends a code by SMS. Limited per phone and per network address and day, in real time like the code's life; the code itself is never stored, only its hash. */
export async function sendCode(
  work: Work,
  conversation: Conversation,
  phone: string,
  language: Language,
): Promise<'sent' | Refusal<'too-many-codes'>> {
  const since = work.real - DAY_MS;
  const source = conversation.source ?? conversation.id;
  const tooMany =
    (await work.codes.countForPhone(phone, since)) >= CODES_PER_PHONE ||
    (await work.codes.countFromSource(source, since)) >= CODES_PER_SOURCE;
  if (tooMany) return refuse('too-many-codes');
  const code = work.random.digits(CODE_DIGITS);
  await work.codes.add({
    id: work.random.id('code'),
    conversationId: conversation.id,
    phone,
    source,
    hash: hashCode(code),
    triesLeft: CODE_TRIES,
    createdAt: work.real,
    expiresAt: work.real + CODE_LIFE_MS,
    usedAt: undefined,
  });
  const content = { text: text(language, 'sms.phone-code', { code, minutes: CODE_LIFE_MS / 60_000 }) };
  await work.messages.addOutbound(
    outbound(work, { channel: 'sms', address: phone, conversationId: undefined, language, lane: 'reply', content }),
  );
  return 'sent';
}

/** Proves the phone of the newest code of this conversation. A wrong code costs a try, also when the turn is a refusal. */
export async function checkCode(
  work: Work,
  conversation: Conversation,
  typed: string,
  language: Language,
): Promise<Citizen | Refusal<'code-wrong' | 'code-expired' | 'code-too-many'>> {
  const code = await work.codes.newestOf(conversation.id);
  if (!code || code.usedAt !== undefined || work.real > code.expiresAt) return refuse('code-expired');
  if (code.triesLeft === 0) return refuse('code-too-many');
  if (!matches(typed, code.hash)) return countMiss(work, code);
  await work.codes.save({ ...code, usedAt: work.real });
  return prove(work, code.phone, language);
}

async function countMiss(work: Work, code: PhoneCode): Promise<Refusal<'code-wrong' | 'code-too-many'>> {
  const triesLeft = code.triesLeft - 1;
  await work.codes.save({ ...code, triesLeft });
  return triesLeft === 0 ? refuse('code-too-many') : refuse('code-wrong', { left: triesLeft });
}

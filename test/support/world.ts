// A store with people in it, for the tests of services: who writes from where, at which moment, and what has been sent to whom.
import { createClock } from '../../src/clock';
import type { Catalogue } from '../../src/domain/catalogue';
import type { Citizen } from '../../src/domain/citizen';
import type { Conversation } from '../../src/domain/conversation';
import { LANES, type ChannelName, type OutboundMessage } from '../../src/domain/message';
import type { ExamRequest } from '../../src/domain/exam-request';
import { isRefusal } from '../../src/errors';
import { arrive } from '../../src/services/inbox';
import { submit, type ExamOrder } from '../../src/services/requests';
import { smallCatalogue } from './catalogue';
import { aPayment } from './samples';
import { openTestStore, type TestStore } from './store';

const name = (en: string) => ({ ar: `${en} (ar)`, en });
const [zahran] = smallCatalogue.stations;
const [icdl] = smallCatalogue.exams;
if (!zahran || !icdl) throw new Error('the small catalogue has a station and an exam');

/** Two stations; a paid exam, a free one, one with levels, and one that has no trial; holidays on Wednesday and Thursday, 25 and 26 November. */
export const worldCatalogue: Catalogue = {
  ...smallCatalogue,
  stations: [zahran, { ...zahran, id: 'marka', name: name('Marka'), aliases: [] }],
  exams: [
    { ...icdl, stations: ['zahran', 'marka'] },
    {
      ...icdl,
      id: 'free',
      name: name('Basics'),
      kinds: { trial: { feeFils: 0, validMonths: 6, remindDaysBefore: 14 } },
    },
    { ...icdl, id: 'ic3', name: name('IC3'), levels: [{ id: 'one', name: name('Level one'), aliases: [] }] },
    { ...icdl, id: 'official-only', kinds: { official: { feeFils: 25_000, minimum: 5, capacity: 12 } } },
  ],
  holidays: [{ from: '2026-11-25', to: '2026-11-26', name: name('Holiday') }],
};

export type World = TestStore & {
  /** Sets the time, `2026-11-23T12:00` as clocks in Amman show it. */
  at(wall: string): void;
  /** Writes from an address for the first time, or again. @returns the conversation, and the citizen where the channel proves one */
  write(
    channel: ChannelName,
    address: string,
    text?: string,
  ): Promise<{ conversation: Conversation; citizen: Citizen }>;
  /** Everything in the outbox that was not taken yet, in order of lane and age, whenever it may leave; messages to different addresses have no order. */
  sent(): Promise<readonly OutboundMessage[]>;
  /** A paid trial exam for a new person, unless told otherwise. */
  order(from: { conversation: Conversation; citizen: Citizen }, over?: Partial<ExamOrder>): ExamOrder;
  submitted(from: { conversation: Conversation; citizen: Citizen }, over?: Partial<ExamOrder>): Promise<ExamRequest>;
  /** As stored now. */
  stored(request: ExamRequest): Promise<ExamRequest>;
};

export async function openWorld(catalogue: Catalogue = worldCatalogue): Promise<World> {
  let real = 0;
  const at = (wall: string): void => {
    real = Date.parse(`${wall}:00+03:00`);
  };
  at('2026-11-23T12:00');
  const store = await openTestStore({ clock: createClock(() => real), catalogue });
  let count = 0;
  const next = (): string => String((count += 1)).padStart(4, '0');

  const world: World = {
    ...store,
    at,
    async write(channel, address, text = 'hello') {
      const arrived = await arrive(store.transact, {
        channel,
        address,
        providerId: `in-${next()}`,
        kind: 'text',
        text,
      });
      if (arrived === 'repeated') throw new Error('a new message');
      return store.transact(async (work) => {
        const conversation = await work.conversations.byId(arrived.conversationId);
        const citizen =
          conversation?.citizenId === undefined ? undefined : await work.citizens.byId(conversation.citizenId);
        if (!conversation) throw new Error('an open conversation');
        return { conversation, citizen: citizen ?? { id: 'guest', phone: '', language: 'ar', createdAt: 0 } };
      });
    },
    sent: () => takeAll(store),
    order: ({ conversation, citizen }, over = {}) => ({
      citizen,
      conversation,
      language: 'en',
      examId: 'icdl',
      kind: 'trial',
      stationId: 'zahran',
      applicant: 'citizen',
      person: { document: 'civil-id', number: `98710${next()}1`, country: 'JO', name: 'Laila Sami Haddad' },
      consent: { version: '1', at: real },
      ...over,
    }),
    async submitted(from, over) {
      const request = await store.transact((work) => submit(work, world.order(from, over)));
      if (isRefusal(request)) throw new Error(request.refused);
      return request;
    },
    async stored({ id }) {
      const request = await store.transact((work) => work.requests.byId(id));
      if (!request) throw new Error(`no request ${id}`);
      return request;
    },
  };
  return world;
}

const EVER = Date.UTC(2100, 0);

async function takeAll({ transact }: TestStore): Promise<readonly OutboundMessage[]> {
  const taken = await transact(async (work) => {
    const lanes = await Promise.all(LANES.map((lane) => work.messages.sendable(lane, EVER, EVER, 100)));
    for (const message of lanes.flat()) await work.messages.saveOutbound({ ...message, state: 'delivered' });
    return lanes.flat();
  });
  return taken.length === 0 ? [] : [...taken, ...(await takeAll({ transact } as TestStore))];
}

/** A payment of all of a request's fee, unless told otherwise; a transaction id is used once. */
export const paymentFor = (request: ExamRequest, over: Parameters<typeof aPayment>[0] = {}) => {
  const {
    id: _,
    outcome: _outcome,
    receivedAt: _at,
    ...notification
  } = aPayment({
    trx: `trx-${request.id}`,
    billingNumber: request.paymentNumber ?? '',
    paidFils: request.feeFils,
    ...over,
  });
  return notification;
};

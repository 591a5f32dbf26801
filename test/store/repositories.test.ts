import { AlreadyThere, type Work } from '../../src/domain/work';
import {
  MORNING,
  aBill,
  aCitizen,
  aCode,
  aConversation,
  aDraft,
  aPayment,
  aPerson,
  aRequest,
  aTask,
} from '../support/samples';
import { openTestStore, type TestStore } from '../support/store';
import { createClock } from '../../src/clock';

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore({ clock: createClock(() => MORNING) });
});
afterEach(() => test.close());

const read = <Result>(use: (work: Work) => Promise<Result>): Promise<Result> => test.transact(use);
const write = (use: (work: Work) => Promise<unknown>): Promise<void> =>
  test.transact(async (work) => void (await use(work)));

/** The unique thing that stood in the way, or 'fine'. */
const clashOf = (use: (work: Work) => Promise<unknown>): Promise<string> =>
  write(use).then(
    () => 'fine',
    (error: unknown) => (error instanceof AlreadyThere ? error.what : String(error)),
  );

const whole: readonly [string, (work: Work) => Promise<void>, (work: Work) => Promise<unknown>, unknown][] = [
  ['a citizen', (w) => w.citizens.add(aCitizen()), (w) => w.citizens.byId('cit_1'), aCitizen()],
  ['a person', (w) => w.persons.add(aPerson()), (w) => w.persons.byId('per_1'), aPerson()],
  [
    'a person with a guardian',
    (w) => w.persons.add(aPerson({ guardian: { name: 'Sami', agreedAt: MORNING } })),
    (w) => w.persons.byId('per_1'),
    aPerson({ guardian: { name: 'Sami', agreedAt: MORNING } }),
  ],
  ['a request', (w) => w.requests.add(aRequest()), (w) => w.requests.byId('req_1'), aRequest()],
  ['a bill', (w) => w.bills.add(aBill()), (w) => w.bills.byNumber('100000000008'), aBill()],
  ['a payment', (w) => w.payments.add(aPayment()), (w) => w.payments.byTrx('90071992547409931'), aPayment()],
  [
    'a conversation',
    (w) => w.conversations.add(aConversation()),
    (w) => w.conversations.byId('conv_1'),
    aConversation(),
  ],
  ['a draft', (w) => w.drafts.put(aDraft()), (w) => w.drafts.ofConversation('conv_1'), aDraft()],
  ['a code', (w) => w.codes.add(aCode()), (w) => w.codes.newestOf('conv_1'), aCode()],
  ['a task', (w) => w.tasks.add(aTask()), (w) => w.tasks.byId('task_1'), aTask()],
];

it.each(whole)('%s comes back whole, within its transaction and after it', async (_, add, find, expected) => {
  const inside = await test.transact(async (work) => {
    await add(work);
    return find(work);
  });
  expect([inside, await read(find)]).toEqual([expected, expected]);
});

const saved: readonly [
  string,
  (work: Work) => Promise<void>,
  (work: Work) => Promise<void>,
  (work: Work) => Promise<unknown>,
  unknown,
][] = [
  [
    'a citizen under another phone',
    (w) => w.citizens.add(aCitizen()),
    (w) => w.citizens.save(aCitizen({ phone: '+962770000001' })),
    async (w) => [await w.citizens.byPhone('+962770000001'), await w.citizens.byPhone('+962791234567')],
    [aCitizen({ phone: '+962770000001' }), undefined],
  ],
  [
    'a person under another number',
    (w) => w.persons.add(aPerson()),
    (w) => w.persons.save(aPerson({ number: '9000000001' })),
    async (w) => [
      await w.persons.byDocument('civil-id', '9000000001', 'JO'),
      await w.persons.byDocument('civil-id', '9871035522', 'JO'),
    ],
    [aPerson({ number: '9000000001' }), undefined],
  ],
  [
    'a request whose fields have gone',
    (w) => w.requests.add(aRequest()),
    (w) => w.requests.save(aRequest({ dueAt: undefined, dueEvent: undefined, paymentNumber: undefined })),
    (w) => w.requests.byNumber('10000018'),
    aRequest({ dueAt: undefined, dueEvent: undefined, paymentNumber: undefined }),
  ],
  [
    'a conversation',
    (w) => w.conversations.add(aConversation()),
    (w) => w.conversations.save(aConversation({ offered: undefined, endedAt: MORNING })),
    (w) => w.conversations.byAddress('sms', '+962791234567'),
    aConversation({ offered: undefined, endedAt: MORNING }),
  ],
  [
    'a draft that moved',
    (w) => w.drafts.put(aDraft()),
    (w) => w.drafts.put(aDraft({ conversationId: 'conv_2' })),
    async (w) => [await w.drafts.ofConversation('conv_1'), await w.drafts.ofConversation('conv_2')],
    [undefined, aDraft({ conversationId: 'conv_2' })],
  ],
  [
    'a task that is done',
    (w) => w.tasks.add(aTask()),
    (w) => w.tasks.save(aTask({ state: 'done' })),
    async (w) => [
      await w.tasks.open(),
      await w.tasks.openFor('payment-claimed', 'req_1'),
      await w.tasks.openIn('payment-claimed', 'conv_1'),
    ],
    [[], undefined, undefined],
  ],
];

it.each(saved)('saves %s', async (_, add, save, find, expected) => {
  await write(add);
  await write(save);
  expect(await read(find)).toEqual(expected);
});

const clashes: readonly [string, (work: Work) => Promise<unknown>, (work: Work) => Promise<unknown>, string][] = [
  ['a phone', (w) => w.citizens.add(aCitizen()), (w) => w.citizens.add(aCitizen({ id: 'cit_2' })), 'citizen'],
  [
    'another phone',
    (w) => w.citizens.add(aCitizen()),
    (w) => w.citizens.add(aCitizen({ id: 'cit_2', phone: '+962770000001' })),
    'fine',
  ],
  ['a document', (w) => w.persons.add(aPerson()), (w) => w.persons.add(aPerson({ id: 'per_2', name: 'X' })), 'person'],
  [
    'the number in another country',
    (w) => w.persons.add(aPerson()),
    (w) => w.persons.add(aPerson({ id: 'per_2', country: 'SY' })),
    'fine',
  ],
  [
    'a request number',
    (w) => w.requests.add(aRequest()),
    (w) => w.requests.add(aRequest({ id: 'req_2', beneficiaryId: 'per_2', paymentNumber: undefined })),
    'request number',
  ],
  [
    'an open request for the same exam',
    (w) => w.requests.add(aRequest()),
    (w) => w.requests.add(aRequest({ id: 'req_2', number: '10000026', paymentNumber: undefined })),
    'open request',
  ],
  [
    'a payment number',
    (w) => w.requests.add(aRequest()),
    (w) => w.requests.add(aRequest({ id: 'req_2', number: '10000026', beneficiaryId: 'per_2' })),
    'payment number',
  ],
  [
    'two requests without payment numbers',
    (w) => w.requests.add(aRequest({ paymentNumber: undefined })),
    (w) =>
      w.requests.add(aRequest({ id: 'req_2', number: '10000026', beneficiaryId: 'per_2', paymentNumber: undefined })),
    'fine',
  ],
  [
    'a request for an exam whose first one has lapsed',
    (w) => w.requests.add(aRequest({ state: 'lapsed' })),
    (w) => w.requests.add(aRequest({ id: 'req_2', number: '10000026', paymentNumber: undefined })),
    'fine',
  ],
  ['a bill', (w) => w.bills.add(aBill()), (w) => w.bills.add(aBill({ requestId: 'req_2' })), 'bill'],
  [
    'a transaction of the platform',
    (w) => w.payments.add(aPayment()),
    (w) => w.payments.add(aPayment({ id: 'pay_2' })),
    'payment',
  ],
  [
    'an address',
    (w) => w.conversations.add(aConversation()),
    (w) => w.conversations.add(aConversation({ id: 'conv_2' })),
    'conversation',
  ],
  [
    'the address on another channel',
    (w) => w.conversations.add(aConversation()),
    (w) => w.conversations.add(aConversation({ id: 'conv_2', channel: 'whatsapp' })),
    'fine',
  ],
];

it.each(clashes)('adding %s twice', async (_, first, second, expected) => {
  await write(first);
  expect(await clashOf(second)).toBe(expected);
});

it('frees the key of an open request when it closes', async () => {
  await write((work) => work.requests.add(aRequest()));
  await write((work) => work.requests.save(aRequest({ state: 'cancelled' })));
  expect(await read((work) => work.requests.openFor('per_1', 'icdl'))).toBeUndefined();
  const again = aRequest({ id: 'req_2', number: '10000026', paymentNumber: undefined });
  expect(await clashOf((work) => work.requests.add(again))).toBe('fine');
  expect(await read((work) => work.requests.openFor('per_1', 'icdl'))).toEqual(again);
});

it('finds the earliest due request, and none before its time', async () => {
  await write(async (work) => {
    for (const [n, dueAt] of [
      [1, MORNING + 30],
      [2, MORNING + 10],
      [3, undefined],
    ] as const)
      await work.requests.add(
        aRequest({ id: `req_${n}`, number: `n${n}`, beneficiaryId: `per_${n}`, paymentNumber: undefined, dueAt }),
      );
  });
  const due = (now: number) => read(async (work) => (await work.requests.nextDue(now))?.id);
  expect([await due(MORNING + 9), await due(MORNING + 10), await due(MORNING + 99)]).toEqual([
    undefined,
    'req_2',
    'req_2',
  ]);
});

it('lists what belongs to one citizen in its order', async () => {
  await write(async (work) => {
    for (const [n, createdAt] of [
      [1, MORNING],
      [2, MORNING + 2],
      [3, MORNING + 1],
    ] as const) {
      const requesterId = n === 3 ? 'cit_2' : 'cit_1';
      await work.requests.add(
        aRequest({
          id: `req_${n}`,
          number: `n${n}`,
          beneficiaryId: `per_${n}`,
          paymentNumber: undefined,
          createdAt,
          requesterId,
        }),
      );
      await work.persons.add(
        aPerson({
          id: `per_${n}`,
          number: `900000000${n}`,
          createdAt,
          enteredBy: n === 3 ? ['cit_2', 'cit_1'] : ['cit_1'],
        }),
      );
    }
  });
  expect(await read(async (work) => (await work.requests.ofRequester('cit_1')).map(({ id }) => id))).toEqual([
    'req_2',
    'req_1',
  ]);
  expect(await read(async (work) => (await work.persons.enteredBy('cit_1')).map(({ id }) => id))).toEqual([
    'per_1',
    'per_3',
    'per_2',
  ]);
  expect(await read(async (work) => (await work.persons.enteredBy('cit_2')).map(({ id }) => id))).toEqual(['per_3']);
});

it('gives the newest draft that is not over', async () => {
  await write(async (work) => {
    await work.drafts.put(aDraft({ id: 'dra_over', conversationId: 'conv_3', citizenId: 'cit_3', expiresAt: MORNING }));
    await work.drafts.put(aDraft({ id: 'dra_old', conversationId: 'conv_2', expiresAt: MORNING + 5 }));
    await work.drafts.put(aDraft({ id: 'dra_new', conversationId: 'conv_1', expiresAt: MORNING + 9 }));
    await work.drafts.put(aDraft({ id: 'dra_gone', conversationId: 'conv_4', expiresAt: MORNING + 20 }));
    await work.drafts.remove('dra_gone');
  });
  const found = await read(async (work) => [
    await work.drafts.ofCitizen('cit_1'),
    await work.drafts.ofCitizen('cit_3'),
    await work.drafts.ofConversation('conv_4'),
  ]);
  expect(found.map((draft) => draft?.id)).toEqual(['dra_new', undefined, undefined]);
});

it('counts codes by phone and by source since an instant', async () => {
  await write(async (work) => {
    await work.codes.add(aCode({ id: 'code_1', createdAt: MORNING - 10 }));
    await work.codes.add(aCode({ id: 'code_2', createdAt: MORNING, source: 'source-2' }));
    await work.codes.add(aCode({ id: 'code_3', createdAt: MORNING + 1, phone: '+962770000001' }));
    await work.codes.save(aCode({ id: 'code_2', createdAt: MORNING, source: 'source-2', triesLeft: 4 }));
  });
  const counts = await read(async (work) => [
    await work.codes.countForPhone('+962791234567', MORNING),
    await work.codes.countForPhone('+962791234567', MORNING - 10),
    await work.codes.countFromSource('source-1', MORNING - 10),
    await work.codes.countFromSource('source-2', MORNING + 1),
  ]);
  expect(counts).toEqual([1, 2, 2, 0]);
  expect((await read((work) => work.codes.newestOf('conv_1')))?.id).toBe('code_3');
});

it('keeps each receipt once, in order', async () => {
  const receipt = { providerId: 'SM1', status: 'sent', raw: '{}', at: MORNING };
  const added = await test.transact(async (work) => [
    await work.receipts.add(receipt),
    await work.receipts.add({ ...receipt, raw: '{"again":1}' }),
    await work.receipts.add({ ...receipt, status: 'delivered', at: MORNING + 1 }),
    await work.receipts.add({ ...receipt, providerId: 'SM2' }),
  ]);
  expect(added).toEqual([true, false, true, true]);
  expect(await read((work) => work.receipts.of('SM1'))).toEqual([
    receipt,
    { ...receipt, status: 'delivered', at: MORNING + 1 },
  ]);
});

it('closes an address on one channel, and opens it again', async () => {
  const states: boolean[] = [];
  const look = async (work: Work) => {
    states.push(await work.closedAddresses.isClosed('sms', '+962791234567'));
    states.push(await work.closedAddresses.isClosed('whatsapp', '+962791234567'));
  };
  await write((work) => work.closedAddresses.close('sms', '+962791234567', MORNING));
  await write((work) => work.closedAddresses.close('sms', '+962791234567', MORNING + 1));
  await write(look);
  await write((work) => work.closedAddresses.reopen('sms', '+962791234567'));
  await write(look);
  expect(states).toEqual([true, false, false, false]);
});

it('lists payments of one number in the order in which they came', async () => {
  await write(async (work) => {
    await work.payments.add(aPayment({ id: 'pay_2', trx: 'b', receivedAt: MORNING + 2 }));
    await work.payments.add(aPayment({ id: 'pay_1', trx: 'a', receivedAt: MORNING + 1 }));
    await work.payments.add(aPayment({ id: 'pay_3', trx: 'c', billingNumber: 'other' }));
  });
  expect(await read(async (work) => (await work.payments.ofNumber('100000000008')).map(({ trx }) => trx))).toEqual([
    'a',
    'b',
  ]);
});

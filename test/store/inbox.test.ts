import { createClock } from '../../src/clock';
import { MORNING, anInbound } from '../support/samples';
import { openTestStore, type TestStore } from '../support/store';

const LEASE_MS = 30_000;
let test: TestStore;
let real = MORNING;
beforeEach(async () => {
  real = MORNING;
  test = await openTestStore({ clock: createClock(() => real) });
});
afterEach(() => test.close());

const arrive = (conversationId: string, providerId: string, state: 'received' | 'answered' = 'received') =>
  test.transact((work) =>
    work.messages.addInbound(anInbound({ id: `msg_${providerId}`, conversationId, providerId, state })),
  );
const answer = (providerId: string) => test.transact((work) => work.messages.answered(`msg_${providerId}`));
const claim = (owner: string, at = real) => test.inbox.claim(owner, at, LEASE_MS);

it('has nothing to give when nobody wrote, or when the message was answered elsewhere', async () => {
  expect(await claim('a')).toBeUndefined();
  await arrive('conv_1', '1', 'answered');
  expect(await claim('a')).toBeUndefined();
});

it('gives the conversation that waits longest, each to one owner', async () => {
  for (const [conversation, id] of [
    ['conv_2', '1'],
    ['conv_1', '2'],
    ['conv_2', '3'],
  ] as const) {
    await arrive(conversation, id);
    real += 1;
  }
  expect([await claim('a'), await claim('b'), await claim('c')]).toEqual(['conv_2', 'conv_1', undefined]);
});

it('gives one conversation to one of many who ask at once', async () => {
  await arrive('conv_1', '1');
  const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(owner)));
  expect(claims.filter((claimed) => claimed !== undefined)).toEqual(['conv_1']);
});

it('gives it to another when the lease is over, and then takes no renewal from the first', async () => {
  await arrive('conv_1', '1');
  expect(await claim('a')).toBe('conv_1');
  expect(await claim('b', real + LEASE_MS - 1)).toBeUndefined();
  expect(await test.inbox.renew('conv_1', 'a', real + LEASE_MS, LEASE_MS)).toBe(true);
  expect(await claim('b', real + LEASE_MS)).toBeUndefined();
  expect(await claim('b', real + 2 * LEASE_MS)).toBe('conv_1');
  expect(await test.inbox.renew('conv_1', 'a', real, LEASE_MS)).toBe(false);
});

it('is done with a conversation that is released with all answered', async () => {
  await arrive('conv_1', '1');
  await claim('a');
  await answer('1');
  await test.inbox.release('conv_1', 'a');
  expect(await claim('b', real + 10 * LEASE_MS)).toBeUndefined();
  await arrive('conv_1', '2');
  expect(await claim('b')).toBe('conv_1');
});

it('keeps a conversation claimable when a message came meanwhile, behind those that wait longer', async () => {
  await arrive('conv_1', '1');
  await claim('a');
  real += 1;
  await arrive('conv_2', '2');
  real += 1;
  await arrive('conv_1', '3');
  await answer('1');
  await test.inbox.release('conv_1', 'a');
  expect([await claim('b'), await claim('b'), await claim('b')]).toEqual(['conv_2', 'conv_1', undefined]);
});

it('takes no release from who no longer owns it', async () => {
  await arrive('conv_1', '1');
  await claim('a');
  await claim('b', real + LEASE_MS);
  await test.inbox.release('conv_1', 'a');
  expect(await claim('c', real + LEASE_MS)).toBeUndefined();
});

it('strands no message, however arrivals and releases meet', async () => {
  const count = 40;
  const answered: string[] = [];
  let arriving = true;
  const turns = async (owner: string) => {
    for (;;) {
      const last = !arriving;
      const conversation = await claim(owner);
      if (conversation === undefined) {
        if (last) return;
        continue;
      }
      await test
        .transact(async (work) => {
          const message = await work.messages.oldestUnanswered(conversation);
          if (!message) return undefined;
          await work.messages.answered(message.id);
          return message.id;
        })
        .then((id) => id !== undefined && answered.push(id));
      await test.inbox.release(conversation, owner);
    }
  };
  const owners = [turns('a'), turns('b')];
  await Promise.all(Array.from({ length: count }, (_, n) => arrive(`conv_${n % 3}`, String(n))));
  arriving = false;
  await Promise.all(owners);
  expect(answered.toSorted()).toEqual(Array.from({ length: count }, (_, n) => `msg_${n}`).toSorted());
});

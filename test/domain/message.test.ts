// The life of an outgoing message: whatever receipts come in whatever order, what the phone has it keeps.
import fc from 'fast-check';
import {
  DELIVERY,
  DELIVERY_FINAL,
  deliveryStep,
  type DeliveryEvent,
  type DeliveryState,
} from '../../src/domain/message';

const EVENTS = [...new Set(DELIVERY.map(([, event]) => event))];
const STATES = [...new Set(DELIVERY.flatMap(([from, , to]) => [from, to]))];
/** What a provider tells in receipts; the rest is our own doing. */
const RECEIPTS = ['accept', 'send', 'deliver', 'read', 'reject'] as const satisfies readonly DeliveryEvent[];
/** How far it has come. */
const HEIGHT: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  sent: 4,
  delivered: 5,
  read: 6,
  failed: 6,
};

const after = (state: DeliveryState, events: readonly DeliveryEvent[]): DeliveryState =>
  events.reduce<DeliveryState>((at, event) => deliveryStep(at, event) ?? at, state);

test('receipts move a message only upward', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...STATES),
      fc.array(fc.constantFrom(...RECEIPTS), { maxLength: 12 }),
      (state, receipts) => {
        expect(HEIGHT[after(state, receipts)]).toBeGreaterThanOrEqual(HEIGHT[state]);
      },
    ),
  );
});

test('what has arrived is never sent again, and never fails, whatever happens', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('delivered', 'read'),
      fc.array(fc.constantFrom(...EVENTS), { maxLength: 12 }),
      (state, events) => {
        expect(['delivered', 'read']).toContain(after(state, events));
      },
    ),
  );
});

test('only a retry leads down', () => {
  const down = DELIVERY.filter(([from, , to]) => HEIGHT[to] < HEIGHT[from]).map(([, event]) => event);
  expect([...new Set(down)]).toEqual(['retry']);
});

test('only a claim leads to the provider', () => {
  expect(DELIVERY.filter(([, , to]) => to === 'sending').map(([from, event]) => [from, event])).toEqual([
    ['queued', 'claim'],
  ]);
});

test.each(DELIVERY_FINAL)('nothing moves a message that is %s', (state) => {
  expect(EVENTS.map((event) => deliveryStep(state, event))).toEqual(EVENTS.map(() => undefined));
});

test('whatever the order of its receipts, a message that was read ends as read', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(['accept', 'send', 'deliver', 'read'] as const), (receipts) => {
      const end = after('sending', ['accept', ...receipts]);
      if (receipts.includes('read')) expect(end).toBe('read');
      else if (receipts.includes('deliver')) expect(end).toBe('delivered');
      else expect(end).toBe(receipts.includes('send') ? 'sent' : 'accepted');
    }),
  );
});

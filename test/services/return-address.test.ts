// Where a message of a Bot Framework conversation goes.
import { destinationOf } from '../../src/services/return-address';
import type { OutboundMessage } from '../../src/domain/message';
import { aConversation, anInbound, anOutbound, aReturnAddress } from '../support/samples';
import { openTestStore, type TestStore } from '../support/store';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  await store.transact(async (work) => {
    await work.messages.addInbound(anInbound({ channel: 'bot-framework', providerId: 'activity-1' }));
    await work.conversations.add(
      aConversation({ channel: 'bot-framework', address: 'there', returnAddress: aReturnAddress() }),
    );
    await work.conversations.add(aConversation({ id: 'conv_sms' }));
  });
});
afterAll(() => store.close());

const returnAddress = aReturnAddress();
test.each<[string, Partial<OutboundMessage>, object | undefined]>([
  ['an answer, under the id that the channel knows', {}, { returnAddress, replyToId: 'activity-1' }],
  ['a notice answers nothing', { replyTo: undefined }, { returnAddress, replyToId: undefined }],
  ['a conversation of another channel', { conversationId: 'conv_sms' }, undefined],
  ['a conversation that is gone', { conversationId: 'conv_gone' }, undefined],
  ['no conversation', { conversationId: undefined }, undefined],
])('%s', async (_, over, expected) => {
  const message: OutboundMessage = { ...anOutbound(over), order: 1, seq: undefined };
  expect(await store.transact((work) => destinationOf(work, message))).toEqual(expected);
});

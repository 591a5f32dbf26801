// Bot Framework: what a connector's answer means for a message, and that nothing is sent where nobody has written from.
import { createBotFramework, type Destination, type Posted } from '../../src/channels/bot-framework';
import type { OutboundMessage } from '../../src/domain/message';
import { anOutbound, aReturnAddress } from '../support/samples';

const message: OutboundMessage = {
  ...anOutbound({ channel: 'bot-framework', address: '["emulator","b4b5","visitor-1"]' }),
  order: 1,
  seq: undefined,
};
const destination: Destination = { returnAddress: aReturnAddress(), replyToId: 'activity-1' };

function channelAt(where: Destination | undefined, answer: Posted) {
  const posts: { to: Destination; activity: object }[] = [];
  const channel = createBotFramework({
    destinationOf: async () => where,
    post: async (to, activity) => {
      posts.push({ to, activity });
      return answer;
    },
  });
  if (!channel.carrier) throw new Error('it is carried');
  return { ...channel, carrier: channel.carrier, posts };
}

const answered = (status: number, id?: string): Posted => ({ posted: 'answered', status, id });
const never = { retryAfterMs: undefined, closesAddress: false, fallBackToSms: false, ours: false };
const refused = (code: string, over: object = {}) => ({ outcome: 'refused', code, ...never, ...over });

test.each<[string, Posted, object]>([
  ['taken', answered(200, 'a-7'), { outcome: 'accepted', providerId: 'a-7' }],
  ['taken by a channel that gives no ids', answered(202), { outcome: 'accepted', providerId: 'msg_out_1' }],
  ['a token that is not taken', answered(401), refused('http-401', { retryAfterMs: 600_000, ours: true })],
  ['no token to be had', { posted: 'no-token' }, refused('no-token', { retryAfterMs: 60_000, ours: true })],
  ['blocked by the person', answered(403), refused('http-403')],
  ['a conversation that is gone', answered(404), refused('http-404')],
  ['another one on its way', answered(412), refused('http-412', { retryAfterMs: 2_000 })],
  ['too fast', answered(429), refused('http-429', { retryAfterMs: 2_000 })],
  ['a fault there', answered(500), refused('http-500', { retryAfterMs: 5_000 })],
  ['a fault before it', answered(502), refused('http-502', { retryAfterMs: 5_000 })],
  ['an activity that it does not take', answered(400), refused('http-400', { ours: true })],
  ['sent elsewhere', answered(307), refused('http-307', { ours: true })],
  ['nobody there', { posted: 'failed', code: 'ECONNREFUSED' }, refused('ECONNREFUSED', { retryAfterMs: 5_000 })],
  ['the line breaks', { posted: 'failed', code: 'UND_ERR_SOCKET' }, { outcome: 'unknown', code: 'UND_ERR_SOCKET' }],
  ['no answer in time', { posted: 'failed', code: 'timeout' }, { outcome: 'unknown', code: 'timeout' }],
])('send: %s', async (_, answer, outcome) => {
  const { carrier, posts } = channelAt(destination, answer);
  expect(await carrier.send(message)).toEqual(outcome);
  expect(posts).toEqual([
    {
      to: destination,
      activity: {
        type: 'message',
        text: 'Which station suits you?',
        textFormat: 'plain',
        locale: 'ar-JO',
        channelData: { ask: 'station' },
        channelId: 'emulator',
        from: { id: 'bot-1', name: 'المحطات المعرفية', role: 'bot' },
        recipient: { id: 'visitor-1' },
        conversation: { id: 'b4b5|livechat' },
        replyToId: 'activity-1',
      },
    },
  ]);
});

test('send: nobody has written from there, so that there is nowhere to post to', async () => {
  const { carrier, posts } = channelAt(undefined, answered(200));
  expect(await carrier.send(message)).toEqual(refused('no-return-address', { ours: true }));
  expect(posts).toEqual([]);
});

test('render: as it is, with the marks that keep numbers whole', () => {
  const { render } = channelAt(destination, answered(200));
  expect(render({ text: 'رقم \u20661234\u2069' })).toBe('رقم \u20661234\u2069');
});

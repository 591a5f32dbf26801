// What is taken from an activity that a Bot Framework channel posts.
import { readPosted } from '../../../src/web/bot-framework/posted';
import { aReturnAddress } from '../../support/samples';
import { emulatorActivity } from '../../support/connector-double';

const URL = 'http://127.0.0.1:9';
const read = (over: Record<string, unknown>) => readPosted(emulatorActivity(URL, over));
const attached = (...types: string[]) => ({
  text: undefined,
  attachments: types.map((contentType) => ({ contentType, contentUrl: 'https://elsewhere.example/file' })),
});
const message = (over: object = {}) => ({
  type: 'message',
  id: 'activity-1',
  kind: 'text',
  text: 'مرحبا',
  returnAddress: aReturnAddress(),
  group: false,
  ...over,
});

test.each<[string, Record<string, unknown>, object]>([
  ['words', {}, message()],
  ['words with spaces around them', { text: '  مرحبا\n' }, message()],
  ['a picture', attached('image/png'), message({ kind: 'image', text: '' })],
  ['a picture with words', { ...attached('image/jpeg'), text: 'هذه' }, message({ kind: 'image', text: 'هذه' })],
  ['a voice message', attached('audio/ogg'), message({ kind: 'voice', text: '' })],
  ['a film', attached('video/mp4'), message({ kind: 'video', text: '' })],
  ['a document', attached('application/pdf'), message({ kind: 'document', text: '' })],
  ['words, and the same once more as HTML', { ...attached('text/html'), text: 'مرحبا' }, message()],
  [
    'words as HTML, and a picture',
    { ...attached('text/html', 'image/png'), text: 'مرحبا' },
    message({ kind: 'image' }),
  ],
  ['HTML alone', attached('text/html'), message({ kind: 'document', text: '' })],
  ['nothing that can be read', { text: null, value: { card: 1 } }, message({ kind: 'other', text: '' })],
  ['a conversation of several', { conversation: { id: 'b4b5|livechat', isGroup: true } }, message({ group: true })],
  [
    'a conversation of one, said to be so',
    { conversation: { id: 'b4b5|livechat', isGroup: false, conversationType: 'personal' } },
    message(),
  ],
  [
    'a chat of a group',
    { conversation: { id: 'b4b5|livechat', conversationType: 'groupChat' } },
    message({ group: true }),
  ],
  ['somebody who waits for the answer', { deliveryMode: 'expectReplies' }, { type: 'waiting' }],
  ['an invocation', { type: 'invoke' }, { type: 'waiting' }],
  ['who came and went', { type: 'conversationUpdate', from: undefined }, { type: 'other' }],
])('%s', (_, over, expected) => {
  expect(read(over)).toEqual(expected);
});

test.each<[string, unknown, string]>([
  ['no object', 'hello', 'body'],
  ['a list', [], 'body'],
  ['no type', emulatorActivity(URL, { type: '' }), 'type'],
  ['nobody who sends it', emulatorActivity(URL, { from: {} }), 'from.id'],
  ['nobody who gets it', emulatorActivity(URL, { recipient: undefined }), 'recipient'],
  ['words that are none', emulatorActivity(URL, { text: 7 }), 'text'],
  ['several things', emulatorActivity('ftp://a', { id: '', channelId: 5 }), 'id, channelId, serviceUrl'],
])('refused by its fields, and no value is told: %s', (_, body, fields) => {
  const problem = { status: 400, message: `This is no activity: wrong or missing is ${fields}` };
  expect(() => readPosted(body)).toThrow(expect.objectContaining(problem));
});

import { created, cutLine, twilioError } from '../support/twilio-double';
import { ACCOUNT, channelOf, listed, PUBLIC_URL, runChannelCases } from '../support/channel-cases';

const SID = 'SM00000000000000000000000000000b02';
const PHONE = '+962790000002';
const FROM = `whatsapp:${PHONE}`;

const inbound = (change: Record<string, string> = {}) => ({
  MessageSid: SID,
  AccountSid: ACCOUNT,
  From: FROM,
  To: 'whatsapp:+962770000001',
  Body: 'مرحبا',
  NumMedia: '0',
  MessageType: 'text',
  WaId: '962790000002',
  ...change,
});
const said = {
  providerId: SID,
  address: PHONE,
  kind: 'text',
  text: 'مرحبا',
  tapped: undefined,
  optOut: undefined,
} as const;
const media = (MessageType: string, MediaContentType0: string) =>
  inbound({ MessageType, MediaContentType0, NumMedia: '1', Body: '' });
const no = { retryAfterMs: undefined, closesAddress: false, fallBackToSms: false, ours: false } as const;
const rejected = (code: string, meaning: object) => ({
  read: {
    providerId: SID,
    status: 'undelivered',
    event: 'reject',
    errorCode: code,
    refused: { ...no, code, ...meaning },
  } as const,
});
const undelivered = (ErrorCode: string) => ({ MessageSid: SID, MessageStatus: 'undelivered', To: FROM, ErrorCode });

runChannelCases({
  channel: 'whatsapp',
  created: { To: FROM, From: 'whatsapp:+962770000001', StatusCallback: `${PUBLIC_URL}/channels/whatsapp/status` },
  inbound: [
    ['a text', inbound(), { read: said }],
    [
      'a tapped button',
      inbound({
        MessageType: 'interactive',
        Body: 'تأكيد',
        ButtonText: 'تأكيد',
        ButtonPayload: 'confirm:REQ-2026-000123',
      }),
      { read: { ...said, text: 'تأكيد', tapped: 'confirm:REQ-2026-000123' } },
    ],
    [
      'a row of a list',
      inbound({ MessageType: 'interactive', Body: 'صويلح', ListId: 'station-12', ListTitle: 'صويلح' }),
      { read: { ...said, text: 'صويلح', tapped: 'station-12' } },
    ],
    ['a voice message', media('audio', 'audio/ogg'), { read: { ...said, kind: 'voice', text: '' } }],
    ['a picture', media('image', 'image/jpeg'), { read: { ...said, kind: 'image', text: '' } }],
    ['a film', media('video', 'video/mp4'), { read: { ...said, kind: 'video', text: '' } }],
    ['a document', media('document', 'application/pdf'), { read: { ...said, kind: 'document', text: '' } }],
    ['a sticker', media('sticker', 'image/webp'), { read: { ...said, kind: 'image', text: '' } }],
    ['a contact card', media('document', 'text/x-vcard'), { read: { ...said, kind: 'other', text: '' } }],
    [
      'a kind of file that nobody knows',
      media('document', 'model/stl'),
      { read: { ...said, kind: 'other', text: '' } },
    ],
    [
      'a file of no kind',
      inbound({ MessageType: 'document', Body: '' }),
      { read: { ...said, kind: 'other', text: '' } },
    ],
    [
      'a location',
      inbound({ MessageType: 'location', Latitude: '31.9', Longitude: '35.9', Body: '' }),
      { read: { ...said, kind: 'location', text: '' } },
    ],
    [
      'a location without a type',
      inbound({ MessageType: '', Latitude: '31.9', Longitude: '35.9', Body: '' }),
      { read: { ...said, kind: 'location', text: '' } },
    ],
    ['a reaction', inbound({ MessageType: 'reaction' }), { read: { ...said, kind: 'other' } }],
    ['a new type', inbound({ MessageType: 'hologram' }), { refused: 'words', why: 'MessageType is a new word' }],
    [
      'a sender without a number',
      inbound({ From: 'whatsapp:JO.4566000000000001' }),
      { refused: 'words', why: 'From is not a phone number of this channel' },
    ],
    [
      'an SMS sender',
      inbound({ From: PHONE }),
      { refused: 'words', why: 'From is not a phone number of this channel' },
    ],
  ],
  status: [
    [
      'read',
      { MessageSid: SID, MessageStatus: 'read', EventType: 'READ' },
      { read: { providerId: SID, status: 'read', event: 'read', errorCode: undefined } },
    ],
    ['outside the window', undelivered('63016'), rejected('63016', { fallBackToSms: true })],
    ['not on WhatsApp', undelivered('63003'), rejected('63003', { fallBackToSms: true })],
    ['blocked by the person', undelivered('63033'), rejected('63033', {})],
    ['too many to one person', undelivered('63018'), rejected('63018', { retryAfterMs: 2_000 })],
    ['the carrier does not know', undelivered('30008'), rejected('30008', { retryAfterMs: 60_000, tries: 2 })],
    ['our sender is locked', undelivered('63051'), rejected('63051', { retryAfterMs: 600_000, ours: true })],
  ],
  send: [
    ['taken', created(SID), { outcome: 'accepted', providerId: SID }],
    [
      'no such sender of ours',
      twilioError(400, 63007),
      { outcome: 'refused', ...no, code: '63007', retryAfterMs: 600_000, ours: true },
    ],
    ['the line breaks after it was taken', cutLine, { outcome: 'unknown', code: 'ECONNRESET' }],
  ],
  render: [['as it is', 'رقم \u20661234\u2069.\n1 نعم\n2 لا', 'رقم \u20661234\u2069.\n1 نعم\n2 لا']],
  find: [
    [
      'there and read',
      [listed({ status: 'read' })],
      [],
      {
        found: true,
        report: {
          providerId: 'SM00000000000000000000000000000c03',
          status: 'read',
          event: 'read',
          errorCode: undefined,
        },
      },
    ],
    ['nothing', [], [], { found: false }],
  ],
});

test('free text is taken for 24 hours', () => {
  expect(channelOf('whatsapp', 'http://127.0.0.1:9').carrier.windowMs).toBe(86_400_000);
  expect(channelOf('sms', 'http://127.0.0.1:9').carrier.windowMs).toBeUndefined();
});

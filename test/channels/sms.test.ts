import { answerJson, answerPage, created, cutLine, drip, stayMute, twilioError } from '../support/twilio-double';
import { ACCOUNT, listed, PUBLIC_URL, runChannelCases } from '../support/channel-cases';

const SID = 'SM00000000000000000000000000000a01';
const PHONE = '+962790000002';

const inbound = (change: Record<string, string | string[]> = {}) => ({
  MessageSid: SID,
  AccountSid: ACCOUNT,
  From: PHONE,
  To: '+962770000001',
  Body: 'بدي أقدم امتحان ICDL',
  NumMedia: '0',
  ToCity: '',
  ...change,
});
const said = {
  providerId: SID,
  address: PHONE,
  kind: 'text',
  text: 'بدي أقدم امتحان ICDL',
  tapped: undefined,
  optOut: undefined,
} as const;

const receipt = (MessageStatus: string, change: Record<string, string> = {}) => ({
  MessageSid: SID,
  MessageStatus,
  To: PHONE,
  ...change,
});
const told = { providerId: SID, errorCode: undefined } as const;
const no = { retryAfterMs: undefined, closesAddress: false, fallBackToSms: false, ours: false } as const;
const found = 'SM00000000000000000000000000000c03';

runChannelCases({
  channel: 'sms',
  created: { To: PHONE, From: 'GAM', StatusCallback: `${PUBLIC_URL}/channels/sms/status` },
  inbound: [
    ['a text', inbound(), { read: said }],
    ['no body', inbound({ Body: '' }), { read: { ...said, text: '' } }],
    ['a field that comes twice', inbound({ Body: ['الأول', 'الثاني'] }), { read: { ...said, text: 'الأول' } }],
    [
      'a picture',
      inbound({ NumMedia: '1', MediaContentType0: 'image/jpeg', Body: '' }),
      { read: { ...said, kind: 'image', text: '' } },
    ],
    [
      'Twilio answered STOP itself',
      inbound({ Body: 'STOP', OptOutType: 'STOP' }),
      { read: { ...said, text: 'STOP', optOut: 'stop' } },
    ],
    ['Twilio answered START itself', inbound({ OptOutType: 'START' }), { read: { ...said, optOut: 'start' } }],
    ['Twilio answered HELP itself', inbound({ OptOutType: 'HELP' }), { read: { ...said, optOut: 'help' } }],
    ['a new opt-out word', inbound({ OptOutType: 'PAUSE' }), { refused: 'words', why: 'OptOutType is a new word' }],
    [
      'a name of every object',
      inbound({ OptOutType: 'constructor' }),
      { refused: 'words', why: 'OptOutType is a new word' },
    ],
    [
      'a sender with a name',
      inbound({ From: 'Zain' }),
      { refused: 'words', why: 'From is not a phone number of this channel' },
    ],
    [
      'a WhatsApp sender',
      inbound({ From: `whatsapp:${PHONE}` }),
      { refused: 'words', why: 'From is not a phone number of this channel' },
    ],
    ['no id', inbound({ MessageSid: '' }), { refused: 'words', why: 'MessageSid is missing' }],
  ],
  status: [
    ['queued changes nothing', receipt('queued'), { read: { ...told, status: 'queued', event: undefined } }],
    ['sent', receipt('sent'), { read: { ...told, status: 'sent', event: 'send' } }],
    [
      'delivered',
      receipt('delivered', { ErrorCode: '0' }),
      { read: { ...told, status: 'delivered', event: 'deliver' } },
    ],
    [
      'the old name of the field',
      { MessageSid: SID, SmsStatus: 'delivered' },
      { read: { ...told, status: 'delivered', event: 'deliver' } },
    ],
    [
      'undelivered with a code',
      receipt('undelivered', { ErrorCode: '30005' }),
      {
        read: {
          ...told,
          status: 'undelivered',
          event: 'reject',
          errorCode: '30005',
          refused: { ...no, code: '30005' },
        },
      },
    ],
    [
      'the person opted out',
      receipt('failed', { ErrorCode: '21610' }),
      {
        read: {
          ...told,
          status: 'failed',
          event: 'reject',
          errorCode: '21610',
          refused: { ...no, code: '21610', closesAddress: true },
        },
      },
    ],
    [
      'canceled without a code',
      receipt('canceled'),
      { read: { ...told, status: 'canceled', event: 'reject', refused: { ...no, code: 'canceled', ours: true } } },
    ],
    ['a new word', receipt('evaporated'), { refused: 'words', why: 'MessageStatus is a new word' }],
    ['a name of every object', receipt('toString'), { refused: 'words', why: 'MessageStatus is a new word' }],
    ['no id', { MessageStatus: 'sent' }, { refused: 'words', why: 'MessageSid or MessageStatus is missing' }],
  ],
  send: [
    ['taken', created(SID), { outcome: 'accepted', providerId: SID }],
    ['not a number', twilioError(400, 21211), { outcome: 'refused', ...no, code: '21211' }],
    ['opted out', twilioError(400, 21610), { outcome: 'refused', ...no, code: '21610', closesAddress: true }],
    [
      'wrong token',
      twilioError(401, 20003),
      { outcome: 'refused', ...no, code: '20003', retryAfterMs: 600_000, ours: true },
    ],
    ['too fast', twilioError(429, 20429), { outcome: 'refused', ...no, code: '20429', retryAfterMs: 2_000 }],
    ['too fast, said by a gateway', answerPage(429), { outcome: 'refused', ...no, code: '20429', retryAfterMs: 2_000 }],
    [
      'the newer form of an error',
      answerJson(404, {
        type: 'https://www.twilio.com/docs/errors/20404',
        title: 'Not Found',
        status: 404,
        code: 20404,
      }),
      { outcome: 'refused', ...no, code: '20404', retryAfterMs: 600_000, ours: true },
    ],
    ['a code that no row knows', twilioError(400, 21999), { outcome: 'refused', ...no, code: '21999', ours: true }],
    [
      'a page instead of an API',
      answerPage(404),
      { outcome: 'refused', ...no, code: 'http-404', retryAfterMs: 600_000, ours: true },
    ],
    ['a server error of Twilio', twilioError(500, 20500), { outcome: 'unknown', code: '20500' }],
    ['a server error with a page', answerPage(500), { outcome: 'unknown', code: 'http-500' }],
    ['a gateway error', answerPage(502), { outcome: 'unknown', code: 'http-502' }],
    ['the line breaks after it was taken', cutLine, { outcome: 'unknown', code: 'ECONNRESET' }],
    ['no answer in time', stayMute, { outcome: 'unknown', code: 'ERR_CANCELED' }],
    ['an answer that never ends', drip, { outcome: 'unknown', code: 'ERR_CANCELED' }],
    ['taken, in words that are no answer', answerPage(201), { outcome: 'unknown', code: 'no-answer' }],
    ['taken, without an id', answerJson(201, {}), { outcome: 'unknown', code: 'no-sid' }],
  ],
  render: [['no marks that old phones show as boxes', 'رقم \u20661234\u2069.', 'رقم 1234.']],
  find: [
    [
      'there and queued',
      [listed({})],
      [],
      { found: true, report: { providerId: found, status: 'queued', event: undefined, errorCode: undefined } },
    ],
    [
      'there and failed',
      [listed({ status: 'undelivered', error_code: 30005 })],
      [],
      {
        found: true,
        report: {
          providerId: found,
          status: 'undelivered',
          event: 'reject',
          errorCode: '30005',
          refused: { ...no, code: '30005' },
        },
      },
    ],
    ['nothing', [], [], { found: false }],
    ['another text', [listed({ body: 'غيره' })], [], { found: false }],
    ['the same words from the person', [listed({ direction: 'inbound' })], [], { found: false }],
    ['sent long before', [listed({ date_created: 'Mon, 23 Nov 2026 07:40:00 +0000' })], [], { found: false }],
    ['another message of ours with the same words', [listed({})], [found], { found: false }],
    [
      'on the second page, beside one that is known',
      [listed({ sid: 'SM00000000000000000000000000000c04' }), listed({ status: 'sent' })],
      ['SM00000000000000000000000000000c04'],
      { found: true, report: { providerId: found, status: 'sent', event: 'send', errorCode: undefined } },
    ],
  ],
});

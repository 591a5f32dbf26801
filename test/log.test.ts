// What the log shows, and above all what it never shows: whatever of a person gets into a field or an error stays out of the line.
import { createLog, mask, type LogFields } from '../src/log';

function written(use: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  use(createLog((line) => lines.push(line)));
  return lines.join('');
}

const arabicDigits = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
const persianDigits = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0x6f0 + Number(digit)));
const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
const apart = (text: string, sign: string): string => [...text].join(sign);

const ARABIC_NAME = 'ليلى سامي حداد';

/** A personal value, and what must not be found in a line: nine digits in a row, or the value's words, however they were written. */
const PERSONAL: readonly (readonly [string, string])[] = [
  ['phone, E.164', '+962791234567'],
  ['phone without prefix', '0791234567'],
  ['phone without its 0', '791234567'],
  ['phone with 00', '00962791234567'],
  ['phone, spaced', '079 123 45 67'],
  ['phone, each digit apart', apart('0791234567', ' ')],
  ['phone with hyphens', '079-123-4567'],
  ['phone with hyphens that do not break', '079\u2011123\u20114567'],
  ['phone with slashes', '079/123/4567'],
  ['phone with underscores', '079_123_4567'],
  ['phone with commas', '079,123,4567'],
  ['phone with colons', '079:123:4567'],
  ['phone with brackets', '(079) 123-4567'],
  ['phone with spaces that do not break', apart('0791234567', '\u00a0')],
  ['phone with invisible marks', apart('0791234567', '\u200b\u200e')],
  ['phone with several signs', '079 - 123 - 4567'],
  ["phone in a provider's address", 'whatsapp:+962791234567'],
  ['phone in a path', '/people/0791234567/requests'],
  ['phone in a query', '/messages?number=%2B962791234567&x=1'],
  ["phone behind an id's prefix", 'msg_962791234567'],
  ["phone inside an id's shape", 'req_0791234567abcdefghij'],
  ['phone with Arabic digits', arabicDigits('0791234567')],
  ['phone with Arabic digits, spaced', apart(arabicDigits('0791234567'), ' ')],
  ['phone with Persian digits', persianDigits('0791234567')],
  ['phone with digits of both kinds', `079${arabicDigits('123')}4567`],
  ['phone with digits that change each time', [...'0791234567'].map((d, i) => (i % 2 ? arabicDigits(d) : d)).join('')],
  ['phone, percent-encoded', percent('0791234567')],
  ['phone with percent-encoded spaces', '079%20123%204567'],
  ['phone with Arabic digits, percent-encoded', percent(arabicDigits('0791234567'))],
  ['civil number', '9871035522'],
  ['passport number', 'N1234567'],
  ['card', '4111 1111 1111 1111'],
  ['landline of seven digits', '4636111'],
  ['Arabic name', ARABIC_NAME],
  ['Arabic name, percent-encoded', percent(ARABIC_NAME)],
  ['Latin name', 'Laila Sami Haddad'],
  ['sentence', 'I would like to sit the exam'],
  ['Arabic sentence', 'مرحبا حابب اسجل'],
  ['a long text with a number where it is cut off', `${'a '.repeat(98)}+962791234567`],
  ['an unbroken text with a number where it is cut off', `${'a'.repeat(195)}0791234567`],
];

/** Undone what a writer could undo: percent-encoding, other digits, signs between digits. */
function readable(line: string): string {
  const decoded = line.replace(/(?:%[0-9A-Fa-f]{2})+/g, (found) =>
    Buffer.from(found.replaceAll('%', ''), 'hex').toString(),
  );
  return decoded
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(/(?<=\d)[^\p{L}\p{N}"]+(?=\d)/gu, '');
}

/** The parts of a value that a reader would know somebody by: five digits of a number (of a cut one too), or a word. */
function tellingParts(value: string): readonly string[] {
  const plain = readable(value);
  const numbers = [...plain.matchAll(/\d{7,}/g)].flatMap(([number]) =>
    Array.from({ length: number.length - 4 }, (_, at) => number.slice(at, at + 5)),
  );
  return numbers.length > 0 ? numbers : plain.split(' ').filter((part) => part.length > 3);
}

/** What of a value can be found in what was written; the moment and the level are the log's own. */
function found(lines: string, value: string): readonly string[] {
  const told = readable(
    lines
      .split('\n')
      .map((line) => line.replace(/"level":"\w+","time":"[^"]+",/, ''))
      .join('\n'),
  );
  return tellingParts(value).filter((part) => told.includes(part));
}

test.each(PERSONAL)('the search finds what would be there: %s', (_, value) => {
  expect(tellingParts(value)).not.toEqual([]);
  expect(found(JSON.stringify({ level: 'x', time: 'y', reason: value }), value)).toEqual(tellingParts(value));
});

describe('a personal value is not in the line', () => {
  const FIELDS = ['id', 'conversation', 'reference', 'reason', 'code', 'route', 'address', 'outcome'] as const;

  test.each(PERSONAL)('in any field: %s', (_, value) => {
    expect(
      FIELDS.flatMap((field) =>
        found(
          written((log) => log.warn('tried', { [field]: value })),
          value,
        ),
      ),
    ).toEqual([]);
  });

  test.each(PERSONAL)('in the name of an event: %s', (_, value) => {
    const digits = /\d{5}/.test(readable(value)) || /[^\x20-\x7e]/.test(readable(value));
    const line = written((log) => log.info(value));
    // An event is a word of the program; only its numbers and other scripts are taken out.
    expect(digits ? found(line, value) : []).toEqual([]);
  });

  class Named extends Error {
    constructor(
      message: string,
      readonly code: string,
      readonly keyValue: unknown,
      options?: ErrorOptions,
    ) {
      super(message, options);
      this.name = message;
    }
  }

  test.each(PERSONAL)('in an error, its name, its code, its fields, its causes: %s', (_, value) => {
    const place = `\n    at ${value.replaceAll(' ', '-')}/${value.replaceAll(' ', '-')}:1:1`;
    const cause = new AggregateError([new Error(value)], value, { cause: value });
    const error = new Named(
      `E11000 duplicate key: ${value}${place}`,
      value,
      { phone: value },
      { cause: new Error(value + place, { cause }) },
    );
    expect(
      found(
        written((log) => log.error('failed', { error })),
        value,
      ),
    ).toEqual([]);
    expect(
      found(
        written((log) => log.error('failed', { error: value })),
        value,
      ),
    ).toEqual([]);
    expect(
      found(
        written((log) => log.error('failed', { error: { message: value } })),
        value,
      ),
    ).toEqual([]);
  });

  test.each(PERSONAL)('in an error whose message was changed: %s', (_, value) => {
    const error = new Error(`first\n    at x/${value.replaceAll(' ', '-')}:1:1`);
    error.message = 'second';
    expect(
      found(
        written((log) => log.error('failed', { error })),
        value,
      ),
    ).toEqual([]);
  });

  test.each(PERSONAL)('in a field that is in no list: %s', (_, value) => {
    const spread = { ...{ phone: value, body: value, name: value }, count: 1 };
    expect(
      found(
        written((log) => log.info('tried', spread)),
        value,
      ),
    ).toEqual([]);
  });

  test.each([
    ['id', 962791234567],
    ['reference', 791234567],
    ['status', 9871035522],
    ['code', 4636111],
    ['count', 962791234567],
    ['ms', 791234567],
    ['bytes', 9871035522],
  ] as const)('as a number in %s', (field, value) => {
    expect(
      found(
        written((log) => log.info('tried', { [field]: value })),
        String(value),
      ),
    ).toEqual([]);
  });
});

test.each<[string, LogFields]>([
  ['generated ids', { conversation: 'conv_0aB3dE6gH9jK2mN5pQ8s', message: 'msg_AAAAAAAAAA1234567AAA' }],
  [
    'words of the program',
    { channel: 'web-chat', lane: 'push', state: 'awaiting-payment', notice: 'push.exam.come', intent: 'out_of_scope' },
  ],
  ['addresses of routes', { route: '/channels/:channel/inbound', method: 'POST' }],
  ['codes of errors', { code: 'ECONNRESET', status: 503 }],
  ["a provider's code", { code: 63016 }],
  ['figures', { ms: 12.3456789, bytes: 8_388_608, count: 99_999_999, attempt: 3 }],
  ['names of migrations', { id: '0001-collections' }],
  ['nothing', { reference: '', slot: undefined, count: 0 }],
])('passes unchanged: %s', (_, fields) => {
  const line = JSON.parse(written((log) => log.info('tried', fields))) as Record<string, unknown>;
  expect(line).toEqual({
    level: 'info',
    time: line['time'],
    event_name: 'tried',
    ...JSON.parse(JSON.stringify(fields)),
  });
});

test.each(['info', 'warn', 'error'] as const)('one line of JSON each: %s', (level) => {
  const lines = written((log) => log[level]('service.ready', { store: 'embedded' })).split('\n');
  expect(lines.map((line) => line && (JSON.parse(line) as unknown))).toEqual([
    {
      level,
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
      event_name: 'service.ready',
      store: 'embedded',
    },
    '',
  ]);
});

test('of an error it keeps kind, code, place and causes', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 11000 });
  const line = JSON.parse(
    written((log) =>
      log.error('failed', { error: Object.assign(new RangeError('outer', { cause }), { code: 'EOUT' }) }),
    ),
  ) as { error: Record<string, unknown> };
  const here = expect.stringMatching(/^test\/log\.test\.ts:\d+$/);
  expect(line.error).toEqual({
    name: 'RangeError',
    code: 'EOUT',
    at: expect.arrayContaining([here]),
    cause: { name: 'TypeError', code: 11000, at: expect.arrayContaining([here]) },
  });
});

test('a chain of causes ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(written((log) => log.error('failed', { error })).match(/"cause"/g)).toHaveLength(3);
});

test('a mask leaves short numbers and plain words', () => {
  expect(mask('the 2nd of 12345 in 1999: 5/25')).toBe('the 2nd of 12345 in •');
  expect(mask('retry 3 of 5 after 90 s')).toBe('retry 3 of 5 after 90 s');
});

import { createHmac } from 'node:crypto';
import { createTokens, TOKEN_SECONDS } from '../../../src/web/direct-line/tokens';

const HOLDER = { user: 'dl_1', conv: 'web_1', origin: 'https://www.example.jo' };
let now = 1_700_000_000_000;
const tokens = createTokens('secret one', () => now);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
beforeEach(() => {
  now = 1_700_000_000_000;
});

test('a token says whose it is, and clients can read it', () => {
  const token = tokens.issue(HOLDER);
  const claims = { ...HOLDER, exp: 1_700_000_000 + TOKEN_SECONDS, use: 'token' };
  expect(tokens.read(token, 'token')).toEqual(claims);
  expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toEqual(claims);
});

test.each([
  ['token', 'issue', 1799_000, 1800_000],
  ['ticket', 'ticket', 59_000, 60_000],
] as const)('a %s ends', (use, make, lives, over) => {
  const made = tokens[make](HOLDER);
  now += lives;
  expect(tokens.read(made, use)).toMatchObject(HOLDER);
  now += over - lives;
  expect(tokens.read(made, use)).toBe('expired');
});

const [header, body, signature] = tokens.issue(HOLDER).split('.') as [string, string, string];
const unsigned = `${part({ alg: 'none', typ: 'JWT' })}.${body}.`;
const none = createHmac('sha256', 'secret one').update(`${header}.${body}`).digest('base64url');

test.each([
  ['nothing', ''],
  ['one word', 'token'],
  ['no signature', `${header}.${body}.`],
  ['no algorithm', unsigned],
  ['signed with the secret itself', `${header}.${body}.${none}`],
  ['other claims', `${header}.${part({ ...HOLDER, conv: 'web_2', exp: 9e9, use: 'token' })}.${signature}`],
  ['another header', `${part({ typ: 'JWT', alg: 'HS256' })}.${body}.${signature}`],
  ['one part more', `${header}.${body}.${signature}.x`],
  ['of another secret', createTokens('secret two', () => now).issue(HOLDER)],
  ['a ticket in the place of a token', tokens.ticket(HOLDER)],
])('forged: %s', (_, token) => {
  expect(tokens.read(token, 'token')).toBe('forged');
});

test('a token does not open a stream', () => {
  expect(tokens.read(tokens.issue(HOLDER), 'ticket')).toBe('forged');
});

test('the secret is known', () => {
  expect(['secret one', 'secret two', '', 'secret one '].map(tokens.isSecret)).toEqual([true, false, false, false]);
});

test('a network is known again under its hash, by the same secret only', () => {
  const [first, again, other] = ['203.0.113.5', '203.0.113.5', '203.0.113.6'].map(tokens.sourceOf);
  expect([first === again, first === other, first?.length]).toEqual([true, false, 22]);
  expect(createTokens('secret two', () => now).sourceOf('203.0.113.5')).not.toBe(first);
});

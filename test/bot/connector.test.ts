// The connector's two sides: whose activities are let in, by real tokens of a loopback issuer with keys of its own, and what is
// said of a post.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnector, type Connector } from '../../src/bot/connector';
import { emulatorActivity, openConnectorDouble, type ConnectorDouble } from '../support/connector-double';
import { answerJson, answerPage, cutLine, drip, stayMute, type Behaviour } from '../support/twilio-double';

const APP = '3b0a4c1e-0000-4000-8000-000000000001';
const ISSUER = 'https://api.botframework.com';
const SERVICE = 'https://smba.trafficmanager.net/emea/';
const KEY_ID = 'key-1';

const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const another = generateKeyPairSync('rsa', { modulusLength: 2048 });
let keyServer: Server;
let registered: Connector;
let written: jest.SpyInstance;

/** A connector whose issuer's keys are at an address of this machine. */
const connectorAt = (keys: string): Connector =>
  createConnector({
    registration: { appId: APP, password: 'planted-app-password-1' },
    cloud: {
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: ISSUER,
      ToBotFromChannelTokenIssuer: ISSUER,
      OAuthUrl: ISSUER,
      ToBotFromChannelOpenIdMetadataUrl: `${keys}/channel`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${keys}/channel`,
      CallerId: 'urn:botframework:azure',
    },
  });

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  // What the SDK writes by itself about keys that do not fit.
  written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const key = { ...ours.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', endorsements: ['msteams'] };
  keyServer = createServer((request, response) => {
    const body =
      request.url === '/keys' ? { keys: [key] } : { issuer: ISSUER, jwks_uri: `${addressOf(keyServer)}/keys` };
    response.writeHead(request.url?.startsWith('/broken') ? 503 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  registered = connectorAt(addressOf(keyServer));
});
afterAll(async () => {
  written.mockRestore();
  keyServer.closeAllConnections();
  await new Promise((resolve) => keyServer.close(resolve));
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

type Token = { claims?: Record<string, unknown>; head?: Record<string, unknown>; key?: KeyObject };
function token({ claims = {}, head = {}, key = ours.privateKey }: Token = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: ISSUER, aud: APP, serviceurl: SERVICE, nbf: now - 60, exp: now + 600, ...claims };
  const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: KEY_ID, ...head })}.${encode(all)}`;
  return `Bearer ${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

const activity = (over: Record<string, unknown> = {}) => emulatorActivity(SERVICE, { channelId: 'msteams', ...over });

async function admitted(connector: Connector, authorization: string | undefined, what = activity()) {
  let taken = 0;
  const said = await connector.admit(authorization, what, async () => {
    taken += 1;
  });
  return [said, taken];
}
const IN = [true, 1];
const OUT = [false, 0];

const HOUR_S = 3600;
const at = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

test.each<[string, () => string | undefined, number[] | (boolean | number)[], Record<string, unknown>?]>([
  ['a token of the channel, for us, for this address', () => token(), IN],
  ['no token', () => undefined, OUT],
  ['an empty one', () => 'Bearer ', OUT],
  ['signed with another key', () => token({ key: another.privateKey }), OUT],
  ['signed with a key that nobody published', () => token({ head: { kid: 'key-2' } }), OUT],
  ['changed after it was signed', () => token().replace(/\.[^.]+\./, `.${encode({ iss: ISSUER, aud: APP })}.`), OUT],
  ['not signed at all', () => token({ head: { alg: 'none' } }).replace(/[^.]+$/, ''), OUT],
  ['for another bot', () => token({ claims: { aud: 'another' } }), OUT],
  ['by another issuer', () => token({ claims: { iss: 'https://sts.windows.net/tenant/' } }), OUT],
  [
    'of the Emulator, which is let in without a registration alone',
    () => token({ claims: { appid: APP, ver: '1.0', iss: EMULATOR } }),
    OUT,
  ],
  ['for another address', () => token({ claims: { serviceurl: 'https://elsewhere.example/' } }), OUT],
  ['for no address', () => token({ claims: { serviceurl: undefined } }), OUT],
  ['for another channel than its key may speak for', () => token(), OUT, { channelId: 'slack' }],
  ['for App Service, whose tokens name no address', () => token(), OUT, { channelId: 'AseChannel' }],
  ['over for an hour', () => token({ claims: { exp: at(-HOUR_S) } }), OUT],
  ['not valid for an hour', () => token({ claims: { nbf: at(HOUR_S) } }), OUT],
])('admit: %s', async (_, authorization, expected, over = {}) => {
  expect(await admitted(registered, authorization(), activity(over))).toEqual(expected);
});
const EMULATOR = 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/';

test('admit: what goes wrong inside is thrown on, and is no refusal', async () => {
  const wrong = Object.assign(new Error('the store is gone'), { statusCode: 401 });
  await expect(registered.admit(token(), activity(), () => Promise.reject(wrong))).rejects.toBe(wrong);
});

test.each([
  ['nobody answers', () => 'http://127.0.0.1:9'],
  ['a page answers', () => `${addressOf(keyServer)}/broken`],
])('admit: without keys nobody is let in and nobody is called a stranger: %s', async (_, address) => {
  await expect(admitted(connectorAt(address()), token())).rejects.toMatchObject({ code: 'keys-unreachable' });
});

test('admit: without a registration whoever comes is let in, whatever they carry', async () => {
  const open = createConnector({});
  expect(await admitted(open, undefined)).toEqual(IN);
  expect(await admitted(open, 'Bearer nonsense')).toEqual(IN);
});

describe('post', () => {
  let double: ConnectorDouble;
  beforeAll(async () => {
    double = await openConnectorDouble();
  });
  afterAll(() => double.close());
  beforeEach(() => double.posts.splice(0));

  const connector = createConnector({ timeoutMs: 300 });
  const target = (serviceUrl: string) => ({
    returnAddress: { serviceUrl, conversationId: 'a/b|c' },
    replyToId: undefined,
  });
  const redirect: Behaviour = (_, response) => {
    response.writeHead(307, { Location: 'http://127.0.0.1:9/' });
    response.end();
  };

  test.each<[string, Behaviour, object]>([
    ['taken, with an id', answerJson(201, { id: 'a-7' }), { posted: 'answered', status: 201, id: 'a-7' }],
    ['taken, without one', answerJson(202, {}), { posted: 'answered', status: 202, id: undefined }],
    ['taken, in other words', answerPage(200), { posted: 'answered', status: 200, id: undefined }],
    ['too fast', answerJson(429, { error: {} }), { posted: 'answered', status: 429, id: undefined }],
    ['a fault there', answerPage(502), { posted: 'answered', status: 502, id: undefined }],
    ['sent elsewhere', redirect, { posted: 'answered', status: 307, id: undefined }],
    ['taken, and then the line is slow', drip, { posted: 'answered', status: 201, id: undefined }],
    ['the line breaks', cutLine, { posted: 'failed', code: 'UND_ERR_SOCKET' }],
    ['nobody answers', stayMute, { posted: 'failed', code: 'timeout' }],
  ])('%s', async (_, behaviour, expected) => {
    double.answerWith(behaviour);
    expect(await connector.post(target(`${double.url}/`), { text: 'مرحبا' })).toEqual(expected);
    expect(double.posts).toEqual([
      {
        method: 'POST',
        path: '/v3/conversations/a%2Fb%7Cc/activities',
        authorization: undefined,
        activity: { text: 'مرحبا' },
      },
    ]);
  });

  test('nobody listens', async () => {
    const gone = await openConnectorDouble();
    await gone.close();
    expect(await connector.post(target(gone.url), {})).toEqual({ posted: 'failed', code: 'ECONNREFUSED' });
  });
});

// The settings: all mistakes at once, each with its cure; secrets never shown; what production asks for; what a demo has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivedSecret, describeSettings, loadConfig, type Environment } from '../src/config';

/** Values that can be searched for; every secret differs. */
const PRODUCTION: Environment = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://bot.amman.example/',
  TWILIO_ACCOUNT_SID: `AC${'a1'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'planted-twilio-token-1',
  TWILIO_SMS_FROM: 'GAM',
  DIRECTLINE_SECRET: 'planted-directline-secret-1',
  EFAWATEERCOM_USER: 'gam',
  EFAWATEERCOM_PASSWORD: 'planted-biller-password-1',
  EFAWATEERCOM_BILLER_CODE: '77',
  DATA_KEY: 'ab'.repeat(32),
  INDEX_KEY: 'cd'.repeat(32),
};

const mistakesOf = (env: Environment) => {
  const loaded = loadConfig(env);
  return 'mistakes' in loaded ? Object.fromEntries(loaded.mistakes.map(({ name, cure }) => [name, cure])) : {};
};
const configOf = (env: Environment) => {
  const loaded = loadConfig(env);
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes));
  return loaded.config;
};

describe('a demo', () => {
  test('needs nothing', () => {
    expect(configOf({})).toEqual({
      demo: true,
      PORT: 3978,
      HOST: '127.0.0.1',
      TRUSTED_PROXIES: [],
      DATA_DIR: './data',
      NODE_ENV: 'development',
      EFAWATEERCOM_USER: 'efawateercom-demo',
      EFAWATEERCOM_BILLER_CODE: '1234',
      EFAWATEERCOM_BILLER_CODE_TYPE: 'number',
      EFAWATEERCOM_SERVICE_EXAMS: 'EXAMS',
      EFAWATEERCOM_UNKNOWN_PAYMENT: 'success',
      EFAWATEERCOM_ISSUE_SKEW_MINUTES: 5,
      EFAWATEERCOM_ZERO_AMOUNT: '0',
      EFAWATEERCOM_PLACEHOLDERS: 'on',
      SMS_RATE: 10,
      WHATSAPP_RATE: 80,
      RETENTION_MESSAGE_DAYS: 90,
    });
  });

  test('an empty value counts as none', () => {
    expect(configOf({ PORT: '', MONGODB_URI: '', DATA_KEY: '' })).toEqual(configOf({}));
  });

  test('settings can not be changed afterwards', () => {
    expect(Object.isFrozen(configOf({}))).toBe(true);
  });
});

describe('production', () => {
  test('starts with real settings', () => {
    const config = configOf(PRODUCTION);
    expect([config.demo, config.PUBLIC_URL, config.TWILIO_SMS_FROM]).toEqual([
      false,
      'https://bot.amman.example',
      'GAM',
    ]);
  });

  test('tells all that is missing at once', () => {
    expect(mistakesOf({ NODE_ENV: 'production' })).toEqual({
      PUBLIC_URL: 'production needs it',
      TWILIO_ACCOUNT_SID: 'production needs it',
      TWILIO_AUTH_TOKEN: 'production needs it',
      DIRECTLINE_SECRET: 'production needs it',
      EFAWATEERCOM_USER: 'production needs it',
      EFAWATEERCOM_PASSWORD: 'production needs it',
      EFAWATEERCOM_BILLER_CODE: 'production needs it',
      DATA_KEY: 'production needs it',
      INDEX_KEY: 'production needs it',
      TWILIO_SMS_FROM: 'set it, or TWILIO_MESSAGING_SERVICE_SID',
    });
  });

  test.each<[string, Environment, Record<string, string>]>([
    ['plain http', { PUBLIC_URL: 'http://bot.amman.example' }, { PUBLIC_URL: 'production is reached by https' }],
    ['one key for both purposes', { INDEX_KEY: PRODUCTION['DATA_KEY'] }, { INDEX_KEY: 'another key than DATA_KEY' }],
    ['no sender', { TWILIO_SMS_FROM: undefined }, { TWILIO_SMS_FROM: 'set it, or TWILIO_MESSAGING_SERVICE_SID' }],
    [
      'a messaging service as the sender',
      { TWILIO_SMS_FROM: undefined, TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}` },
      {},
    ],
  ])('%s', (_, change, expected) => {
    expect(mistakesOf({ ...PRODUCTION, ...change })).toEqual(expected);
  });
});

describe('each value is checked, and the cure says what is wanted', () => {
  test.each<[string, readonly string[], readonly string[], string]>([
    ['PORT', ['0', '3978', '65535'], ['65536', '-1', '80a', '1.5', ' 80'], 'a whole number from 0 to 65535'],
    [
      'PUBLIC_URL',
      ['http://localhost:3978', 'https://a.jo/chat'],
      ['a.jo', 'ftp://a.jo'],
      'an address like https://bot.example.jo',
    ],
    [
      'MONGODB_URI',
      ['mongodb://h/d?replicaSet=rs0', 'mongodb+srv://h/d'],
      ['http://h', 'localhost'],
      'an address like mongodb://host/knowledge-stations?replicaSet=rs0',
    ],
    ['TWILIO_MESSAGING_SERVICE_SID', [`MG${'9'.repeat(32)}`], ['MG123', `AC${'9'.repeat(32)}`], 'MG and 32 hex digits'],
    [
      'TWILIO_SMS_FROM',
      ['+962770000001', 'GAM', 'GAM Exams'],
      ['0770000001', 'Greater Amman'],
      'a number like +962770000001 or a name of up to 11 letters',
    ],
    ['TWILIO_WHATSAPP_FROM', ['+962770000001'], ['GAM', '962770000001'], 'a number like +962770000001'],
    [
      'DIRECTLINE_SECRET',
      ['x'.repeat(24)],
      ['x'.repeat(23), `${'x'.repeat(24)} y`],
      'at least 24 letters without spaces',
    ],
    [
      'WEBCHAT_ORIGINS',
      ['https://www.amman.jo', 'https://a.jo, https://b.jo'],
      ['https://a.jo/', 'a.jo', 'https://a.jo, '],
      'origins like https://www.amman.jo, separated by commas',
    ],
    [
      'MICROSOFT_APP_TENANT_ID',
      ['3b0a4c1e-0000-4000-8000-00000000000A'],
      ['amman.onmicrosoft.com', '3b0a4c1e-0000-4000-8000-00000000000A1'],
      'the tenant id, like 00000000-0000-0000-0000-000000000000',
    ],
    ['EFAWATEERCOM_BILLER_CODE_TYPE', ['number', 'string'], ['text'], 'one of: number, string'],
    ['EFAWATEERCOM_UNKNOWN_PAYMENT', ['success', '310', '1'], ['0'], 'one of: success, 310, 1'],
    ['EFAWATEERCOM_ISSUE_SKEW_MINUTES', ['0', '60'], ['61'], 'a whole number from 0 to 60'],
    ['SMS_RATE', ['1', '1000'], ['0', '1001'], 'a whole number from 1 to 1000'],
    ['WHATSAPP_RATE', ['1', '1000'], ['0'], 'a whole number from 1 to 1000'],
    ['RETENTION_MESSAGE_DAYS', ['1', '3650'], ['0'], 'a whole number from 1 to 3650'],
    ['METRICS_TOKEN', ['x'.repeat(16)], ['short'], 'at least 16 letters'],
  ])('%s', (name, right, wrong, expected) => {
    expect(right.map((value) => mistakesOf({ [name]: value }))).toEqual(right.map(() => ({})));
    expect(wrong.map((value) => mistakesOf({ [name]: value }))).toEqual(wrong.map(() => ({ [name]: expected })));
  });

  test.each<[string, Environment, Record<string, string>]>([
    ['both keys, in hex and in base64', { DATA_KEY: '0'.repeat(64), INDEX_KEY: `${'A'.repeat(43)}=` }, {}],
    ['one key alone', { DATA_KEY: '0'.repeat(64) }, { INDEX_KEY: 'both keys or none' }],
    ['the other key alone', { INDEX_KEY: '0'.repeat(64) }, { DATA_KEY: 'both keys or none' }],
    [
      'a short key',
      { DATA_KEY: '0'.repeat(63), INDEX_KEY: '1'.repeat(64) },
      { DATA_KEY: '32 random bytes: openssl rand -base64 32' },
    ],
    [
      'an account without its token and sender',
      { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` },
      { TWILIO_AUTH_TOKEN: 'TWILIO_ACCOUNT_SID needs it', TWILIO_SMS_FROM: 'set it, or TWILIO_MESSAGING_SERVICE_SID' },
    ],
    [
      'a registration at Azure without its secret',
      { MICROSOFT_APP_ID: '3b0a4c1e-0000-4000-8000-000000000001' },
      { MICROSOFT_APP_PASSWORD: 'MICROSOFT_APP_ID needs it' },
    ],
    [
      'a fault in production',
      { ...PRODUCTION, FAULT_POINT: 'turn.before-commit' },
      { FAULT_POINT: 'only a demo kills itself; leave it out' },
    ],
    ['a fault in a demo', { FAULT_POINT: 'turn.before-commit' }, {}],
    [
      'several at once',
      { PORT: 'x', HOST: 'y', METRICS_TOKEN: 'z' },
      { PORT: 'a whole number from 0 to 65535', METRICS_TOKEN: 'at least 16 letters' },
    ],
  ])('%s', (_, env, expected) => {
    expect(mistakesOf(env)).toEqual(expected);
  });
});

describe('secrets', () => {
  const SECRETS = [
    'MONGODB_URI',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_AUTH_TOKEN_2',
    'DIRECTLINE_SECRET',
    'MICROSOFT_APP_PASSWORD',
    'EFAWATEERCOM_PASSWORD',
    'DATA_KEY',
    'DATA_KEY_OLD',
    'INDEX_KEY',
    'METRICS_TOKEN',
  ];
  const planted = (value: (name: string) => string): Environment =>
    Object.fromEntries(SECRETS.map((name) => [name, value(name)]));
  const shown = (env: Environment): Record<string, string> =>
    Object.fromEntries(
      describeSettings(env)
        .filter(({ name }) => SECRETS.includes(name))
        .map(({ name, value }) => [name, value]),
    );

  test('are not shown', () => {
    expect(shown(planted((name) => `planted ${name}`))).toEqual(planted(() => '•••'));
  });

  test('are not in a mistake, right or wrong', () => {
    const told = JSON.stringify([loadConfig(planted(() => 'planted')), describeSettings(planted(() => 'planted'))]);
    expect(told).toContain('at least 24 letters');
    expect(told).not.toContain('"planted"');
  });

  test('every setting whose name sounds like one is one', () => {
    const open = describeSettings(Object.fromEntries(describeSettings({}).map(({ name }) => [name, 'x']))).filter(
      ({ value }) => value !== '•••',
    );
    expect(open.map(({ name }) => name).filter((name) => /TOKEN|SECRET|PASSWORD|KEY|URI/.test(name))).toEqual([]);
  });

  test('one leads to another for each purpose, and not back', () => {
    const secret = 'planted-secret';
    const derived = ['cookies', 'links'].map((purpose) => derivedSecret(secret, purpose));
    expect(derived.map((text) => /^[\w-]{43}$/.test(text))).toEqual([true, true]);
    expect(new Set([...derived, secret]).size).toBe(3);
    expect(derivedSecret(secret, 'cookies')).toBe(derived[0]);
  });
});

describe('a setting for its reader', () => {
  test('value, whether it is set, and what is wrong', () => {
    const told = Object.fromEntries(
      describeSettings({ PORT: 'x', HOST: '0.0.0.0' }).map(({ name, value, isSet, wrong }) => [
        name,
        [value, isSet, wrong],
      ]),
    );
    expect([told['PORT'], told['HOST'], told['DATA_DIR'], told['METRICS_TOKEN']]).toEqual([
      ['x', true, 'a whole number from 0 to 65535'],
      ['0.0.0.0', true, undefined],
      ['./data', false, undefined],
      ['', false, undefined],
    ]);
  });

  test('.env.example lists every setting once, with its meaning, and nothing else', () => {
    const lines = readFileSync(join(__dirname, '../.env.example'), 'utf8').split('\n');
    const listed = lines.flatMap((line, at) => {
      const [, name, value] = /^# ?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value, help: lines[at - 1]?.replace(/^# /, '') }];
    });
    expect(listed).toEqual(describeSettings({}).map(({ name, value, help }) => ({ name, value, help })));
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});

// The settings: one table of environment keys, read once. All mistakes are told together, each with its cure.
import { createHash } from 'node:crypto';
import { FAULT_POINTS } from './faults';

type Parsed<T> = { readonly value: T } | { readonly cure: string };

type Setting<T> = {
  readonly help: string;
  readonly parse: (text: string) => Parsed<T>;
  /** What holds where the key is not set. */
  readonly otherwise?: T;
  /** Production does not start without it; the demo makes its own. */
  readonly inProduction?: 'required';
  readonly secret?: true;
};

const is = <T>(value: T): Parsed<T> => ({ value });
const cure = (text: string) => ({ cure: text });

const anyText = (text: string): Parsed<string> => is(text);
const matching =
  (pattern: RegExp, shape: string) =>
  (text: string): Parsed<string> =>
    pattern.test(text) ? is(text) : cure(shape);
const wholeNumber =
  (least: number, most: number) =>
  (text: string): Parsed<number> =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most
      ? is(Number(text))
      : cure(`a whole number from ${least} to ${most}`);
const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (text: string): Parsed<T> =>
    words.includes(text as T) ? is(text as T) : cure(`one of: ${words.join(', ')}`);
const listOf = (text: string): Parsed<readonly string[]> =>
  is(
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

function webAddress(text: string): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol)
    ? is(text.replace(/\/+$/, ''))
    : cure('an address like https://bot.example.jo');
}

function origins(text: string): Parsed<readonly string[]> {
  const all = text.split(',').map((part) => part.trim());
  const bad = all.find((part) => !URL.canParse(part) || new URL(part).origin !== part);
  return bad === undefined ? is(all) : cure('origins like https://www.amman.jo, separated by commas');
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const phone = matching(/^\+\d{8,15}$/, 'a number like +962770000001');
const key = matching(/^([0-9a-fA-F]{64}|[A-Za-z0-9+/]{43}=)$/, '32 random bytes: openssl rand -base64 32');

const SETTINGS = {
  PORT: { help: 'port to listen on; 0 takes a free one', parse: wholeNumber(0, 65_535), otherwise: 3978 },
  HOST: { help: 'address to listen on', parse: anyText, otherwise: '127.0.0.1' },
  PUBLIC_URL: {
    help: 'address that citizens and providers see; signatures of webhooks are checked against it',
    parse: webAddress,
    inProduction: 'required',
  },
  TRUSTED_PROXIES: {
    help: 'addresses whose X-Forwarded-For counts, separated by commas',
    parse: listOf,
    otherwise: [],
  },
  MONGODB_URI: {
    help: 'a MongoDB replica set; without it the embedded store in DATA_DIR',
    parse: matching(/^mongodb(\+srv)?:\/\//, 'an address like mongodb://host/knowledge-stations?replicaSet=rs0'),
    secret: true,
  },
  DATA_DIR: { help: "the embedded store's folder, and the keys of a demo", parse: anyText, otherwise: './data' },
  FILES_DIR: { help: 'folder of uploaded files, part of the backup; DATA_DIR/files where not set', parse: anyText },
  NODE_ENV: { help: 'production: real settings only, no simulator', parse: anyText, otherwise: 'development' },
  TWILIO_ACCOUNT_SID: {
    help: "Twilio's account; none in a demo: the phone simulator carries SMS and WhatsApp",
    parse: matching(/^AC[0-9a-f]{32}$/, 'AC and 32 hex digits'),
    inProduction: 'required',
  },
  TWILIO_AUTH_TOKEN: {
    help: 'signs webhooks and calls',
    parse: matching(/^\S{16,}$/, "the token from Twilio's console"),
    inProduction: 'required',
    secret: true,
  },
  TWILIO_AUTH_TOKEN_2: {
    help: 'a second token that webhooks may be signed with, while rotating',
    parse: matching(/^\S{16,}$/, "the token from Twilio's console"),
    secret: true,
  },
  TWILIO_SMS_FROM: {
    help: 'sender of SMS: a number or a registered name',
    parse: matching(
      /^(\+\d{8,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      'a number like +962770000001 or a name of up to 11 letters',
    ),
  },
  TWILIO_MESSAGING_SERVICE_SID: {
    help: 'chooses the sender of SMS, instead of TWILIO_SMS_FROM',
    parse: matching(/^MG[0-9a-f]{32}$/, 'MG and 32 hex digits'),
  },
  TWILIO_WHATSAPP_FROM: { help: 'WhatsApp sender; none: no WhatsApp', parse: phone },
  TWILIO_API_URL: { help: "another base address of Twilio's API (a test, a proxy)", parse: webAddress },
  DIRECTLINE_SECRET: {
    help: 'who may make tokens for the web chat',
    parse: matching(/^\S{24,}$/, 'at least 24 letters without spaces'),
    inProduction: 'required',
    secret: true,
  },
  MICROSOFT_APP_ID: {
    help: "id of the bot's registration at Azure; none: the Emulator on this machine may post to /api/messages",
    parse: matching(UUID, 'the application id, like 00000000-0000-0000-0000-000000000000'),
  },
  MICROSOFT_APP_PASSWORD: {
    help: "secret of the bot's registration",
    parse: matching(/^\S{16,}$/, 'the secret from the registration'),
    secret: true,
  },
  MICROSOFT_APP_TENANT_ID: {
    help: 'tenant of a registration for one tenant',
    parse: matching(UUID, 'the tenant id, like 00000000-0000-0000-0000-000000000000'),
  },
  WEBCHAT_ORIGINS: { help: 'sites that may embed the chat; PUBLIC_URL where not set', parse: origins },
  EFAWATEERCOM_USER: {
    help: "user of the platform's calls",
    parse: anyText,
    otherwise: 'efawateercom-demo',
    inProduction: 'required',
  },
  EFAWATEERCOM_PASSWORD: {
    help: "password of the platform's calls; made in a demo",
    parse: matching(/^.{12,}$/, 'at least 12 letters'),
    inProduction: 'required',
    secret: true,
  },
  EFAWATEERCOM_BILLER_CODE: {
    help: 'issued biller code',
    parse: matching(/^[A-Za-z0-9]{1,10}$/, 'the code that was issued'),
    otherwise: '1234',
    inProduction: 'required',
  },
  EFAWATEERCOM_BILLER_CODE_TYPE: {
    help: 'how the biller code goes out in JSON',
    parse: oneOf('number', 'string'),
    otherwise: 'number',
  },
  EFAWATEERCOM_SERVICE_EXAMS: {
    help: 'issued service-type code of exams',
    parse: matching(/^\S{1,25}$/, 'up to 25 letters'),
    otherwise: 'EXAMS',
  },
  EFAWATEERCOM_UNKNOWN_PAYMENT: {
    help: 'answer to money for a number that was never given out (it is stored and given to staff in any case)',
    parse: oneOf('success', '310', '1'),
    otherwise: 'success',
  },
  EFAWATEERCOM_ISSUE_SKEW_MINUTES: {
    help: "minutes by which a bill's date of issue lies in the past, against clocks that do not agree",
    parse: wholeNumber(0, 60),
    otherwise: 5,
  },
  EFAWATEERCOM_ZERO_AMOUNT: { help: 'how an amount of nothing is written', parse: oneOf('0', '0.000'), otherwise: '0' },
  EFAWATEERCOM_PLACEHOLDERS: {
    help: 'whether empty names and texts are filled with placeholders',
    parse: oneOf('on', 'off'),
    otherwise: 'on',
  },
  DATA_KEY: { help: 'encryption at rest', parse: key, inProduction: 'required', secret: true },
  DATA_KEY_OLD: { help: 'the key before, while npm run rotate-key runs', parse: key, secret: true },
  INDEX_KEY: { help: 'blind indexes; can not be changed later', parse: key, inProduction: 'required', secret: true },
  SMS_RATE: { help: 'SMS a second, of this process', parse: wholeNumber(1, 1000), otherwise: 10 },
  WHATSAPP_RATE: { help: 'WhatsApp messages a second, of this process', parse: wholeNumber(1, 1000), otherwise: 80 },
  RETENTION_MESSAGE_DAYS: {
    help: "days after which the texts of messages and the bodies of the platform's calls are taken out",
    parse: wholeNumber(1, 3650),
    otherwise: 90,
  },
  METRICS_TOKEN: {
    help: 'who may read /metrics; none: loopback only',
    parse: matching(/^\S{16,}$/, 'at least 16 letters'),
    secret: true,
  },
  DEMO_PASSWORD: {
    help: 'a demo only: password of its staff accounts; made and printed at the first start where not set',
    parse: matching(/^.{12,200}$/, 'at least 12 letters'),
    secret: true,
  },
  FAULT_POINT: {
    help: 'a demo only: the step at which the process kills itself, for tests',
    parse: oneOf(...FAULT_POINTS),
  },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

type Parse<Name extends SettingName> = Extract<
  ReturnType<(typeof SETTINGS)[Name]['parse']>,
  { value: unknown }
>['value'];
type ValueOf<Name extends SettingName> = (typeof SETTINGS)[Name] extends { otherwise: unknown }
  ? Parse<Name>
  : Parse<Name> | undefined;

export type Config = { readonly [Name in SettingName]: ValueOf<Name> } & {
  /** Everything but NODE_ENV=production: sample data, simulators for callers on this machine. */
  readonly demo: boolean;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with a setting and how to mend it. The value itself is never told. */
export type Mistake = { readonly name: SettingName; readonly cure: string };

const names = Object.keys(SETTINGS) as SettingName[];
const settingOf = (name: SettingName): Setting<unknown> => SETTINGS[name];
const given = (env: Environment, name: SettingName): string | undefined => (env[name] === '' ? undefined : env[name]);

function read(env: Environment, name: SettingName, production: boolean): Parsed<unknown> {
  const { parse, otherwise, inProduction } = settingOf(name);
  const text = given(env, name);
  if (text !== undefined) return parse(text);
  return production && inProduction === 'required' ? cure('production needs it') : is(otherwise);
}

/** What a single key can't tell: rules between settings. */
const RULES: readonly ((env: Environment, production: boolean) => Mistake | undefined)[] = [
  (env, production) =>
    production && given(env, 'DEMO_PASSWORD')
      ? { name: 'DEMO_PASSWORD', cure: 'production has no demo accounts; npm run staff makes real ones' }
      : undefined,
  (env, production) =>
    production && given(env, 'FAULT_POINT')
      ? { name: 'FAULT_POINT', cure: 'only a demo kills itself; leave it out' }
      : undefined,
  (env, production) =>
    (production || given(env, 'TWILIO_ACCOUNT_SID')) &&
    !given(env, 'TWILIO_SMS_FROM') &&
    !given(env, 'TWILIO_MESSAGING_SERVICE_SID')
      ? { name: 'TWILIO_SMS_FROM', cure: 'set it, or TWILIO_MESSAGING_SERVICE_SID' }
      : undefined,
  (env) =>
    given(env, 'TWILIO_ACCOUNT_SID') && !given(env, 'TWILIO_AUTH_TOKEN')
      ? { name: 'TWILIO_AUTH_TOKEN', cure: 'TWILIO_ACCOUNT_SID needs it' }
      : undefined,
  (env) =>
    given(env, 'MICROSOFT_APP_ID') && !given(env, 'MICROSOFT_APP_PASSWORD')
      ? { name: 'MICROSOFT_APP_PASSWORD', cure: 'MICROSOFT_APP_ID needs it' }
      : undefined,
  (env, production) =>
    production && given(env, 'PUBLIC_URL')?.startsWith('http:')
      ? { name: 'PUBLIC_URL', cure: 'production is reached by https' }
      : undefined,
  (env, production) =>
    production && given(env, 'DATA_KEY') !== undefined && given(env, 'DATA_KEY') === given(env, 'INDEX_KEY')
      ? { name: 'INDEX_KEY', cure: 'another key than DATA_KEY' }
      : undefined,
  (env) =>
    !given(env, 'DATA_KEY') !== !given(env, 'INDEX_KEY')
      ? { name: given(env, 'DATA_KEY') ? 'INDEX_KEY' : 'DATA_KEY', cure: 'both keys or none' }
      : undefined,
];

/** Reads all settings. @returns the frozen settings, or everything that is wrong with them */
export function loadConfig(env: Environment): { config: Config } | { mistakes: readonly Mistake[] } {
  const production = env['NODE_ENV'] === 'production';
  const parsed = names.map((name) => [name, read(env, name, production)] as const);
  const mistakes = [
    ...parsed.flatMap(([name, value]) => ('cure' in value ? [{ name, cure: value.cure }] : [])),
    ...RULES.flatMap((rule) => rule(env, production) ?? []),
  ];
  if (mistakes.length > 0) return { mistakes };
  const values = Object.fromEntries(parsed.map(([name, value]) => [name, 'value' in value ? value.value : undefined]));
  return { config: Object.freeze({ ...values, demo: !production }) as Config };
}

export type Described = {
  readonly name: SettingName;
  readonly help: string;
  readonly value: string;
  readonly isSet: boolean;
  readonly wrong: string | undefined;
};

/** Every setting for a reader: meaning, value (secrets as •••), what is wrong with it. */
export function describeSettings(env: Environment): readonly Described[] {
  const loaded = loadConfig(env);
  const mistakes = 'mistakes' in loaded ? loaded.mistakes : [];
  return names.map((name) => {
    const { help, otherwise, secret } = settingOf(name);
    const text = given(env, name);
    const shown = text === undefined ? String(otherwise ?? '') : secret ? '•••' : text;
    return {
      name,
      help,
      value: shown,
      isSet: text !== undefined,
      wrong: mistakes.find((mistake) => mistake.name === name)?.cure,
    };
  });
}

/** A secret derived from another for one purpose, so that one leak does not open two doors. */
export function derivedSecret(from: string, purpose: string): string {
  return createHash('sha256').update(`${purpose}:`).update(from).digest('base64url');
}

// The only place where rooms are joined: settings into plain values, the store under the services, dialogs into turns, doors onto the
// server. Starts everything in an order in which nothing can be asked before it can be answered, and ends it the other way round.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answer } from '../dialogs/main';
import sampleCatalogue from '../locales/catalogue/sample.json';
import { createConnector, type Registration } from './bot/connector';
import { createTurns, type Turns } from './bot/turn';
import { createChannels } from './channels';
import { learn } from './language/understand';
import { createClock, MINUTE_MS, type Clock } from './clock';
import { derivedSecret, type Config } from './config';
import { createDispatcher, type Dispatcher } from './delivery/dispatcher';
import type { Catalogue } from './domain/catalogue';
import type { ChannelName, Content } from './domain/message';
import type { Transact } from './domain/work';
import { createFaults } from './faults';
import type { Log } from './log';
import { createSchedule, type Schedule } from './schedule';
import { apologise } from './services/apology';
import { hashPassword } from './passwords';
import { reply } from './services/notify';
import { keepDemoStaff } from './services/staff';
import { destinationOf } from './services/return-address';
import { createSignal } from './signal';
import { createRandom } from './store/random';
import { openStore, type Store } from './store/store';
import { assetRoutes } from './web/assets';
import type { BillerOptions } from './web/biller/options';
import { billerRoutes } from './web/biller/routes';
import { botFrameworkRoutes } from './web/bot-framework/messages';
import { chatRoutes } from './web/chat';
import { directLineRoutes } from './web/direct-line/direct-line';
import { createStreams } from './web/direct-line/stream';
import { createTokens } from './web/direct-line/tokens';
import { healthRoutes, createMetrics } from './web/health';
import { createRateLimit } from './web/rate-limit';
import { requestPageRoutes } from './web/request-page';
import { createWebServer, type Route, type WebServer } from './web/server';
import { bankPageRoute } from './web/simulator/bank-page';
import { bankRoutes } from './web/simulator/bank';
import { createCarrier } from './web/simulator/carrier';
import { openCarrierRecord } from './web/simulator/carrier-record';
import { clockRoutes } from './web/simulator/clock';
import { frontPageRoute } from './web/simulator/front-page';
import { phonePageRoute } from './web/simulator/phone-page';
import { phoneRoutes } from './web/simulator/phone';
import { DESK_FORMS, DESK_PAGES } from './web/staff/console';
import { deskRoutes } from './web/staff/routes';
import { signInRoutes } from './web/staff/sign-in';
import { webhookRoutes } from './web/webhooks';
import { widgetTokenRoutes } from './web/widget-token';

export type Service = {
  /** The address that people open. */
  readonly publicUrl: string;
  readonly doors: readonly { readonly what: string; readonly address: string }[];
  /** What is told once, at a demo's first start: the password of its staff accounts. */
  readonly demoPassword: string | undefined;
  /** Resolves when the store dies by itself. */
  readonly failed: Promise<Error>;
  /** Finishes what runs, loses nothing. */
  stop(): Promise<void>;
};

/** What somebody else's network is, or is played by. */
type Outside = {
  readonly account: { readonly sid: string; readonly token: string };
  readonly senders: { readonly sms: string; readonly whatsapp: string };
};

const SIMULATED: Outside['senders'] = { sms: '+962770000001', whatsapp: '+962770000002' };
const SIMULATED_ACCOUNT = `AC${'0'.repeat(32)}`;

export async function startService({ config, log }: { config: Config; log: Log }): Promise<Service> {
  const clock = createClock();
  const port = config.PORT === 0 ? await freePort(config.HOST) : config.PORT;
  const publicUrl = config.PUBLIC_URL ?? `http://localhost:${port}`;
  const store = await openStore({
    publicUrl,
    uri: config.MONGODB_URI,
    dataDir: config.DATA_DIR,
    keys:
      config.DATA_KEY && config.INDEX_KEY
        ? { dataKey: config.DATA_KEY, dataKeyOld: config.DATA_KEY_OLD, indexKey: config.INDEX_KEY }
        : undefined,
    demo: config.demo,
    clock,
    log,
    owner: 'required',
  });
  try {
    return await serve({ config, log, clock, store, port, publicUrl });
  } catch (error) {
    await store.close();
    throw error;
  }
}

type Ground = {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly store: Store;
  readonly port: number;
  readonly publicUrl: string;
};

async function serve({ config, log, clock, store, port, publicUrl }: Ground): Promise<Service> {
  learn();
  if (config.demo && (await store.catalogue.current()).version === 0) await store.catalogue.load(sampleOf());
  const ownUrl = `http://${/^(0\.0\.0\.0|::)$/.test(config.HOST) ? '127.0.0.1' : config.HOST}:${port}`;
  const { transact } = store;

  const simulatesPhones = config.demo && config.TWILIO_ACCOUNT_SID === undefined;
  const directLineSecret = config.DIRECTLINE_SECRET ?? (await store.settings.secret('direct-line'));
  const account = {
    sid: config.TWILIO_ACCOUNT_SID ?? SIMULATED_ACCOUNT,
    token: config.TWILIO_AUTH_TOKEN ?? (await store.settings.secret('simulated-carrier')),
  };
  const registration = registrationOf(config);
  const connector = createConnector({ registration });
  const channels = createChannels({
    publicUrl,
    twilio: {
      accountSid: account.sid,
      authTokens:
        config.TWILIO_AUTH_TOKEN_2 === undefined ? [account.token] : [account.token, config.TWILIO_AUTH_TOKEN_2],
      apiUrl: simulatesPhones ? `${ownUrl}/simulator/twilio` : config.TWILIO_API_URL,
    },
    smsSender:
      config.TWILIO_MESSAGING_SERVICE_SID === undefined
        ? { from: config.TWILIO_SMS_FROM ?? SIMULATED.sms }
        : { messagingServiceSid: config.TWILIO_MESSAGING_SERVICE_SID },
    whatsappFrom: config.TWILIO_WHATSAPP_FROM ?? (simulatesPhones ? SIMULATED.whatsapp : undefined),
    botFramework: {
      destinationOf: (message) => transact((work) => destinationOf(work, message)),
      post: connector.post,
    },
  });

  const fault = createFaults(config.FAULT_POINT);
  const arrived = createSignal();
  const toSend = createSignal();
  const toShow = createSignal();
  const committed = {
    ...toSend,
    notify() {
      toSend.notify();
      toShow.notify();
    },
  };
  const metrics = createMetrics({ store, transact });
  const turns = createTurns({
    transact,
    inbox: store.inbox,
    clock,
    log,
    arrived,
    committed,
    answer,
    reply,
    apologise,
    observe: metrics.turn,
    fault,
  });
  const dispatcher = createDispatcher({
    transact,
    channels,
    clock,
    log,
    signal: toSend,
    limits: { sms: config.SMS_RATE, whatsapp: config.WHATSAPP_RATE },
    fault,
  });
  const schedule = createSchedule({
    fault,
    transact,
    clock,
    log,
    committed,
    retentionDays: config.RETENTION_MESSAGE_DAYS,
  });

  const tokens = createTokens(directLineSecret, clock.real);
  const streams = createStreams({ tokens, transact, signal: toShow, log });
  const origins = config.WEBCHAT_ORIGINS ?? [publicUrl, ...(config.demo ? [ownUrl] : [])];
  const random = createRandom();
  const onArrival = (): void => {
    arrived.notify();
    toShow.notify();
  };
  const biller = await billerOptions(config, store);
  const demoPassword = config.demo ? await demoStaff(config, store) : undefined;
  const staffDoors = {
    transact,
    // A demo is opened by either name of this machine.
    origins: [new URL(publicUrl).origin, ...(config.demo ? [ownUrl, `http://localhost:${port}`] : [])],
  };
  const record = simulatesPhones
    ? await openCarrierRecord(join(config.DATA_DIR, 'simulator', 'carrier.jsonl'))
    : undefined;
  const carrier =
    record && createCarrier({ record, account, publicUrl, serviceUrl: () => ownUrl, now: clock.now, log });
  const settled = { turns, dispatcher, schedule, carrier };
  const routes: readonly Route[] = [
    ...healthRoutes({ store, dispatcher, metrics, token: config.METRICS_TOKEN }),
    ...assetRoutes(),
    ...directLineRoutes({ tokens, publicUrl, origins, transact, random, clock, onArrival, fault }),
    ...widgetTokenRoutes({ tokens, origins, random, clock }),
    ...chatRoutes({ catalogue: store.catalogue.current, front: !config.demo }),
    ...botFrameworkRoutes({
      admit: connector.admit,
      emulatorOnly: registration === undefined,
      transact,
      sourceOf: tokens.sourceOf,
      log,
      onArrival,
      fault,
    }),
    ...webhookRoutes({ channels, transact, publicUrl, onArrival, log, fault }),
    ...requestPageRoutes({ transact, limit: createRateLimit(60, 1, clock.real) }),
    ...billerRoutes({ options: biller, transact, clock, log, onPayment: committed.notify, fault }),
    ...signInRoutes({
      ...staffDoors,
      secure: publicUrl.startsWith('https:'),
      limit: createRateLimit(30, 0.5, clock.real),
      real: clock.real,
    }),
    ...deskRoutes({
      ...staffDoors,
      pages: DESK_PAGES,
      forms: DESK_FORMS,
      limit: createRateLimit(120, 4, clock.real),
      onDeed: committed.notify,
      fault,
    }),
    ...(config.demo ? demoRoutes() : []),
    ...(carrier && record ? phoneSimulator(record, carrier.routes) : []),
  ];

  function demoRoutes(): Route[] {
    return [
      frontPageRoute({ clock }),
      bankPageRoute({ catalogue: store.catalogue.current }),
      ...bankRoutes({ options: biller, serviceUrl: () => ownUrl, clock, random }),
      ...clockRoutes({
        clock,
        advance: oneAfterAnother((minutes) => advanceClock({ clock, store, ...settled }, minutes)),
      }),
    ];
  }

  function phoneSimulator(of: NonNullable<typeof record>, carrierRoutes: readonly Route[]): Route[] {
    const explain = (channel: ChannelName, providerId: string): Promise<Content | undefined> =>
      explained(transact, channel, providerId);
    return [
      ...carrierRoutes,
      ...phoneRoutes({
        record: of,
        account,
        senders: SIMULATED,
        publicUrl,
        serviceUrl: () => ownUrl,
        now: clock.now,
        explain,
      }),
      phonePageRoute(),
    ];
  }

  const server: WebServer = createWebServer({
    routes,
    log,
    trustedProxies: config.TRUSTED_PROXIES,
    observe: metrics.request,
  });
  server.onUpgrade('/v3/directline/', streams.upgrade);
  await server.listen(port, config.HOST);
  turns.run();
  dispatcher.run();
  schedule.run();
  carrier?.resume();
  log.info('service.ready', { store: store.kind });

  return {
    publicUrl,
    doors: doorsOf(config, publicUrl, simulatesPhones),
    demoPassword,
    failed: store.failed,
    async stop() {
      await streams.close();
      await schedule.stop();
      await turns.stop();
      await dispatcher.stop();
      await carrier?.settle();
      await server.close();
      await record?.close();
      await store.close();
    },
  };
}

/** @returns the password, where the accounts were made just now and nobody has set one */
async function demoStaff({ DEMO_PASSWORD }: Config, store: Store): Promise<string | undefined> {
  const clerk = await store.transact((work) => work.staff.byName('clerk'));
  if (clerk && DEMO_PASSWORD === undefined) return undefined;
  const password = DEMO_PASSWORD ?? derivedSecret(await store.settings.secret('demo-staff'), 'password').slice(0, 16);
  const hash = await hashPassword(password);
  const made = await store.transact((work) => keepDemoStaff(work, hash, DEMO_PASSWORD !== undefined));
  return made && DEMO_PASSWORD === undefined ? password : undefined;
}

/** The sample is checked by a test; its version is the store's to give. */
const sampleOf = (): Catalogue => ({ version: 0, ...(sampleCatalogue as Omit<Catalogue, 'version'>) });

function registrationOf(config: Config): Registration | undefined {
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_PASSWORD: password, MICROSOFT_APP_TENANT_ID: tenantId } = config;
  return appId === undefined || password === undefined ? undefined : { appId, password, tenantId };
}

async function billerOptions(config: Config, store: Store): Promise<BillerOptions> {
  const code = config.EFAWATEERCOM_BILLER_CODE;
  return {
    user: config.EFAWATEERCOM_USER,
    password: config.EFAWATEERCOM_PASSWORD ?? derivedSecret(await store.settings.secret('biller'), 'password'),
    billerCode: config.EFAWATEERCOM_BILLER_CODE_TYPE === 'number' && /^\d+$/.test(code) ? Number(code) : code,
    serviceTypes: { exam: config.EFAWATEERCOM_SERVICE_EXAMS },
    unknownPaymentAnswer: config.EFAWATEERCOM_UNKNOWN_PAYMENT,
    issueSkewMinutes: config.EFAWATEERCOM_ISSUE_SKEW_MINUTES,
    zeroAmount: config.EFAWATEERCOM_ZERO_AMOUNT,
    placeholders:
      config.EFAWATEERCOM_PLACEHOLDERS === 'on' ? { custName: 'NO CustName', freeText: 'NO FreeText' } : undefined,
  };
}

type Settled = {
  readonly turns: Turns;
  readonly dispatcher: Dispatcher;
  readonly schedule: Schedule;
  readonly carrier: { settle(): Promise<void> } | undefined;
};

/**
 * Moves business time forward from one due moment to the next: fires what falls due, answers, sends, and goes on, so that a jump of
 * weeks reminds before it lapses.
 */
async function advanceClock(
  { clock, store, ...work }: Settled & { clock: Clock; store: Store },
  minutes: number,
): Promise<void> {
  const target = clock.now() + minutes * MINUTE_MS;
  const moveTo = (at: number): Promise<void> =>
    store.settings.advanceClock(clock.offsetMs() + Math.max(0, at - clock.now()));
  await settle(work);
  for (
    let next = await work.schedule.nextUntil(target);
    next !== undefined;
    next = await work.schedule.nextUntil(target)
  ) {
    await moveTo(next);
    await settle(work);
  }
  await moveTo(target);
  await settle(work);
}

/** Two calls at once move the clock by both. */
function oneAfterAnother(act: (minutes: number) => Promise<void>): (minutes: number) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (minutes) => {
    const next = last.then(() => act(minutes));
    last = next.catch(() => undefined);
    return next;
  };
}

async function settle({ turns, dispatcher, schedule, carrier }: Settled): Promise<void> {
  await schedule.drain();
  await turns.drain();
  await dispatcher.drain();
  await carrier?.settle();
}

const EXPLAIN_TRIES = 20;
const EXPLAIN_PAUSE_MS = 50;

/** What we know of a message that the carrier has on record: for a moment it has it before our own record of the send is committed. */
async function explained(transact: Transact, channel: ChannelName, providerId: string): Promise<Content | undefined> {
  for (let tried = 0; tried < EXPLAIN_TRIES; tried += 1) {
    const message = await transact((work) => work.messages.byProviderId(channel, providerId));
    if (message) return message.content;
    await pause(EXPLAIN_PAUSE_MS);
  }
  return undefined;
}

/** A port that nobody listens on now. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function doorsOf(config: Config, publicUrl: string, simulatesPhones: boolean): Service['doors'] {
  const desk = { what: "the staff's desk", address: `${publicUrl}/staff/` };
  if (!config.demo) return [{ what: 'chat', address: `${publicUrl}/chat` }, desk];
  return [
    { what: 'start here', address: `${publicUrl}/` },
    { what: 'web chat', address: `${publicUrl}/chat` },
    ...(simulatesPhones ? [{ what: 'a phone', address: `${publicUrl}/simulator/phone` }] : []),
    { what: 'a bank', address: `${publicUrl}/simulator/bank` },
    desk,
  ];
}

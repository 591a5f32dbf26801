// The only door to Azure Bot Service: lets its CloudAdapter authenticate what arrives, and posts what goes out. Stores nothing.
// Neither CloudAdapter.process nor the SDK's client: the one writes every refusal to the terminal and quotes it to the caller, the
// other repeats a POST up to three times by itself, which would show one message twice behind the outbox's back.
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Activity,
  type ConfigurationBotFrameworkAuthenticationOptions as CloudOptions,
} from 'botbuilder';
import { Fault } from '../errors';

export type Registration = {
  readonly appId: string;
  readonly password: string;
  /** Of a bot that is registered for one tenant. */
  readonly tenantId?: string | undefined;
};

export type ConnectorOptions = {
  /** Without one nobody is authenticated here, and posts carry no token. */
  readonly registration?: Registration | undefined;
  /** Where the keys of another cloud than Azure's public one are, under the SDK's names. */
  readonly cloud?: CloudOptions;
  /** Longest that one post may take, its token included. */
  readonly timeoutMs?: number;
};

/** Where a post goes. */
export type Target = {
  readonly returnAddress: { readonly serviceUrl: string; readonly conversationId: string };
  readonly replyToId: string | undefined;
};

export type Posted =
  | { readonly posted: 'answered'; readonly status: number; readonly id: string | undefined }
  /** A system's code where there is one: `ECONNREFUSED`, `timeout`. */
  | { readonly posted: 'failed'; readonly code: string }
  | { readonly posted: 'no-token' };

export type Connector = {
  /**
   * Runs `take` where the caller may speak for the activity's channel and the token names its `serviceUrl`, and throws on what it throws.
   * @param authorization the header as it came
   * @returns false for whoever may not: nothing was run
   * @throws Fault where Microsoft's keys can't be had, so that nobody can be told from anybody
   */
  admit(authorization: string | undefined, activity: object, take: () => Promise<void>): Promise<boolean>;
  /** Posts an activity once, by the connector's REST interface v3. Never throws for what the line or the connector does. */
  post(target: Target, activity: object): Promise<Posted>;
};

const TIMEOUT_MS = 10_000;
/** Who signs the tokens of Azure's channels, and for whom ours are made. */
const BOT_FRAMEWORK = 'https://api.botframework.com';
const LOGIN = 'https://login.microsoftonline.com/';

class Gate extends CloudAdapter {
  admit(authorization: string, activity: object, take: () => Promise<void>): Promise<unknown> {
    return this.processActivity(authorization, activity as Activity, take);
  }
}

export function createConnector({ registration, cloud = {}, timeoutMs = TIMEOUT_MS }: ConnectorOptions): Connector {
  const settings = settingsOf(registration, cloud);
  const gate = new Gate(new ConfigurationBotFrameworkAuthentication(settings));
  const tokenFor = registration && createTokens(settings, registration.appId);
  const issuer = cloud.ToBotFromChannelTokenIssuer ?? BOT_FRAMEWORK;

  return {
    async admit(authorization = '', activity, take) {
      if (registration && issuerOf(authorization) !== issuer) return false;
      let admitted = false;
      const enter = async (): Promise<void> => {
        admitted = true;
        await take();
      };
      try {
        await gate.admit(registration ? authorization : '', activity, enter);
        return true;
      } catch (error) {
        if (admitted) throw error;
        if (isWithoutKeys(error))
          throw new Fault('keys-unreachable', "Microsoft's keys can't be had", { cause: error });
        return false;
      }
    },
    async post(target, activity) {
      const signal = AbortSignal.timeout(timeoutMs);
      const token = await tokenFor?.(signal);
      return tokenFor && token === undefined ? { posted: 'no-token' } : postOnce(target, activity, token, signal);
    },
  };
}

function settingsOf(registration: Registration | undefined, cloud: CloudOptions) {
  if (!registration) return cloud;
  const { appId, password, tenantId } = registration;
  return {
    ...cloud,
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    ...(tenantId === undefined ? {} : { MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: tenantId }),
  };
}

/**
 * The issuer that a token claims, before anything is verified. The SDK knows other ways in than the channels' (other bots, App
 * Service, the Emulator with a registration): none is wanted, and on one of them it remembers for good every tenant that any token names.
 */
function issuerOf(authorization: string): unknown {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization)?.[1];
  try {
    return (JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8')) as { iss?: unknown } | null)?.iss;
  } catch {
    return undefined;
  }
}

/** The SDK says 500 where a key server answered badly, and lets its client's own errors through where none answered. */
function isWithoutKeys(error: unknown): boolean {
  const { statusCode, name } = (error ?? {}) as { statusCode?: unknown; name?: unknown };
  return statusCode === 500 || name === 'FetchError';
}

type TokenSource = (signal: AbortSignal) => Promise<string | undefined>;

/** Tokens for the connector; the SDK keeps one until shortly before its end. */
function createTokens(settings: ReturnType<typeof settingsOf>, appId: string): TokenSource {
  const factory = new ConfigurationServiceClientCredentialFactory(settings);
  const token = async (): Promise<string | undefined> => {
    const credentials = await factory.createCredentials(appId, BOT_FRAMEWORK, LOGIN, true);
    return 'getToken' in credentials && typeof credentials.getToken === 'function'
      ? String(await credentials.getToken())
      : undefined;
  };
  return (signal) => Promise.race([token(), over(signal)]).catch(() => undefined);
}

const over = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));

async function postOnce(
  { returnAddress, replyToId }: Target,
  activity: object,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Posted> {
  const { serviceUrl, conversationId } = returnAddress;
  const way = ['conversations', conversationId, 'activities', ...(replyToId === undefined ? [] : [replyToId])];
  try {
    const answer = await fetch(`${serviceUrl.replace(/\/+$/, '')}/v3/${way.map(encodeURIComponent).join('/')}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(activity),
      // A token goes to the authenticated address and nowhere else.
      redirect: 'manual',
      signal,
    });
    return { posted: 'answered', status: answer.status, id: await idIn(answer) };
  } catch (error) {
    return { posted: 'failed', code: signal.aborted ? 'timeout' : lineCode(error) };
  }
}

/** The activity's id at the channel; a connector that took it may answer with nothing at all. */
async function idIn(answer: Response): Promise<string | undefined> {
  // Its status is known already: what breaks now changes nothing of that.
  const text = await answer.text().catch(() => '');
  try {
    const { id } = (JSON.parse(text) ?? {}) as { id?: unknown };
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}

/** What the system said of a broken line. */
function lineCode(error: unknown): string {
  const { code } = ((error as { cause?: unknown } | null)?.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'no-answer';
}

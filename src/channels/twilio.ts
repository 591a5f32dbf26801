// The only door to Twilio: its client with every value given, one send, one look-up, and the signature of its webhooks.
// Reads nothing from the environment, follows no proxy, and stores nothing.
import { Agent } from 'node:https';
import { rootCertificates } from 'node:tls';
import twilio from 'twilio';
import type { Instant } from '../clock';
import type { Found, SendOutcome, WebhookCall } from './channel';
import { failureOf } from './twilio-errors';
import { reportOf } from './twilio-words';

export type TwilioOptions = {
  readonly accountSid: string;
  /** The first signs our calls; webhooks may be signed with any of them while a token is being changed. */
  readonly authTokens: readonly [string, ...string[]];
  /** Another base address of the same API; it takes the place of every Twilio host, paths stay as they are. */
  readonly apiUrl?: string | undefined;
  /** Longest that one call may take, from connecting to the last byte of its answer. */
  readonly timeoutMs?: number;
};

/** A sender of our own: a number, a registered name, or a Messaging Service that chooses one. */
export type Sender = { readonly from: string } | { readonly messagingServiceSid: string };

/** One message as Twilio wants it: addresses in the channel's own form. */
export type Letter = {
  readonly to: string;
  readonly body: string;
  readonly sender: Sender;
  readonly statusCallback: string;
};

export type Twilio = {
  send(letter: Letter): Promise<SendOutcome>;
  /** @throws when Twilio does not answer or answers in words we do not know */
  find(
    letter: { to: string; body: string; since: Instant },
    isKnown: (sid: string) => Promise<boolean>,
  ): Promise<Found>;
  isSigned(call: WebhookCall): boolean;
};

const TIMEOUT_MS = 10_000;
/** Our clock and Twilio's may differ, and Twilio's times are whole seconds. */
const CLOCK_SKEW_MS = 120_000;
/** Newest first: one phone gets far fewer messages in the minutes that matter. */
const LOOK_BACK = 200;

/** The library's HTTP client, with the origin replaced where asked, one deadline a call, and no agent from HTTP_PROXY. */
class DirectClient extends twilio.RequestClient {
  constructor(apiUrl: string | undefined, timeoutMs: number) {
    // With certificates given it does not look for TWILIO_CA_BUNDLE; the agent itself is replaced below.
    super({ timeout: timeoutMs, ca: rootCertificates.join('\n') });
    this.axios.defaults.httpsAgent = new Agent({ keepAlive: true, timeout: timeoutMs });
    this.axios.interceptors.request.use((config) => ({
      ...config,
      url: apiUrl === undefined ? config.url : relocate(config.url ?? '', apiUrl),
      signal: AbortSignal.timeout(timeoutMs),
    }));
  }
}

function relocate(url: string, apiUrl: string): string {
  const { pathname, search } = new URL(url);
  return `${apiUrl.replace(/\/+$/, '')}${pathname}${search}`;
}

/** A client of one account. */
export function createTwilio(options: TwilioOptions): Twilio {
  // Empty texts are values too: without them the library would take edge, region and log level from TWILIO_* variables.
  const client = twilio(options.accountSid, options.authTokens[0], {
    httpClient: new DirectClient(options.apiUrl, options.timeoutMs ?? TIMEOUT_MS),
    edge: '',
    region: '',
    logLevel: 'silent',
  });
  return {
    async send(letter) {
      const { sender, ...rest } = letter;
      try {
        const { sid } = await client.messages.create({ ...rest, ...sender });
        return typeof sid === 'string' && sid !== ''
          ? { outcome: 'accepted', providerId: sid }
          : { outcome: 'unknown', code: 'no-sid' };
      } catch (error) {
        const failure = failureOf(error);
        return failure.outcome === 'unknown' ? failure : { outcome: 'refused', ...failure.refused };
      }
    },
    async find({ to, body, since }, isKnown) {
      // No filter by date sent: a message that still waits in Twilio's queue has none, and would be missed and sent twice.
      const listed = await client.messages.list({ to, limit: LOOK_BACK });
      const ours = listed
        .filter((one) => one.direction.startsWith('outbound') && one.body.trim() === body.trim())
        .filter((one) => one.dateCreated.getTime() >= since - CLOCK_SKEW_MS)
        .sort((a, b) => a.dateCreated.getTime() - b.dateCreated.getTime());
      for (const { sid, status, errorCode } of ours) {
        if (await isKnown(sid)) continue;
        const report = reportOf(sid, status, errorCode ? String(errorCode) : undefined);
        if (report === undefined) throw new Error(`Twilio lists a message with the unknown status ${status}`);
        return { found: true, report };
      }
      return { found: false };
    },
    isSigned({ url, headers, form }) {
      const signature = headers['x-twilio-signature'] ?? '';
      return options.authTokens.some((token) => twilio.validateRequest(token, signature, url, form));
    },
  };
}

/**
 * The `X-Twilio-Signature` of a form posted to a URL: what Twilio would send. For the simulated carrier.
 * @param url absolute, as the provider was given it
 */
export function signWebhook(authToken: string, url: string, form: WebhookCall['form']): string {
  return twilio.getExpectedTwilioSignature(authToken, url, form);
}

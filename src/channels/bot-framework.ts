// Bot Framework: the channels of Azure Bot Service, and the Emulator. Turns a message into an activity and says what the
// connector's answer means for it. Who may be written to, and how a POST reaches the connector, is given.
import type { ReturnAddress } from '../domain/conversation';
import type { OutboundMessage } from '../domain/message';
import { spokenActivity } from '../domain/spoken-activity';
import { text } from '../language/texts';
import type { Channel, Refused, SendOutcome } from './channel';

/** Where one message goes. */
export type Destination = {
  readonly returnAddress: ReturnAddress;
  /** The activity that it answers, as the channel numbered it. */
  readonly replyToId: string | undefined;
};

/** What became of one POST to a connector. */
export type Posted =
  | { readonly posted: 'answered'; readonly status: number; readonly id: string | undefined }
  /** The line broke, or nobody answered in time. */
  | { readonly posted: 'failed'; readonly code: string }
  /** Microsoft gave us no token for the connector: nothing was posted. */
  | { readonly posted: 'no-token' };

export type BotFrameworkOptions = {
  /** Undefined where nobody has written from there yet. */
  destinationOf(message: OutboundMessage): Promise<Destination | undefined>;
  /** Posts once, and never throws for what the line does. */
  post(destination: Destination, activity: object): Promise<Posted>;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

type Meaning = Partial<Omit<Refused, 'code'>>;

/**
 * The meaning of a connector's status. After a 5xx the message may have been shown: the connector can't be asked, and silence is
 * worse than reading a thing twice, so that it is sent again, as Microsoft's own clients do. What no row names is ours to look at.
 */
const STATUSES: Readonly<Record<number, Meaning>> = {
  401: { retryAfterMs: 10 * MINUTE_MS, ours: true },
  // The person has removed or blocked the assistant, or the conversation is gone.
  403: {},
  404: {},
  410: {},
  // Another message to the conversation was on its way.
  412: { retryAfterMs: 2 * SECOND_MS },
  429: { retryAfterMs: 2 * SECOND_MS },
  500: { retryAfterMs: 5 * SECOND_MS },
  502: { retryAfterMs: 5 * SECOND_MS },
  503: { retryAfterMs: 5 * SECOND_MS },
  504: { retryAfterMs: 5 * SECOND_MS },
};

/** Lines that never reached the connector: nothing can have been shown. Every other broken line leaves the outcome unknown. */
const NEVER_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** An address here is no phone, so that nothing of it ever goes by SMS instead. */
const refused = (code: string, meaning: Meaning): SendOutcome => ({
  outcome: 'refused',
  code,
  retryAfterMs: undefined,
  closesAddress: false,
  fallBackToSms: false,
  ours: false,
  ...meaning,
});

function outcomeOf(answer: Posted, message: OutboundMessage): SendOutcome {
  if (answer.posted === 'no-token') return refused('no-token', { retryAfterMs: MINUTE_MS, ours: true });
  if (answer.posted === 'failed')
    return NEVER_REACHED.has(answer.code)
      ? refused(answer.code, { retryAfterMs: 5 * SECOND_MS })
      : { outcome: 'unknown', code: answer.code };
  const { status, id } = answer;
  // Not every channel numbers what it takes.
  if (status >= 200 && status < 300) return { outcome: 'accepted', providerId: id ?? message.id };
  return refused(`http-${status}`, STATUSES[status] ?? { ours: true });
}

export function createBotFramework({ destinationOf, post }: BotFrameworkOptions): Channel {
  return {
    name: 'bot-framework',
    render: (content) => content.text,
    carrier: {
      async send(message) {
        const destination = await destinationOf(message);
        if (destination === undefined) return refused('no-return-address', { ours: true });
        const { botId, userId, channelId, conversationId } = destination.returnAddress;
        const activity = {
          ...spokenActivity(message.content, message.language),
          channelId,
          from: { id: botId, name: text(message.language, 'page.service'), role: 'bot' },
          recipient: { id: userId },
          conversation: { id: conversationId },
          replyToId: destination.replyToId,
        };
        return outcomeOf(await post(destination, activity), message);
      },
      // A connector shows no list of what it took. The message goes out once more: the person may read it twice, and a notice's
      // SMS, which is what counts, is not touched by it.
      find: () => Promise.resolve({ found: false }),
    },
  };
}

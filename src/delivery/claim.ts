// Takes the next message to send in one transaction: the claim, and every check that must hold at that moment.
import type { Channel, Refused } from '../channels/channel';
import type { ChannelName, Lane, OutboundMessage } from '../domain/message';
import type { Work } from '../domain/work';
import { move, refuse } from './outcome';
import { LEASE_MS } from './retry';

export type Channels = ReadonlyMap<ChannelName, Channel>;
export type Carrier = NonNullable<Channel['carrier']>;

/** `send`: claimed, to be sent now. `settled`: a check decided it; nothing leaves. */
export type Claim =
  | { readonly kind: 'send'; readonly message: OutboundMessage; readonly carrier: Carrier }
  | { readonly kind: 'settled'; readonly message: OutboundMessage };

const NO_CARRIER_PAUSE_MS = 10 * 60_000;

const HERE = { retryAfterMs: undefined, closesAddress: false, fallBackToSms: false, ours: false } as const;
const NO_CHANNEL: Refused = { ...HERE, code: 'no-channel', retryAfterMs: NO_CARRIER_PAUSE_MS, ours: true };
const CLOSED: Refused = { ...HERE, code: 'address-closed', closesAddress: true };
const OUTSIDE_WINDOW: Refused = { ...HERE, code: 'window-closed', fallBackToSms: true };

/** Claims the first message of the first lane that has one, or undefined when nothing can be sent now. */
export async function claimNext(work: Work, channels: Channels, lanes: readonly Lane[]): Promise<Claim | undefined> {
  for (const lane of lanes) {
    const [message] = await work.messages.sendable(lane, work.now, work.real, 1);
    if (message) return claim(work, channels.get(message.channel), message);
  }
  return undefined;
}

async function claim(work: Work, channel: Channel | undefined, message: OutboundMessage): Promise<Claim> {
  if (channel && !channel.carrier) return { kind: 'settled', message: await move(work, message, 'deliver') };
  const tried = { ...message, attempts: message.attempts + 1, sentAt: work.real };
  const claimed = await move(work, tried, 'claim', { leaseUntil: work.real + LEASE_MS });
  const carrier = channel?.carrier;
  if (!carrier) return { kind: 'settled', message: await refuse(work, claimed, NO_CHANNEL) };
  const obstacle = await obstacleTo(work, carrier, claimed);
  return obstacle
    ? { kind: 'settled', message: await refuse(work, claimed, obstacle) }
    : { kind: 'send', message: claimed, carrier };
}

async function obstacleTo(work: Work, { windowMs }: Carrier, message: OutboundMessage): Promise<Refused | undefined> {
  if (await work.closedAddresses.isClosed(message.channel, message.address)) return CLOSED;
  if (windowMs === undefined) return undefined;
  const conversation = await work.conversations.byAddress(message.channel, message.address);
  const heardAt = conversation?.lastInboundAt;
  return heardAt === undefined || work.now - heardAt >= windowMs ? OUTSIDE_WINDOW : undefined;
}

/** Whether the row is still as its claim left it: a lease that ran out gave it to somebody else. */
export function isStillMine(now: OutboundMessage | undefined, claimed: OutboundMessage): boolean {
  return (
    now !== undefined &&
    now.state === claimed.state &&
    now.leaseUntil === claimed.leaseUntil &&
    now.attempts === claimed.attempts
  );
}

// What an answer or a receipt of a provider does to an outgoing message, inside one transaction.
// Sends nothing itself: a reply that must go by SMS instead becomes a new row of the outbox in the same commit.
import type { Refused, StatusReport } from '../channels/channel';
import { deliveryStep, type ChannelName, type DeliveryEvent, type OutboundMessage } from '../domain/message';
import type { Work } from '../domain/work';
import { outbound } from '../services/notify';
import { openTask } from '../services/tasks';
import { pauseBeforeRetry } from './retry';

/** The channel that every notice takes and every reply may fall back to. */
const SURE_CHANNEL: ChannelName = 'sms';

type Change = Partial<Pick<OutboundMessage, 'providerId' | 'errorCode' | 'leaseUntil'>>;

/** Moves a message one step; an event that its state does not know changes nothing. */
export async function move(
  work: Work,
  message: OutboundMessage,
  event: DeliveryEvent,
  change: Change = {},
): Promise<OutboundMessage> {
  const to = deliveryStep(message.state, event);
  if (to === undefined) return message;
  const moved = { ...message, ...change, state: to };
  await work.messages.saveOutbound(moved);
  return moved;
}

/** The provider took it: its id is kept, and receipts that came before the id was known are applied now. */
export async function accept(work: Work, message: OutboundMessage, providerId: string): Promise<OutboundMessage> {
  let now = await move(work, message, 'accept', { providerId, errorCode: undefined });
  if (now === message) return message;
  for (const { raw } of await work.receipts.of(providerId)) {
    if (now.providerId === providerId) now = await applyReport(work, now, readReceipt(raw).report);
  }
  return now;
}

/** The provider, or a check before it, said no: again after a pause, by SMS instead, or failed, and then somebody is told. */
export async function refuse(work: Work, message: OutboundMessage, refused: Refused): Promise<OutboundMessage> {
  if (refused.closesAddress) await closeAddress(work, message, refused.code);
  const pauseMs = pauseBeforeRetry(refused, message.attempts, Number(work.random.digits(3)) / 1000);
  if (pauseMs !== undefined) {
    return move(work, message, 'retry', {
      errorCode: refused.code,
      providerId: undefined,
      leaseUntil: work.real + pauseMs,
    });
  }
  const failed = await move(work, message, 'reject', { errorCode: refused.code });
  if (failed === message || refused.closesAddress) return failed;
  if (refused.fallBackToSms && message.lane === 'reply' && message.channel !== SURE_CHANNEL)
    await sendBySms(work, message);
  else if (matters(message)) await openTask(work, 'message-failed', about(message, refused.code));
  return failed;
}

/** Applies a receipt: only upward. A failure that comes after a success leaves its code on the message, so that it is not hidden. */
export async function applyReport(
  work: Work,
  message: OutboundMessage,
  report: StatusReport,
): Promise<OutboundMessage> {
  if (report.event === undefined) return message;
  if (report.event !== 'reject') return move(work, message, report.event);
  if (deliveryStep(message.state, 'reject') !== undefined) return refuse(work, message, report.refused);
  const noted = { ...message, errorCode: message.errorCode ?? report.refused.code };
  await work.messages.saveOutbound(noted);
  return noted;
}

type StoredReceipt = { readonly report: StatusReport; readonly body: string };

/** A receipt as it is kept: our reading beside the provider's own words, so that it can be applied later. */
export const writeReceipt = (report: StatusReport, body: string): string =>
  JSON.stringify({ report, body } satisfies StoredReceipt);
const readReceipt = (raw: string): StoredReceipt => JSON.parse(raw) as StoredReceipt;

/** A copy of a notice in a chat matters to nobody's task: its SMS says the same. */
const matters = ({ lane, channel }: OutboundMessage): boolean => lane === 'reply' || channel === SURE_CHANNEL;

function about(message: OutboundMessage, code: string): Parameters<typeof openTask>[2] {
  const { id, channel, address, requestId, conversationId } = message;
  return { requestId, conversationId, details: { message: id, channel, address, code } };
}

async function closeAddress(work: Work, message: OutboundMessage, code: string): Promise<void> {
  const { channel, address } = message;
  if (await work.closedAddresses.isClosed(channel, address)) return;
  await work.closedAddresses.close(channel, address, work.now);
  await openTask(work, 'address-closed', about(message, code));
}

async function sendBySms(work: Work, message: OutboundMessage): Promise<void> {
  const conversation = await work.conversations.byAddress(SURE_CHANNEL, message.address);
  const { address, language, lane, content, replyTo, requestId } = message;
  await work.messages.addOutbound(
    outbound(work, {
      channel: SURE_CHANNEL,
      address,
      conversationId: conversation?.id,
      language,
      lane,
      content,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(requestId === undefined ? {} : { requestId }),
    }),
  );
}

// Takes a provider's receipt: kept once in the log of receipts, then applied to its message, which only moves upward.
import type { StatusReport } from '../channels/channel';
import type { ChannelName } from '../domain/message';
import type { Work } from '../domain/work';
import { applyReport, writeReceipt } from './outcome';

/**
 * - `repeated`: this status of this message is stored already; nothing changes
 * - `early`: no message has this provider's id yet; it is applied when the answer to the send is recorded
 * - `taken`: stored and applied
 */
export type Taken = 'repeated' | 'early' | 'taken';

/** @param body the provider's words as they came, kept encrypted */
export async function takeReceipt(
  work: Work,
  channel: ChannelName,
  report: StatusReport,
  body: string,
): Promise<Taken> {
  const { providerId, status } = report;
  if (!(await work.receipts.add({ providerId, status, raw: writeReceipt(report, body), at: work.real })))
    return 'repeated';
  const message = await work.messages.byProviderId(channel, providerId);
  if (message === undefined) return 'early';
  await applyReport(work, message, report);
  return 'taken';
}

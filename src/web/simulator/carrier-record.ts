// What the demo's carrier has on record: every message in and out, kept in a file of its own, on disk before anything is answered.
// It shares no memory and no table with the service; the phone pages read only this.
import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Instant } from '../../clock';

export type CarriedMedia = { readonly type: string; readonly base64: string };

export type CarriedMessage = {
  /** Twilio's form: SM and 32 hexadecimal digits. */
  readonly id: string;
  readonly channel: 'sms' | 'whatsapp';
  readonly direction: 'in' | 'out';
  /** The citizen's number, E.164. */
  readonly number: string;
  /** The service's own sender, as it was given. */
  readonly sender: string;
  readonly body: string;
  readonly media: readonly CarriedMedia[];
  /** What a citizen tapped. */
  readonly button?: { readonly id: string; readonly title: string } | undefined;
  readonly location?:
    | { readonly latitude: number; readonly longitude: number; readonly label?: string; readonly address?: string }
    | undefined;
  readonly statusCallback: string | undefined;
  /** Twilio's words. What a citizen sent is `receiving` until the service has taken it. */
  readonly status: string;
  readonly errorCode: string | undefined;
  readonly at: Instant;
};

type Line =
  | { readonly message: CarriedMessage }
  | { readonly id: string; readonly status: string; readonly errorCode: string | undefined };

export type CarrierRecord = {
  /** Resolves when the message is on disk. */
  add(message: CarriedMessage): Promise<void>;
  /** Resolves with the changed message when the change is on disk. */
  setStatus(id: string, status: string, errorCode?: string): Promise<CarriedMessage>;
  byId(id: string): CarriedMessage | undefined;
  /** Oldest first. */
  all(): readonly CarriedMessage[];
  close(): Promise<void>;
};

/** Opens the record, or begins one. A last line that a crash cut short is dropped, so that the next one stands by itself. */
export async function openCarrierRecord(file: string): Promise<CarrierRecord> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const messages = new Map<string, CarriedMessage>();
  const handle = await open(file, 'a', 0o600);
  await handle.truncate(await replay(file, (line) => apply(messages, line)));
  const append = createAppender(handle);

  return {
    async add(message) {
      await append({ message });
      apply(messages, { message });
    },
    async setStatus(id, status, errorCode) {
      // A line that can't be applied would keep the record from ever being read again.
      if (!messages.has(id)) throw new Error('the carrier has no such message');
      await append({ id, status, errorCode });
      return apply(messages, { id, status, errorCode });
    },
    byId: (id) => messages.get(id),
    all: () => [...messages.values()],
    close: () => handle.close(),
  };
}

function apply(messages: Map<string, CarriedMessage>, line: Line): CarriedMessage {
  const known = 'message' in line ? line.message : messages.get(line.id);
  if (!known) throw new Error('the record of the carrier changes a message that it does not hold');
  const now = 'message' in line ? known : { ...known, status: line.status, errorCode: line.errorCode };
  messages.set(now.id, now);
  return now;
}

/** @returns the length in bytes of the whole lines */
async function replay(file: string, take: (line: Line) => void): Promise<number> {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  for (const line of lines) take(JSON.parse(line) as Line);
  return end;
}

/** One write and one sync at a time, in the order of the calls. */
function createAppender(handle: FileHandle): (line: Line) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (line) => {
    const next = last.then(async () => {
      await handle.appendFile(`${JSON.stringify(line)}\n`);
      await handle.datasync();
    });
    last = next.catch(() => undefined);
    return next;
  };
}

// The append-only log: groups what comes at the same time into one record and one sync, and can change to a compacted file in between.
// A change is answered only when its record is on the disk.
import { dirname } from 'node:path';
import type { Disk, DiskFile } from './disk';
import { storeError } from './errors';
import { type Change, encodeChanges, encodeRecord, logHeader } from './records';

export type Log = {
  /** Resolves when the changes are safe; `kept` runs at that moment, before anybody is answered. Rejects where the disk refused them. */
  append(changes: readonly Change[], kept: () => void): Promise<void>;
  /** Resolves when all that was appended so far is safe. */
  settled(): Promise<void>;
  /** Called, before the rejections, when changes could not be kept: all that was not yet safe is gone. */
  onLost(listener: () => void): void;
  /**
   * Writes a fresh file with the whole content and goes on in it; the old file is gone when this resolves. `content` is asked once, for
   * what stands at that moment. One at a time.
   */
  compact(content: () => Iterable<readonly [string, Buffer]>): Promise<void>;
  /** Lets all appends finish, marks the end as safe, closes. */
  close(): Promise<void>;
  bytes(): number;
  syncs(): number;
};

type Waiting = {
  readonly payload: Buffer;
  readonly kept: () => void;
  readonly resolve: () => void;
  readonly reject: (e: Error) => void;
};
type Fresh = { readonly file: DiskFile; at: number; readonly missed: Buffer[] };

const groupBytes = 8 * 1024 * 1024;
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export type LogOptions = {
  readonly path: string;
  readonly disk: Disk;
  /** Where the good part of the file ends. */
  readonly end: number;
  /** The disk broke in a way that waiting does not cure: nothing can be written any more. */
  readonly onBroken: (error: Error) => void;
};

/** Opens the log for appending after `end`, cutting off what stands behind. */
export async function openLog({ path, disk, end, onBroken }: LogOptions): Promise<Log> {
  let file = await disk.open(path, false);
  await file.truncate(end);
  await file.sync();
  let at = end;
  let syncs = 0;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let betweenGroups: (() => Promise<void>) | undefined;
  let fresh: Fresh | undefined;
  let broken: Error | undefined;
  let lost = (): void => undefined;

  function nextGroup(): Waiting[] {
    let bytes = 0;
    const cut = waiting.findIndex(({ payload }) => (bytes += payload.length) > groupBytes);
    return waiting.splice(0, cut < 0 ? waiting.length : Math.max(cut, 1));
  }

  async function writeRecord(payloads: readonly Buffer[]): Promise<void> {
    if (broken) throw broken;
    const record = encodeRecord(payloads, at);
    await file.write(record, at);
    await file.sync();
    at += record.length;
    syncs++;
  }

  async function run(): Promise<void> {
    while (waiting.length > 0 || betweenGroups) {
      const step = betweenGroups;
      betweenGroups = undefined;
      await step?.();
      const group = nextGroup();
      if (group.length > 0) await keep(group);
    }
    running = undefined;
  }

  async function keep(group: readonly Waiting[]): Promise<void> {
    try {
      const payloads = group.map(({ payload }) => payload);
      if (payloads.some(({ length }) => length > 0)) await writeRecord(payloads);
    } catch (error) {
      return lose(group, error as NodeJS.ErrnoException);
    }
    fresh?.missed.push(...group.map(({ payload }) => payload));
    for (const { kept, resolve } of group) {
      kept();
      resolve();
    }
  }

  async function lose(group: readonly Waiting[], error: NodeJS.ErrnoException): Promise<void> {
    const refused = [...group, ...waiting];
    waiting = [];
    fresh = undefined;
    lost();
    const answer = refusal(error);
    for (const { reject } of refused) reject(answer);
    if (!fullDisk.has(error.code ?? '')) return breakDown(error);
    // Frees what little the failed write took; should this fail as well, the next record overwrites it, and a restart cuts it off.
    await file.truncate(at).catch(() => undefined);
  }

  function breakDown(error: Error): void {
    if (broken) return;
    broken = error;
    onBroken(error);
  }

  function start(): void {
    running ??= run();
  }

  function settled(): Promise<void> {
    return waiting.length > 0 || running ? append([], () => undefined) : Promise.resolve();
  }

  function append(changes: readonly Change[], kept: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ payload: encodeChanges(changes), kept, resolve, reject });
      start();
    });
  }

  function exclusively(step: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      betweenGroups = () => step().then(resolve, reject);
      start();
    });
  }

  async function compact(content: () => Iterable<readonly [string, Buffer]>): Promise<void> {
    const newPath = `${path}.new`;
    const next: Fresh = { file: await disk.open(newPath, true), at: 0, missed: [] };
    fresh = next;
    try {
      await writeFresh(next, content());
      await exclusively(async () => {
        if (fresh !== next) throw new Error('the disk refused writes meanwhile');
        await catchUp(next);
        await next.file.sync();
        await disk.replace(newPath, path, dirname(path));
        const replaced = file;
        file = next.file;
        at = next.at;
        await replaced.close();
      });
    } catch (error) {
      await next.file.truncate(0).catch(() => undefined);
      await next.file.close();
      throw refusal(error as NodeJS.ErrnoException);
    } finally {
      if (fresh === next) fresh = undefined;
    }
  }

  return {
    append,
    settled,
    compact,
    onLost: (listener) => {
      lost = listener;
    },
    close: async () => {
      await settled();
      // An empty record: says that all before it was safe, so that damage to the last real one is not taken for a torn tail.
      if (!broken) await writeRecord([]);
      await file.close();
    },
    bytes: () => at,
    syncs: () => syncs,
  };
}

function refusal(error: NodeJS.ErrnoException): Error {
  return fullDisk.has(error.code ?? '')
    ? storeError(14031, `no space left for the store's log (${error.code}); nothing of this was kept`)
    : storeError(96, `the store's log could not be written: ${error.message}; nothing of this was kept`);
}

async function writeFresh(next: Fresh, entries: Iterable<readonly [string, Buffer]>): Promise<void> {
  await next.file.write(logHeader, 0);
  next.at = logHeader.length;
  let chunk: Change[] = [];
  let bytes = 0;
  for (const entry of entries) {
    chunk.push(entry);
    bytes += entry[0].length + entry[1].length;
    if (bytes < 1024 * 1024) continue;
    await writeOnto(next, [encodeChanges(chunk)]);
    chunk = [];
    bytes = 0;
  }
  await writeOnto(next, [encodeChanges(chunk)]);
  await next.file.sync();
}

async function catchUp(next: Fresh): Promise<void> {
  if (next.missed.length > 0) await writeOnto(next, next.missed.splice(0));
}

async function writeOnto(next: Fresh, payloads: readonly Buffer[]): Promise<void> {
  const record = encodeRecord(payloads, next.at);
  await next.file.write(record, next.at);
  next.at += record.length;
}

// The log: what comes back after any cut, what is called damage, what a full disk costs, and the change to a compacted file.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disk, realDisk } from '../../../src/store/embedded/disk';
import { type Log, openLog } from '../../../src/store/embedded/log';
import { type Change, DamagedLog, decodeChanges, logHeader, readRecords } from '../../../src/store/embedded/records';
import { failingDisk } from './failing-disk';

type Content = { [key: string]: string };

const dir = mkdtempSync(join(tmpdir(), 'log-'));
const path = join(dir, 'store.log');
const nothing = (): void => undefined;

beforeEach(() => writeFileSync(path, logHeader));

afterAll(() => rmSync(dir, { recursive: true }));

function open(disk: Disk = realDisk, onBroken: (error: Error) => void = nothing): Promise<Log> {
  return openLog({ path, disk, end: statSync(path).size, onBroken });
}

function contentOf(bytes: Buffer): { content: Content; end: number } {
  const content = new Map<string, string>();
  const end = readRecords(bytes, (payload) => {
    for (const [key, value] of decodeChanges(payload)) {
      if (value) content.set(key, value.toString());
      else content.delete(key);
    }
  });
  return { content: Object.fromEntries(content), end };
}

function set(key: string, value: string): Change {
  return [key, Buffer.from(value)];
}

const steps: readonly { changes: readonly Change[]; state: Content }[] = [
  { changes: [], state: {} },
  { changes: [set('a', '1'), set('b', '1')], state: { a: '1', b: '1' } },
  { changes: [set('a', '2'), ['b', undefined], set('c', 'three')], state: { a: '2', c: 'three' } },
  { changes: [set('d', 'x'.repeat(40))], state: { a: '2', c: 'three', d: 'x'.repeat(40) } },
];

// Writes the steps, each in a record of its own; returns where each ends.
async function writeSteps(log: Log): Promise<number[]> {
  const ends: number[] = [];
  for (const { changes } of steps) {
    await log.append(changes, nothing);
    ends.push(log.bytes());
  }
  return ends;
}

test('gives back what was appended, and goes on after a restart', async () => {
  const first = await open();
  await writeSteps(first);
  await first.close();
  const second = await open();
  await second.append([set('e', '5')], nothing);
  await second.close();
  expect(contentOf(readFileSync(path)).content).toEqual({ a: '2', c: 'three', d: 'x'.repeat(40), e: '5' });
});

test('what is appended at once goes into one record and one sync', async () => {
  const log = await open();
  const before = log.syncs();
  await Promise.all(Array.from({ length: 100 }, (_, i) => log.append([set(`k${i}`, 'v')], nothing)));
  expect(log.syncs() - before).toBe(1);
  await log.close();
});

test('cut at every byte, the log gives the state after a whole step', async () => {
  const log = await open();
  const ends = await writeSteps(log);
  await log.close();
  const whole = readFileSync(path);
  for (let cut = logHeader.length; cut <= whole.length; cut++) {
    const last = ends.findLastIndex((end) => end <= cut);
    const { content, end } = contentOf(whole.subarray(0, cut));
    expect({ cut, content }).toEqual({ cut, content: steps[last]?.state });
    expect(end === ends[last] || end === whole.length).toBe(true);
  }
});

test('a log without its whole header is refused: no crash leaves one behind', () => {
  for (let cut = 0; cut < logHeader.length; cut++)
    expect(() => contentOf(logHeader.subarray(0, cut))).toThrow(DamagedLog);
});

test('another format is refused', () => {
  const newer = Buffer.from(logHeader);
  newer.writeUInt32LE(3, 8);
  expect(() => contentOf(newer)).toThrow('format 3, this program reads 2');
});

test('any flipped byte before the end of a closed log is damage, told with its place', async () => {
  const log = await open();
  const ends = await writeSteps(log);
  await log.close();
  const whole = readFileSync(path);
  const lastReal = ends.at(-1) as number;
  for (let at = logHeader.length; at < lastReal; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] as number) ^ 0x40;
    const start = [logHeader.length, ...ends].findLast((end) => end <= at);
    expect(() => contentOf(damaged)).toThrow(`damaged at byte ${start}`);
  }
});

test('a full disk fails the write and those waiting with it, keeps the rest, and takes writes again when there is space', async () => {
  const disk = failingDisk(realDisk);
  const log = await open(disk);
  let lost = 0;
  log.onLost(() => lost++);
  await log.append([set('a', '1')], nothing);
  disk.fail('ENOSPC');
  const kept: string[] = [];
  const refused = await Promise.allSettled(['b', 'c'].map((key) => log.append([set(key, '1')], () => kept.push(key))));
  expect(refused.map((each) => each.status === 'rejected' && (each.reason as { code: number }).code)).toEqual([
    14031, 14031,
  ]);
  expect({ lost, kept }).toEqual({ lost: 1, kept: [] });
  disk.heal();
  await log.append([set('d', '1')], nothing);
  await log.close();
  expect(contentOf(readFileSync(path)).content).toEqual({ a: '1', d: '1' });
});

test('a broken disk ends all writing, once told', async () => {
  const disk = failingDisk(realDisk);
  const told: string[] = [];
  const log = await open(disk, (error) => told.push(error.message));
  await log.append([set('a', '1')], nothing);
  disk.fail('EIO');
  await expect(log.append([set('b', '1')], nothing)).rejects.toMatchObject({ code: 96 });
  disk.heal();
  await expect(log.append([set('c', '1')], nothing)).rejects.toMatchObject({ code: 96 });
  await log.close();
  expect(told).toEqual(['EIO: no luck with write']);
  expect(contentOf(readFileSync(path)).content).toEqual({ a: '1' });
});

test('compaction keeps what is written meanwhile, in order, and nothing of what was deleted before', async () => {
  const log = await open();
  await log.append([set('gone', 'a secret'), set('a', '1'), set('b', '1')], nothing);
  await log.append([['gone', undefined]], nothing);
  const before = log.bytes();
  const compaction = log.compact(() => [
    ['a', Buffer.from('1')],
    ['b', Buffer.from('1')],
  ]);
  const meanwhile = [log.append([set('a', '2')], nothing), log.append([['b', undefined], set('c', '3')], nothing)];
  await Promise.all([...meanwhile, compaction]);
  await log.append([set('d', '4')], nothing);
  expect(log.bytes()).toBe(statSync(path).size);
  await log.close();
  const bytes = readFileSync(path);
  expect(contentOf(bytes).content).toEqual({ a: '2', c: '3', d: '4' });
  expect({ secret: bytes.includes('secret'), was: before > 0 }).toEqual({ secret: false, was: true });
});

test('a compaction that finds no space leaves the old log in use', async () => {
  const disk = failingDisk(realDisk);
  const log = await open(disk);
  await log.append([set('a', '1')], nothing);
  disk.fail('ENOSPC');
  await expect(log.compact(() => [['a', Buffer.from('1')]])).rejects.toMatchObject({ code: 14031 });
  disk.heal();
  await log.append([set('b', '2')], nothing);
  await log.close();
  expect(contentOf(readFileSync(path)).content).toEqual({ a: '1', b: '2' });
});

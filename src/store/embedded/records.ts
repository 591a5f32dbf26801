// The bytes of the log: a header with a format version, then records. One record is one flush: all of it happened or none of it.
// Reading tells a tail torn by a crash, which is normal, from damage in what had been safe, which is not.
import { crc32 } from 'node:zlib';

/** One change: a key and its new value; undefined deletes. */
export type Change = readonly [key: string, value: Buffer | undefined];

const magic = 'KSSTORE\n';
const formatVersion = 2;
const mark = Buffer.from('KSR1');
const recordHeaderBytes = 18;

/** The first bytes of every log; records follow. */
export const logHeader: Buffer = Buffer.concat([Buffer.from(magic, 'latin1'), uint32(formatVersion), uint32(0)]);

/** A log that must not be used: where it is broken and why. `offset` is in bytes from the start of the file. */
export class DamagedLog extends Error {
  constructor(
    readonly offset: number,
    why: string,
  ) {
    super(`the log is damaged at byte ${offset}: ${why}`);
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The bytes of some changes, as they stand in a record. */
export function encodeChanges(changes: Iterable<Change>): Buffer {
  const parts: Buffer[] = [];
  for (const [key, value] of changes) {
    const head = Buffer.allocUnsafe(7 + key.length);
    head[0] = value ? 1 : 2;
    head.writeUInt16LE(key.length, 1);
    head.write(key, 3, 'latin1');
    head.writeUInt32LE(value?.length ?? 0, 3 + key.length);
    parts.push(head);
    if (value) parts.push(value);
  }
  return Buffer.concat(parts);
}

/** The changes of a record, in order. Values are views of the record's bytes. */
export function* decodeChanges(payload: Buffer): Generator<Change> {
  for (let at = 0; at < payload.length;) {
    const valueAt = at + 7 + payload.readUInt16LE(at + 1);
    const key = payload.toString('latin1', at + 3, valueAt - 4);
    const end = valueAt + payload.readUInt32LE(valueAt - 4);
    yield [key, payload[at] === 1 ? payload.subarray(valueAt, end) : undefined];
    at = end;
  }
}

/**
 * A whole record. `offset` is the place in the file it is for: bytes of an old record elsewhere never pass for this one. It must be
 * written only when all before it is on the disk: what lies before a good record cannot be a torn tail.
 */
export function encodeRecord(parts: readonly Buffer[], offset: number): Buffer {
  const record = Buffer.concat([Buffer.alloc(recordHeaderBytes), ...parts]);
  mark.copy(record);
  record.writeUInt32LE(record.length - recordHeaderBytes, 4);
  record.writeUIntLE(offset, 8, 6);
  record.writeUInt32LE(checksum(record), 14);
  return record;
}

function checksum(record: Buffer): number {
  return crc32(record.subarray(recordHeaderBytes), crc32(record.subarray(4, 14)));
}

function recordAt(log: Buffer, at: number): Buffer | undefined {
  if (at + recordHeaderBytes > log.length || log.compare(mark, 0, 4, at, at + 4) !== 0) return undefined;
  if (log.readUIntLE(at + 8, 6) !== at) return undefined;
  const end = at + recordHeaderBytes + log.readUInt32LE(at + 4);
  if (end > log.length) return undefined;
  const record = log.subarray(at, end);
  return checksum(record) === record.readUInt32LE(14) ? record : undefined;
}

/**
 * Gives each record's payload to `apply` and returns the length of the good part; bytes after it are a torn tail.
 * @throws DamagedLog for an unknown header, or where a broken record is followed by a good one.
 */
export function readRecords(log: Buffer, apply: (payload: Buffer) => void): number {
  if (log.length < logHeader.length || log.toString('latin1', 0, magic.length) !== magic)
    throw new DamagedLog(0, 'it does not begin as a log does');
  const version = log.readUInt32LE(magic.length);
  if (version !== formatVersion)
    throw new DamagedLog(magic.length, `format ${version}, this program reads ${formatVersion}`);
  let at = logHeader.length;
  for (let record = recordAt(log, at); record; record = recordAt(log, at)) {
    apply(record.subarray(recordHeaderBytes));
    at += record.length;
  }
  const witness = witnessAgainst(log, at);
  if (witness !== undefined) throw new DamagedLog(at, `a good record follows at byte ${witness}`);
  return at;
}

// A good record after the broken place: the broken one had been safe on the disk before it was written.
function witnessAgainst(log: Buffer, broken: number): number | undefined {
  for (let at = log.indexOf(mark, broken); at >= 0; at = log.indexOf(mark, at + 1)) if (recordAt(log, at)) return at;
  return undefined;
}

// The form of a backup: one file, its first bytes in the clear, then frames inside one gzip stream, then a SHA-256 over all that.
// Knows nothing of what is saved; a file that is cut, altered or of another kind is refused before its first frame is believed.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { Fault } from '../errors';
import { syncFolder } from './durable-file';

/** `header` and `end` are JSON; `collection` names what the `document`s (BSON) after it belong to; `file` names the `bytes` after it. */
const FRAMES = ['header', 'collection', 'document', 'file', 'bytes', 'keys', 'end'] as const;
export type FrameKind = (typeof FRAMES)[number];
export type Frame = { readonly kind: FrameKind; readonly body: Uint8Array };

const MAGIC = Buffer.from('GAM-KNOWLEDGE-STATIONS-BACKUP 1\n');
const DIGEST_BYTES = 32;
const FRAME_HEAD_BYTES = 5;
const LONGEST_FRAME_BYTES = 64 * 1024 * 1024;

function pack({ kind, body }: Frame): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt8(FRAMES.indexOf(kind), 0);
  head.writeUInt32BE(body.byteLength, 1);
  return Buffer.concat([head, body]);
}

async function* packed(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  for await (const frame of frames) yield pack(frame);
}

/** Writes FILE.tmp, syncs it and renames it: FILE is whole or not there. Only its owner can read it. */
export async function writeBackupFile(file: string, frames: AsyncIterable<Frame>): Promise<void> {
  const beside = `${file}.tmp`;
  const hash = createHash('sha256').update(MAGIC);
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.appendFile(MAGIC);
    for await (const chunk of pipeline(
      Readable.from(packed(frames)),
      createGzip(),
      () => undefined,
    ) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await handle.appendFile(chunk);
    }
    await handle.appendFile(hash.digest());
    await handle.sync();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  syncFolder(dirname(file));
}

/** Reads the whole file once and compares its checksum. @throws Fault `backup-damaged` with what is wrong */
export async function verifyBackupFile(file: string): Promise<void> {
  const contentBytes = await contentSize(file);
  const hash = createHash('sha256');
  let digest = Buffer.alloc(0);
  let read = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const content = chunk.subarray(0, Math.max(0, contentBytes - read));
    if (read === 0 && !content.subarray(0, MAGIC.length).equals(MAGIC))
      throw damaged('it is no backup of this service');
    hash.update(content);
    digest = Buffer.concat([digest, chunk.subarray(content.length)]);
    read += chunk.length;
  }
  if (!hash.digest().equals(digest)) throw damaged('its checksum does not fit: it was cut or altered');
}

const damaged = (why: string, cause?: unknown): Fault =>
  new Fault('backup-damaged', `the backup can't be used: ${why}`, { cause });

async function contentSize(file: string): Promise<number> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size <= MAGIC.length + DIGEST_BYTES) throw damaged('it is too short');
    return size - DIGEST_BYTES;
  } finally {
    await handle.close();
  }
}

/** The frames of a verified file, one after the other. @throws Fault `backup-damaged` */
export async function* readBackupFile(file: string): AsyncGenerator<Frame> {
  const end = (await contentSize(file)) - 1;
  // A pipeline, not pipe: an error of the file must end the reading, too.
  const bytes = pipeline(createReadStream(file, { start: MAGIC.length, end }), createGunzip(), () => undefined);
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = unpack(rest); frame; frame = unpack(rest)) {
      yield frame;
      rest = rest.subarray(FRAME_HEAD_BYTES + frame.body.byteLength);
    }
  }
  if (rest.length > 0) throw damaged('it ends in the middle of a record');
}

function unpack(bytes: Buffer): Frame | undefined {
  if (bytes.length < FRAME_HEAD_BYTES) return undefined;
  const kind = FRAMES[bytes.readUInt8(0)];
  const length = bytes.readUInt32BE(1);
  if (kind === undefined || length > LONGEST_FRAME_BYTES) throw damaged('it holds a record of an unknown kind');
  return bytes.length < FRAME_HEAD_BYTES + length
    ? undefined
    : { kind, body: bytes.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + length) };
}

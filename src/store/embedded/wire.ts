// MongoDB's wire protocol as far as the driver of today speaks it: OP_MSG, and OP_QUERY for the very first hello. No compression, no checksums.
import { storeError } from './errors';

/**
 * One request, its documents still as bytes: what is wrong inside them is answered. `sequences` holds those that came beside the body
 * (`documents`, `updates`, `deletes`). `legacyDb` is the database of a request in the old form.
 */
export type Request = {
  readonly id: number;
  readonly legacyDb: string | undefined;
  readonly body: Buffer;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** False where the client does not wait for an answer (write concern 0). */
  readonly wantsReply: boolean;
};

/** MongoDB's limit for one message; hello tells it to the driver. */
export const maxMessageBytes = 48_000_000;

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const headerBytes = 16;
const moreToCome = 2;
const exhaustAllowed = 1 << 16;

/** Cuts a stream into messages. @returns a function that takes what arrives and gives each whole message to `onFrame`; throws on nonsense. */
export function cutFrames(onFrame: (frame: Buffer) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let have = 0;
  return (chunk) => {
    parts.push(chunk);
    have += chunk.length;
    let need = frameLength(parts, have);
    if (need === undefined || have < need) return;
    let buffer = Buffer.concat(parts);
    while (need !== undefined && buffer.length >= need) {
      onFrame(buffer.subarray(0, need));
      buffer = buffer.subarray(need);
      need = frameLength([buffer], buffer.length);
    }
    parts = buffer.length > 0 ? [buffer] : [];
    have = buffer.length;
  };
}

function frameLength(parts: Buffer[], have: number): number | undefined {
  if (have < 4) return undefined;
  if ((parts[0] as Buffer).length < 4) parts.splice(0, parts.length, Buffer.concat(parts));
  const length = (parts[0] as Buffer).readInt32LE(0);
  if (length < headerBytes || length > maxMessageBytes) throw new Error(`a message of ${length} bytes`);
  return length;
}

/** Reads one message. @throws StoreError or RangeError for what is not one. */
export function parseRequest(frame: Buffer): Request {
  const id = frame.readInt32LE(4);
  const opcode = frame.readInt32LE(12);
  if (opcode === opQuery) return parseQuery(frame, id);
  if (opcode === opMsg) return parseMessage(frame, id);
  throw storeError(238, `the embedded store does not speak opcode ${opcode}`);
}

function docBytes(frame: Buffer, at: number, end: number): Buffer {
  const length = frame.readInt32LE(at);
  if (length < 5 || at + length > end) throw storeError(22, 'invalid BSON: a length that does not fit');
  return frame.subarray(at, at + length);
}

function parseQuery(frame: Buffer, id: number): Request {
  const nameEnd = frame.indexOf(0, headerBytes + 4);
  const collection = frame.toString('utf8', headerBytes + 4, nameEnd);
  const body = docBytes(frame, nameEnd + 9, frame.length);
  if (!collection.endsWith('.$cmd')) throw storeError(238, 'the embedded store answers OP_QUERY only for commands');
  return { id, legacyDb: collection.slice(0, -'.$cmd'.length), body, sequences: new Map(), wantsReply: true };
}

function parseMessage(frame: Buffer, id: number): Request {
  const flags = frame.readUInt32LE(headerBytes);
  if (flags & ~(moreToCome | exhaustAllowed))
    throw storeError(238, `the embedded store does not know the message flags ${flags}`);
  const sequences = new Map<string, readonly Buffer[]>();
  let body: Buffer | undefined;
  for (let at = headerBytes + 4; at < frame.length;) {
    const kind = frame[at];
    if (kind === 0) {
      body = docBytes(frame, at + 1, frame.length);
      at += 1 + body.length;
    } else if (kind === 1) {
      at = readSequence(frame, at + 1, sequences);
    } else {
      throw storeError(238, `the embedded store does not know sections of kind ${kind}`);
    }
  }
  if (!body) throw storeError(22, 'a message without a body');
  return { id, legacyDb: undefined, body, sequences, wantsReply: (flags & moreToCome) === 0 };
}

function readSequence(frame: Buffer, start: number, sequences: Map<string, readonly Buffer[]>): number {
  const end = start + frame.readInt32LE(start);
  const nameEnd = frame.indexOf(0, start + 4);
  if (end > frame.length || nameEnd < 0 || nameEnd >= end)
    throw storeError(22, 'a section that does not fit its message');
  const docs: Buffer[] = [];
  for (let at = nameEnd + 1; at < end; at += (docs.at(-1) as Buffer).length) docs.push(docBytes(frame, at, end));
  sequences.set(frame.toString('utf8', start + 4, nameEnd), docs);
  return end;
}

let lastReplyId = 0;

/** The message that answers a request with this document. */
export function formatReply(request: Pick<Request, 'id' | 'legacyDb'>, doc: Uint8Array): Buffer {
  const lead = request.legacyDb !== undefined ? legacyLead() : Buffer.alloc(5);
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + lead.length + doc.length, 0);
  header.writeInt32LE((lastReplyId = (lastReplyId + 1) & 0x7fffffff), 4);
  header.writeInt32LE(request.id, 8);
  header.writeInt32LE(request.legacyDb !== undefined ? opReply : opMsg, 12);
  return Buffer.concat([header, lead, doc]);
}

// Flags, cursor id, starting point, number of documents.
function legacyLead(): Buffer {
  const lead = Buffer.alloc(20);
  lead.writeInt32LE(8, 0);
  lead.writeInt32LE(1, 16);
  return lead;
}

// A bare client of the wire protocol, for what no driver would send: sessions and transaction numbers at will, broken requests.
import { connect, type Socket } from 'node:net';
import { type Document, deserialize, serialize } from 'bson';

export type RawClient = {
  /** Sends one command and returns its answer, error or not, with all types kept apart. */
  command(body: Document): Promise<Document>;
  /** Sends bytes as they are; resolves when the server closes the connection or answers. */
  send(bytes: Buffer): Promise<'closed' | Buffer>;
  /** Sends bytes that get no answer. */
  write(bytes: Buffer): void;
  close(): void;
};

/** The socket path in a store's connection string. */
export function socketPathOf(uri: string): string {
  return decodeURIComponent(new URL(uri).host);
}

export async function connectRaw(uri: string): Promise<RawClient> {
  const socket = connect(socketPathOf(uri));
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const send = (bytes: Buffer): Promise<'closed' | Buffer> => roundTrip(socket, bytes);
  return {
    send,
    write: (bytes) => void socket.write(bytes),
    close: () => socket.destroy(),
    command: async (body) => {
      const answer = await send(message(body));
      if (answer === 'closed') throw new Error('the server closed the connection');
      return deserialize(answer.subarray(21), { promoteValues: false, bsonRegExp: true });
    },
  };
}

/** An OP_MSG with this body. */
export function message(body: Document, flags = 0): Buffer {
  const doc = serialize(body);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + doc.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  head.writeUInt32LE(flags, 16);
  return Buffer.concat([head, doc]);
}

function roundTrip(socket: Socket, bytes: Buffer): Promise<'closed' | Buffer> {
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    const closed = (): void => resolve('closed');
    const take = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk]);
      if (got.length < 4 || got.length < got.readInt32LE(0)) return;
      socket.off('data', take);
      socket.off('close', closed);
      resolve(got);
    };
    socket.on('data', take);
    socket.once('close', closed);
    socket.write(bytes);
  });
}

// The socket: bytes in, requests one after the other per connection, bytes out. It knows nothing of what commands mean.
import { createServer, type Socket } from 'node:net';
import type { Dispatch } from './dispatch';
import { cutFrames, formatReply, parseRequest } from './wire';

export type Server = {
  connections(): number;
  /** Takes no more connections and closes the open ones. */
  close(): Promise<void>;
};

/** Listens on a unix socket. Requests that come before `dispatch` resolves wait for it. */
export async function listen(socketPath: string, dispatch: Promise<Dispatch>): Promise<Server> {
  const open = new Set<Socket>();
  // Awaited per request; a start that fails closes the server anyway.
  dispatch.catch(() => undefined);
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, dispatch);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return {
    connections: () => open.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Not at once: an answer may still be on its way.
        for (const socket of open) socket.destroySoon();
      }),
  };
}

function serve(socket: Socket, dispatch: Promise<Dispatch>): void {
  let last: Promise<void> = Promise.resolve();
  const live = (): boolean => !socket.destroyed;
  const cut = cutFrames((frame) => {
    last = last.then(() => answer(frame));
  });

  async function answer(frame: Buffer): Promise<void> {
    if (!live()) return;
    try {
      const request = parseRequest(frame);
      const reply = await (await dispatch)(request, live);
      if (request.wantsReply && live()) socket.write(formatReply(request, reply));
    } catch {
      // Not a message of the protocol: there is no request to answer.
      socket.destroy();
    }
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      cut(chunk);
    } catch {
      socket.destroy();
    }
  });
}

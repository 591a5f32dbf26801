// The embedded store as the house sees it: a folder in, a connection string out. What speaks to it is the same driver that speaks to MongoDB.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreStartError } from './folder';
import { openStore, type OpenStore, type StoreOptions } from './store';
import type { FromWorker } from './worker';

export type EmbeddedStore = OpenStore;

/**
 * `report` hears, in one line each, what an operator should know (a torn tail cut off, a fault); a warning of the process by default.
 * `nowMs` is heeded where the store runs in this thread: one in a thread of its own goes by the machine's clock.
 */
export type StartOptions = Pick<StoreOptions, 'dir' | 'report' | 'nowMs'>;

/**
 * Starts the store of a folder in a thread of its own. While it runs, `DIR/store.uri` holds its connection string.
 * `stop` finishes what is under way, closes and gives the folder back; `failed` resolves if the store ends by itself.
 * @throws StoreStartError STORE_BUSY (another process has the folder; `details.uri`), STORE_DAMAGED (`details.file`, `details.offset`)
 */
export function startEmbeddedStore(options: StartOptions): Promise<EmbeddedStore> {
  const { report = (line) => process.emitWarning(line), dir } = options;
  if (process.platform === 'win32') {
    const why =
      'the embedded store needs unix sockets, which the driver cannot use on Windows: set MONGODB_URI to a MongoDB server';
    return Promise.reject(new StoreStartError('STORE_UNSUPPORTED', why));
  }
  const script = join(__dirname, 'worker.js');
  // Read as TypeScript (jest does), there is no script that a thread could load: then the same server runs in this thread.
  if (!existsSync(script)) return openStore({ ...options, report });
  return startWorker(new Worker(script, { workerData: { dir } }), report);
}

function startWorker(worker: Worker, report: (line: string) => void): Promise<EmbeddedStore> {
  return new Promise((opened, refused) => {
    let failed: (error: Error) => void = () => undefined;
    let stopped: () => void = () => undefined;
    let stopping = false;
    const failure = new Promise<Error>((resolve) => {
      failed = resolve;
    });
    const end = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const stop = async (): Promise<void> => {
      if (!stopping) worker.postMessage('stop');
      stopping = true;
      await end;
    };
    const die = (error: Error): void => {
      refused(error);
      failed(error);
    };
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'open') opened({ uri: message.uri, stop, failed: failure });
      else if (message.kind === 'report') report(message.line);
      else if (message.kind === 'refused') refused(startError(message));
      else if (message.kind === 'failed') die(message.error);
    });
    worker.on('error', die);
    worker.on('exit', (code) => {
      if (!stopping) die(new Error(`the thread of the embedded store ended with code ${code}`));
      stopped();
    });
  });
}

// An error loses its class and fields on its way between threads.
function startError({ error, code, details }: Extract<FromWorker, { kind: 'refused' }>): Error {
  return code ? new StoreStartError(code, error.message, details) : error;
}

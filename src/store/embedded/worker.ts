// The thread of the store: opens it, tells its address, stops it when asked. It talks only to start.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { StoreStartError } from './folder';
import { openStore, type StoreOptions } from './store';

/** What the thread tells; `failed` and `refused` carry what an error is made of again on the other side. */
export type FromWorker =
  | { readonly kind: 'open'; readonly uri: string }
  | {
      readonly kind: 'refused';
      readonly error: StoreStartError | Error;
      readonly code: StoreStartError['code'] | undefined;
      readonly details: StoreStartError['details'] | undefined;
    }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'report'; readonly line: string }
  | { readonly kind: 'stopped' };

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function run(options: Pick<StoreOptions, 'dir'>): Promise<void> {
  const store = await openStore({ ...options, report: (line) => tell({ kind: 'report', line }) });
  store.failed.then(
    (error) => tell({ kind: 'failed', error }),
    (error: unknown) => tell({ kind: 'failed', error: error as Error }),
  );
  parentPort?.once('message', () => {
    store.stop().then(
      () => {
        tell({ kind: 'stopped' });
        parentPort?.close();
      },
      (error: unknown) => tell({ kind: 'failed', error: error as Error }),
    );
  });
  tell({ kind: 'open', uri: store.uri });
}

run(workerData as Pick<StoreOptions, 'dir'>).catch((error: Error) => {
  const start = error instanceof StoreStartError ? error : undefined;
  tell({ kind: 'refused', error, code: start?.code, details: start?.details });
});

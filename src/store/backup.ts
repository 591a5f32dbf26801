// Backup of the embedded store and its files while the service runs: everything as it stood at one moment, in one file.
// The keys of a demo are saved with it; keys that were given to the service never are.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { ClientSession, Connection } from 'mongoose';
import { Fault } from '../errors';
import type { Log } from '../log';
import { writeBackupFile, type Frame, type FrameKind } from './backup-file';
import { connect } from './connection';
import { keysFile } from './keys';
import { schemaNumber } from './migrations/migration';

export type BackupCounts = { readonly documents: number; readonly files: number };
export type BackupHeader = { readonly schema: number; readonly createdAt: string };

export type BackupOptions = {
  readonly file: string;
  readonly dataDir: string;
  readonly filesDir: string;
  /** Whether the data is sealed with the keys of a demo, which are then saved too. */
  readonly demoKeys: boolean;
  readonly log: Log;
  /** Real time, for the header. */
  readonly now: () => number;
};

/** @returns what was saved. @throws Fault `backup-inside` when FILE would lie among what is saved, `backup-empty` when there is no store */
export async function backup(options: BackupOptions): Promise<BackupCounts> {
  const { file, dataDir, filesDir } = options;
  for (const folder of [dataDir, filesDir])
    if (!relative(resolve(folder), resolve(file)).startsWith('..'))
      throw new Fault('backup-inside', `${file} lies in ${folder}`);
  if (!existsSync(dataDir)) throw new Fault('backup-empty', `${dataDir} is not there`);
  const { connection, close } = await connect({ dataDir, log: options.log });
  const counts = { documents: 0, files: 0 };
  try {
    await writeBackupFile(file, frames(connection, options, counts));
  } finally {
    await close();
  }
  return counts;
}

const json = (kind: FrameKind, value: unknown): Frame => ({ kind, body: Buffer.from(JSON.stringify(value)) });

async function* frames(
  connection: Connection,
  { dataDir, filesDir, demoKeys, now }: BackupOptions,
  counts: { documents: number; files: number },
): AsyncGenerator<Frame> {
  const schema = await schemaNumber(connection);
  if (schema === 0) throw new Fault('backup-empty', 'there is nothing to save');
  yield json('header', { schema, createdAt: new Date(now()).toISOString() } satisfies BackupHeader);
  yield* documents(connection, counts);
  // After the documents' moment: a file is written before the row that names it, so every named file is there.
  yield* files(filesDir, counts);
  if (demoKeys) yield { kind: 'keys', body: readFileSync(keysFile(dataDir)) };
  yield json('end', counts);
}

async function* documents(connection: Connection, counts: { documents: number }): AsyncGenerator<Frame> {
  const names = (await connection.listCollections()).map(({ name }) => name).toSorted();
  const session = await connection.startSession();
  try {
    session.startTransaction({ readConcern: { level: 'snapshot' } });
    for (const name of names) {
      yield { kind: 'collection', body: Buffer.from(name) };
      for await (const body of rawDocuments(connection, name, session)) {
        counts.documents += 1;
        yield { kind: 'document', body };
      }
    }
    await session.commitTransaction();
  } finally {
    await session.endSession();
  }
}

/** Documents as the store has them, byte for byte: decoding would lose the kinds of numbers. */
async function* rawDocuments(connection: Connection, name: string, session: ClientSession): AsyncGenerator<Uint8Array> {
  const cursor = connection.collection(name).find({}, { session, raw: true });
  for await (const document of cursor) yield document as unknown as Uint8Array;
}

async function* files(filesDir: string, counts: { files: number }): AsyncGenerator<Frame> {
  if (!existsSync(filesDir)) return;
  const entries = await readdir(filesDir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    yield { kind: 'file', body: Buffer.from(relative(filesDir, path)) };
    for await (const body of createReadStream(path) as AsyncIterable<Buffer>) yield { kind: 'bytes', body };
    counts.files += 1;
  }
}

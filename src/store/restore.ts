// Restore into an empty folder: the file is read and checked to its end before anything is written, everything is built beside,
// and only a whole result is moved to its place.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { Fault } from '../errors';
import type { Log } from '../log';
import type { BackupCounts, BackupHeader } from './backup';
import { readBackupFile, verifyBackupFile, type Frame } from './backup-file';
import { connect } from './connection';
import { syncFolder } from './durable-file';
import { parseKeys, writeDemoKeys } from './keys';
import { makeCollection } from './migrations/0001-collections';
import { SCHEMA_NUMBER } from './migrations/list';
import { TABLES } from './tables';

export type RestoreOptions = {
  readonly file: string;
  readonly dataDir: string;
  readonly filesDir: string;
  readonly log: Log;
};
export type Restored = BackupCounts &
  BackupHeader & { /** Whether keys of a demo came with it. */ readonly keys: boolean };

const STAGING = '.restoring';
const BATCH = 500;

/**
 * @throws Fault `restore-not-empty`, `backup-damaged`, or `schema-newer` when a newer program wrote the backup; the folder is then as it was
 */
export async function restore({ file, dataDir, filesDir, log }: RestoreOptions): Promise<Restored> {
  const filesInside = relative(resolve(dataDir), resolve(filesDir));
  if (filesInside.startsWith('..')) requireEmpty(filesDir);
  requireEmpty(dataDir);
  const told = await check(file);

  const staging = join(dataDir, STAGING);
  const filesStaging = filesInside.startsWith('..') ? join(filesDir, STAGING) : join(staging, filesInside);
  for (const folder of [staging, filesStaging]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  await build(file, staging, filesStaging, log);
  if (filesInside.startsWith('..')) moveAll(filesStaging, filesDir);
  moveAll(staging, dataDir);
  return told;
}

function requireEmpty(folder: string): void {
  const content = existsSync(folder) ? readdirSync(folder).filter((name) => name !== STAGING) : [];
  if (content.length > 0) throw new Fault('restore-not-empty', `${folder} is not empty`);
}

function moveAll(from: string, to: string): void {
  for (const name of readdirSync(from)) renameSync(join(from, name), join(to, name));
  rmSync(from, { recursive: true });
  syncFolder(to);
}

const parse = <T>({ body }: Frame): T => JSON.parse(Buffer.from(body).toString()) as T;

/** Reads the file to its end: checksum, order, counts, names of files. */
async function check(file: string): Promise<Restored> {
  await verifyBackupFile(file);
  let header: BackupHeader | undefined;
  let end: BackupCounts | undefined;
  let keys = false;
  const seen = { documents: 0, files: 0 };
  for await (const frame of readBackupFile(file)) {
    if (frame.kind === 'header') header = parse<BackupHeader>(frame);
    if (frame.kind === 'end') end = parse<BackupCounts>(frame);
    if (frame.kind === 'document') seen.documents += 1;
    if (frame.kind === 'file') seen.files += Number(isInside(Buffer.from(frame.body).toString()));
    if (frame.kind === 'keys') keys = parseKeys(Buffer.from(frame.body).toString()) !== undefined;
  }
  if (!header || end?.documents !== seen.documents || end.files !== seen.files)
    throw new Fault('backup-damaged', 'the backup holds other than what its end says');
  if (header.schema > SCHEMA_NUMBER)
    throw new Fault('schema-newer', `the backup is at schema ${header.schema}, this program knows ${SCHEMA_NUMBER}`);
  return { ...header, ...seen, keys };
}

/** A path in a backup must not lead out of the folder that it is restored to. */
const isInside = (path: string): boolean =>
  path !== '' && !relative('/files', resolve('/files', path)).startsWith('..');

async function build(file: string, dataDir: string, filesDir: string, log: Log): Promise<void> {
  const { connection, close } = await connect({ dataDir, log });
  const documents = documentWriter(connection);
  const files = fileWriter(filesDir);
  try {
    for (const table of TABLES) await makeCollection(connection, table);
    for await (const { kind, body } of readBackupFile(file)) {
      if (kind === 'collection') await documents.begin(Buffer.from(body).toString());
      if (kind === 'document') await documents.add(body);
      if (kind === 'file') await files.begin(Buffer.from(body).toString());
      if (kind === 'bytes') await files.add(body);
      const keys = kind === 'keys' ? parseKeys(Buffer.from(body).toString()) : undefined;
      if (keys) writeDemoKeys(dataDir, keys);
    }
    await documents.finish();
    await files.finish();
  } finally {
    await close();
  }
}

function documentWriter(connection: Connection) {
  let collection = '';
  let batch: Uint8Array[] = [];
  async function flush(): Promise<void> {
    const documents = batch.map((bytes) => mongoose.mongo.BSON.deserialize(bytes, { promoteValues: false }));
    batch = [];
    if (documents.length > 0) await connection.collection(collection).insertMany(documents);
  }
  return {
    async begin(name: string) {
      await flush();
      collection = name;
    },
    async add(bytes: Uint8Array) {
      batch.push(Buffer.from(bytes));
      if (batch.length === BATCH) await flush();
    },
    finish: flush,
  };
}

function fileWriter(folder: string) {
  let handle: FileHandle | undefined;
  async function finish(): Promise<void> {
    await handle?.sync();
    await handle?.close();
    handle = undefined;
  }
  return {
    async begin(path: string) {
      await finish();
      const place = join(folder, path);
      mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
      handle = await open(place, 'wx', 0o600);
    },
    async add(bytes: Uint8Array) {
      await handle?.appendFile(bytes);
    },
    finish,
  };
}

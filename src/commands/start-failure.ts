// Why a start failed, in one sentence that names the setting to look at: one table for the service and the commands.
// What is in no row is a bug, and its stack is worth reading.
import { relative, resolve } from 'node:path';
import type { Config } from '../config';
import { Fault } from '../errors';

type Failure = {
  readonly code?: unknown;
  readonly path?: unknown;
  readonly syscall?: unknown;
  readonly message: string;
  readonly details?: { readonly file?: string | undefined; readonly offset?: number | undefined } | undefined;
};

type Where = Pick<Config, 'PORT' | 'HOST' | 'DATA_DIR'>;

/** On its way out of a thread an error loses its fields: Node's messages hold them, `EROFS: read-only file system, mkdir '/a'`. */
const TOLD = /^([A-Z][A-Z\d]{3,}): .*?(?:'([^']*)')?$/s;

const codeOf = ({ code, message }: Failure): string =>
  typeof code === 'string' ? code : (TOLD.exec(message)?.[1] ?? '');

/** The folder of the store, or the file that is not in it: a command reads and writes others, too. */
function placeOf({ path, message }: Failure, { DATA_DIR }: Where): string {
  const file = typeof path === 'string' ? path : TOLD.exec(message)?.[2];
  if (file === undefined || resolve(file) === resolve(DATA_DIR)) return `DATA_DIR (${DATA_DIR})`;
  const [inner, outer] = [relative(DATA_DIR, file), relative(file, DATA_DIR)];
  return inner.startsWith('..') && outer.startsWith('..') ? file : `DATA_DIR (${DATA_DIR}), at ${file}`;
}

const onDisk =
  (why: string) =>
  (failure: Failure, where: Where): string =>
    `${placeOf(failure, where)}: ${why}`;

const forbidden = onDisk('this user may not write there. Give them the folder, or choose another one.');
const inTheWay = onDisk('a file stands where a folder is needed. Move it away, or choose another folder.');

const SENTENCES: Readonly<Record<string, (failure: Failure, where: Where) => string>> = {
  EADDRINUSE: (_, { PORT, HOST }) =>
    `PORT (${PORT}): another program listens there, on ${HOST}. End it, or choose another port (0 takes a free one).`,
  EADDRNOTAVAIL: (_, { HOST }) => `HOST (${HOST}): this machine has no such address. 0.0.0.0 stands for all it has.`,
  ENOTFOUND: (_, { HOST }) => `HOST (${HOST}): this machine finds no such name. Set one of its addresses.`,
  EACCES: (failure, where) =>
    failure.syscall === 'listen'
      ? `PORT (${where.PORT}): this user may not listen there. Choose a port above 1023.`
      : forbidden(failure, where),
  EPERM: forbidden,
  EROFS: onDisk('this disk can only be read. Choose a folder that can be written.'),
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
  ENOSPC: onDisk('no space is left on its disk. Make room, and start again.'),
  EDQUOT: onDisk("this user's share of its disk is used up. Make room, and start again."),
  EMFILE: () => 'This process may not open more files: raise its limit (ulimit -n).',
  STORE_DAMAGED: ({ details, message }, { DATA_DIR }) =>
    details?.file === undefined
      ? `DATA_DIR (${DATA_DIR}): ${message}`
      : `DATA_DIR (${DATA_DIR}): the store is damaged: ${details.file} can not be read from byte ${details.offset ?? 0} on. Nothing was changed. Move the folder aside, then bring the last backup back (npm run restore).`,
  STORE_UNSUPPORTED: ({ message }) => `DATA_DIR: ${message}`,
  STORE_BUSY: (_, { DATA_DIR }) => `DATA_DIR (${DATA_DIR}): another process uses this store. End it first.`,
};

/** What to tell who started it; undefined: no known failure. */
export function sentenceOf(error: unknown, where: Where): string | undefined {
  if (error instanceof Fault) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error);
  return Object.hasOwn(SENTENCES, code) ? SENTENCES[code]?.(error, where) : undefined;
}

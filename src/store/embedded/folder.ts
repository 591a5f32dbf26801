// The data folder: one process owns it. The mark of ownership is `store.uri`, and whether its socket still answers: the kernel closes a socket
// with its process, so a killed owner leaves nothing to repair, and a number that another process got meanwhile cannot deceive.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export type StartCode = 'STORE_BUSY' | 'STORE_DAMAGED' | 'STORE_UNSUPPORTED';

/** Why a store did not start. `uri` is the live one's (STORE_BUSY); `file` and `offset` tell where the log is broken (STORE_DAMAGED). */
export class StoreStartError extends Error {
  constructor(
    readonly code: StartCode,
    message: string,
    readonly details: { readonly uri?: string; readonly file?: string; readonly offset?: number } = {},
  ) {
    super(message);
  }

  override get name(): string {
    return 'StoreStartError';
  }
}

// sun_path of Linux; the other systems have less only by a few bytes, which the temp directory stays below.
const longestSocketPath = 103;
const uriFile = 'store.uri';
const elsewherePrefix = 'ks-';
const startingMs = 60_000;

/** A new path for a private socket: in the folder where it fits, in the temp directory elsewhere. Its directory is its owner's only. */
export function makeSocketPath(dir: string): string {
  const name = `${randomBytes(4).toString('hex')}.sock`;
  const inside = join(dir, 'socket', name);
  if (Buffer.byteLength(inside) <= longestSocketPath) {
    mkdirSync(join(dir, 'socket'), { recursive: true, mode: 0o700 });
    return inside;
  }
  const elsewhere = join(tmpdir(), `${elsewherePrefix}${randomBytes(6).toString('hex')}`);
  // Not recursive: fails where somebody else has made it before.
  mkdirSync(elsewhere, { mode: 0o700 });
  return join(elsewhere, name);
}

/** The connection string of a store behind this socket. */
export function uriOf(socketPath: string): string {
  return `mongodb://${encodeURIComponent(socketPath)}/knowledge-stations?directConnection=true`;
}

function socketOf(uri: string): string | undefined {
  const host = /^mongodb:\/\/([^/]+)\//.exec(uri)?.[1];
  return host && decodeURIComponent(host);
}

/**
 * Makes the folder this process's own. The socket must listen already.
 * @throws StoreStartError STORE_BUSY
 */
export async function claimFolder(dir: string, uri: string): Promise<void> {
  const path = join(dir, uriFile);
  const mine = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(mine, `${uri}\n`, { mode: 0o600, flag: 'wx' });
  try {
    while (!linked(mine, path)) await evict(path);
  } finally {
    rmSync(mine);
  }
}

/** Gives the folder back, if it is still this store's. */
export function releaseFolder(dir: string, uri: string): void {
  const path = join(dir, uriFile);
  if (contentOf(path) === uri) rmSync(path);
  const socket = socketOf(uri);
  if (socket) removeSocket(socket);
}

// With the directory, where it was made for this socket alone.
function removeSocket(socket: string): void {
  rmSync(socket, { force: true });
  const directory = dirname(socket);
  if (basename(directory).startsWith(elsewherePrefix)) rmSync(directory, { recursive: true, force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

// Takes the mark of a dead owner away. Moved before it is deleted: of two that do so at once, one moves the other's fresh mark, and puts it back.
async function evict(path: string): Promise<void> {
  const uri = contentOf(path);
  if (uri === undefined) return;
  const socket = socketOf(uri);
  if (socket && (await answers(socket))) throw busy(uri);
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = contentOf(aside);
  if (moved !== uri) linked(aside, path);
  rmSync(aside);
  if (moved !== uri) throw busy(moved ?? '');
  if (socket) removeSocket(socket);
}

function busy(uri: string): StoreStartError {
  return new StoreStartError('STORE_BUSY', `another process is using this store; it can be reached at ${uri}`, { uri });
}

// Only a refused or missing socket is surely dead; whatever else goes wrong, somebody may be there.
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socketPath);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
}

/** Removes what killed owners left half-made. Only for the owner of the folder; what is young may belong to one who is just starting. */
export function tidyFolder(dir: string): void {
  rmSync(join(dir, 'store.log.new'), { force: true });
  const marks = readdirSync(dir).filter((name) => name.startsWith(`${uriFile}.`));
  const sockets = existsSync(join(dir, 'socket')) ? readdirSync(join(dir, 'socket')) : [];
  for (const path of [...marks.map((name) => join(dir, name)), ...sockets.map((name) => join(dir, 'socket', name))]) {
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
    if (age > startingMs) rmSync(path, { force: true });
  }
}

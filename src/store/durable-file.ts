// Writing a small file whole or not at all: beside it, synced, renamed, and its folder synced.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** The file can be read by its owner only. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const beside = `${file}.tmp`;
  const handle = openSync(beside, 'w', 0o600);
  try {
    writeSync(handle, typeof content === 'string' ? Buffer.from(content) : content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
  syncFolder(dirname(file));
}

/** A rename is safe from a power cut only when the folder itself has been synced. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

// The few file operations the log stands on, as promises. A parameter of the log, so that a full or broken disk can be tried without one.
import { constants, promises } from 'node:fs';

export type DiskFile = {
  /** Writes all the bytes at this place. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when what was written is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
};

export type Disk = {
  /** Opens for writing; made, readable by its owner only, where it is missing. `fresh` empties it. */
  open(path: string, fresh: boolean): Promise<DiskFile>;
  /** Puts `from` in the place of `to` so that it is there after a power cut. */
  replace(from: string, to: string, directory: string): Promise<void>;
};

/** The real disk. */
export const realDisk: Disk = {
  open: async (path, fresh) => {
    const handle = await promises.open(
      path,
      constants.O_RDWR | constants.O_CREAT | (fresh ? constants.O_TRUNC : 0),
      0o600,
    );
    return {
      write: (bytes, position) => writeAll(handle, bytes, position),
      sync: () => handle.datasync(),
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
    };
  },
  replace: async (from, to, directory) => {
    await promises.rename(from, to);
    const handle = await promises.open(directory, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

async function writeAll(handle: promises.FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

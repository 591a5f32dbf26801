// A disk that can be told to fail: writes half of what it is given, then answers with an error of the system.
import type { Disk } from '../../../src/store/embedded/disk';

export type FailingDisk = Disk & { fail(code: string): void; heal(): void };

export function failingDisk(disk: Disk): FailingDisk {
  let failure: string | undefined;
  const check = (): void => {
    if (failure) throw Object.assign(new Error(`${failure}: no luck with write`), { code: failure });
  };
  return {
    fail: (code) => {
      failure = code;
    },
    heal: () => {
      failure = undefined;
    },
    replace: (from, to, directory) => disk.replace(from, to, directory),
    open: async (path, fresh) => {
      const file = await disk.open(path, fresh);
      return {
        ...file,
        write: async (bytes, position) => {
          if (failure) await file.write(bytes.subarray(0, bytes.length >> 1), position);
          check();
          await file.write(bytes, position);
        },
      };
    },
  };
}

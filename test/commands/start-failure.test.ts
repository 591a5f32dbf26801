// Why a start failed, as it is told: the setting, what is wrong with it, what to do. What is not known keeps its stack.
import { sentenceOf } from '../../src/commands/start-failure';
import { Fault } from '../../src/errors';
import { StoreStartError } from '../../src/store/embedded/folder';

const WHERE = { PORT: 3978, HOST: '127.0.0.1', DATA_DIR: '/srv/data' };
const failed = (code: string, fields: object = {}, message = `${code}: said by the system`): Error =>
  Object.assign(new Error(message), { code, ...fields });
/** As it comes out of a thread. */
const bare = (message: string): Error => new Error(message);

test.each<[string, unknown, string | undefined]>([
  [
    'a port that is taken',
    failed('EADDRINUSE', { syscall: 'listen' }),
    'PORT (3978): another program listens there, on 127.0.0.1. End it, or choose another port (0 takes a free one).',
  ],
  [
    'a port for others',
    failed('EACCES', { syscall: 'listen' }),
    'PORT (3978): this user may not listen there. Choose a port above 1023.',
  ],
  [
    'an address of another machine',
    failed('EADDRNOTAVAIL'),
    'HOST (127.0.0.1): this machine has no such address. 0.0.0.0 stands for all it has.',
  ],
  [
    'a folder of somebody else',
    failed('EACCES', { syscall: 'mkdir', path: '/srv/data' }),
    'DATA_DIR (/srv/data): this user may not write there. Give them the folder, or choose another one.',
  ],
  [
    'a file in the folder',
    failed('EACCES', { syscall: 'open', path: '/srv/data/store.log' }),
    'DATA_DIR (/srv/data), at /srv/data/store.log: this user may not write there. Give them the folder, or choose another one.',
  ],
  [
    'a file above the folder',
    failed('ENOTDIR', { path: '/srv' }),
    'DATA_DIR (/srv/data), at /srv: a file stands where a folder is needed. Move it away, or choose another folder.',
  ],
  [
    "a command's own file",
    failed('ENOSPC', { path: '/mnt/backup' }),
    '/mnt/backup: no space is left on its disk. Make room, and start again.',
  ],
  [
    'a file in place of the folder, out of a thread',
    bare("EEXIST: file already exists, mkdir '/srv/data'"),
    'DATA_DIR (/srv/data): a file stands where a folder is needed. Move it away, or choose another folder.',
  ],
  [
    'a disk that is only read, out of a thread',
    bare("EROFS: read-only file system, open '/srv/data/store.log'"),
    'DATA_DIR (/srv/data), at /srv/data/store.log: this disk can only be read. Choose a folder that can be written.',
  ],
  [
    'a full disk, nothing said of where',
    bare('ENOSPC: no space left on device, write'),
    'DATA_DIR (/srv/data): no space is left on its disk. Make room, and start again.',
  ],
  [
    'a damaged store',
    new StoreStartError('STORE_DAMAGED', 'broken', { file: '/srv/data/store.log', offset: 4096 }),
    'DATA_DIR (/srv/data): the store is damaged: /srv/data/store.log can not be read from byte 4096 on. Nothing was changed. Move the folder aside, then bring the last backup back (npm run restore).',
  ],
  [
    'a system without the embedded store',
    new StoreStartError('STORE_UNSUPPORTED', 'set MONGODB_URI'),
    'DATA_DIR: set MONGODB_URI',
  ],
  ['a fault of ours', new Fault('keys-wrong', 'another DATA_KEY'), 'keys-wrong: another DATA_KEY'],
  ['a bug', new TypeError('x is not a function'), undefined],
  ['an unknown code', failed('EWHATEVER'), undefined],
  ['a name that every object has', failed('toString'), undefined],
  ['no error', 'thrown text', undefined],
])('%s', (_, error, sentence) => {
  expect(sentenceOf(error, WHERE)).toBe(sentence);
});

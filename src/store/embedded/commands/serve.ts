// The commands about the server itself: the handshake, its figures, and compaction.
import { Double } from 'bson';
import { maxDocumentBytes } from '../documents';
import { maxMessageBytes } from '../wire';
import type { Call, Command, Reply } from './command';

// 21 is MongoDB 7.0: from 25 on the driver would send bulkWrite, which is not here.
const maxWireVersion = 21;
const version = '7.0.0';

function hello({ store, body }: Call): Reply {
  const isPrimary = 'hello' in body ? { isWritablePrimary: true } : { ismaster: true };
  return {
    ...isPrimary,
    helloOk: true,
    // Without a set name the driver would quietly give up retryable writes.
    setName: 'rs0',
    hosts: [store.address],
    minWireVersion: 0,
    maxWireVersion,
    logicalSessionTimeoutMinutes: 30,
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: new Date(store.nowMs()),
    readOnly: false,
    ok: 1,
  };
}

function serverStatus({ store, unit }: Call): Reply {
  const { log } = store.engine;
  return {
    version,
    process: 'embedded store',
    uptime: new Double((store.nowMs() - store.startedAtMs) / 1000),
    localTime: new Date(store.nowMs()),
    connections: { current: store.connections() },
    store: {
      documents: unit.state.documents,
      liveBytes: BigInt(unit.state.liveBytes),
      logBytes: BigInt(log.bytes()),
      syncs: BigInt(log.syncs()),
      openTransactions: store.engine.openTransactions(),
      openCursors: store.cursors.count(),
    },
    ok: 1,
  };
}

async function compactStore({ store }: Call): Promise<Reply> {
  const before = store.engine.log.bytes();
  await store.compact();
  return { bytesBefore: BigInt(before), bytesAfter: BigInt(store.engine.log.bytes()), ok: 1 };
}

const helloFields = 'client compression helloOk loadBalanced backpressure';
const helloRefuses = 'topologyVersion maxAwaitTimeMS saslSupportedMechs speculativeAuthenticate';
const handshake = { kind: 'read', refuses: helloRefuses, run: hello } as const;

/** Command name -> command. */
export const serveCommands: Readonly<Record<string, Command>> = {
  hello: { ...handshake, fields: `hello ${helloFields}` },
  ismaster: { ...handshake, fields: `ismaster ${helloFields}` },
  isMaster: { ...handshake, fields: `isMaster ${helloFields}` },
  ping: { kind: 'read', fields: 'ping', run: () => ({ ok: 1 }) },
  serverStatus: { kind: 'read', fields: 'serverStatus', run: serverStatus },
  /** Not MongoDB's: `{ compactStore: 1 }` answers when what was deleted before is on no disk any more. */
  compactStore: { kind: 'service', fields: 'compactStore', run: compactStore },
};

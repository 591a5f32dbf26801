// What a process that died had claimed, when the next one opens the embedded store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../src/clock';
import { createLog } from '../../src/log';
import { openStore } from '../../src/store/store';
import { MORNING, anInbound, anOutbound } from '../support/samples';

const LEASE_MS = 30_000;
const dataDir = mkdtempSync(join(tmpdir(), 'claims-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const open = () =>
  openStore({
    publicUrl: 'https://stations.example',
    uri: undefined,
    dataDir,
    demo: true,
    clock: createClock(() => MORNING),
    log: createLog(() => undefined),
  });

test('is free again: a conversation is answered at once, a send of unknown outcome is looked up and not repeated', async () => {
  const before = await open();
  const leaseUntil = MORNING + LEASE_MS;
  await before.transact((work) => work.messages.addInbound(anInbound()));
  await before.transact((work) => work.messages.addOutbound(anOutbound({ state: 'sending', leaseUntil })));
  expect(await before.inbox.claim('died', MORNING, LEASE_MS)).toBe('conv_1');
  expect(await before.inbox.claim('other', MORNING, LEASE_MS)).toBeUndefined();
  expect(await before.transact((work) => work.messages.abandoned(MORNING, 9))).toEqual([]);
  await before.close();

  const after = await open();
  expect(await after.inbox.claim('next', MORNING, LEASE_MS)).toBe('conv_1');
  const abandoned = await after.transact((work) => work.messages.abandoned(MORNING, 9));
  expect(abandoned.map(({ id, state }) => [id, state])).toEqual([['msg_out_1', 'sending']]);
  expect(await after.transact((work) => work.messages.sendable('reply', MORNING, MORNING, 9))).toEqual([]);
  await after.close();
});

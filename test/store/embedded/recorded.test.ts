// What a real MongoDB answered, 902 times, and what the store answers: the same, or a plain refusal for the ids of `refused.json`.
// `newer.json` holds the few answers that follow newer servers than the recorded one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { type OpenStore, openStore } from '../../../src/store/embedded/store';
import newer from './newer.json';
import { connectRaw, type RawClient } from './raw-client';
import { cases, runCase } from './recording';
import refusedIds from './refused.json';

const dir = mkdtempSync(join(tmpdir(), 'store-'));
const refused: readonly string[] = refusedIds;
const newAnswers: { [id: string]: unknown } = newer;
let store: OpenStore;
let client: MongoClient;
let raw: RawClient;

beforeAll(async () => {
  store = await openStore({ dir });
  client = await MongoClient.connect(store.uri);
  raw = await connectRaw(store.uri);
});

afterAll(async () => {
  raw.close();
  await client.close();
  await store.stop();
  rmSync(dir, { recursive: true });
});

test.each([...new Set(cases.map(({ group }) => group))])('%s', async (group) => {
  const wrong: { [id: string]: string } = {};
  const refusedHere: string[] = [];
  for (const [i, recorded] of cases.entries()) {
    if (recorded.group !== group) continue;
    const verdict = await runCase(client, raw, recorded, `case${i}`);
    if (verdict.refused) refusedHere.push(recorded.id);
    const expected = newAnswers[recorded.id];
    if (expected !== undefined) expect({ [recorded.id]: verdict.replies }).toEqual({ [recorded.id]: expected });
    else if (verdict.differs) wrong[recorded.id] = verdict.differs;
  }
  expect(wrong).toEqual({});
  expect(refusedHere).toEqual(refused.filter((id) => id.startsWith(`${group}/`)));
});

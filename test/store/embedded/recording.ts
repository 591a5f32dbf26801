// The recorded cases of a real MongoDB: read, run against a store, and compared as their description asks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Document,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';
import type { MongoClient } from 'mongodb';
import type { RawClient } from './raw-client';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonDoc = { [name: string]: Json };
type Reply = JsonDoc & { ok: number };
type Step = { session: string | null; op: string; command?: JsonDoc; reply?: Reply; readConcern?: JsonDoc };
export type Case = {
  id: string;
  group: string;
  setup: { docs: JsonDoc[]; indexes: JsonDoc[]; other?: { [collection: string]: JsonDoc[] }; missing?: true };
  commands?: JsonDoc[];
  replies?: Reply[];
  steps?: Step[];
  after?: JsonDoc[];
  unordered?: true;
  older?: true;
};

/** Every recorded case, in the order of the file. */
export const cases: readonly Case[] = readFileSync(join(__dirname, 'recorded.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

// Not EJSON.parse: it would take the operators $regex and $options for a value, and drop what stands beside them.
const values: { [tag: string]: (value: never) => unknown } = {
  $oid: (hex: string) => new ObjectId(hex),
  $numberInt: (text: string) => new Int32(Number(text)),
  $numberLong: (text: string) => Long.fromString(text),
  $numberDouble: (text: string) => new Double(Number(text)),
  $numberDecimal: (text: string) => Decimal128.fromString(text),
  $date: (date: { $numberLong: string }) => new Date(Number(date.$numberLong)),
  $regularExpression: ({ pattern, options }: { pattern: string; options: string }) => new BSONRegExp(pattern, options),
  $binary: ({ base64, subType }: { base64: string; subType: string }) =>
    new Binary(Buffer.from(base64, 'base64'), parseInt(subType, 16)),
  $timestamp: ({ t, i }: { t: number; i: number }) => new Timestamp({ t, i }),
  $minKey: () => new MinKey(),
  $maxKey: () => new MaxKey(),
};

/** A recorded value as bson's classes; `cursors` fills in `$cursorOf`. */
export function toBson(json: Json, cursors: readonly unknown[] = []): unknown {
  if (Array.isArray(json)) return json.map((item) => toBson(item, cursors));
  if (json === null || typeof json !== 'object') return json;
  const [name = '', ...others] = Object.keys(json);
  if (others.length === 0 && name === '$cursorOf') return cursors[Number(toBson(json[name] as Json))];
  if (others.length === 0 && Object.hasOwn(values, name)) return values[name]?.(json[name] as never);
  // A map keeps the order of fields even where names look like array positions.
  return new Map(Object.entries(json).map(([key, value]) => [key, toBson(value, cursors)]));
}

function toJson(value: unknown): Json {
  return EJSON.serialize(value as Document, { relaxed: false }) as Json;
}

function plain(value: unknown): Json {
  return value instanceof Long ? Number(value.toBigInt()) : Number(value);
}

const plainNames = new Set(
  'ok n nModified code numIndexesBefore numIndexesAfter nIndexesWas cursorsKilled cursorsNotFound cursorsAlive cursorsUnknown'.split(
    ' ',
  ),
);
const countedLists = new Set('cursorsKilled cursorsNotFound cursorsAlive cursorsUnknown'.split(' '));
const leftOut = new Set(['said', 'errmsg', 'ns', 'note', 'createdCollectionAutomatically']);

/** An answer in the form of the recording: what is not compared is left out, counters are plain numbers. */
export function inRecordedForm(reply: Document, sortFields: boolean): Json {
  const form: JsonDoc = {};
  for (const [name, value] of Object.entries(reply)) {
    if (leftOut.has(name)) continue;
    if (name === 'cursor') form[name] = cursorForm(value as Document, sortFields);
    else if (name === 'writeErrors') form[name] = (value as Document[]).map(writeErrorForm);
    else if (name === 'upserted')
      form[name] = (value as Document[]).map((each) => ({ index: plain(each['index']), _id: toJson(each['_id']) }));
    else if (name === 'lastErrorObject') form[name] = lastErrorForm(value as Document);
    else if (countedLists.has(name)) form[name] = (value as unknown[]).length;
    else form[name] = plainNames.has(name) ? plain(value) : toJson(value);
  }
  return form;
}

function cursorForm(cursor: Document, sortFields: boolean): Json {
  const form: JsonDoc = { id: plain(cursor['id']) === 0 ? 0 : 'open' };
  for (const name of ['firstBatch', 'nextBatch']) {
    const batch = cursor[name] as Document[] | undefined;
    if (batch) form[name] = batch.map((doc) => (sortFields ? sorted(toJson(doc) as JsonDoc) : toJson(doc)));
  }
  return form;
}

function sorted(doc: JsonDoc): Json {
  return Object.fromEntries(Object.entries(doc).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function writeErrorForm(error: Document): Json {
  const { index, code, errmsg: _, ...rest } = error;
  return { index: plain(index), code: plain(code), ...(toJson(rest) as JsonDoc) };
}

function lastErrorForm({ n, ...rest }: Document): Json {
  return { n: plain(n), ...(toJson(rest) as JsonDoc) };
}

// Everything of a recorded answer but the server's words and its envelope's order.
function expectedForm(reply: JsonDoc): Json {
  const form: JsonDoc = {};
  for (const [name, value] of Object.entries(reply)) {
    if (leftOut.has(name)) continue;
    form[name] = name === 'writeErrors' ? (value as JsonDoc[]).map(({ said: _, ...rest }) => rest) : value;
  }
  return form;
}

/** How an answer differs from the recorded one; empty where it agrees. */
export function difference(
  recorded: Json,
  actual: Json,
  ids: Map<number, string>,
  unordered: boolean,
  path = '',
): string {
  if (recorded === null || typeof recorded !== 'object')
    return recorded === actual ? '' : `${path}: ${show(recorded)} / ${show(actual)}`;
  if (Array.isArray(recorded)) return arrayDifference(recorded, actual, ids, unordered, path);
  const generated = generatedDifference(recorded, actual, ids, path);
  if (generated !== undefined) return generated;
  if (actual === null || typeof actual !== 'object' || Array.isArray(actual))
    return `${path}: ${show(recorded)} / ${show(actual)}`;
  const isEnvelope = path === '' || /^\.(cursor|lastErrorObject|writeErrors\.\d+|upserted\.\d+)$/.test(path);
  const names = [Object.keys(recorded), Object.keys(actual)].map((each) => (isEnvelope ? each.sort() : each).join());
  if (names[0] !== names[1]) return `${path}: ${show(recorded)} / ${show(actual)}`;
  return Object.keys(recorded)
    .map((name) => difference(recorded[name] as Json, actual[name] as Json, ids, unordered, `${path}.${name}`))
    .filter(Boolean)
    .join('; ');
}

function arrayDifference(
  recorded: Json[],
  actual: Json,
  ids: Map<number, string>,
  unordered: boolean,
  path: string,
): string {
  if (!Array.isArray(actual) || actual.length !== recorded.length)
    return `${path}: ${show(recorded)} / ${show(actual)}`;
  const isSet = unordered && /^\.(values|cursor\.(first|next)Batch)$/.test(path);
  const left = isSet ? [...recorded].sort(byText) : recorded;
  const right = isSet ? [...actual].sort(byText) : actual;
  return left
    .map((item, i) => difference(item, right[i] as Json, ids, unordered, `${path}.${i}`))
    .filter(Boolean)
    .join('; ');
}

function generatedDifference(
  recorded: JsonDoc,
  actual: Json,
  ids: Map<number, string>,
  path: string,
): string | undefined {
  const tag = Object.keys(recorded)[0];
  const kinds: { [tag: string]: string } = {
    $generatedId: '$oid',
    $generatedDate: '$date',
    $generatedTimestamp: '$timestamp',
  };
  const kind = tag === undefined ? undefined : kinds[tag];
  if (tag === undefined || kind === undefined) return undefined;
  const value = (actual as JsonDoc | null)?.[kind];
  if (value === undefined) return `${path}: no ${kind} but ${show(actual)}`;
  if (tag !== '$generatedId') return '';
  const number = recorded[tag] as number;
  const known = ids.get(number) ?? show(value);
  ids.set(number, known);
  return known === show(value) ? '' : `${path}: another generated id`;
}

function byText(a: Json, b: Json): number {
  return show(a) < show(b) ? -1 : 1;
}

function show(json: Json | undefined): string {
  return JSON.stringify(json) ?? 'nothing';
}

type Send = (command: Document) => Promise<Document>;

/** `refused`: the store said that it does not do this; `differs`: what was not as recorded. */
export type Verdict = { refused: boolean; differs: string; replies: Json[] };

function isRefusal(reply: Document): boolean {
  const codes = [reply, ...((reply['writeErrors'] as Document[] | undefined) ?? [])].map((each) =>
    Number(each['code'] ?? 0),
  );
  return codes.some((code) => code === 238 || code === 59);
}

async function setUp(send: Send, { setup }: Case): Promise<boolean> {
  if (setup.missing) return true;
  const commands: Document[] = [{ create: 'c' }];
  if (setup.indexes.length > 0) commands.push({ createIndexes: 'c', indexes: toBson(setup.indexes) });
  for (const [name, docs] of [['c', setup.docs], ...Object.entries(setup.other ?? {})] as [string, JsonDoc[]][])
    if (docs.length > 0) commands.push({ insert: name, documents: toBson(docs) });
  for (const command of commands) {
    const reply = await send(command);
    if (isRefusal(reply)) return false;
    if (Number(reply['ok']) !== 1 || reply['writeErrors']) throw new Error(`setup failed: ${show(toJson(reply))}`);
  }
  return true;
}

async function content(send: Send): Promise<Json> {
  const reply = await send({ find: 'c', filter: {}, sort: { _id: 1 }, batchSize: 1000 });
  return ((reply['cursor'] as Document)['firstBatch'] as Document[]).map(toJson);
}

/** Runs one case in a database of its own, through the driver (its transactions through `raw`), and compares every answer and the content left. */
export async function runCase(client: MongoClient, raw: RawClient, recorded: Case, database: string): Promise<Verdict> {
  const session = client.startSession();
  const db = client.db(database);
  const send: Send = async (command) => {
    try {
      return await db.command(command, { session, promoteValues: false, bsonRegExp: true });
    } catch (error) {
      return (error as { errorResponse?: Document }).errorResponse ?? Promise.reject(error);
    }
  };
  try {
    if (!(await setUp(send, recorded))) return { refused: true, differs: '', replies: [] };
    return recorded.steps ? await runSteps(send, raw, recorded, database) : await runCommands(send, recorded);
  } finally {
    await session.endSession();
  }
}

async function runCommands(send: Send, recorded: Case): Promise<Verdict> {
  const ids = new Map<number, string>();
  const cursors: unknown[] = [];
  const replies: Json[] = [];
  const differs: string[] = [];
  for (const [i, json] of (recorded.commands ?? []).entries()) {
    const before = await content(send);
    const reply = await send(Object.fromEntries(toBson(json, cursors) as Map<string, unknown>));
    cursors.push((reply['cursor'] as Document | undefined)?.['id']);
    const form = inRecordedForm(reply, recorded.group === 'indexes');
    replies.push(form);
    if (isRefusal(reply)) {
      const changed = show(before) === show(await content(send)) ? '' : 'a refused command changed the collection';
      return { refused: true, differs: changed, replies };
    }
    differs.push(difference(expectedForm(recorded.replies?.[i] as JsonDoc), form, ids, recorded.unordered ?? false));
  }
  if (recorded.after) differs.push(difference(recorded.after, await content(send), ids, false, 'after'));
  return { refused: false, differs: differs.filter(Boolean).join('\n'), replies };
}

type RawSession = { lsid: UUID; number: bigint; starting: boolean; readConcern: Json | undefined };

async function runSteps(send: Send, raw: RawClient, recorded: Case, database: string): Promise<Verdict> {
  const sessions = new Map<string, RawSession>();
  const differs: string[] = [];
  const replies: Json[] = [];
  for (const step of recorded.steps ?? []) {
    const body = bodyOf(step, sessions);
    if (!body) continue;
    const reply = await raw.command(
      new Map([
        ...body,
        ['$db', body.has('commitTransaction') || body.has('abortTransaction') ? 'admin' : database],
      ]) as unknown as Document,
    );
    const form = inRecordedForm(reply, false);
    replies.push(form);
    if (isRefusal(reply) && !(step.reply && isRefusal(step.reply))) return { refused: true, differs: '', replies };
    if (step.reply) differs.push(difference(expectedForm(step.reply), form, new Map(), false));
  }
  if (recorded.after) differs.push(difference(recorded.after, await content(send), new Map(), false, 'after'));
  return { refused: false, differs: differs.filter(Boolean).join('\n'), replies };
}

// The command of a step with its session's fields, or undefined where the step only takes a new number.
function bodyOf(step: Step, sessions: Map<string, RawSession>): Map<string, unknown> | undefined {
  const command = step.command ? (toBson(step.command) as Map<string, unknown>) : new Map<string, unknown>();
  if (step.session === null) return command;
  const session = sessions.get(step.session) ?? {
    lsid: new UUID(),
    number: 0n,
    starting: false,
    readConcern: undefined,
  };
  sessions.set(step.session, session);
  const { starting } = session;
  if (step.op === 'start' || step.op === 'stray') {
    session.number++;
    session.starting = step.op === 'start';
    session.readConcern = step.readConcern;
    if (step.op === 'start') return undefined;
  }
  if (step.op === 'commit' || step.op === 'abort') command.set(`${step.op}Transaction`, 1);
  command.set('lsid', { id: session.lsid }).set('txnNumber', Long.fromBigInt(session.number)).set('autocommit', false);
  if (starting && step.op === 'command') {
    command.set('startTransaction', true);
    if (session.readConcern) command.set('readConcern', toBson(session.readConcern));
    session.starting = false;
  }
  return command;
}

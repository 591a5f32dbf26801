// The commands that write documents: insert, update, delete, findAndModify.
// An error of one statement is part of the answer (`writeErrors`); only what is wrong with the command itself fails the command.
import { ObjectId } from 'bson';
import { type Collection, idIndexSpec, makeCollection, makeIndex, namespaceOf } from '../catalog';
import { insertDocument, removeDocument, replaceDocument } from '../documents';
import { StoreError, storeError } from '../errors';
import { compileProjection } from '../project';
import { type Found, search } from '../search';
import { writeCollection, withCollection } from '../state';
import { compileUpdate, type Update, upsertSeed } from '../update';
import { copyDoc, decode, type Doc, isDoc, newDoc, typeName } from '../value';
import {
  arrayField,
  boolField,
  type Call,
  checkFields,
  collectionName,
  collectionOf,
  type Command,
  docField,
  type Reply,
} from './command';

const maxStatements = 100_000;

/** The collection to write to, made where it is missing. */
export function ensureCollection(call: Call, name: string): Collection {
  const found = collectionOf(call, name);
  if (found) return found;
  if (call.transaction !== undefined) return createOutside(call, name);
  const made = newCollection(call, name);
  writeCollection(call.unit, made, true);
  return made;
}

/** A collection that does not stand in the catalog yet. */
export function newCollection({ store, db }: Call, name: string): Collection {
  const id = store.engine.nextCollectionId();
  return makeCollection(id, db, name, [makeIndex(id, 0, idIndexSpec())]);
}

// A collection that a transaction needs is made at once and stays, whatever becomes of the transaction.
function createOutside(call: Call, name: string): Collection {
  const { engine } = call.store;
  const unit = engine.plainUnit();
  if (unit.state.collections.has(namespaceOf(call.db, name))) {
    throw storeError(112, 'WriteConflict: the collection was made after the transaction began', {
      labels: ['TransientTransactionError'],
    });
  }
  const made = newCollection(call, name);
  writeCollection(unit, made, true);
  // The transaction's own record comes later in the log and is answered after it; a failure takes the transaction with it.
  engine.commit(unit).catch(() => undefined);
  call.unit.state = { ...call.unit.state, collections: withCollection(call.unit.state, made) };
  return made;
}

type Outcome = { n: number; nModified: number; upserted: Doc[]; errors: Doc[] };
type Statement = (outcome: Outcome, index: number) => void;

// Runs statements in order, to the first error where they are `ordered`. In a transaction the first error is always the last.
function runStatements(call: Call, statements: readonly Statement[]): Outcome {
  const outcome: Outcome = { n: 0, nModified: 0, upserted: [], errors: [] };
  const ordered =
    call.body['ordered'] === undefined || boolField(call.body, 'ordered') || call.transaction !== undefined;
  for (const [index, statement] of statements.entries()) {
    try {
      statement(outcome, index);
    } catch (error) {
      if (!(error instanceof StoreError) || error.labels.length > 0) throw error;
      outcome.errors.push({ index, code: error.code, ...error.extra, errmsg: error.message });
      if (ordered) break;
    }
  }
  return outcome;
}

function withErrors(reply: Doc, { errors }: Outcome): Doc {
  return errors.length > 0 ? { ...reply, writeErrors: errors, ok: 1 } : { ...reply, ok: 1 };
}

// The statements of a command, from its body or from the documents sent beside it.
function statementsIn(call: Call, name: string): Doc[] {
  const beside = call.sequences.get(name)?.map(decode);
  const inside = arrayField(call.body, name)?.map((doc, i) => requireDoc(doc, `${name}.${i}`));
  const statements = beside ?? inside;
  if (!statements) throw storeError(40414, `BSON field '${name}' is missing but a required field`);
  if (statements.length === 0 || statements.length > maxStatements)
    throw storeError(
      16,
      `Write batch sizes must be between 1 and ${maxStatements}. Got ${statements.length} operations.`,
    );
  return statements;
}

function requireDoc(value: unknown, name: string): Doc {
  if (isDoc(value)) return value;
  throw storeError(14, `BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'object'`);
}

// The filter of a statement whose fields have been checked.
function filterOf(statement: Doc, where: string, needed: readonly string[]): Doc {
  for (const name of needed)
    if (statement[name] === undefined)
      throw storeError(40414, `BSON field '${where}.${name}' is missing but a required field`);
  return requireDoc(statement['q'], `${where}.q`);
}

function insert(call: Call): Reply {
  const name = collectionName(call, 'insert');
  const statements = statementsIn(call, 'documents').map((doc): Statement => (outcome) => {
    insertDocument(call.unit, ensureCollection(call, name), call.store.engine.nextRid(), readyToInsert(doc));
    outcome.n++;
  });
  const outcome = runStatements(call, statements);
  return withErrors({ n: outcome.n }, outcome);
}

// `_id` comes first in what is stored, made where it is missing.
function readyToInsert(doc: Doc): Doc {
  for (const name in doc) {
    if (name.startsWith('$')) throw storeError(2, `Document can't have $ prefixed field names: ${name}`);
  }
  checkId(doc['_id']);
  const { _id = new ObjectId(), ...fields } = doc;
  return copyDoc({ _id, ...fields });
}

function checkId(id: unknown): void {
  if (Array.isArray(id)) throw storeError(2, "can't use an array for _id");
  if (!isDoc(id)) return;
  const dollar = Object.keys(id).find((name) => name.startsWith('$'));
  if (dollar)
    throw storeError(52, `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
}

type Modification = ReturnType<typeof compileUpdate> & { readonly filter: Doc; readonly upsert: boolean };

function update(call: Call): Reply {
  const name = collectionName(call, 'update');
  const statements = statementsIn(call, 'updates').map((doc): Statement => {
    checkFields('update.updates', doc, 'q u multi upsert', 'collation arrayFilters hint c sort sampleId');
    const filter = filterOf(doc, 'update.updates', ['q', 'u']);
    const upsert = boolField(doc, 'upsert');
    const multi = boolField(doc, 'multi');
    return (outcome, index) =>
      updateOne(call, name, { filter, upsert, ...compileUpdate(doc['u']) }, multi, outcome, index);
  });
  const outcome = runStatements(call, statements);
  const reply: Doc = { n: outcome.n, nModified: outcome.nModified };
  if (outcome.upserted.length > 0) reply['upserted'] = outcome.upserted;
  return withErrors(reply, outcome);
}

function updateOne(
  call: Call,
  name: string,
  wanted: Modification,
  multi: boolean,
  outcome: Outcome,
  index: number,
): void {
  if (multi && wanted.replacement) throw storeError(9, 'multi update is not supported for replacement-style update');
  const found = targets(call, name, { filter: wanted.filter }, multi);
  if (found.length === 0 && wanted.upsert) {
    const doc = upsert(call, name, wanted);
    outcome.n++;
    outcome.upserted.push({ index, _id: doc['_id'] });
    return;
  }
  let nModified = 0;
  for (const target of found) if (modify(call, name, target, wanted.apply) !== target.doc) nModified++;
  // Counted only when all went well: after an error in the middle MongoDB reports none, though the first changes stay.
  outcome.n += found.length;
  outcome.nModified += nModified;
}

// All at once, before the first of them is written: a document must not be met again in its new place.
function targets(call: Call, name: string, query: { filter: Doc; sort?: Doc | undefined }, all: boolean): Found[] {
  const found: Found[] = [];
  for (const each of search(call.unit.state, collectionOf(call, name), query, call.tick)) {
    found.push(each);
    if (!all) break;
  }
  return found;
}

function modify(call: Call, name: string, { rid, doc }: Found, apply: Update): Doc {
  const next = apply(doc, false);
  if (next !== doc) replaceDocument(call.unit, collectionOf(call, name) as Collection, rid, doc, next);
  return next;
}

function upsert(call: Call, name: string, { filter, replacement, apply }: Modification): Doc {
  const made = apply(upsertSeed(filter, replacement), true);
  const doc = made['_id'] === undefined ? copyDoc({ _id: new ObjectId(), ...made }) : made;
  insertDocument(call.unit, ensureCollection(call, name), call.store.engine.nextRid(), doc);
  return doc;
}

function remove(call: Call): Reply {
  const name = collectionName(call, 'delete');
  const statements = statementsIn(call, 'deletes').map((doc): Statement => {
    checkFields('delete.deletes', doc, 'q limit', 'collation hint sampleId');
    const filter = filterOf(doc, 'delete.deletes', ['q', 'limit']);
    const limit = Number(doc['limit']);
    if (limit !== 0 && limit !== 1) throw storeError(9, 'The limit field in delete objects must be 0 or 1.');
    return (outcome) => {
      for (const { rid, doc: old } of targets(call, name, { filter }, limit === 0)) {
        removeDocument(call.unit, collectionOf(call, name) as Collection, rid, old);
        outcome.n++;
      }
    };
  });
  const outcome = runStatements(call, statements);
  return withErrors({ n: outcome.n }, outcome);
}

function findAndModify(call: Call): Reply {
  const { body } = call;
  const name = collectionName(call, 'findAndModify');
  const removing = boolField(body, 'remove');
  const inserting = boolField(body, 'upsert');
  const wantsNew = boolField(body, 'new');
  checkFindAndModify(body, removing, inserting, wantsNew);
  const filter = docField(body, 'query') ?? newDoc();
  const project = compileProjection(docField(body, 'fields'));
  const query = { filter, sort: docField(body, 'sort') };
  const show = (doc: Doc | undefined): Doc | null => (doc ? (project?.(doc) ?? doc) : null);
  if (removing) return findAndRemove(call, name, query, show);
  const wanted: Modification = { filter, upsert: inserting, ...compileUpdate(body['update']) };
  const [target] = targets(call, name, query, false);
  if (target) {
    const next = modify(call, name, target, wanted.apply);
    return { lastErrorObject: { n: 1, updatedExisting: true }, value: show(wantsNew ? next : target.doc), ok: 1 };
  }
  if (!inserting) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 };
  const made = upsert(call, name, wanted);
  const lastErrorObject = { n: 1, updatedExisting: false, upserted: made['_id'] };
  return { lastErrorObject, value: show(wantsNew ? made : undefined), ok: 1 };
}

function findAndRemove(
  call: Call,
  name: string,
  query: { filter: Doc; sort: Doc | undefined },
  show: (doc: Doc | undefined) => Doc | null,
): Reply {
  const [target] = targets(call, name, query, false);
  if (target) removeDocument(call.unit, collectionOf(call, name) as Collection, target.rid, target.doc);
  return { lastErrorObject: { n: target ? 1 : 0 }, value: show(target?.doc), ok: 1 };
}

function checkFindAndModify(body: Doc, removing: boolean, inserting: boolean, wantsNew: boolean): void {
  const wrong = [
    [!removing && body['update'] === undefined, 'Either an update or remove=true must be specified'],
    [removing && body['update'] !== undefined, 'Cannot specify both an update and remove=true'],
    [removing && inserting, 'Cannot specify both upsert=true and remove=true'],
    [
      removing && wantsNew,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    ],
  ] as const;
  for (const [is, message] of wrong) if (is) throw storeError(9, message);
}

/** Command name -> command. */
export const writeCommands: Readonly<Record<string, Command>> = {
  insert: {
    kind: 'write',
    inTransaction: true,
    fields: 'insert documents ordered',
    refuses: 'bypassDocumentValidation',
    run: insert,
  },
  update: {
    kind: 'write',
    inTransaction: true,
    fields: 'update updates ordered',
    refuses: 'bypassDocumentValidation let',
    run: update,
  },
  delete: { kind: 'write', inTransaction: true, fields: 'delete deletes ordered', refuses: 'let', run: remove },
  findAndModify: {
    kind: 'write',
    inTransaction: true,
    fields: 'findAndModify query sort remove update new fields upsert',
    refuses: 'bypassDocumentValidation collation arrayFilters hint let',
    run: findAndModify,
  },
};

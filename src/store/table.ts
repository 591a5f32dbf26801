// One collection: what its rows look like, which fields are sealed, which columns are derived to find rows by.
// The only place where domain objects become documents and documents become domain objects.
import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import { Fault } from '../errors';
import { AlreadyThere } from '../domain/work';
import { placeOf, type Crypto } from './crypto';
import type { Queue } from './queue';

/** `date` is an Instant in the domain; `sealed` is any JSON in the domain and ciphertext in the row; `plain` is kept as it is. */
export type FieldKind = 'text' | 'texts' | 'number' | 'flag' | 'date' | 'sealed' | 'plain';

export type Index = {
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique?: true;
  readonly sparse?: true;
  readonly partialFilterExpression?: Filter;
  /** Collects rubbish only: who reads compares the date itself. */
  readonly expireAfterSeconds?: number;
};

export type Table<T extends { readonly id: string }> = {
  readonly name: string;
  readonly fields: { readonly [Field in Exclude<keyof T, 'id'>]: FieldKind };
  /** Columns that only the store knows. */
  readonly columns?: Readonly<Record<string, FieldKind>>;
  /** Columns computed from the object each time it is written; undefined leaves the column out. */
  readonly derive?: (object: T, crypto: Crypto) => Readonly<Record<string, unknown>>;
  readonly indexes: readonly Index[];
};

export type AnyTable = {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
  readonly columns?: Readonly<Record<string, FieldKind>>;
  readonly indexes: readonly Index[];
};

export type Row = { _id: string; keyId?: string; [field: string]: unknown };
export type Filter = Readonly<Record<string, unknown>>;
export type Sort = Readonly<Record<string, 1 | -1>>;

/** Where rows are read and written: one transaction, or (without a session) each operation by itself. */
export type Scope = {
  readonly connection: Connection;
  readonly crypto: Crypto;
  readonly session: ClientSession | undefined;
  /** Operations of one session must not overlap; services may well ask for two things at once. */
  readonly queue: Queue;
};

export type Rows<T> = {
  readonly byId: (id: string) => Promise<T | undefined>;
  one(filter: Filter, sort?: Sort): Promise<T | undefined>;
  many(filter: Filter, options: { sort: Sort; limit?: number; skip?: number }): Promise<T[]>;
  /** The plain columns named, as stored: for deciding about many rows without opening what is sealed. */
  pick(
    filter: Filter,
    columns: readonly string[],
    options: { sort: Sort; limit?: number; skip?: number },
  ): Promise<Row[]>;
  count(filter: Filter): Promise<number>;
  /** @throws AlreadyThere naming `what` when a unique key is taken, or what `clashes` says for the field that clashed */
  insert(object: T, what: string, clashes?: Readonly<Record<string, string>>): Promise<void>;
  /** Writes the whole row. @throws Fault when it is not there, unless `orInsert` */
  replace(object: T, options?: { orInsert: boolean }): Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Changes a row by update operators on plain columns; undefined when no row fits. Gives the row as it is afterwards. */
  change(
    filter: Filter,
    update: Readonly<Record<string, unknown>>,
    options?: { sort?: Sort; orInsert?: boolean },
  ): Promise<Row | undefined>;
};

const SCHEMA_TYPES = {
  text: String,
  texts: [String],
  number: Number,
  flag: Boolean,
  date: Date,
  sealed: Buffer,
  plain: Schema.Types.Mixed,
} as const;

/** Makes the table known to a connection. Unknown fields are errors in rows and in filters; nothing is made in the database. */
export function registerTable(connection: Connection, table: AnyTable): void {
  const fields = { ...table.fields, ...table.columns };
  const definition = Object.fromEntries(
    Object.entries(fields).map(([name, kind]) => [name, { type: SCHEMA_TYPES[kind], default: undefined }]),
  );
  const schema = new Schema(
    { _id: { type: String, required: true }, keyId: String, ...definition },
    {
      strict: 'throw',
      strictQuery: 'throw',
      versionKey: false,
      minimize: false,
      autoIndex: false,
      autoCreate: false,
      id: false,
    },
  );
  connection.model(table.name, schema, table.name);
}

export const modelOf = (connection: Connection, table: { readonly name: string }): Model<Row> =>
  connection.model<Row>(table.name);

const DUPLICATE_KEY = 11000;

/** The first field of the unique key that was taken, or undefined for any other error. */
function takenKey(error: unknown): string | undefined {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== DUPLICATE_KEY) return undefined;
  return Object.keys((error as { keyPattern?: Record<string, unknown> }).keyPattern ?? { _id: 1 })[0];
}

export function toRow<T extends { readonly id: string }>(table: Table<T>, object: T, crypto: Crypto): Row {
  const row: Row = { _id: object.id };
  for (const [field, kind] of Object.entries<FieldKind>(table.fields)) {
    const value = (object as Record<string, unknown>)[field];
    if (value === undefined) continue;
    if (kind === 'sealed') {
      row.keyId = crypto.keyId;
      row[field] = crypto.seal(placeOf(table.name, field, object.id), JSON.stringify(value));
    } else row[field] = kind === 'date' ? new Date(value as number) : value;
  }
  for (const [column, value] of Object.entries(table.derive?.(object, crypto) ?? {}))
    if (value !== undefined) row[column] = value;
  return row;
}

/** The driver gives stored bytes as its own Binary, with the bytes inside. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const inside = (value as { buffer?: unknown }).buffer;
  if (inside instanceof Uint8Array) return inside;
  throw new Fault('row-malformed', 'a sealed field holds no bytes');
}

export function fromRow<T extends { readonly id: string }>(table: Table<T>, row: Row, crypto: Crypto): T {
  const object: Record<string, unknown> = { id: row._id };
  for (const [field, kind] of Object.entries<FieldKind>(table.fields)) {
    const value = row[field];
    if (value === undefined) object[field] = undefined;
    else if (kind === 'sealed')
      object[field] = JSON.parse(crypto.open(placeOf(table.name, field, row._id), bytesOf(value)));
    else object[field] = value instanceof Date ? value.getTime() : value;
  }
  return object as T;
}

/** The rows of a table within a scope, as objects of the domain. */
export function rowsOf<T extends { readonly id: string }>(table: Table<T>, scope: Scope): Rows<T> {
  const { crypto, queue } = scope;
  const model = modelOf(scope.connection, table);
  const session = scope.session;
  const parse = (row: Row | null): T | undefined => (row === null ? undefined : fromRow(table, row, crypto));

  return {
    byId: async (id) =>
      parse(await queue(() => model.findOne({ _id: id }, null, { session }).lean<Row | null>().exec())),
    one: async (filter, sort = {}) =>
      parse(await queue(() => model.findOne(filter, null, { session, sort }).lean<Row | null>().exec())),
    many: async (filter, options) => {
      const found = await queue(() =>
        model
          .find(filter, null, { session, ...options })
          .lean<Row[]>()
          .exec(),
      );
      return found.map((row) => fromRow(table, row, crypto));
    },
    pick: (filter, columns, options) => {
      const projection = Object.fromEntries(columns.map((column) => [column, 1 as const]));
      return queue(() =>
        model
          .find(filter, projection, { session, ...options })
          .lean<Row[]>()
          .exec(),
      );
    },
    count: (filter) => queue(() => model.countDocuments(filter, { session }).exec()),
    async insert(object, what, clashes = {}) {
      try {
        await queue(() => model.create([toRow(table, object, crypto)], { session }));
      } catch (error) {
        const taken = takenKey(error);
        throw taken === undefined ? error : new AlreadyThere(clashes[taken] ?? what);
      }
    },
    async replace(object, { orInsert } = { orInsert: false }) {
      const row = toRow(table, object, crypto);
      const done = await queue(() => model.replaceOne({ _id: object.id }, row, { session, upsert: orInsert }).exec());
      if (done.matchedCount === 0 && !orInsert) throw new Fault('row-gone', `${table.name} has no row to replace`);
    },
    async remove(id) {
      await queue(() => model.deleteOne({ _id: id }, { session }).exec());
    },
    change: async (filter, update, { sort, orInsert = false } = {}) =>
      (await queue(() =>
        model
          .findOneAndUpdate(filter, update, {
            session,
            upsert: orInsert,
            returnDocument: 'after',
            ...(sort ? { sort } : {}),
          })
          .lean<Row | null>()
          .exec(),
      )) ?? undefined,
  };
}

// The one error of the store: what goes back to a client as `ok: 0` or as a write error.
// A fault that is not a StoreError is a bug of the store and must not be dressed up as one.

const codeNames: Readonly<Record<number, string>> = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  15: 'Overflow',
  16: 'InvalidLength',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  112: 'WriteConflict',
  117: 'ConflictingOperationInProgress',
  171: 'CannotIndexParallelArrays',
  197: 'InvalidIndexSpecificationOption',
  225: 'TransactionTooOld',
  238: 'NotImplemented',
  251: 'NoSuchTransaction',
  256: 'TransactionCommitted',
  263: 'OperationNotSupportedInTransaction',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  14031: 'OutOfDiskSpace',
};

/** An answer of the store that says no. `extra` holds further fields of the reply (keyPattern, keyValue). */
export class StoreError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly labels: readonly string[],
    readonly extra: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }

  override get name(): string {
    return 'StoreError';
  }

  /** MongoDB's name of the code; codes without a name are `Location<code>`, as on the server. */
  get codeName(): string {
    return codeNames[this.code] ?? `Location${this.code}`;
  }
}

/** Builds the error for one of MongoDB's codes. */
export function storeError(
  code: number,
  message: string,
  options: { labels?: readonly string[]; extra?: Readonly<Record<string, unknown>> } = {},
): StoreError {
  return new StoreError(code, message, options.labels ?? [], options.extra ?? {});
}

/** 238: MongoDB knows this, the embedded store does not. Said instead of ignoring anything. */
export function notImplemented(what: string): StoreError {
  return storeError(238, `the embedded store does not implement ${what}`);
}

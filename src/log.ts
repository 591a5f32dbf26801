// One JSON logger. A line is an event's name and a few fields from a closed list; what people write or are never fits in:
// values are masked, and of an error only its kind, code and place are kept, never its message.
import pino from 'pino';

/** The only fields that a line can have. Ids are internal ones; never a phone, a number of a document, a name, a body. */
export type LogFields = Partial<
  Record<
    | 'id'
    | 'conversation'
    | 'message'
    | 'request'
    | 'task'
    | 'channel'
    | 'lane'
    | 'state'
    | 'event'
    | 'intent'
    | 'form'
    | 'slot'
    | 'code'
    | 'status'
    | 'reason'
    | 'route'
    | 'method'
    | 'ms'
    | 'bytes'
    | 'count'
    | 'attempt'
    | 'reference'
    | 'store'
    | 'address'
    | 'notice'
    | 'outcome',
    string | number | boolean
  >
> & { error?: unknown };

export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
};

const DIGITS = /[\d٠-٩۰-۹](?:[\s().+-]*[\d٠-٩۰-۹]){5,}/g;
const NOT_ASCII = /[^\x20-\x7e]+/g;
const LONGEST = 200;

/** Six digits or more, whatever stands between them, and all that is not plain ASCII become `•`. */
export function mask(value: string): string {
  return value.slice(0, LONGEST).replace(NOT_ASCII, '•').replace(DIGITS, '•');
}

type ErrorFields = { name: string; code?: string | number; at?: string[]; cause?: ErrorFields };

/** Kind, code and place of an error; its message may quote what a person wrote and is left out. */
export function describeError(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = (error as { code?: unknown }).code;
  const at = (error.stack ?? '')
    .split('\n')
    .flatMap((line) => /^\s+at .*?([\w.-]+\/[\w.-]+:\d+):\d+\)?$/.exec(line)?.[1] ?? []);
  return {
    name: mask(error.name),
    ...(typeof code === 'string' ? { code: mask(code) } : typeof code === 'number' ? { code } : {}),
    ...(at.length > 0 ? { at: at.slice(0, 6) } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

/** `id`-like values are generated, never personal; everything else that is text is masked. */
const GENERATED = /^[a-z]{1,4}_[0-9A-Za-z]{10,40}$/;

function clean(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (key === 'error') return [key, describeError(value)];
      if (typeof value !== 'string') return [key, value];
      return [key, GENERATED.test(value) ? value : mask(value)];
    }),
  );
}

/** @param write takes one line of JSON with its line end; the process's standard output where nothing is given */
export function createLog(write?: (line: string) => void): Log {
  const options: pino.LoggerOptions = {
    base: undefined as never,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    messageKey: 'event_name',
  };
  const logger = write === undefined ? pino(options) : pino(options, { write });
  return {
    info: (event, fields = {}) => logger.info(clean(fields), event),
    warn: (event, fields = {}) => logger.warn(clean(fields), event),
    error: (event, fields = {}) => logger.error(clean(fields), event),
  };
}

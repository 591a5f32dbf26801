// One JSON logger. A line is an event's name and a few fields from a closed list; what people write or are never fits in:
// values are masked, and of an error only its kind, code and place are kept, never its message.
import pino from 'pino';

const FIELDS = [
  'id',
  'conversation',
  'message',
  'request',
  'task',
  'channel',
  'lane',
  'state',
  'event',
  'intent',
  'form',
  'slot',
  'code',
  'status',
  'reason',
  'route',
  'method',
  'ms',
  'bytes',
  'count',
  'attempt',
  'reference',
  'store',
  'address',
  'notice',
  'outcome',
] as const;

type Field = (typeof FIELDS)[number];

/** The only fields that a line can have. Ids are internal ones; never a phone, a number of a document, a name, a body. */
export type LogFields = Partial<Record<Field, string | number | boolean>> & { error?: unknown };

export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
};

const DIGIT = '[\\d\\u0660-\\u0669\\u06f0-\\u06f9]';
/** Whatever people and programs put between digits: no letter, up to three signs. */
const DIGITS = new RegExp(`${DIGIT}(?:[^\\p{L}\\p{N}]{0,3}${DIGIT}){5,}`, 'gu');
/** Letters and digits of any script may hide in it. */
const PERCENT_ENCODED = /(?:%[0-9a-f]{2})+/gi;
const NOT_ASCII = /[^\x20-\x7e]+/g;
const LONGEST = 200;

/** Six digits or more, whatever stands between them, and all that is not plain ASCII become `•`. */
export function mask(value: string): string {
  return value.replace(PERCENT_ENCODED, '•').replace(DIGITS, '•').replace(NOT_ASCII, '•').slice(0, LONGEST);
}

/** A value of a line is one word of ours (`web-chat`, `E11000`, `/channels/:channel`): what has a space in it somebody wrote. */
const WORD = /^[\w./:-]{1,80}$/;
const word = (value: string): string => (value === '' || WORD.test(value) ? mask(value) : '•');

type ErrorFields = { name: string; code?: string | number; at?: string[]; cause?: ErrorFields };

/** Kind, code and place of an error; its message may quote what a person wrote and is left out. */
export function describeError(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = (error as { code?: unknown }).code;
  const at = placesOf(error);
  return {
    name: word(error.name),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: shown('code', code) } : {}),
    ...(at.length > 0 ? { at } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

const PLACE = /^\s+at .*?([\w.-]+\/[\w.-]+\.[cm]?[jt]s:\d+):\d+\)?$/;

/** The first files and lines of a stack. The message stands in front of them and is cut off first: it may look like a place. */
function placesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  const lines = stack.slice(start + message.length).split('\n');
  return lines.flatMap((line) => mask(PLACE.exec(line)?.[1] ?? '') || []).slice(0, 6);
}

/** Ids are generated: a prefix and 20 letters and digits, which no number of a person fits into unseen. */
const GENERATED = /^(?!.*\d{8})[a-z]{1,4}_[0-9A-Za-z]{20}$/;
/** Figures may be longer than the numbers of other fields, yet shorter than a phone without its leading 0. */
const FIGURES: readonly string[] = ['ms', 'bytes', 'count'] satisfies Field[];
const LARGEST_FIGURE = 99_999_999;

function shown(field: Field, value: string | number): string | number {
  if (typeof value === 'string') return GENERATED.test(value) ? value : word(value);
  if (FIGURES.includes(field) && Math.abs(value) <= LARGEST_FIGURE) return value;
  const digits = mask(String(value));
  return digits === String(value) ? value : digits;
}

/** What came along with a spread object and is in no list is left out. */
function clean(fields: LogFields): Record<string, unknown> {
  const kept = FIELDS.flatMap((field) => {
    const value = fields[field];
    return value === undefined ? [] : [[field, typeof value === 'boolean' ? value : shown(field, value)]];
  });
  return {
    ...Object.fromEntries(kept),
    ...('error' in fields ? { error: describeError(fields.error) } : {}),
  };
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
    info: (event, fields = {}) => logger.info(clean(fields), mask(event)),
    warn: (event, fields = {}) => logger.warn(clean(fields), mask(event)),
    error: (event, fields = {}) => logger.error(clean(fields), mask(event)),
  };
}

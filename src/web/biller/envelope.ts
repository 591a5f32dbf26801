// The platform's envelope: MFEP with header and body. Reads what came, writes what goes, knows the result codes.
// Fields that we do not know are passed over, never refused.
import { parseLossless } from './lossless-json';

/** Codes that we answer, with the description that the platform's list gives them. */
const RESULTS = {
  0: 'Success',
  1: 'Invalid Request',
  101: 'Invalid XML Schema',
  303: 'Internal Error',
  310: 'Customer ID Or JOEBPPSNo Does Not Exist',
  322: 'Unrecognized Service Type',
  323: 'Bill Has Been Expired Or Closed',
  324: 'Bill Has Been Paid Previously',
  325: 'Invalid Paid Amount',
  358: 'Invalid JOEBPPSTrx',
  408: 'Invalid Billing Number',
} as const;

export type ResultCode = keyof typeof RESULTS;
export type Result = {
  readonly ErrorCode: ResultCode;
  readonly ErrorDesc: string;
  readonly Severity: 'Info' | 'Error';
};

export function result(code: ResultCode): Result {
  return { ErrorCode: code, ErrorDesc: RESULTS[code], Severity: code === 0 ? 'Info' : 'Error' };
}

/** A message of the platform; numbers in it are texts, see `parseLossless`. */
export type Message = {
  readonly guid: string | undefined;
  /** `BILPULRQ`, `BLRPMTNTFRQ`, …; undefined where the message names none. */
  readonly type: string | undefined;
  readonly body: unknown;
};

/** The member of an object at a path, or undefined where the way ends before. */
export function at(node: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    node,
  );
}

/** A text without the spaces around it; undefined where there is none, or an object. */
export function textAt(node: unknown, ...path: readonly string[]): string | undefined {
  const value = at(node, ...path);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A message, or undefined where the text is no JSON or has no MFEP. One implementation puts the request's type into `ResTyp`. */
export function readMessage(text: string): Message | undefined {
  const root = parseOrNothing(text);
  if (at(root, 'MFEP') === undefined) return undefined;
  const header = at(root, 'MFEP', 'MsgHeader');
  return {
    guid: textAt(header, 'GUID'),
    type: textAt(header, 'TrsInf', 'ReqTyp') ?? textAt(header, 'TrsInf', 'ResTyp'),
    body: at(root, 'MFEP', 'MsgBody'),
  };
}

function parseOrNothing(text: string): unknown {
  try {
    return parseLossless(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

export type Reply = { readonly header: Result; readonly body: Readonly<Record<string, unknown>> };

/**
 * The answer in its envelope; the request's GUID is echoed.
 * @param timestamp `YYYY-MM-DDTHH:MM:SS` in Amman
 */
export function envelope(
  reply: Reply,
  about: { guid: string | undefined; billerCode: number | string; type: string; timestamp: string },
): Record<'MFEP', unknown> {
  return {
    MFEP: {
      MsgHeader: {
        TmStp: about.timestamp,
        GUID: about.guid,
        TrsInf: { SdrCode: about.billerCode, ResTyp: about.type },
        Result: reply.header,
      },
      MsgBody: reply.body,
    },
  };
}

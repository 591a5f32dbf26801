// Tables of what can go wrong: refusals (values, the business says no) and faults (thrown, a bug or a part that is gone).
// Every refusal code names its text `refusal.<code>` in locales/.

/** The business says no. Never thrown: the turn still commits and the person is told the text `refusal.<code>`. */
export type Refusal<Code extends RefusalCode = RefusalCode> = {
  readonly refused: Code;
  /** What the text needs: parameters by name. */
  readonly with?: Readonly<Record<string, unknown>>;
};

export const REFUSALS = [
  'already-open', // one open request per beneficiary and exam; with: request number, payment number
  'already-open-elsewhere', // the same, but asked for from another phone: nothing of it is shown
  'exam-closed', // the exam or its kind is not offered (any more)
  'station-closed', // the station does not offer it, or is closed for good
  'identity-check', // the document number needs a look by staff; reveals nothing
  'not-yours', // no such request for this phone
  'not-cancellable',
  'nothing-to-pay',
  'code-wrong',
  'code-expired',
  'code-too-many',
  'too-many-codes',
  'list-sent', // the candidate list has gone to the granting body
  'moved-before', // "I cannot come" is heard once
  'too-late-to-move',
  'date-past',
  'date-closed', // the station is closed then; staff may fix it all the same
  'same-date', // the date, time and room that it has already
  'finance-finishes', // money has gone back when finance says so
  'own-draft', // a result is released by a second person
  'nothing-to-release',
  'not-in-sitting',
  'sign-in-wrong', // name or password: which one is not told
  'sign-in-wait', // too many wrong passwords; with: seconds
  'password-weak', // fewer than 12 letters, or far too many
  'password-wrong',
  'name-taken',
  'name-wrong', // of an account: small Latin letters, digits, dots and hyphens
  'station-unknown',
  'number-taken', // the document number is somebody else's
  'not-found', // no such object, or one of another station
  'field-missing', // with: field
  'field-wrong', // with: field
  'list-wrong', // with: mistakes, each with its row
  'sheet-wrong', // no sheet, too large, or too many rows
  'answered-meanwhile', // somebody else of the staff has written to the citizen
  'written-meanwhile', // the citizen has written what the page did not show yet
  'not-reachable', // the web chat is closed, or WhatsApp's window
  'state-changed', // the object moved on meanwhile
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

export function refuse<Code extends RefusalCode>(code: Code, params?: Refusal['with']): Refusal<Code> {
  return params === undefined ? { refused: code } : { refused: code, with: params };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** A bug or a part that is gone. The message is for engineers and must hold no personal data. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Fault';
  }
}

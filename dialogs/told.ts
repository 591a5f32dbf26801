// An answer outside the questions of a form: what is said, and what is offered with it. It may be said in the middle of a form too.
import type { Reference } from '../src/domain/message';

/** `verb` or `verb:argument`, as offers.ts knows them. */
export type OfferValue = string;

export type Told = {
  readonly text: string;
  readonly reference?: Reference | undefined;
  /** A question that must be answered to go on, and its slot towards clients. */
  readonly offer?: { readonly ask: string; readonly values: readonly OfferValue[] } | undefined;
  /** What else may be wanted; left out in the middle of a form. */
  readonly also?: readonly OfferValue[] | undefined;
};

/** What an act answers; 'said' where it has spoken itself, or a notice in the same commit is the answer. */
export type Answered = Told | 'said';

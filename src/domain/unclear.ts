// A sentence that was not understood surely: what staff look through so that it is understood the next time. What could tell who wrote is taken out, as far as it can be known.
import type { Instant } from './calendar';
import type { Language } from './citizen';

export type Unclear = {
  readonly id: string;
  /** Masked: no numbers, no addresses, no names of those whom the writer has entered or names. */
  readonly text: string;
  readonly language: Language;
  /** What was offered in its place; empty where nothing was likely. Names of intents, as the classifier has them. */
  readonly offered: readonly string[];
  /** Which of these the writer then chose. */
  readonly chosen: string | undefined;
  readonly state: 'open' | 'labelled' | 'left-out';
  /** What it should have been, by staff. */
  readonly label: string | undefined;
  readonly labelledBy: string | undefined;
  /** How often it was written, and when last. */
  readonly count: number;
  readonly lastAt: Instant;
};

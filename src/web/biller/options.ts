// What the operator issues or has to confirm, given by the settings: nothing of it is known before a biller is connected.
import type { Bill } from '../../domain/payment';

export type BillerOptions = {
  /** HTTP Basic credentials of the platform's calls. */
  readonly user: string;
  readonly password: string;
  /** Goes out as it is given, as a JSON number or a string. */
  readonly billerCode: number | string;
  /** The issued service-type code of each of our services; compared without regard to case. */
  readonly serviceTypes: Readonly<Record<Bill['service'], string>>;
  /** Answer to a payment for a number that we never gave out; it is stored and given to staff in any case. */
  readonly unknownPaymentAnswer: 'success' | '310' | '1';
  /** Moves the date of issue into the past, against clocks that do not agree. */
  readonly issueSkewMinutes: number;
  /** How an amount of nothing is written. */
  readonly zeroAmount: '0' | '0.000';
  /** What stands in the name and the free text where there is none; undefined leaves both out. */
  readonly placeholders: { readonly custName: string; readonly freeText: string } | undefined;
};

// The list of all collections. One more collection is its file, a line here and a migration.
import { INBOX } from './arrivals';
import { BILLS } from './bills';
import { CATALOGUES } from './catalogue';
import { CITIZENS } from './citizens';
import { CODES } from './codes';
import { CONVERSATIONS, DRAFTS } from './conversations';
import { MESSAGES } from './messages';
import { BILLER_BODIES, PAYMENTS } from './payments';
import { PERSONS } from './persons';
import { CLOSED_ADDRESSES, RECEIPTS } from './receipts';
import { REQUESTS } from './requests';
import { HEAD, SECRETS } from './settings';
import { SITTINGS } from './sittings';
import { AUDITS, STAFF, STAFF_SESSIONS } from './staff';
import { STREAMS } from './streams';
import type { AnyTable } from './table';
import { TASKS } from './tasks';
import { UNCLEAR } from './unclear';

export const TABLES: readonly AnyTable[] = [
  HEAD,
  SECRETS,
  CATALOGUES,
  CITIZENS,
  PERSONS,
  REQUESTS,
  SITTINGS,
  BILLS,
  PAYMENTS,
  BILLER_BODIES,
  CONVERSATIONS,
  DRAFTS,
  STREAMS,
  MESSAGES,
  INBOX,
  RECEIPTS,
  CLOSED_ADDRESSES,
  CODES,
  TASKS,
  STAFF,
  STAFF_SESSIONS,
  AUDITS,
  UNCLEAR,
];

// Payments that the platform told of, each once, whatever they were; and the bodies of its calls as they came.
import type { Payment } from '../domain/payment';
import type { Instant } from '../clock';
import type { BillerBodies, Payments } from '../domain/work';
import { rowsOf, type Scope, type Table } from './table';

export const PAYMENTS: Table<Payment> = {
  name: 'payments',
  fields: {
    trx: 'text',
    billingNumber: 'text',
    status: 'text',
    paidFils: 'number',
    processedAt: 'text',
    statementDate: 'text',
    raw: 'sealed',
    outcome: 'text',
    receivedAt: 'date',
  },
  indexes: [{ key: { trx: 1 }, unique: true }, { key: { billingNumber: 1, receivedAt: 1 } }],
};

type BillerBody = {
  readonly id: string;
  readonly operation: string;
  readonly body: string;
  readonly receivedAt: Instant;
};

export const BILLER_BODIES: Table<BillerBody> = {
  name: 'biller-bodies',
  fields: { operation: 'text', body: 'sealed', receivedAt: 'date' },
  indexes: [{ key: { receivedAt: 1 } }],
};

export function createPayments(scope: Scope): Payments {
  const rows = rowsOf(PAYMENTS, scope);
  return {
    byTrx: (trx) => rows.one({ trx }),
    ofNumber: (billingNumber) => rows.many({ billingNumber }, { sort: { receivedAt: 1, _id: 1 } }),
    add: (payment) => rows.insert(payment, 'payment'),
  };
}

export function createBillerBodies(scope: Scope): BillerBodies {
  const rows = rowsOf(BILLER_BODIES, scope);
  return {
    add: (body) => rows.insert(body, 'biller body'),
    async removeBefore(instant, limit) {
      const old = await rows.pick({ receivedAt: { $lt: new Date(instant) } }, ['_id'], {
        sort: { receivedAt: 1, _id: 1 },
        limit,
      });
      for (const { _id } of old) await rows.remove(_id);
      return old.length;
    },
  };
}

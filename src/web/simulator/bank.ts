// The demo's bank, as an API: inquires for a payment number and pays it through the platform, and answers what the service answered.
// Refuses fields that it does not know: a misspelled one would otherwise do nothing, unseen.
import { z } from 'zod';
import { amountOf, filsOf } from '../../domain/payment';
import { at, textAt } from '../biller/envelope';
import { json, problem, type Answer, type Route } from '../server';
import { createPlatform, type Exchange, type PlatformDeps } from './platform';
import { readFields } from './fields';

const MOST_REPEATS = 20;

const number = z.string().trim().min(1).max(50);
const INQUIRY = z.strictObject({ number });
const PAYMENT = z.strictObject({
  number,
  amount: z
    .string()
    .refine((amount) => filsOf(amount) !== undefined, 'an amount in dinars with up to three decimals, such as "12.500"')
    .optional(),
  repeat: z.number().int().min(1).max(MOST_REPEATS).optional(),
});

/**
 * `POST /simulator/bank/inquiries {number}` and `POST /simulator/bank/payments {number, amount?, repeat?}`. Both answer the service's last
 * answer (`MFEP`) and all `exchanges` with the request, the HTTP status and the response of each.
 */
export function bankRoutes(deps: PlatformDeps): Route[] {
  const platform = createPlatform(deps);
  /** The amount of each bill's last summary: what somebody pays who confirms a screen that is no longer true. */
  const summaries = new Map<string, string>();

  async function inquire(of: string): Promise<{ exchange: Exchange; due: string | undefined }> {
    const exchange = await platform.inquire(of);
    const due = payableAmount(exchange.response);
    if (due !== undefined) summaries.set(of, due);
    return { exchange, due: due ?? summaries.get(of) };
  }

  async function pay({ number: of, amount, repeat = 1 }: z.infer<typeof PAYMENT>): Promise<Answer> {
    const { exchange, due } = await inquire(of);
    const paid = amount === undefined ? due : amountOf(filsOf(amount) ?? 0);
    if (paid === undefined)
      return answer([exchange], {
        code: 'NotPayable',
        message: 'nothing to pay under this number; give an amount to pay all the same',
      });
    return answer([exchange, ...(await platform.pay(of, due ?? paid, paid, repeat))]);
  }

  const route = <Fields>(name: string, schema: z.ZodType<Fields>, act: (fields: Fields) => Promise<Answer>): Route => ({
    method: 'POST',
    path: `/simulator/bank/${name}`,
    name: `simulator-bank-${name}`,
    types: ['application/json'],
    loopbackOnly: true,
    answer: async (call) => {
      const read = readFields(schema, call.json());
      if ('problem' in read) return read.problem;
      return act(read.fields).catch(() => problem(502, 'NoAnswer', 'the service did not answer'));
    },
  });

  return [
    route('inquiries', INQUIRY, async ({ number: of }) => answer([(await inquire(of)).exchange])),
    route('payments', PAYMENT, pay),
  ];
}

/** The amount of a bill that may be paid, or undefined. */
function payableAmount(response: unknown): string | undefined {
  const records = at(response, 'MFEP', 'MsgBody', 'BillRec');
  const record: unknown = Array.isArray(records) ? records[0] : undefined;
  return at(record, 'Result', 'ErrorCode') === 0 ? textAt(record, 'DueAmount') : undefined;
}

/** The status is the service's own, or 409 where the bank itself refused. */
function answer(exchanges: readonly Exchange[], error?: { code: string; message: string }): Answer {
  const last = exchanges.at(-1);
  return json(error ? 409 : (last?.status ?? 200), { MFEP: at(last?.response, 'MFEP'), exchanges, error });
}

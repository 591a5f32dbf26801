// A service with a request that waits for its payment, behind real HTTP: for tests of the biller's door and the simulated bank.
import { createClock, type Clock } from '../../src/clock';
import type { ExamRequest } from '../../src/domain/exam-request';
import type { Transact } from '../../src/domain/work';
import { isRefusal } from '../../src/errors';
import { createLog } from '../../src/log';
import { prove } from '../../src/services/citizens';
import { arrive } from '../../src/services/inbox';
import { submit } from '../../src/services/requests';
import type { BillerOptions } from '../../src/web/biller/options';
import { billerRoutes } from '../../src/web/biller/routes';
import { createWebServer, type Route, type WebServer } from '../../src/web/server';
import { smallCatalogue } from './catalogue';
import { MORNING } from './samples';
import { openTestStore, type TestStore } from './store';

export const BILLER: BillerOptions = {
  user: 'platform',
  password: 'p:ss wörd',
  billerCode: 1234,
  serviceTypes: { exam: 'EXAMS' },
  unknownPaymentAnswer: 'success',
  issueSkewMinutes: 5,
  zeroAmount: '0',
  placeholders: { custName: 'NO CustName', freeText: 'NO FreeText' },
};

export type Paying = TestStore & {
  /** Lines of the log. */
  readonly logged: string[];
  /** Biller bodies that were kept, as they came. */
  readonly kept: string[];
  /** How often a payment woke the sender. */
  payments(): number;
  /** A trial exam of 5 dinars, asked for by SMS by a person of its own. */
  request(): Promise<ExamRequest & { readonly paymentNumber: string }>;
  /** Serves routes; closed with the store. @returns `http://127.0.0.1:PORT` */
  serve(routes: (url: () => string) => readonly Route[]): Promise<string>;
  serveBiller(over?: Partial<BillerOptions>): Promise<string>;
};

/** Time stands at 2026-11-23 12:00 in Amman until the test moves it. */
export async function openPaying(clock: Clock = createClock(() => MORNING)): Promise<Paying> {
  const test = await openTestStore({ clock, catalogue: smallCatalogue });
  const servers: WebServer[] = [];
  const logged: string[] = [];
  const log = createLog((line) => logged.push(line));
  const kept: string[] = [];
  /** The store's own transactions, with an eye on the bodies that it is given. */
  const watched: Transact = (use) =>
    test.transact((work) =>
      use({
        ...work,
        billerBodies: {
          ...work.billerBodies,
          add: async (body) => {
            await work.billerBodies.add(body);
            kept.push(body.body);
          },
        },
      }),
    );
  let persons = 0;
  let payments = 0;

  async function serve(routes: (url: () => string) => readonly Route[]): Promise<string> {
    const url = () => `http://127.0.0.1:${server.port}`;
    const server = createWebServer({ routes: routes(url), log, trustedProxies: [] });
    await server.listen(0, '127.0.0.1');
    servers.push(server);
    return url();
  }

  async function request() {
    persons += 1;
    const phone = `+9627900000${String(persons).padStart(2, '0')}`;
    const arrived = await arrive(test.transact, {
      channel: 'sms',
      address: phone,
      providerId: `SM${persons}`,
      kind: 'text',
      text: 'ICDL',
    });
    if (arrived === 'repeated') throw new Error('the first message of a phone is new');
    const made = await test.transact(async (work) => {
      const conversation = await work.conversations.byId(arrived.conversationId);
      if (!conversation) throw new Error('a message has its conversation');
      return submit(work, {
        citizen: await prove(work, phone, 'ar'),
        conversation,
        language: 'ar',
        examId: 'icdl',
        kind: 'trial',
        stationId: 'zahran',
        applicant: 'citizen',
        person: {
          document: 'civil-id',
          number: `98710355${String(persons).padStart(2, '0')}`,
          country: 'JO',
          name: 'Laila Sami Haddad',
        },
        consent: { version: '1', at: work.now },
      });
    });
    if (isRefusal(made) || made.paymentNumber === undefined) throw new Error('the request is confirmed and has a bill');
    return { ...made, paymentNumber: made.paymentNumber };
  }

  return {
    ...test,
    logged,
    kept,
    payments: () => payments,
    request,
    serve,
    serveBiller: (over = {}) =>
      serve(() =>
        billerRoutes({
          options: { ...BILLER, ...over },
          transact: watched,
          clock,
          log,
          onPayment: () => {
            payments += 1;
          },
        }),
      ),
    async close() {
      for (const server of servers) await server.close();
      await test.close();
    },
  };
}

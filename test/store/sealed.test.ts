import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Work } from '../../src/domain/work';
import { connect } from '../../src/store/connection';
import { createLog } from '../../src/log';
import { createClock } from '../../src/clock';
import {
  MORNING,
  aBill,
  aCitizen,
  aCode,
  aConversation,
  aDraft,
  aPayment,
  aPerson,
  aRequest,
  aTask,
  anInbound,
  anOutbound,
} from '../support/samples';
import { openTestStore, testUri, type TestStore } from '../support/store';

/** Stands for the secret that the store makes. */
const SECRET = 'the secret itself';

const PLANTED = {
  phone: '962791234567',
  'number of a document': '9871035522',
  'name of a person': 'Laila',
  'corrected name': 'Lajla',
  'name of a guardian': 'Ghassan',
  'masked name of a bill': 'L*** S***',
  'arrangement for an exam': 'magnifier',
  'inbound body': 'would like to sit',
  'tapped value': 'tapped-private',
  'channel data': 'channel-private',
  'outbound body': 'Which station suits',
  "platform's raw notification": 'Omar Qasem',
  "biller's raw body": 'Khaled Nasser',
  "provider's raw receipt": 'raw-receipt',
  'details of a task': 'post office',
  'notice key': 'push.exam.come:1:+962',
  'secret of the demo': SECRET,
} as const;

async function writeEverything(work: Work): Promise<void> {
  await work.citizens.add(aCitizen());
  await work.persons.add(aPerson({ guardian: { name: 'Ghassan', agreedAt: MORNING } }));
  await work.requests.add(aRequest());
  await work.bills.add(aBill());
  await work.payments.add(aPayment());
  await work.billerBodies.add({
    id: 'body_1',
    operation: 'bill-pull',
    body: '{"CustName":"Khaled Nasser"}',
    receivedAt: MORNING,
  });
  await work.conversations.add(aConversation());
  await work.drafts.put(aDraft());
  await work.codes.add(aCode());
  await work.tasks.add(aTask());
  await work.receipts.add({ providerId: 'SM1', status: 'sent', raw: 'raw-receipt', at: MORNING });
  await work.closedAddresses.close('sms', '+962791234567', MORNING);
  await work.messages.addInbound(anInbound({ tapped: 'tapped-private', channelData: '{"x":"channel-private"}' }));
  await work.messages.addOutbound(anOutbound({ noticeKey: 'req_1:push.exam.come:1:+962791234567' }));
}

let test: TestStore;
let stored: Buffer;
let secret: string;
beforeAll(async () => {
  test = await openTestStore({ clock: createClock(() => MORNING) });
  await test.transact(writeEverything);
  secret = await test.store.settings.secret('direct-line');
  stored = Buffer.from(testUri() === undefined ? folderBytes(test.dataDir) : await everyRow(test));
});
afterAll(() => test.close());

/** All that lies in the folder, but for the key itself. */
function folderBytes(dir: string): Buffer {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(
    files
      .filter(({ name }) => name !== 'keys.json')
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name))),
  );
}

async function everyRow({ uri, dataDir }: TestStore): Promise<Buffer> {
  const { connection, close } = await connect({ uri, dataDir, log: createLog(() => undefined) });
  const rows: Uint8Array[] = [];
  for (const { name } of await connection.listCollections())
    for await (const row of connection.collection(name).find({}, { raw: true }))
      rows.push(row as unknown as Uint8Array);
  await close();
  return Buffer.concat(rows);
}

it('would find what is stored in the clear', () => {
  for (const plain of ['req_1', 'awaiting-payment', '10000018', 'SM0001'])
    expect([plain, stored.includes(plain)]).toEqual([plain, true]);
});

it.each(Object.entries(PLANTED))('keeps no %s in the clear, in any common writing', (_, planted) => {
  const value = planted === SECRET ? secret : planted;
  const writings = [
    value,
    Buffer.from(value).toString('hex'),
    Buffer.from(value, 'utf8').toString('base64').slice(0, -4),
    Buffer.from(value, 'utf16le'),
  ];
  expect(writings.filter((writing) => stored.includes(writing))).toEqual([]);
});

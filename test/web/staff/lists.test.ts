// Lists: what goes to the granting body, and what a government body brings; and the request that a clerk opens for somebody.
import { receivePayment } from '../../../src/services/requests';
import { openTask } from '../../../src/services/tasks';
import { readSheet, writeSheet } from '../../../src/web/staff/sheet';
import { openDesks, type Desks, type Visitor } from '../../support/desk';
import { openWorld, paymentFor, type World } from '../../support/world';

let world: World;
let desks: Desks;
let clerk: Visitor;
let page: string;
beforeEach(async () => {
  world = await openWorld();
  desks = await openDesks(world);
  clerk = await desks.signedIn('salma', 'clerk', ['zahran']);
  const details = {
    body: 'Ministry',
    contact: 'Rana',
    candidates: 2,
    phone: '+962790000055',
    exam: 'official-only',
    kind: 'official',
  };
  const task = await world.transact((work) => openTask(work, 'government-body', { stationId: 'zahran', details }));
  page = `/staff/tasks/${task.id}`;
});
afterEach(async () => {
  await desks.close();
  await world.close();
});

const LIST = 'ليلى سامي حداد, Laila Haddad, 9871012345, 0790000066\nعمر سامي حداد، Omar Haddad، ٩٨٧١٠١٢٣٤٦';
const ORDER = { exam: 'official-only', level: '', kind: 'official', station: 'zahran', agreed: 'yes' };

const requests = () => world.transact((work) => work.requests.newest(undefined, undefined, 50));
const mistakesOn = (html: string): readonly string[] =>
  [...html.matchAll(/<td>\s*(\d*)\s*<\/td>\s*<td>([^<]*)<\/td>/g)].map(([, row = '', words = '']) =>
    `${row} ${words.trim()}`.trim(),
  );

test('a list that is pasted makes one request each; the body’s contact hears of those without a phone', async () => {
  const done = await clerk.submit(page, 'body.list', { ...ORDER, list: LIST });
  expect(done.status).toBe(303);
  const made = await requests();
  expect(made.map(({ applicant, phone, state }) => [applicant, phone, state]).toSorted()).toEqual([
    ['body', '+962790000055', 'awaiting-payment'],
    ['body', '+962790000066', 'awaiting-payment'],
  ]);
  expect((await world.sent()).map(({ address, content }) => [address, content.notice]).toSorted()).toEqual([
    ['+962790000055', 'push.exam.payment-number'],
    ['+962790000066', 'push.exam.payment-number'],
  ]);
  const shown = (await clerk.get(page)).html;
  for (const { number } of made) expect(shown).toContain(number);
  expect(made.map(({ history }) => history[0]?.by)).toEqual(['staff', 'staff']);
});

test('a sheet, filled into the empty one that the desk gives', async () => {
  const empty = await readSheet((await clerk.download('/staff/list.xlsx')).bytes);
  const head = 'rows' in empty ? (empty.rows[0] ?? []) : [];
  const sheet = await writeSheet({
    name: 'list',
    rightToLeft: false,
    columns: head.map((title) => [title, 10]),
    rows: [['ليلى سامي حداد', 'Laila Haddad', '9871012345', '', '', '']],
  });
  const form = (await clerk.forms(page)).find(({ action }) => action === 'body.list');
  const done = await clerk.upload('/staff/do/body.list', { ...form?.fields, ...ORDER, list: '' }, { sheet });
  expect([done.status, (await requests()).length]).toEqual([303, 1]);
});

test('one mistake, and nobody is registered; all of them stand there with their rows', async () => {
  const refused = await clerk.submit(page, 'body.list', {
    ...ORDER,
    list: `${LIST}\nليلى, x, 12\nليلى سامي حداد, Laila Haddad, 9871012345`,
  });
  expect([refused.status, mistakesOn(refused.html)]).toEqual([
    409,
    [
      '3 The name needs three parts',
      '3 The name in Latin letters is missing or has other letters',
      '3 The document number is not right',
      '4 This number stands twice in the list',
    ],
  ]);
  expect([await requests(), await world.sent()]).toEqual([[], []]);
});

test('somebody who has an open request, or whose number stands under another name: nobody is registered, no task is made', async () => {
  const from = await world.write('sms', '+962790000099');
  await world.submitted(from, {
    examId: 'official-only',
    kind: 'official',
    person: { document: 'civil-id', number: '9871012345', country: 'JO', name: 'ليلى سامي حداد' },
  });
  await world.sent();
  const open = await clerk.submit(page, 'body.list', { ...ORDER, list: LIST });
  expect([open.status, mistakesOn(open.html)]).toEqual([409, ['1 This person has an open request for the exam']]);
  const other = await clerk.submit(page, 'body.list', { ...ORDER, list: LIST.replace('ليلى', 'سارة') });
  expect([other.status, mistakesOn(other.html)]).toEqual([409, ['1 The number stands under another name']]);
  expect([(await requests()).length, await world.sent()]).toEqual([1, []]);
  expect((await world.transact((work) => work.tasks.open())).map(({ kind }) => kind)).toEqual(['government-body']);
});

test.each<[string, Record<string, string>, number]>([
  ['an exam that is none', { exam: 'x' }, 400],
  ['a level of nothing', { level: 'x' }, 400],
  ['another station', { station: 'marka' }, 400],
  ['a landline', { phone: '065000000' }, 400],
  ['without consent', { agreed: '' }, 400],
  ['an empty list', { list: '' }, 409],
])('%s: refused, and the list stands there again', async (_what, wrong, status) => {
  const refused = await clerk.submit(page, 'body.list', { ...ORDER, list: LIST, ...wrong });
  expect([refused.status, await requests()]).toEqual([status, []]);
  if (wrong['list'] === undefined) expect(refused.html).toContain('Laila Haddad');
});

test('a file that is no sheet', async () => {
  const form = (await clerk.forms(page)).find(({ action }) => action === 'body.list');
  const refused = await clerk.upload('/staff/do/body.list', { ...form?.fields, ...ORDER }, { sheet: Buffer.from('x') });
  expect([refused.status, refused.html.includes('This file is no XLSX sheet.')]).toEqual([409, true]);
});

test('the list for the granting body: who has a place, with the name as the certificate shows it', async () => {
  const from = await world.write('sms', '+962790000099');
  const request = await world.submitted(from, {
    examId: 'official-only',
    kind: 'official',
    latinName: 'Laila Haddad',
    arrangement: 'reader',
  });
  await world.transact((work) => receivePayment(work, paymentFor(request)));
  const { sittingId = '' } = await world.stored(request);
  const path = `/staff/sittings/${sittingId}/candidates.xlsx`;
  const { status, bytes, type } = await clerk.download(path);
  expect([status, type]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
  const sheet = await readSheet(bytes);
  const person = await world.transact((work) => work.persons.byId(request.beneficiaryId));
  expect('rows' in sheet ? sheet.rows[1] : sheet).toEqual([
    '1',
    'Laila Haddad',
    'Laila Sami Haddad',
    'civil ID',
    person?.number,
    'JO',
    '',
    'a reader',
    request.number,
  ]);
  const stranger = await desks.signedIn('nadia', 'clerk', ['marka']);
  expect((await stranger.download(path)).status).toBe(404);
});

const SOMEBODY = {
  ...ORDER,
  name: 'ليلى سامي حداد',
  latinName: 'Laila Haddad',
  number: '9871012345',
  country: '',
  phone: '0790000077',
};

test('a clerk opens a request for somebody: they get the payment number, and the history says who did it', async () => {
  const done = await clerk.submit('/staff/open', 'request.open', {
    ...SOMEBODY,
    applicant: 'citizen',
    arrangement: 'ramp',
    language: 'en',
  });
  const [made] = await requests();
  expect(done.location).toContain(`/staff/requests/${made?.number}?done=`);
  expect([made?.phone, made?.arrangement, made?.language]).toEqual(['+962790000077', 'ramp', 'en']);
  expect((await world.sent()).map(({ content }) => content.notice)).toEqual(['push.exam.payment-number']);
  expect((await clerk.get(done.location ?? '')).html).toContain('salma');
});

test.each<[string, Record<string, string>, string]>([
  ['two names', { name: 'ليلى حداد' }, 'Please check this field: Name.'],
  ['a short number', { number: '12' }, 'Please check this field: Document number.'],
  ['a passport without its country', { number: 'A1234567' }, 'Please check this field: Document number.'],
  ['a phone that is none', { phone: '12' }, 'Please check this field: Phone.'],
  ['no consent', { agreed: '' }, 'Missing: The text above was read to the person, who agrees.'],
])('opening a request with %s is refused', async (_what, wrong, words) => {
  const refused = await clerk.submit('/staff/open', 'request.open', { ...SOMEBODY, ...wrong });
  expect([refused.status, refused.html.includes(words), await requests()]).toEqual([400, true, []]);
});

test.each<[string, Record<string, string>, string]>([
  ['somebody with an open request', { phone: '0790000078' }, 'There is an open request'],
  [
    'a number under another name',
    { name: 'سارة سامي حداد', phone: '0790000078' },
    'This document number belongs to another person.',
  ],
])('opening a request for %s: a clerk is told why', async (_what, over, words) => {
  await clerk.submit('/staff/open', 'request.open', SOMEBODY);
  const refused = await clerk.submit('/staff/open', 'request.open', { ...SOMEBODY, ...over });
  expect([refused.status, refused.html.includes(words), (await requests()).length]).toEqual([409, true, 1]);
});

// The desk as clerks and managers use it, form by form: what a deed changes, who is told, and what is refused.
import type { ExamRequest } from '../../../src/domain/exam-request';
import { handOver } from '../../../src/services/handovers';
import { receivePayment } from '../../../src/services/requests';
import { noteUnclear } from '../../../src/services/unclear';
import { openTask } from '../../../src/services/tasks';
import { openDesks, type Desks, type Shown, type Visitor } from '../../support/desk';
import { openWorld, paymentFor, worldCatalogue, type World } from '../../support/world';

const catalogue = {
  ...worldCatalogue,
  exams: worldCatalogue.exams.map((exam) =>
    exam.id === 'official-only'
      ? { ...exam, stations: ['zahran', 'marka'], kinds: { official: { feeFils: 25_000, minimum: 2, capacity: 3 } } }
      : exam,
  ),
};

let world: World;
let desks: Desks;
let clerk: Visitor;
let manager: Visitor;
beforeEach(async () => {
  world = await openWorld(catalogue);
  desks = await openDesks(world);
  clerk = await desks.signedIn('salma', 'clerk', ['zahran']);
  manager = await desks.signedIn('omar', 'manager', ['zahran']);
});
afterEach(async () => {
  await desks.close();
  await world.close();
});

let phones = 10;
async function paidPerson(stationId = 'zahran'): Promise<ExamRequest> {
  phones += 1;
  const from = await world.write('sms', `+96279${String(phones).padStart(7, '0')}`);
  const request = await world.submitted(from, {
    examId: 'official-only',
    kind: 'official',
    stationId,
    latinName: 'Laila Haddad',
  });
  await world.transact((work) => receivePayment(work, paymentFor(request)));
  return world.stored(request);
}

/** Two people who wait for a date. */
async function complete(): Promise<{ requests: readonly ExamRequest[]; page: string }> {
  const requests = [await paidPerson(), await paidPerson()];
  await world.sent();
  const [first] = requests;
  return { requests, page: `/staff/sittings/${first?.sittingId}` };
}

const told = async (): Promise<readonly string[]> =>
  (await world.sent()).map(({ content }) => content.notice?.slice('push.exam.'.length) ?? '').toSorted();

const states = (requests: readonly ExamRequest[]): Promise<readonly string[]> =>
  Promise.all(requests.map(async (request) => (await world.stored(request)).state));

/** What a page says at its top, without markup. */
const said = ({ html }: Shown): string =>
  (/<p class="note[^>]*>(.*?)<\/p>/s.exec(html)?.[1] ?? '').replace(/\s+/g, ' ').trim();

const outcomes = async (): Promise<readonly string[]> =>
  (await world.transact((work) => work.audits.newest(100)))
    .filter(({ action }) => action !== 'sign-in' && action !== 'staff.add')
    .map(({ action, outcome, code }) => [action, outcome, code].filter((each) => each !== undefined).join(' '))
    .toSorted();

const DATE = { day: '2026-12-13', time: '10:00', room: '' };

test('an official exam from the complete sitting to the certificate in the owner’s hand', async () => {
  const { requests, page } = await complete();
  const [first, second] = requests;
  if (!first || !second) throw new Error('two people');
  expect((await clerk.get('/staff/sittings')).html).toContain(page);
  await clerk.submit(page, 'sitting.ask-body');
  await clerk.submit(page, 'sitting.body-confirmed');
  expect(await told()).toEqual([]);
  const before = await clerk.get(page);
  expect(before.html).toContain('2 messages go out; the first reads');
  const fixed = await clerk.submit(page, 'sitting.fix-date', DATE);
  expect(fixed.status).toBe(303);
  expect(said(await clerk.get(fixed.location ?? ''))).toBe(
    'The date is fixed; the messages are on their way to everybody.',
  );
  expect([await told(), await states(requests)]).toEqual([
    ['dated', 'dated'],
    ['dated', 'dated'],
  ]);

  world.at('2026-12-13T12:00');
  clerk = await desks.signedIn('salma2', 'clerk', ['zahran']);
  manager = await desks.signedIn('omar2', 'manager', ['zahran']);
  await clerk.submit(page, 'attendance.mark', {}, { request: first.number, came: 'yes' });
  await clerk.submit(page, 'attendance.mark', {}, { request: second.number, came: 'no' });
  await clerk.submit(page, 'result.enter', {}, { request: first.number, result: 'passed' });
  expect((await clerk.forms(page)).some(({ action }) => action === 'result.release')).toBe(false);
  await manager.submit(page, 'result.release', {}, { request: first.number });
  await clerk.submit(page, 'certificate.ready', {}, { request: first.number });
  await clerk.submit(`/staff/requests/${first.number}`, 'certificate.collected', { by: 'Sami Haddad' });
  expect([await told(), await states(requests)]).toEqual([
    ['absent', 'certificate-ready'],
    ['collected', 'absent'],
  ]);
  const shown = (await clerk.get(`/staff/requests/${first.number}`)).html;
  expect(shown).toContain('Sami Haddad');
  expect(shown).toContain('omar2');
});

test('a sitting is called off by the manager only; everybody has a place in the next one', async () => {
  const { requests, page } = await complete();
  expect((await clerk.forms(page)).some(({ action }) => action === 'sitting.cancel')).toBe(false);
  await manager.submit(page, 'sitting.cancel', { reason: 'no power' });
  expect(await told()).toEqual(['cancelled', 'cancelled']);
  expect((await world.stored(requests[0]!)).sittingId).not.toBe(requests[0]!.sittingId);
});

test('a date is moved with a reason, and everybody is told', async () => {
  const { page } = await complete();
  await clerk.submit(page, 'sitting.fix-date', DATE);
  await world.sent();
  const missing = await clerk.submit(page, 'sitting.move-date', { ...DATE, day: '2026-12-14', reason: '' });
  expect([missing.status, said(missing)]).toEqual([400, 'Missing: Reason.']);
  await clerk.submit(page, 'sitting.move-date', { ...DATE, day: '2026-12-14', reason: 'examiner ill' });
  expect(await told()).toEqual(['moved', 'moved']);
  expect((await clerk.get(page)).html).toContain('examiner ill');
});

test.each<[string, Record<string, string>, number, string]>([
  ['in the past', { day: '2026-11-22', time: '10:00' }, 409, 'This date is over, or is no date.'],
  ['that is no day', { day: '2026-02-30', time: '10:00' }, 400, 'Please check this field: Day.'],
  ['without a day', { day: '', time: '10:00' }, 400, 'Missing: Day.'],
  ['with a time that is none', { day: '2026-12-13', time: '25:00' }, 409, 'This date is over, or is no date.'],
  ['with words for a time', { day: '2026-12-13', time: 'ten' }, 400, 'Please check this field: Time.'],
  ['on a holiday', { day: '2026-11-25', time: '10:00' }, 409, 'By its hours and holidays the station is closed then.'],
  ['on a Friday', { day: '2026-12-11', time: '10:00' }, 409, 'By its hours and holidays the station is closed then.'],
  ['in the night', { day: '2026-12-13', time: '03:00' }, 409, 'By its hours and holidays the station is closed then.'],
])('a date %s is refused with the reason; what was typed stands there again', async (_what, typed, status, words) => {
  const { requests, page } = await complete();
  const refused = await clerk.submit(page, 'sitting.fix-date', typed);
  expect([refused.status, said(refused)]).toEqual([status, words]);
  if (typed['time'] !== '') expect(refused.html).toContain(`value="${typed['time']}"`);
  expect([await told(), await states(requests)]).toEqual([[], ['scheduling', 'scheduling']]);
});

test('a day with Arabic digits is a day; a closed one can be fixed all the same', async () => {
  const { page } = await complete();
  const refused = await clerk.submit(page, 'sitting.fix-date', { day: '٢٠٢٦-١٢-١١', time: '١٠:٠٠' });
  expect(refused.html).toContain('name="anyway"');
  const done = await clerk.submit(page, 'sitting.fix-date', { day: '٢٠٢٦-١٢-١١', time: '١٠:٠٠', anyway: 'yes' });
  expect([done.status, await told()]).toEqual([303, ['dated', 'dated']]);
});

test('two clerks with the same page: the second one’s changes nothing, and sees what has changed', async () => {
  const { page } = await complete();
  const other = await desks.signedIn('huda', 'clerk', ['zahran']);
  const stale = (await other.forms(page)).find(({ action }) => action === 'sitting.fix-date');
  await clerk.submit(page, 'sitting.fix-date', DATE);
  const late = await other.post('/staff/do/sitting.fix-date', { ...stale?.fields, day: '2026-12-20', time: '09:00' });
  expect(late.status).toBe(409);
  expect(late.html).toContain('salma');
  expect(late.html).toContain('date fixed');
  expect(await told()).toEqual(['dated', 'dated']);
});

test('a double click, one after the other or both at once, does the deed once and leads to the same place', async () => {
  const { page } = await complete();
  const form = (await clerk.forms(page)).find(({ action }) => action === 'sitting.fix-date');
  const filled = { ...form?.fields, ...DATE };
  const clicks = await Promise.all([
    clerk.post('/staff/do/sitting.fix-date', filled),
    clerk.post('/staff/do/sitting.fix-date', filled),
  ]);
  const third = await clerk.post('/staff/do/sitting.fix-date', filled);
  expect(clicks.map(({ status }) => status)).toEqual([303, 303]);
  expect(new Set([...clicks, third].map(({ location }) => location)).size).toBe(1);
  expect([await told(), await outcomes()]).toEqual([['dated', 'dated'], ['sitting.fix-date done']]);
});

test('a result can not be entered for somebody who did not come, nor released by whoever entered it', async () => {
  const { requests, page } = await complete();
  await clerk.submit(page, 'sitting.fix-date', DATE);
  await world.sent();
  world.at('2026-12-13T12:00');
  clerk = await desks.signedIn('salma2', 'clerk', ['zahran']);
  const forms = await clerk.forms(page);
  const secrets = forms.find(({ action }) => action === 'attendance.mark')?.fields ?? {};
  const [first] = requests;
  const entered = await clerk.post('/staff/do/result.enter', { ...secrets, request: first!.number, result: 'passed' });
  expect(entered.status).toBe(409);
  await clerk.submit(page, 'attendance.mark', {}, { request: first!.number, came: 'yes' });
  await clerk.submit(page, 'result.enter', {}, { request: first!.number, result: 'not-passed' });
  const own = await clerk.post('/staff/do/result.release', { ...secrets, once: 'another', request: first!.number });
  expect([own.status, said(own)]).toEqual([409, 'Whoever entered a result does not release it; a second person does.']);
  expect(await told()).toEqual([]);
});

describe('nobody in who does not belong', () => {
  test('a clerk of another station: the same 404 as for nothing, and it is on record', async () => {
    const { requests, page } = await complete();
    const stranger = await desks.signedIn('nadia', 'clerk', ['marka']);
    expect((await stranger.get('/staff/sittings')).html).not.toContain(page);
    const seen = [await stranger.get(page), await stranger.get(`/staff/requests/${requests[0]!.number}`)];
    const nothing = await stranger.get('/staff/sittings/sit_nothing');
    expect(seen.map(({ status, html }) => [status, html])).toEqual(seen.map(() => [404, nothing.html]));
    const own = (await stranger.forms('/staff/account'))[0]?.fields ?? {};
    const forced = await stranger.post('/staff/do/sitting.fix-date', {
      csrf: own['csrf'] ?? '',
      once: 'once-1',
      sitting: page.split('/').at(-1) ?? '',
      version: '2',
      ...DATE,
    });
    expect(forced.status).toBe(404);
    expect([await told(), await outcomes()]).toEqual([
      [],
      ['open-page refused not-found', 'open-page refused not-found', 'sitting.fix-date refused not-found'],
    ]);
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['without the secret of the page', { csrf: '' }, {}],
    ['with another secret', { csrf: 'forged' }, {}],
    ['from another site', {}, { Origin: 'https://evil.example' }],
    ['from nowhere', {}, { Origin: 'null' }],
  ])('a form %s: 403, nothing done, on record', async (_what, changed, headers) => {
    const { page } = await complete();
    const form = (await clerk.forms(page)).find(({ action }) => action === 'sitting.fix-date');
    const refused = await clerk.post('/staff/do/sitting.fix-date', { ...form?.fields, ...DATE, ...changed }, headers);
    expect([refused.status, await told(), await outcomes()]).toEqual([403, [], ['sitting.fix-date forged']]);
  });

  test('a form without a session: 403, on record', async () => {
    const { page } = await complete();
    const form = (await clerk.forms(page)).find(({ action }) => action === 'sitting.fix-date');
    const refused = await desks.visitor().post('/staff/do/sitting.fix-date', { ...form?.fields, ...DATE });
    expect([refused.status, await told()]).toEqual([403, []]);
  });

  test.each<[role: 'approver' | 'editor' | 'finance', action: string]>([
    ['editor', 'sitting.fix-date'],
    ['finance', 'result.release'],
    ['approver', 'result.enter'],
  ])('%s may not do %s: 403, on record', async (role, action) => {
    const { page, requests } = await complete();
    const other = await desks.signedIn('other', role);
    const secrets = (await other.forms('/staff/account'))[0]?.fields ?? {};
    const refused = await other.post(`/staff/do/${action}`, {
      csrf: secrets['csrf'] ?? '',
      once: 'once-2',
      sitting: page.split('/').at(-1) ?? '',
      request: requests[0]!.number,
      version: '2',
      result: 'passed',
      ...DATE,
    });
    expect([refused.status, await told(), await outcomes()]).toEqual([403, [], [`${action} refused not-allowed`]]);
  });

  test.each<[role: 'editor' | 'finance' | 'clerk', path: string]>([
    ['editor', '/staff/requests'],
    ['editor', '/staff/sittings'],
    ['finance', '/staff/sittings'],
    ['clerk', '/staff/record'],
  ])('%s may not open %s', async (role, path) => {
    const other = await desks.signedIn('other', role);
    expect((await other.get(path)).status).toBe(403);
  });

  test.each<[string, string, number]>([
    ['an unknown deed', 'sitting.burn', 404],
    ['a name of an object’s own', 'constructor', 404],
  ])('%s', async (_what, action, status) => {
    expect((await clerk.post(`/staff/do/${action}`, {})).status).toBe(status);
  });

  test('a body of ten megabytes, and one that is no form', async () => {
    expect((await clerk.post('/staff/do/task.done', { note: 'x'.repeat(10_000_000) })).status).toBe(413);
    const type = { 'Content-Type': 'application/json' };
    expect((await clerk.post('/staff/do/task.done', { note: 'x' }, type)).status).toBe(415);
    const broken = { 'Content-Type': 'multipart/form-data; boundary=x' };
    expect((await clerk.post('/staff/do/task.done', { note: 'x' }, broken)).status).toBe(400);
  });
});

test('a trial exam is marked used at the desk, with its result', async () => {
  const from = await world.write('sms', '+962790000077');
  const request = await world.submitted(from);
  await world.transact((work) => receivePayment(work, paymentFor(request)));
  await world.sent();
  await clerk.submit(`/staff/requests/${request.number}`, 'trial.used', {}, { result: 'not-passed' });
  expect([await states([request]), await told()]).toEqual([['used'], ['failed']]);
});

test('a request is cancelled for the station: the person hears why, and finance has the money to return', async () => {
  const { requests } = await complete();
  const [first] = requests;
  const page = `/staff/requests/${first!.number}`;
  expect((await clerk.submit(page, 'request.cancel', { reason: '' })).status).toBe(400);
  expect((await clerk.submit(page, 'request.cancel', { reason: 'x'.repeat(121) })).status).toBe(400);
  await clerk.submit(page, 'request.cancel', { reason: 'the examiner left' });
  const texts = (await world.sent()).map(({ content }) => content.text);
  expect(texts.some((text) => text.includes('the examiner left'))).toBe(true);
  const finance = await desks.signedIn('faris', 'finance');
  const tasks = await finance.get('/staff/tasks');
  expect(tasks.html).toContain('Refund');
  expect(tasks.html).toContain(first!.number);
  expect((await clerk.submit(page, 'request.correct', { field: 'name', value: 'A B C', reason: 'x' })).status).toBe(
    409,
  );
});

test.each<[string, Record<string, string>, number, Partial<{ name: string; latinName: string }>]>([
  ['a name', { field: 'name', value: 'Lama Sami Haddad' }, 303, { name: 'Lama Sami Haddad' }],
  ['a Latin name', { field: 'latinName', value: 'Lama Haddad' }, 303, { latinName: 'Lama Haddad' }],
  ['a Latin name in Arabic letters', { field: 'latinName', value: 'لمى حداد' }, 400, {}],
  ['a number that is too short', { field: 'number', value: '12' }, 400, {}],
  ['a field that is none', { field: 'phone', value: '1' }, 400, {}],
])('%s is corrected at the desk', async (_what, typed, status, expected) => {
  const request = await paidPerson();
  await world.sent();
  const page = `/staff/requests/${request.number}`;
  const corrected = await clerk.submit(page, 'request.correct', { ...typed, reason: 'seen on the card' });
  const person = await world.transact((work) => work.persons.byId(request.beneficiaryId));
  const before = { name: 'Laila Sami Haddad', latinName: 'Laila Haddad' };
  expect([corrected.status, person]).toEqual([status, expect.objectContaining({ ...before, ...expected })]);
  expect(await told()).toEqual([]);
});

test.each(['number', 'phone', 'payment', 'document', 'name', 'other'] as const)(
  'requests are found by %s, and only those of the own stations',
  async (by) => {
    const request = await paidPerson();
    const elsewhere = await paidPerson('marka');
    const person = await world.transact((work) => work.persons.byId(request.beneficiaryId));
    const q = {
      number: request.number,
      phone: request.phone.replace('+962', '0'),
      payment: request.paymentNumber ?? '',
      document: person?.number ?? '',
      name: 'haddad sami',
      other: 'Nobody Here',
    }[by];
    const csrf = (await clerk.forms('/staff/requests'))[2]?.fields['csrf'] ?? '';
    const found = await clerk.post('/staff/requests', { q, csrf });
    expect([found.status, found.html.includes(request.number), found.html.includes(elsewhere.number)]).toEqual([
      200,
      by !== 'other',
      false,
    ]);
    expect((await clerk.post('/staff/requests', { q, csrf: 'forged' })).status).toBe(403);
  },
);

test('a task is read and finished once, by those whom it concerns', async () => {
  const task = await world.transact((work) =>
    openTask(work, 'person-asked', { stationId: 'zahran', details: { phone: '+962790000001' } }),
  );
  const page = `/staff/tasks/${task.id}`;
  expect((await clerk.get('/staff/tasks')).html).toContain(page);
  expect((await clerk.get(page)).html).toContain('+962790000001');
  const finance = await desks.signedIn('faris', 'finance');
  expect((await finance.get(page)).status).toBe(404);
  const stranger = await desks.signedIn('nadia', 'clerk', ['marka']);
  expect((await stranger.get(page)).status).toBe(404);
  const stale = (await manager.forms(page)).find(({ action }) => action === 'task.done')?.fields ?? {};
  await clerk.submit(page, 'task.done', { note: 'rang, all is well' });
  const again = await manager.post('/staff/do/task.done', stale);
  expect([again.status, again.html.includes('rang, all is well')]).toEqual([409, true]);
  expect((await clerk.get('/staff/tasks')).html).not.toContain(page);
});

test('the record names deeds by ids only, for the administrator', async () => {
  const { page, requests } = await complete();
  await clerk.submit(page, 'sitting.fix-date', DATE);
  const admin = await desks.signedIn('root', 'admin');
  const record = (await admin.get('/staff/record')).html;
  expect(record).toContain('sitting.fix-date');
  expect(record).not.toContain(requests[0]!.phone);
  expect(record).not.toContain('Haddad');
});

describe('what is easily got wrong', () => {
  test('a passport number is corrected with its letters', async () => {
    const request = await world.submitted(await world.write('sms', '+962780000002'), {
      person: { document: 'passport', number: 'N1234567', country: 'IQ', name: 'Ali Hassan' },
    });
    await clerk.submit(`/staff/requests/${request.number}`, 'request.correct', {
      field: 'number',
      value: 'p 765-4321',
      reason: 'typing',
    });
    const person = await world.transact((work) => work.persons.byId(request.beneficiaryId));
    expect(person?.number).toBe('P7654321');
  });

  test('a name of one part is not taken for a civil ID', async () => {
    const { requests } = await complete();
    const page = `/staff/requests/${requests[0]?.number}`;
    const change = { field: 'name', value: 'Ali', reason: 'x' };
    expect((await clerk.submit(page, 'request.correct', change)).status).toBe(400);
  });

  test('what one list shows is not changed by way of another request of the person', async () => {
    const official = await paidPerson();
    await paidPerson();
    const conversation = await world.transact((work) => work.conversations.byAddress('sms', official.phone));
    const citizen = await world.transact((work) => work.citizens.byId(official.requesterId));
    if (!conversation || !citizen) throw new Error('somebody who has written');
    const trial = await world.submitted({ conversation, citizen }, { personId: official.beneficiaryId });
    await clerk.submit(`/staff/sittings/${official.sittingId}`, 'sitting.ask-body');
    const change = { field: 'name', value: 'Rania Sami Haddad', reason: 'x' };
    const refused = await clerk.submit(`/staff/requests/${trial.number}`, 'request.correct', change);
    expect(refused.status).toBe(409);
  });

  test('a request that moves to a station out of sight leads back to the list', async () => {
    const { requests } = await complete();
    const change = { field: 'station', value: 'marka', reason: 'lives there' };
    const moved = await clerk.submit(`/staff/requests/${requests[0]?.number}`, 'request.correct', change);
    expect([moved.status, moved.location?.split('?')[0]]).toEqual([303, '/staff/requests']);
  });

  test('a refund is finished by finance, not by the clerk who has cancelled', async () => {
    const { requests } = await complete();
    await clerk.submit(`/staff/requests/${requests[0]?.number}`, 'request.cancel', { reason: 'x' });
    const [task] = await world.transact(async (work) =>
      (await work.tasks.open()).filter(({ kind }) => kind === 'refund'),
    );
    const page = `/staff/tasks/${task?.id}`;
    expect((await clerk.forms(page)).some(({ action }) => action === 'task.done')).toBe(false);
    const finance = await desks.signedIn('faris', 'finance');
    expect((await finance.submit(page, 'task.done', { note: 'returned' })).status).toBe(303);
  });

  test('money that differs belongs to the station of its request', async () => {
    const request = await world.submitted(await world.write('sms', '+962780000003'), { stationId: 'marka' });
    await world.transact((work) => receivePayment(work, paymentFor(request, { paidFils: 1 })));
    expect((await clerk.get('/staff/tasks')).html).not.toContain(request.number);
  });

  test('who has no tasks is not led to them', async () => {
    const approver = await desks.signedIn('amal', 'approver');
    expect((await approver.get('/staff/')).html).not.toContain('href="/staff/tasks"');
  });

  test('a forged form about a request is on record with the request', async () => {
    const { requests } = await complete();
    const [first] = requests;
    await clerk.post('/staff/do/request.cancel', { request: first?.number ?? '', reason: 'x', csrf: 'forged' });
    const [row] = (await world.transact((work) => work.audits.newest(100))).filter(
      ({ outcome }) => outcome === 'forged',
    );
    expect(row?.objects).toEqual({ request: first?.number });
  });
});

test('a conversation is answered at the desk, by one of two, and given back', async () => {
  const { conversation } = await world.write('sms', '+962790000901', 'is there a ramp?');
  const task = await world.transact(async (work) => {
    const handover = await handOver(work, 'person-asked', conversation, { phone: '+962790000901' });
    await work.conversations.save({ ...conversation, language: 'en', handover });
    return handover.taskId;
  });
  const page = `/staff/tasks/${task}`;
  expect((await clerk.get('/staff/tasks')).html).toContain('waits for an answer since');
  const shown = await clerk.get(page);
  expect(shown.html).toContain('is there a ramp?');
  const before = await manager.forms(page);
  expect((await clerk.submit(page, 'talk.answer', { words: 'Yes,\r\nat the side' })).status).toBe(303);
  expect((await world.sent()).map(({ content }) => content.text)).toEqual(['Staff: Yes,\nat the side']);
  const late = before.find(({ action }) => action === 'talk.answer');
  const refused = await manager.post('/staff/do/talk.answer', { ...late?.fields, words: 'No' });
  expect([refused.status, said(refused)]).toEqual([
    409,
    'Somebody else has answered meanwhile. Please read that first.',
  ]);
  expect(refused.html).toContain('No</textarea>');
  await clerk.submit(page, 'task.done', { note: '' });
  expect((await world.sent()).map(({ content }) => content.text)).toEqual([
    'Your talk with our staff is over, and the assistant is with you again. What can we do for you?',
  ]);
  const finance = await desks.signedIn('fadi', 'finance', 'all');
  expect((await finance.get(page)).status).toBe(404);
  expect((await clerk.get(page)).html).not.toContain('is there a ramp?');
});

test('a sentence that was not understood gets its meaning from an editor, and is given out', async () => {
  const id = await world.transact((work) =>
    noteUnclear(work, { text: 'وين بصير هالحكي', offered: ['fees'], language: 'ar', citizenId: undefined, names: [] }),
  );
  const editor = await desks.signedIn('huda', 'editor', 'all');
  expect((await editor.get('/staff/phrases')).html).toContain('وين بصير هالحكي');
  expect((await editor.submit('/staff/phrases', 'phrase.label', { label: 'placement' })).status).toBe(400);
  await editor.submit('/staff/phrases', 'phrase.label', { label: 'locations_hours' }, { phrase: id });
  const file = await editor.download('/staff/phrases/export');
  expect(JSON.parse(file.bytes.toString())).toEqual({
    locations_hours: { standard: [], jordanian: ['وين بصير هالحكي'], english: [], arabizi: [] },
  });
  expect((await clerk.get('/staff/phrases')).status).toBe(403);
});

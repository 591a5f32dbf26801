// The way in: who gets in, who waits, what ends a session.
import { disableStaff } from '../../../src/services/staff';
import { openDesks, PASSWORD, type Desks } from '../../support/desk';
import { openWorld, type World } from '../../support/world';

let world: World;
let desks: Desks;
beforeEach(async () => {
  world = await openWorld();
  desks = await openDesks(world);
  await desks.signedIn('salma', 'clerk', ['zahran']);
});
afterEach(async () => {
  await desks.close();
  await world.close();
});

const audits = () => world.transact((work) => work.audits.newest(50));

test('somebody who is not signed in sees the way in, and comes to the page they asked for', async () => {
  const guest = desks.visitor();
  const home = await guest.get('/staff/');
  expect([home.status, home.html.includes('action="/staff/sign-in"')]).toEqual([200, true]);
  expect((await guest.get('/staff/tasks')).location).toBe('/staff/?next=%2Fstaff%2Ftasks');
  const asked = await guest.get('/staff/?next=%2Fstaff%2Ftasks');
  expect(asked.html).toContain('value="/staff/tasks"');
  const entered = await guest.post('/staff/sign-in', { name: 'Salma', password: PASSWORD, next: '/staff/tasks' });
  expect([entered.status, entered.location]).toEqual([303, '/staff/tasks']);
  expect(entered.headers.get('set-cookie')).toMatch(/^desk=[\w-]{43}; Path=\/staff; HttpOnly; SameSite=Lax$/);
  expect((await guest.get('/staff/tasks')).status).toBe(200);
});

test.each([
  ['another site', 'https://evil.example/'],
  ['a site without a scheme', '//evil.example/staff/'],
  ['a path outside', '/staff/../chat'],
  ['another page of ours', '/chat'],
])('after signing in nobody is led to %s', async (_what, next) => {
  const entered = await desks.visitor().post('/staff/sign-in', { name: 'salma', password: PASSWORD, next });
  expect(entered.location).toBe('/staff/');
});

test.each([
  ['a wrong password', 'salma', 'wrong wrong wrong'],
  ['a name that nobody has', 'nobody', PASSWORD],
  ['an empty form', '', ''],
])('%s: 401, and not told which of the two was wrong', async (_what, name, password) => {
  const refused = await desks.visitor().post('/staff/sign-in', { name, password });
  const other = await desks.visitor().post('/staff/sign-in', { name: 'salma', password: 'another wrong one' });
  expect([refused.status, refused.html]).toEqual([401, other.html]);
  expect(refused.headers.get('set-cookie')).toBeNull();
});

test.each(['salma', 'nobody'])(
  'wrong passwords for %s slow the next try, the right one included, until the wait is over',
  async (name) => {
    const guest = desks.visitor();
    const statuses: number[] = [];
    for (let tried = 0; tried < 5; tried += 1)
      statuses.push((await guest.post('/staff/sign-in', { name, password: `wrong ${tried}` })).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const waiting = await guest.post('/staff/sign-in', { name, password: PASSWORD });
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([429, '2']);
    world.at('2026-11-23T12:01');
    expect((await guest.post('/staff/sign-in', { name, password: PASSWORD })).status).toBe(
      name === 'salma' ? 303 : 401,
    );
  },
);

test('a hundred tries at once are not a hundred tries', async () => {
  const tries = Array.from({ length: 20 }, () =>
    desks.visitor().post('/staff/sign-in', { name: 'salma', password: 'x' }),
  );
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401).length).toBe(3);
});

test.each<[string, number, string]>([
  ['half an hour without a page', 303, '2026-11-23T12:31'],
  ['less than that', 200, '2026-11-23T12:29'],
])('%s', async (_what, status, wall) => {
  const clerk = await desks.signedIn('rami', 'clerk');
  world.at(wall);
  expect((await clerk.get('/staff/tasks')).status).toBe(status);
});

test('a session is prolonged by use, and over after twelve hours all the same', async () => {
  const clerk = await desks.signedIn('rami', 'clerk');
  const statuses: number[] = [];
  for (let minutes = 25; minutes <= 12 * 60 + 25; minutes += 25) {
    const at = new Date(Date.UTC(2026, 10, 23, 12, minutes)).toISOString().slice(0, 16);
    world.at(at);
    statuses.push((await clerk.get('/staff/tasks')).status);
  }
  expect([statuses.slice(0, 28), statuses.at(-1)]).toEqual([Array.from({ length: 28 }, () => 200), 303]);
});

test('an account that is disabled is out at once, and can not come back', async () => {
  const clerk = await desks.signedIn('rami', 'clerk');
  await world.transact((work) => disableStaff(work, 'rami'));
  expect((await clerk.get('/staff/tasks')).status).toBe(303);
  expect((await desks.visitor().post('/staff/sign-in', { name: 'rami', password: PASSWORD })).status).toBe(401);
});

test('signing out ends the session; without the secret of the page nobody is signed out', async () => {
  const clerk = await desks.signedIn('rami', 'clerk');
  const jar = (await clerk.forms('/staff/')).find(({ action }) => action === '/staff/sign-out');
  expect((await clerk.get('/staff/tasks')).status).toBe(200);
  await clerk.post('/staff/sign-out', jar?.fields ?? {});
  expect((await clerk.get('/staff/tasks')).status).toBe(303);
  const other = await desks.signedIn('lina', 'clerk');
  const cleared = await other.post('/staff/sign-out', { csrf: 'forged' });
  expect(cleared.headers.get('set-cookie')).toBeNull();
  expect((await other.get('/staff/tasks')).status).toBe(200);
  expect((await audits()).some(({ action, outcome }) => action === 'sign-out' && outcome === 'forged')).toBe(true);
});

test('the present password can not be guessed faster than at sign-in', async () => {
  const clerk = await desks.signedIn('rami', 'clerk');
  const tries = [];
  for (let count = 0; count < 5; count += 1)
    tries.push(
      (await clerk.submit('/staff/account', 'account.password', { password: 'x', new: 'long enough it is' })).status,
    );
  expect(tries).toEqual([403, 403, 403, 409, 409]);
});

test('a password may begin and end with a space', async () => {
  const clerk = await desks.signedIn('rami', 'clerk');
  const password = ' with spaces at its ends ';
  await clerk.submit('/staff/account', 'account.password', { password: PASSWORD, new: password });
  const back = await desks.visitor().post('/staff/sign-in', { name: 'rami', password });
  expect(back.status).toBe(303);
});

test('a new password signs out everywhere; too short a one, or a wrong present one, changes nothing', async () => {
  const clerk = await desks.signedIn('rami', 'clerk');
  const change = (password: string, fresh: string) =>
    clerk.submit('/staff/account', 'account.password', { password, new: fresh });
  expect((await change('not the present one', 'long enough it is')).status).toBe(403);
  expect((await change(PASSWORD, 'short')).status).toBe(409);
  expect((await change(PASSWORD, 'long enough it is')).status).toBe(303);
  expect((await clerk.get('/staff/tasks')).status).toBe(303);
  const fresh = desks.visitor();
  expect((await fresh.post('/staff/sign-in', { name: 'rami', password: PASSWORD })).status).toBe(401);
  expect((await fresh.post('/staff/sign-in', { name: 'rami', password: 'long enough it is' })).status).toBe(303);
});

test('a form from another site signs nobody in, and is on record', async () => {
  const forged = await desks
    .visitor()
    .post('/staff/sign-in', { name: 'salma', password: PASSWORD }, { Origin: 'https://evil.example' });
  expect(forged.status).toBe(403);
  const own = await desks
    .visitor()
    .post('/staff/sign-in', { name: 'salma', password: PASSWORD }, { Origin: 'http://desk.example' });
  expect(own.status).toBe(303);
  const signIns = (await audits()).filter(({ action }) => action === 'sign-in').map(({ outcome }) => outcome);
  expect(signIns.toSorted()).toEqual(['done', 'done', 'forged']);
});

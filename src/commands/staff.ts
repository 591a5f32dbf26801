// npm run staff -- add NAME --role ROLE [--station ID]… · list · disable NAME · password NAME: staff accounts, also beside a running service.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { ROLES, type Role, type Staff } from '../domain/staff';
import { Fault, isRefusal } from '../errors';
import { hashPassword } from '../passwords';
import { addStaff, disableStaff, isStrong, setPassword } from '../services/staff';
import type { Store } from '../store/store';
import { runStoreCommand, withStore } from './store-command';

const USAGE = [
  `npm run staff -- add NAME --role ${ROLES.join('|')} [--station ID]…`,
  'npm run staff -- list',
  'npm run staff -- disable NAME',
  'npm run staff -- password NAME',
].join('\n');

type Given = { readonly name: string; readonly role: string | undefined; readonly stations: readonly string[] };

/** What each refusal means to whoever typed the command. */
const WORDS: Readonly<Record<string, string>> = {
  'name-wrong': 'a name has 2 to 40 small Latin letters, digits, dots and hyphens, and begins with a letter',
  'name-taken': 'there is an account with this name',
  'station-unknown':
    'there is no such station: they come with the first start of a demo, or by npm run catalogue -- load FILE',
};

/** The answer to a question on a terminal, without showing it; or the first line that comes in. */
async function askPassword(): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  if (isTerminal) process.stderr.write('Password (12 letters at least, not shown): ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  const password = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
  lines.close();
  if (isTerminal) process.stderr.write('\n');
  if (!isStrong(password)) throw new Fault('password-weak', 'a password has 12 to 200 letters');
  return password;
}

const roleOf = (said: string | undefined): Role => {
  const role = ROLES.find((each) => each === said);
  if (!role) throw new Fault('usage', `--role is one of ${ROLES.join(', ')}\n${USAGE}`);
  return role;
};

async function add(store: Store, { name, role: said, stations }: Given): Promise<string> {
  const role = roleOf(said);
  const passwordHash = await hashPassword(await askPassword());
  const added = await store.transact((work) =>
    addStaff(work, { name, role, stations: stations.length > 0 ? stations : 'all', passwordHash }),
  );
  if (isRefusal(added)) throw new Fault(added.refused, WORDS[added.refused] ?? added.refused);
  return `${describe(added)}: made.`;
}

const describe = ({ name, role, stations, disabledAt }: Staff): string =>
  [name, role, stations === 'all' ? 'all stations' : stations.join(' '), disabledAt === undefined ? '' : 'disabled']
    .filter((part) => part !== '')
    .join('  ');

async function known(store: Store, name: string): Promise<Staff> {
  const staff = await store.transact((work) => work.staff.byName(name));
  if (!staff) throw new Fault('staff-unknown', 'there is no account with this name');
  return staff;
}

const DEEDS: Readonly<Record<string, (store: Store, given: Given) => Promise<string>>> = {
  add,
  async list(store) {
    return (await store.transact((work) => work.staff.all())).map(describe).join('\n') || 'No accounts yet.';
  },
  async disable(store, { name }) {
    await known(store, name);
    await store.transact((work) => disableStaff(work, name));
    return `${name}: disabled, and signed out everywhere.`;
  },
  async password(store, { name }) {
    await known(store, name);
    const passwordHash = await hashPassword(await askPassword());
    await store.transact(async (work) => {
      const staff = await work.staff.byName(name);
      if (staff) await setPassword(work, staff, passwordHash);
    });
    return `${name}: has a new password.`;
  },
};

/** @throws Fault `usage` */
function readOrder(args: readonly string[]) {
  try {
    const options = { role: { type: 'string' }, station: { type: 'string', multiple: true } } as const;
    const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [what = '', name = ''] = positionals;
    const deed = Object.hasOwn(DEEDS, what) ? DEEDS[what] : undefined;
    if (!deed || positionals.length !== (what === 'list' ? 1 : 2)) throw new Fault('usage', USAGE);
    if (what === 'add') roleOf(values.role);
    return { deed, given: { name: name.toLowerCase(), role: values.role, stations: values.station ?? [] } };
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('usage', USAGE, { cause });
  }
}

void runStoreCommand((settings, args) => {
  const { deed, given } = readOrder(args);
  return withStore(settings, (store) => deed(store, given));
});

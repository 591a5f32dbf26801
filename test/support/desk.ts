// The desk's doors on a world of people, driven as a browser without scripts drives them: cookies, pages, the forms found on them.
import type { Role } from '../../src/domain/staff';
import { isRefusal } from '../../src/errors';
import { createLog } from '../../src/log';
import { hashPassword } from '../../src/passwords';
import { addStaff } from '../../src/services/staff';
import { assetRoutes } from '../../src/web/assets';
import { createRateLimit } from '../../src/web/rate-limit';
import { createWebServer } from '../../src/web/server';
import { DESK_FORMS, DESK_PAGES } from '../../src/web/staff/console';
import { deskRoutes } from '../../src/web/staff/routes';
import { signInRoutes } from '../../src/web/staff/sign-in';
import type { World } from './world';

export const PASSWORD = 'correct horse battery';

export type Shown = {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Where a form led. */
  readonly location: string | null;
};

/** A form as it stands on a page. */
export type FoundForm = { readonly action: string; readonly fields: Readonly<Record<string, string>> };

export type Visitor = {
  get(path: string): Promise<Shown>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  /** Opens a page, fills in the form with this action (and these hidden fields), and sends it. */
  submit(
    path: string,
    action: string,
    typed?: Readonly<Record<string, string>>,
    hidden?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  /** Sends a form with files, as a browser does. */
  upload(
    path: string,
    fields: Readonly<Record<string, string>>,
    files: Readonly<Record<string, Buffer>>,
  ): Promise<Shown>;
  download(path: string): Promise<{ readonly status: number; readonly bytes: Buffer; readonly type: string | null }>;
  /** The forms on a page. */
  forms(path: string): Promise<readonly FoundForm[]>;
};

export type Desks = {
  readonly base: string;
  /** Makes the account and signs it in. */
  signedIn(name: string, role: Role, stations?: readonly string[] | 'all'): Promise<Visitor>;
  visitor(): Visitor;
  /** How often a deed was committed. */
  deeds(): number;
  close(): Promise<void>;
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescape = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => ENTITIES[name] ?? '');

export function formsIn(html: string): readonly FoundForm[] {
  return [...html.matchAll(/<form\s([^>]*)>(.*?)<\/form>/gs)].map(([, tag = '', inside = '']) => ({
    action: /data-action="([^"]*)"/.exec(tag)?.[1] ?? /action="([^"]*)"/.exec(tag)?.[1] ?? '',
    fields: Object.fromEntries(
      [...inside.matchAll(/<(?:input|select|textarea)\s([^>]*)>/gs)].map(([, attributes = '']) => [
        /name="([^"]*)"/.exec(attributes)?.[1] ?? '',
        unescape(/value="([^"]*)"/.exec(attributes)?.[1] ?? ''),
      ]),
    ),
  }));
}

export async function openDesks(world: World): Promise<Desks> {
  const { transact, clock } = world;
  let deeds = 0;
  const origins = ['http://desk.example'];
  const doors = { transact, origins };
  const server = createWebServer({
    routes: [
      ...assetRoutes(),
      ...signInRoutes({ ...doors, secure: false, limit: createRateLimit(1000, 1000, clock.real), real: clock.real }),
      ...deskRoutes({
        ...doors,
        pages: DESK_PAGES,
        forms: DESK_FORMS,
        limit: createRateLimit(1000, 1000, clock.real),
        onDeed: () => {
          deeds += 1;
        },
      }),
    ],
    log: createLog(() => undefined),
    trustedProxies: [],
  });
  await server.listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${server.port}`;
  origins.push(base);

  function visitor(): Visitor {
    let kept = '';
    async function ask(path: string, init: RequestInit): Promise<Shown> {
      const headers = { ...(init.headers as Record<string, string>), ...(kept && { Cookie: kept }) };
      const answer = await fetch(base + path, { ...init, headers, redirect: 'manual' });
      const set = answer.headers.get('set-cookie');
      if (set !== null) kept = set.split(';')[0] ?? '';
      return {
        status: answer.status,
        html: await answer.text(),
        headers: answer.headers,
        location: answer.headers.get('location'),
      };
    }
    const own: Visitor = {
      get: (path) => ask(path, {}),
      post: (path, fields, headers = {}) =>
        ask(path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
          body: new URLSearchParams(fields).toString(),
        }),
      upload(path, fields, files) {
        const body = new FormData();
        for (const [name, value] of Object.entries(fields)) body.set(name, value);
        for (const [name, bytes] of Object.entries(files))
          body.set(name, new Blob([new Uint8Array(bytes)]), `${name}.xlsx`);
        return ask(path, { method: 'POST', body });
      },
      async download(path) {
        const answer = await fetch(base + path, { headers: { Cookie: kept } });
        const bytes = Buffer.from(await answer.arrayBuffer());
        return { status: answer.status, bytes, type: answer.headers.get('content-type') };
      },
      forms: async (path) => formsIn((await own.get(path)).html),
      async submit(path, action, typed = {}, hidden = {}) {
        const forms = await own.forms(path);
        const form = forms.find(
          (each) =>
            each.action === action && Object.entries(hidden).every(([name, value]) => each.fields[name] === value),
        );
        if (!form) throw new Error(`no form ${action} on ${path}: ${forms.map((each) => each.action).join(' ')}`);
        return own.post(`/staff/do/${action}`, { ...form.fields, ...typed });
      },
    };
    return own;
  }

  return {
    base,
    visitor,
    deeds: () => deeds,
    async signedIn(name, role, stations = 'all') {
      const passwordHash = await hashPassword(PASSWORD);
      const made = await transact((work) => addStaff(work, { name, role, stations, passwordHash, language: 'en' }));
      if (isRefusal(made)) throw new Error(made.refused);
      const fresh = visitor();
      const entered = await fresh.post('/staff/sign-in', { name, password: PASSWORD });
      if (entered.status !== 303) throw new Error(`not signed in: ${entered.status}`);
      return fresh;
    },
    close: () => server.close(),
  };
}

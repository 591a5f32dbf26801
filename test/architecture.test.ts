// The rules of the house, as a table: who may import whom, and what only one place may do. Each rule first finds a planted violation.
import arTexts from '../locales/ar.json';
import enTexts from '../locales/en.json';
import { NOTICES } from '../src/domain/notices';
import { REFUSALS } from '../src/errors';
import { readSources, sourceOf, type Source } from './support/sources';

type Rule = {
  readonly rule: string;
  readonly because: string;
  /** Every violation, as "file: what". */
  readonly find: (sources: readonly Source[]) => readonly string[];
  /** Files that break it, and what must be found in them. */
  readonly planted: Readonly<Record<string, string>>;
  readonly found: readonly string[];
};

const ENTRIES = /^src\/(index|talk|run)(\.|$)|^src\/commands\//;
const EMBEDDED = 'src/store/embedded/';

/** A room and its floor, from the top; the first that fits counts. */
const ROOMS: readonly (readonly [room: string, floor: number, place: RegExp])[] = [
  ['entries', 7, ENTRIES],
  ['app', 6, /^src\/app(\.|$)/],
  ['web', 5, /^src\/web\//],
  ['schedule', 5, /^src\/schedule(\.|$)/],
  ['dialogs', 4, /^dialogs\//],
  ['delivery', 4, /^src\/delivery\//],
  ['services', 3, /^src\/services\//],
  ['store', 3, /^src\/store\//],
  ['bot', 3, /^src\/bot\//],
  ['channels', 3, /^src\/channels\//],
  ['domain', 2, /^src\/domain\//],
  ['ground', 1, /^src\/(language\/|(config|errors|faults|log|clock|passwords|signal)(\.|$))/],
];

const roomOf = (path: string) => ROOMS.find(([, , place]) => place.test(path));
const isOwn = (path: string): boolean => /^(src|dialogs)\//.test(path);
const isPackage = (name: string): boolean =>
  !/^(src|dialogs|locales|test|node_modules)\/|^node:|^package\.json$/.test(name);

/** One line for each import that a rule forbids. */
const imports = (forbidden: (importer: string, imported: string) => boolean) => (sources: readonly Source[]) =>
  sources.flatMap(({ path, imports: all }) =>
    all.filter((imported) => forbidden(path, imported)).map((imported) => `${path}: ${imported}`),
  );

/** One line for each match in the code of the files that must not hold it. */
const code = (pattern: RegExp, where: (path: string) => boolean) => (sources: readonly Source[]) =>
  sources
    .filter(({ path }) => where(path))
    .flatMap(({ path, code: text }) => [...text.matchAll(pattern)].map(([match]) => `${path}: ${match}`));

/** The only places that may import a package, its sub-paths included. */
const LIBRARIES: readonly (readonly [name: RegExp, place: RegExp])[] = [
  [/^mongoose$/, /^src\/store\/(?!embedded\/)/],
  [/^bson$/, /^src\/store\/embedded\//],
  [/^restify$/, /^src\/web\/server\.ts$/],
  [/^ws$/, /^src\/(web\/|commands\/bench-turns)/],
  [/^zod(\/v4)?$/, /^src\/web\//],
  [/^(playwright-core|@sparticuz\/chromium)$/, /^src\/commands\/screenshot\.ts$/],
  [/^prom-client$/, /^src\/web\//],
  [/^sms-segments-calculator$/, /^src\/web\/simulator\//],
  [/^twilio(\/|$)/, /^src\/channels\/twilio\.ts$/],
  // The benchmark sets natural's own classifiers and node-nlp beside ours; neither serves anybody.
  [/^natural\/lib\/natural\//, /^src\/language\/(classifier|baselines)\.ts$/],
  [/^node-nlp$/, /^src\/language\/baselines\.ts$/],
  [/^intl-messageformat$/, /^src\/language\/texts\.ts$/],
  [/^libphonenumber-js(\/|$)/, /^src\/language\/answers\.ts$/],
  [/^botbuilder$/, /^src\/bot\//],
  [/^@node-rs\/argon2$/, /^src\/passwords\.ts$/],
  [/^(read|write)-excel-file(\/|$)/, /^src\/web\/staff\/sheet\.ts$/],
  [/^pino$/, /^src\/log\.ts$/],
];

/** A cycle of imports as "a -> b -> a", each once, beginning at its first file by name. */
function cyclesIn(sources: readonly Source[]): readonly string[] {
  const graph = new Map(sources.map(({ path, imports: all }) => [path.replace(/\.(ts|js)$/, ''), all.filter(isOwn)]));
  const done = new Set<string>();
  const found = new Set<string>();
  const visit = (at: string, way: readonly string[]): void => {
    if (way.includes(at)) found.add(inOrder(way.slice(way.indexOf(at))).join(' -> '));
    if (way.includes(at) || done.has(at)) return;
    for (const next of graph.get(at) ?? []) visit(next, [...way, at]);
    done.add(at);
  };
  for (const start of graph.keys()) visit(start, []);
  return [...found];
}

function inOrder(cycle: readonly string[]): readonly string[] {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
  return [...turned, ...turned.slice(0, 1)];
}

const RULES: readonly Rule[] = [
  {
    rule: 'every file stands in a room of a known floor',
    because: 'a new room is a decision, not an accident',
    find: (sources) => sources.filter(({ path }) => !roomOf(path)).map(({ path }) => path),
    planted: { 'src/stuff/a.ts': '' },
    found: ['src/stuff/a.ts'],
  },
  {
    rule: 'an arrow goes only downward, and rooms of one floor are strangers',
    because: 'what is below can be read, tried and changed without what is above',
    find: imports((importer, imported) => {
      const [from, to] = [roomOf(importer), isOwn(imported) ? roomOf(imported) : undefined];
      return from !== undefined && to !== undefined && from[0] !== to[0] && from[1] <= to[1];
    }),
    planted: {
      'src/services/a.ts': "import type { S } from '../store/store'; import '../domain/work'; import '../clock';",
      'dialogs/b.ts': "import('../src/delivery/claim'); export * from '../src/services/a';",
      'src/web/c.ts': "import { x } from '../schedule';",
      'src/clock.ts': "type D = import('./domain/work').Work;",
    },
    found: [
      'src/services/a.ts: src/store/store',
      'dialogs/b.ts: src/delivery/claim',
      'src/web/c.ts: src/schedule',
      'src/clock.ts: src/domain/work',
    ],
  },
  {
    rule: 'the domain imports only the domain',
    because: 'what is true must not depend on a library, a clock or a machine',
    find: imports((importer, imported) => importer.startsWith('src/domain/') && !imported.startsWith('src/domain/')),
    planted: {
      'src/domain/a.ts':
        "import { createHash } from 'node:crypto'; import { z } from 'zod'; import type { Day } from '../clock'; import './b';",
    },
    found: ['src/domain/a.ts: node:crypto', 'src/domain/a.ts: zod', 'src/domain/a.ts: src/clock'],
  },
  {
    rule: 'the domain reads no time, no process and no chance, and does no I/O',
    because: 'the same question always has the same answer there',
    find: code(/\b(Date|process|Intl|console|fetch|setTimeout|setInterval|Math\.random)\b/g, (path) =>
      path.startsWith('src/domain/'),
    ),
    planted: {
      'src/domain/a.ts':
        "// Date in a comment and 'Date' in a string count for nothing\nconst day = 'Date'; new Date(0); process.exit();",
    },
    found: ['src/domain/a.ts: Date', 'src/domain/a.ts: process'],
  },
  {
    rule: 'dialogs know services, domain, language and the scope of a turn',
    because: 'a dialog asks; a service does, the domain decides, the store keeps, a channel carries',
    find: imports(
      (importer, imported) =>
        importer.startsWith('dialogs/') &&
        !/^(dialogs|src\/services|src\/domain|src\/language)\/|^src\/(bot\/scope|clock|errors|signal)$|^locales\/phrases\//.test(
          imported,
        ),
    ),
    planted: {
      'dialogs/a.ts':
        "import type { Turns } from '../src/bot/turn'; import type { Scope } from '../src/bot/scope'; import '../src/store/store'; import 'mongoose'; import './b';",
    },
    found: ['dialogs/a.ts: src/bot/turn', 'dialogs/a.ts: src/store/store', 'dialogs/a.ts: mongoose'],
  },
  {
    rule: 'delivery and the doors know the contract of a channel, never a named one',
    because:
      "one more channel is one file and one line in the list; the simulated carrier plays the provider and signs as its client's file does",
    find: imports(
      (importer, imported) =>
        /^src\/(delivery|web)\//.test(importer) &&
        imported.startsWith('src/channels/') &&
        imported !== 'src/channels/channel' &&
        !(importer === 'src/web/simulator/webhook-post.ts' && imported === 'src/channels/twilio'),
    ),
    planted: {
      'src/delivery/a.ts': "import { sms } from '../channels/sms'; import type { Channel } from '../channels/channel';",
      'src/web/b.ts': "import '../channels';",
      'src/web/webhooks.ts': "import { signWebhook } from '../channels/twilio';",
      'src/web/simulator/webhook-post.ts':
        "import { signWebhook } from '../../channels/twilio'; import '../../channels/sms';",
    },
    found: [
      'src/delivery/a.ts: src/channels/sms',
      'src/web/b.ts: src/channels/index',
      'src/web/webhooks.ts: src/channels/twilio',
      'src/web/simulator/webhook-post.ts: src/channels/sms',
    ],
  },
  {
    rule: 'a library has one door',
    because:
      'replacing it, or reading what we ask of it, is the work of one room; a library without a row here is not decided yet',
    find: imports(
      (importer, imported) =>
        isPackage(imported) && !LIBRARIES.some(([name, place]) => name.test(imported) && place.test(importer)),
    ),
    planted: {
      'src/services/a.ts': "import { Schema } from 'mongoose'; import type { Activity } from 'botbuilder';",
      'src/language/classifier.ts': "import natural from 'natural'; import near from 'natural/lib/natural/distance';",
      'src/channels/sms.ts': "const twilio = require('twilio/lib/x');",
      'src/web/a.ts': "import leftPad from 'left-pad'; import { join } from 'node:path';",
    },
    found: [
      'src/services/a.ts: mongoose',
      'src/services/a.ts: botbuilder',
      'src/language/classifier.ts: natural',
      'src/channels/sms.ts: twilio/lib/x',
      'src/web/a.ts: left-pad',
    ],
  },
  {
    rule: 'the texts are read in one file',
    because: 'a text without its parameters, its isolates or its other language would go out unseen',
    find: imports(
      (importer, imported) => /^locales\/(ar|en)\.json$/.test(imported) && importer !== 'src/language/texts.ts',
    ),
    planted: {
      'dialogs/a.ts': "import ar from '../locales/ar.json';",
      'src/language/texts.ts': "import ar from '../../locales/ar.json';",
    },
    found: ['dialogs/a.ts: locales/ar.json'],
  },
  {
    rule: 'the embedded store imports itself, node and bson',
    because: 'it could be a package of its own',
    find: imports(
      (importer, imported) =>
        importer.startsWith(EMBEDDED) && !imported.startsWith(EMBEDDED) && !/^(node:|bson$)/.test(imported),
    ),
    planted: {
      'src/store/embedded/a.ts':
        "import type { Log } from '../../log'; import 'mongoose'; import { Long } from 'bson'; import './commands/b'; import 'node:fs';",
    },
    found: ['src/store/embedded/a.ts: src/log', 'src/store/embedded/a.ts: mongoose'],
  },
  {
    rule: 'only the entries and app.ts know the settings',
    because: 'rooms get plain values, so that a test or another process can give others',
    find: imports(
      (importer, imported) => imported === 'src/config' && !/^(entries|app)$/.test(roomOf(importer)?.[0] ?? ''),
    ),
    planted: {
      'src/web/a.ts': "import type { Config } from '../config';",
      'src/app.ts': "import type { Config } from './config';",
      'src/commands/b.ts': "import '../config';",
    },
    found: ['src/web/a.ts: src/config'],
  },
  {
    rule: 'the environment is read in config.ts; the entries only hand it over',
    because: 'every setting is in one table, checked before anything starts',
    find: (sources) =>
      sources
        .filter(({ path }) => path !== 'src/config.ts')
        .map(({ path, code: text }) => ({
          path,
          rest: ENTRIES.test(path) ? text.replace(/\b(loadConfig|describeSettings)\(process\.env\)/g, '') : text,
        }))
        .filter(({ rest }) => /\bprocess\s*\.\s*env\b|\bprocess\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(rest))
        .map(({ path }) => path),
    planted: {
      'src/index.ts': 'loadConfig(process.env);',
      'src/talk.ts': "const home = process.env['HOME']; loadConfig(process.env);",
      'src/app.ts': 'loadConfig(process.env);',
      'src/web/a.ts': 'const { env } = process;',
    },
    found: ['src/talk.ts', 'src/app.ts', 'src/web/a.ts'],
  },
  {
    rule: 'the time is read in clock.ts',
    because:
      'business time can be moved; the embedded store is excepted, a package of its own that knows no business time',
    find: code(
      /\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\()|\bDate\(\s*\)|\bperformance\.now\b|\bprocess\.(hrtime|uptime)\b/g,
      (path) => path !== 'src/clock.ts' && !path.startsWith(EMBEDDED),
    ),
    planted: {
      'src/web/a.ts': 'Date.now(); new Date(); new Date(at); performance.now(); const started = Date.now;',
      'src/clock.ts': 'Date.now();',
      'src/store/embedded/b.ts': 'Date.now();',
    },
    found: [
      'src/web/a.ts: Date.now',
      'src/web/a.ts: new Date()',
      'src/web/a.ts: performance.now',
      'src/web/a.ts: Date.now',
    ],
  },
  {
    rule: 'only the entries and the log write to the terminal or end the process',
    because:
      'a room reports by returning or throwing; who started the process decides what becomes of it; faults.ts is excepted, which plays a crash',
    find: code(
      /\bconsole\.\w+|\bprocess\.(exit|exitCode|abort|kill|stdout|stderr|stdin)\b/g,
      (path) => !ENTRIES.test(path) && !/^src\/(log|faults)\.ts$/.test(path),
    ),
    planted: {
      'src/app.ts': "console.log('up'); process.exitCode = 1;",
      'src/web/a.ts': 'process.stdout.write(x);',
      'src/index.ts': 'process.exit(1);',
      'src/commands/b.ts': 'console.log(1);',
    },
    found: ['src/app.ts: console.log', 'src/app.ts: process.exitCode', 'src/web/a.ts: process.stdout'],
  },
  {
    rule: 'imports go in no circle, those of types counted',
    because: 'two files in a circle are one file that nobody can read alone',
    find: cyclesIn,
    planted: {
      'src/domain/a.ts': "import type { B } from './b';",
      'src/domain/b.ts': "import { c } from './c';",
      'src/domain/c.ts': "import './a'; import './d';",
      'src/domain/d.ts': '',
    },
    found: ['src/domain/a -> src/domain/b -> src/domain/c -> src/domain/a'],
  },
  {
    rule: 'no file is named for being of no kind',
    because: 'a type lives beside what it describes, a function in the room of its trade',
    find: (sources) =>
      sources
        .filter(({ path }) => /(^|[/.-])(types?|utils?|helpers?|common|misc|shared)\.(ts|js)$/.test(path))
        .map(({ path }) => path),
    planted: { 'src/web/types.ts': '', 'src/domain/date-utils.ts': '', 'src/domain/message.ts': '' },
    found: ['src/web/types.ts', 'src/domain/date-utils.ts'],
  },
  {
    rule: 'no barrels',
    because: 'an import names the file in which a thing lives; channels/index.ts is a list, src/index.ts the start',
    find: (sources) =>
      sources
        .filter(
          ({ path, code: text }) =>
            (/(^|\/)index\.ts$/.test(path) && !/^src\/(channels\/)?index\.ts$/.test(path)) ||
            (text.trim() !== '' &&
              text
                .replace(
                  /\b(import|export)\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s*;|\bexport\s*\{[^}]*\}\s*;/g,
                  '',
                )
                .trim() === ''),
        )
        .map(({ path }) => path),
    planted: {
      'src/domain/index.ts': 'export const a = 1;',
      'src/channels/index.ts': 'export const a = 1;',
      'src/web/all.ts': "export * from './a'; export { b } from './b';",
      'src/web/lent.ts': "import { a } from './a'; export { a };",
    },
    found: ['src/domain/index.ts', 'src/web/all.ts', 'src/web/lent.ts'],
  },
  {
    rule: 'the program never imports its tests',
    because: 'what ships stands without them',
    find: imports((_, imported) => /^test\/|\.test$/.test(imported)),
    planted: { 'src/web/a.ts': "import { openTestStore } from '../../test/support/store';" },
    found: ['src/web/a.ts: test/support/store'],
  },
  {
    rule: 'no Arabic stands in code',
    because:
      'every word that a person reads is in locales/, in both languages; src/language may hold tables of letters',
    find: (sources) =>
      sources
        .filter(({ path, text }) => !path.startsWith('src/language/') && /(?=\p{Script=Arabic})\p{L}|[،؛؟]/u.test(text))
        .map(({ path }) => path),
    planted: {
      'dialogs/a.ts': "say('\u0646\u0639\u0645');",
      'dialogs/b.ts': '// \u0646\u0639\u0645\nconst digits = /[\u0660-\u0669]/;',
      'src/services/c.ts': "all.join('\u060c ');",
      'src/language/d.ts': "const alef = '\u0627';",
    },
    found: ['dialogs/a.ts', 'src/services/c.ts'],
  },
];

const SOURCES = readSources('src', 'dialogs');

test('the sources are read whole', () => {
  const read = new Set(SOURCES.map(({ path }) => path));
  expect(
    ['src/index.ts', 'src/run.js', 'src/domain/work.ts', 'src/store/embedded/engine.ts', 'dialogs/main.ts'].filter(
      (path) => !read.has(path),
    ),
  ).toEqual([]);
  const away = imports((_, imported) => isOwn(imported) && !/\.json$/.test(imported) && !read.has(`${imported}.ts`))(
    SOURCES,
  );
  expect(away).toEqual([]);
});

describe.each(RULES)('$rule', ({ because, find, planted, found }) => {
  test('a planted violation is found', () => {
    expect(find(Object.entries(planted).map(([path, text]) => sourceOf(path, text)))).toEqual(found);
  });

  test(`holds, because ${because}`, () => {
    expect(find(SOURCES)).toEqual([]);
  });
});

describe('what a person is told has its texts', () => {
  const LOCALES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['ar', arTexts],
    ['en', enTexts],
  ];
  const missing = (keys: readonly string[], locales = LOCALES): readonly string[] =>
    locales.flatMap(([language, texts]) =>
      keys.filter((key) => !texts[key]?.trim()).map((key) => `${language}: ${key}`),
    );

  test('a missing text is found', () => {
    expect(
      missing(
        ['a', 'b', 'c'],
        [
          ['ar', { a: 'a', b: ' ' }],
          ['en', { a: 'a', b: 'b', c: 'c' }],
        ],
      ),
    ).toEqual(['ar: b', 'ar: c']);
  });

  test.each([
    ['every refusal', REFUSALS.map((code_) => `refusal.${code_}`)],
    [
      'every notice, for the SMS and for the copy in the conversation',
      Object.keys(NOTICES).flatMap((notice) => [notice, `${notice}.chat`]),
    ],
  ])('%s', (_, keys) => {
    expect(missing(keys)).toEqual([]);
  });
});

// The terminal's conversation as it is typed: what comes out of the process when lines go in.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'talk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly out: string; readonly wrong: string };

function talk(input: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'src/run.js'), 'talk'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), ...env },
  });
  const [out, wrong]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (part: string) => out.push(part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => wrong.push(part));
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out: out.join(''), wrong: wrong.join('') }));
  });
}

test('a service of its own answers what is piped in, and ends with the input', async () => {
  const { code, out } = await talk('بدي امتحان ICDL تجريبي\n', { PORT: '0' });
  const [greeting = '', ...answers] = out.split('\n> ');
  expect(greeting).toMatch(/^http:\/\/localhost:[1-9]\d* — Ctrl\+D$/);
  expect([code, answers.join('\n').includes('ICDL')]).toEqual([0, true]);
}, 60_000);

test('a token is renewed at half its life, and a service that is away for a moment is told and asked again', async () => {
  const ID = 'web_1';
  const seen: string[] = [];
  let polls = 0;
  let asked = false;
  const answerTo = ({ method, url = '', headers }: IncomingMessage): [status: number, body: object] => {
    const [path = ''] = url.split('?');
    if (path === '/health/live') return [200, {}];
    if (path === '/widget/token') return [200, { token: 'widget' }];
    if (path === '/v3/directline/conversations')
      return [200, { conversationId: ID, token: 'first', expires_in: 0.002 }];
    if (path === '/v3/directline/tokens/refresh') return [200, { token: 'second', expires_in: 1800 }];
    if (method === 'POST') {
      asked = true;
      return [200, { id: `${ID}|0000001` }];
    }
    seen.push(headers.authorization ?? '');
    polls += 1;
    if (polls === 1) return [500, {}];
    const activities = [
      { text: 'an echo', from: { id: 'terminal' } },
      { text: 'an answer', from: { id: 'bot', role: 'bot' }, replyToId: `${ID}|0000001` },
    ];
    return [200, { activities: asked ? activities : [], watermark: '2' }];
  };
  const server = createServer((request, response) => {
    const [status, body] = answerTo(request);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, out, wrong } = await talk('hello\n', { PUBLIC_URL: url });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect([code, out.includes('an answer'), out.includes('an echo'), seen.at(-1)]).toEqual([
    0,
    true,
    false,
    'Bearer second',
  ]);
  expect(wrong.trim()).toBe(
    `The service does not answer; it is asked again: /v3/directline/conversations/${ID}/activities answered 500`,
  );
}, 60_000);

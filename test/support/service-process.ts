// The built service as a process of its own that may be killed at any moment, and a client that behaves as the outside world does:
// what got no answer is asked again, and a process that died is started again.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultPoint } from '../../src/faults';

const LAUNCHER = join(__dirname, '../../src/run.js');
const POLL_MS = 200;
/** A send of unknown outcome is repeated a minute later at the earliest. */
const PATIENCE_MS = 180_000;

export type Answered = { readonly status: number; readonly body: unknown };

export type ServiceProcess = {
  readonly base: string;
  /** Where it runs; its data lie in `data`. */
  readonly folder: string;
  /** The signals that ended it so far. */
  readonly deaths: readonly NodeJS.Signals[];
  kill(): void;
  /** One more point at which a process of later kills itself. */
  arm(point: FaultPoint): void;
  /** One call, once: undefined when the answer was lost. The service runs, or runs again, when it is made. */
  call(path: string, init?: RequestInit): Promise<Answered | undefined>;
  /** The same for pages. */
  open(
    path: string,
    init?: RequestInit,
  ): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers } | undefined>;
  /** Asks until `read` finds what it looks for. */
  until<Result>(what: string, read: () => Promise<Result | undefined>): Promise<Result>;
  stop(): Promise<void>;
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** @param faultPoints where one process after the other kills itself; the ones after them run without */
export async function runServiceProcess(
  env: Record<string, string>,
  faultPoints: readonly FaultPoint[] = [],
): Promise<ServiceProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const deaths: NodeJS.Signals[] = [];
  const arming = [...faultPoints];
  let said = '';
  let child: ChildProcess | undefined;

  function start(): ChildProcess {
    const settings = { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), PORT: String(port), ...env };
    const armed = arming.shift();
    const started = spawn(process.execPath, [LAUNCHER, 'index'], {
      cwd: folder,
      env: armed === undefined ? settings : { ...settings, FAULT_POINT: armed },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.stderr?.setEncoding('utf8').on('data', (part: string) => (said += part));
    started.on('exit', (_, signal) => {
      if (signal !== null) deaths.push(signal);
    });
    return started;
  }

  const isOver = (): boolean => child === undefined || child.exitCode !== null || child.signalCode !== null;

  async function alive(): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(POLL_MS)) {
      if (isOver()) child = start();
      const ready = await fetch(`${base}/health/ready`).catch(() => undefined);
      if (ready?.ok) return;
    }
    throw new Error(`the service does not start: ${said.slice(-2_000)}`);
  }

  async function open(path: string, init?: RequestInit) {
    if (isOver()) await alive();
    try {
      const answer = await fetch(base + path, init);
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    } catch {
      await pause(POLL_MS);
      return undefined;
    }
  }

  async function call(path: string, init?: RequestInit): Promise<Answered | undefined> {
    const answer = await open(path, init);
    return answer && { status: answer.status, body: JSON.parse(answer.text) as unknown };
  }

  await alive();
  return {
    base,
    deaths,
    kill: () => void child?.kill('SIGKILL'),
    arm: (point) => void arming.push(point),
    call,
    open,
    folder,
    async until(what, read) {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(POLL_MS)) {
        const found = await read();
        if (found !== undefined) return found;
      }
      throw new Error(`not seen: ${what}`);
    },
    async stop() {
      const ended = child;
      if (ended && !isOver()) {
        await new Promise((resolve) => {
          ended.once('exit', resolve);
          ended.kill('SIGTERM');
        });
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

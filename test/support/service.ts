// The whole service in this process on a free port and a folder of its own, driven through its doors as the simulators' API does it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService, type Service } from '../../src/app';
import { loadConfig } from '../../src/config';
import { createLog } from '../../src/log';

export type Carried = {
  readonly channel: 'sms' | 'whatsapp';
  readonly direction: 'in' | 'out';
  readonly body: string;
  readonly status: string;
  readonly parts: number;
  readonly ask?: string;
  readonly notice?: string;
  readonly reference?: { readonly payment?: string; readonly request?: string };
};

export type Running = {
  readonly base: string;
  readonly service: Service;
  /** All log lines so far. */
  readonly lines: string[];
  post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  record(number: string): Promise<readonly Carried[]>;
  /** Writes as a phone and waits until the service has answered (the given number of messages). */
  say(channel: 'sms' | 'whatsapp', from: string, body: string, answers?: number): Promise<readonly Carried[]>;
  /** Waits until a phone's record holds so many outgoing messages in all. */
  outgoing(number: string, count: number): Promise<readonly Carried[]>;
  stop(): Promise<void>;
};

const PATIENCE_MS = 15_000;

export async function runService(env: Record<string, string> = {}): Promise<Running> {
  const dataDir = mkdtempSync(join(tmpdir(), 'service-'));
  const lines: string[] = [];
  const loaded = loadConfig({ DATA_DIR: dataDir, PORT: '0', ...env });
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes));
  const service = await startService({ config: loaded.config, log: createLog((line) => lines.push(line)) });
  const base = service.publicUrl;

  async function post(path: string, body: unknown) {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  async function record(number: string): Promise<readonly Carried[]> {
    const answer = await fetch(`${base}/simulator/phone/messages?number=${encodeURIComponent(number)}&explain=1`);
    return (await answer.json()) as readonly Carried[];
  }

  async function outgoing(number: string, count: number): Promise<readonly Carried[]> {
    for (const until = Date.now() + PATIENCE_MS; ;) {
      const out = (await record(number)).filter(({ direction }) => direction === 'out');
      if (out.length >= count) return out;
      if (Date.now() > until)
        throw new Error(
          `${out.length} messages to ${number}, not ${count}: ${out.map(({ body }) => body).join(' | ')}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  return {
    base,
    service,
    lines,
    post,
    record,
    outgoing,
    async say(channel, from, body, answers = 1) {
      const before = (await record(from)).filter(({ direction }) => direction === 'out').length;
      await post('/simulator/phone/messages', { channel, from, body });
      return (await outgoing(from, before + answers)).slice(before);
    },
    async stop() {
      await service.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

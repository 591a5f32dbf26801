// A citizen at one end of a channel of a service that may die at any moment, the bank and the clock beside it: what got no answer is asked again.
import { createClock } from '../../src/clock';
import { createPlatform } from '../../src/web/simulator/platform';
import type { Answered, ServiceProcess } from './service-process';

export type Channel = 'sms' | 'whatsapp' | 'web-chat';
export type Heard = {
  readonly label: string;
  readonly text: string;
  readonly payment?: string | undefined;
  readonly request?: string | undefined;
};

/** A citizen at one end of a channel. */
export type Line = {
  /** Returns once the service has taken the words; they are said again only where nothing shows that they arrived. */
  say(words: string): Promise<void>;
  /** All that came so far on every channel of this citizen: its channel, and the slot or the notice. */
  heard(): Promise<readonly Heard[]>;
};

const PASSWORD = 'of the platform, for tests';
/** What the service must be started with. */
export const PLATFORM = { EFAWATEERCOM_PASSWORD: PASSWORD };

const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

type Carried = {
  readonly channel: string;
  readonly direction: string;
  readonly body: string;
  readonly status: string;
  readonly ask?: string;
  readonly notice?: string;
  readonly reference?: { readonly payment?: string; readonly request?: string };
};

async function carried(service: ServiceProcess, phone: string): Promise<readonly Carried[]> {
  return service.until('the record', async () => {
    const answer = await service.call(`/simulator/phone/messages?number=${encodeURIComponent(phone)}&explain=1`);
    return answer?.status === 200 ? (answer.body as Carried[]) : undefined;
  });
}

const outgoing = (record: readonly Carried[]): Heard[] =>
  record
    .filter(({ direction, status }) => direction === 'out' && status === 'delivered')
    .map(({ channel, ask, notice, body, reference }) => ({
      label: `${channel} ${notice ?? ask ?? 'said'}`,
      text: body,
      ...reference,
    }));

export function phoneLine(service: ServiceProcess, channel: 'sms' | 'whatsapp', phone: string): Line {
  const arrived = async (words: string) =>
    (await carried(service, phone)).filter(({ direction, body }) => direction === 'in' && body === words).length;
  return {
    async say(words) {
      const before = await arrived(words);
      await service.until(words, async () => {
        const answer = await service.call('/simulator/phone/messages', posted({ channel, from: phone, body: words }));
        return answer?.status === 200 || (await arrived(words)) > before ? true : undefined;
      });
    },
    heard: async () => outgoing(await carried(service, phone)),
  };
}

type Activity = {
  readonly text?: string;
  readonly from: { readonly role?: string };
  readonly channelData?: { readonly ask?: string; readonly notice?: string; readonly reference?: Carried['reference'] };
};

export async function webLine(service: ServiceProcess, phone: string): Promise<Line> {
  const until = (what: string, ask: () => Promise<Answered | undefined>) =>
    service.until(what, async () => {
      const answer = await ask();
      return answer !== undefined && answer.status < 300 ? (answer.body as Record<string, unknown>) : undefined;
    });
  const { token } = await until('a token', () =>
    service.call('/widget/token', {
      method: 'POST',
      headers: { Origin: `http://localhost:${new URL(service.base).port}` },
    }),
  );
  const headers = { Authorization: `Bearer ${String(token)}`, 'Content-Type': 'application/json' };
  const started = await until('a conversation', () =>
    service.call('/v3/directline/conversations', { method: 'POST', headers, body: '{"locale":"ar-JO"}' }),
  );
  const path = `/v3/directline/conversations/${String(started['conversationId'])}/activities`;
  let said = 0;
  return {
    async say(text) {
      said += 1;
      const activity = {
        type: 'message',
        from: { id: 'dl_x' },
        text,
        channelData: { clientActivityID: `said-${said}` },
      };
      await until(text, () => service.call(path, { method: 'POST', headers, body: JSON.stringify(activity) }));
    },
    async heard() {
      const { activities } = await until('the history', () => service.call(`${path}?watermark=`, { headers }));
      const answers = (activities as Activity[])
        .filter(({ from, text }) => from.role === 'bot' && text !== undefined)
        .map(({ text = '', channelData }) => ({
          label: `web-chat ${channelData?.notice ?? channelData?.ask ?? 'said'}`,
          text,
          ...channelData?.reference,
        }));
      return [...answers, ...outgoing(await carried(service, phone))];
    },
  };
}

/** One transaction of the platform, told until it is taken, and once more. */
export async function pay(service: ServiceProcess, payment: string, amount: string, digit: string): Promise<void> {
  const platform = createPlatform({
    options: { user: 'efawateercom-demo', password: PASSWORD, billerCode: 1234, serviceTypes: { exam: 'EXAMS' } },
    serviceUrl: () => service.base,
    clock: createClock(),
    random: { digits: (length) => digit.repeat(length) },
  });
  const tell = () =>
    service.until('the payment is taken', async () => {
      await service.call('/health/live');
      const [exchange] = await platform.pay(payment, amount, amount, 1).catch(() => []);
      return exchange?.status === 200 && JSON.stringify(exchange.response).includes('"ErrorCode":0') ? true : undefined;
    });
  await tell();
  await tell();
}

/** Moves business time to so many minutes ahead of the real one, whatever was lost on the way. */
export async function advance(service: ServiceProcess, offsetMinutes: number): Promise<void> {
  await service.until('the clock', async () => {
    const now = await service.call('/simulator/clock');
    const left = now && offsetMinutes - (now.body as { offsetMinutes: number }).offsetMinutes;
    if (left === undefined) return undefined;
    return (await service.call('/simulator/clock', posted({ advanceMinutes: Math.max(0, left) })))?.status === 200
      ? true
      : undefined;
  });
}

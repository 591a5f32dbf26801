// The simulated carrier and phone on a real server, with the service's webhooks and channels beside them, on a store of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChannels } from '../../src/channels';
import type { Channel } from '../../src/channels/channel';
import { createDispatcher, type Dispatcher } from '../../src/delivery/dispatcher';
import { createLog } from '../../src/log';
import { createSignal } from '../../src/signal';
import { createWebServer } from '../../src/web/server';
import { createCarrier, type Carrier } from '../../src/web/simulator/carrier';
import { openCarrierRecord, type CarrierRecord } from '../../src/web/simulator/carrier-record';
import { phoneRoutes } from '../../src/web/simulator/phone';
import { webhookRoutes } from '../../src/web/webhooks';
import { ACCOUNT, NOBODY_THERE, PUBLIC_URL, TOKEN } from './channel-cases';
import { openTestStore, type TestStore } from './store';

export type SimulatedNetwork = TestStore & {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly carrier: Carrier;
  readonly record: CarrierRecord;
  readonly channels: readonly Channel[];
  readonly dispatcher: Dispatcher;
};

export async function openSimulatedNetwork(
  options: { webhookToken?: string; now?: () => number } = {},
): Promise<SimulatedNetwork> {
  const store = await openTestStore();
  const { transact, clock } = store;
  const folder = mkdtempSync(join(tmpdir(), 'carrier-'));
  const record = await openCarrierRecord(join(folder, 'simulator', 'carrier.jsonl'));
  const log = createLog(() => undefined);
  let url = '';
  const network = {
    record,
    account: { sid: ACCOUNT, token: TOKEN },
    publicUrl: PUBLIC_URL,
    serviceUrl: () => url,
    now: options.now ?? (() => clock.now()),
  };
  const channelsAt = (apiUrl: string, token: string) =>
    createChannels({
      publicUrl: PUBLIC_URL,
      twilio: { accountSid: ACCOUNT, authTokens: [token], apiUrl },
      smsSender: { from: '+962770000001' },
      whatsappFrom: '+962770000002',
      botFramework: NOBODY_THERE,
    });
  const explain = (channel: Channel['name'], id: string) =>
    transact(async (work) => (await work.messages.byProviderId(channel, id))?.content);
  const carrier = createCarrier({ ...network, log });
  const server = createWebServer({
    routes: [
      ...carrier.routes,
      ...phoneRoutes({ ...network, senders: { sms: '+962770000001', whatsapp: '+962770000002' }, explain }),
      ...webhookRoutes({
        channels: channelsAt('http://127.0.0.1:9', options.webhookToken ?? TOKEN),
        transact,
        publicUrl: PUBLIC_URL,
        log,
        onArrival: () => undefined,
      }),
    ],
    log,
    trustedProxies: [],
  });
  await server.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${server.port}`;
  const channels = channelsAt(`${url}/simulator/twilio`, TOKEN);
  return {
    ...store,
    url,
    carrier,
    record,
    channels,
    dispatcher: createDispatcher({ transact, channels, clock, log, signal: createSignal() }),
    async close() {
      await carrier.settle();
      await server.close();
      await record.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// A dispatcher on a store of its own, with all real channels: SMS and WhatsApp in front of a double of Twilio, Bot Framework in front
// of whatever connector a conversation names.
// Real time stands still until a test moves it.
import { createClock } from '../../src/clock';
import { createConnector } from '../../src/bot/connector';
import { createDispatcher, type Dispatcher } from '../../src/delivery/dispatcher';
import { createChannels } from '../../src/channels';
import type { Channel } from '../../src/channels/channel';
import type { OutboundMessage } from '../../src/domain/message';
import { createLog } from '../../src/log';
import { destinationOf } from '../../src/services/return-address';
import { createSignal } from '../../src/signal';
import { ACCOUNT, PUBLIC_URL, TOKEN } from './channel-cases';
import { anOutbound, MORNING } from './samples';
import { openTestStore, type TestStore } from './store';
import { openTwilioDouble, type TwilioDouble } from './twilio-double';

export type Bench = TestStore & {
  readonly double: TwilioDouble;
  readonly channels: readonly Channel[];
  readonly byName: ReadonlyMap<Channel['name'], Channel>;
  readonly logged: string[];
  /** Another process on the same store. */
  dispatcher(): Dispatcher;
  /** Moves real time. */
  wait(ms: number): void;
  put(...messages: readonly Partial<OutboundMessage>[]): Promise<void>;
  message(id?: string): Promise<OutboundMessage>;
  /** Kind, request and code of the open tasks. */
  tasks(): Promise<unknown[]>;
};

export async function openBench(): Promise<Bench> {
  let real = MORNING;
  const clock = createClock(() => real);
  const store = await openTestStore({ clock });
  const double = await openTwilioDouble(() => real);
  const channels = createChannels({
    publicUrl: PUBLIC_URL,
    twilio: { accountSid: ACCOUNT, authTokens: [TOKEN], apiUrl: double.url, timeoutMs: 2_000 },
    smsSender: { from: 'GAM' },
    whatsappFrom: '+962770000001',
    botFramework: {
      destinationOf: (message) => store.transact((work) => destinationOf(work, message)),
      post: createConnector({ timeoutMs: 400 }).post,
    },
  });
  const logged: string[] = [];
  const log = createLog((line) => logged.push(line));
  const { transact } = store;
  return {
    ...store,
    double,
    channels,
    byName: new Map(channels.map((channel) => [channel.name, channel])),
    logged,
    dispatcher: () => createDispatcher({ transact, channels, clock, log, signal: createSignal() }),
    wait: (ms) => {
      real += ms;
    },
    async put(...messages) {
      for (const message of messages) await transact((work) => work.messages.addOutbound(anOutbound(message)));
    },
    async message(id = 'msg_out_1') {
      const found = await transact((work) => work.messages.byId(id));
      if (found?.direction !== 'out') throw new Error(`no outgoing message ${id}`);
      return found;
    },
    async tasks() {
      const open = await transact((work) => work.tasks.open());
      return open.map(({ kind, details }) => [kind, details['channel'], details['code']]);
    },
    async close() {
      await double.close();
      await store.close();
    },
  };
}

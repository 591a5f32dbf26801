// The demo's phone, as an API: writes to the service as a citizen's phone would, and shows what the carrier has on record for a number.
// It reads nothing of the service; what the service knows of a message is asked for with `explain` and given by it.
import { z } from 'zod';
import type { Instant } from '../../clock';
import type { ChannelName, Content } from '../../domain/message';
import { json, problem, type Answer, type Call, type Route } from '../server';
import { channelAddress, newMessageSid } from './carrier-api';
import type { CarriedMessage } from './carrier-record';
import { readFields } from './fields';
import { partsOf, postInbound, type WebhookPostDeps } from './webhook-post';

export type PhoneDeps = WebhookPostDeps & {
  /** The service's own senders, E.164 or a name. */
  readonly senders: { readonly sms: string; readonly whatsapp: string };
  readonly now: () => Instant;
  /** What the service knows of a message that it sent, by the carrier's id. */
  readonly explain: (
    channel: ChannelName,
    providerId: string,
  ) => Promise<Pick<Content, 'ask' | 'notice' | 'reference'> | undefined>;
};

const PATH = '/simulator/phone/messages';
const LARGEST_BODY_BYTES = 12 * 1024 * 1024;
const BUTTON_ID_LETTERS = 200;

const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number with its country, such as +962790000001');

const MESSAGE = z
  .strictObject({
    channel: z.enum(['sms', 'whatsapp']),
    from: phone,
    body: z.string().max(1600).optional(),
    button: z.strictObject({ id: z.string().min(1).max(BUTTON_ID_LETTERS), title: z.string().min(1) }).optional(),
    media: z
      .array(z.strictObject({ type: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), base64: z.string().base64() }))
      .max(10)
      .optional(),
    location: z
      .strictObject({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        label: z.string().optional(),
        address: z.string().optional(),
      })
      .optional(),
  })
  .refine(
    ({ body, button, media, location }) => Boolean(body ?? button ?? media?.length ?? location),
    'a body, a button, media or a location',
  )
  .refine(
    ({ channel, button, location }) => channel === 'whatsapp' || !(button ?? location),
    'SMS has no buttons and no locations',
  );
type Said = z.infer<typeof MESSAGE>;

/** `POST /simulator/phone/messages` and `GET /simulator/phone/messages?number=…[&explain=1]`. */
export function phoneRoutes(deps: PhoneDeps): Route[] {
  return [
    {
      method: 'POST',
      path: PATH,
      name: 'simulator-phone-send',
      types: ['application/json'],
      maxBytes: LARGEST_BODY_BYTES,
      loopbackOnly: true,
      answer: async (call) => {
        const read = readFields(MESSAGE, call.json());
        return 'problem' in read ? read.problem : say(deps, read.fields);
      },
    },
    { method: 'GET', path: PATH, name: 'simulator-phone-read', loopbackOnly: true, answer: (call) => show(deps, call) },
  ];
}

/** The carrier keeps the message, then hands it to the service. Answers the webhook's own status, and its answer beside the message's id. */
async function say(deps: PhoneDeps, said: Said): Promise<Answer> {
  const { record, senders, now } = deps;
  const message: CarriedMessage = {
    id: newMessageSid(),
    channel: said.channel,
    direction: 'in',
    number: said.from,
    sender: channelAddress(said.channel, senders[said.channel]),
    body: said.button?.title ?? said.body ?? '',
    media: said.media ?? [],
    button: said.button,
    location: said.location,
    statusCallback: undefined,
    status: 'receiving',
    errorCode: undefined,
    at: now(),
  };
  await record.add(message);
  try {
    const answer = await postInbound(deps, message);
    return json(answer.status, { id: message.id, status: answer.status, answer: await answer.text() });
  } catch {
    return problem(502, 'NoAnswer', 'the service did not answer the webhook');
  }
}

async function show({ record, explain }: PhoneDeps, { query }: Call): Promise<Answer> {
  const number = phone.safeParse(query.get('number') ?? '');
  if (!number.success) return problem(400, 'WrongFields', 'number: a number with its country, such as %2B962790000001');
  const found = record.all().filter((message) => message.number === number.data);
  const asked = query.get('explain') === '1';
  const shown = found.map(async (message) => {
    const known = asked && message.direction === 'out' ? await explain(message.channel, message.id) : undefined;
    return { ...described(message), ask: known?.ask, notice: known?.notice, reference: known?.reference };
  });
  return json(200, await Promise.all(shown));
}

function described(message: CarriedMessage): Record<string, unknown> {
  const { id, channel, direction, body, media, status, errorCode, at } = message;
  return {
    id,
    channel,
    direction,
    body,
    ...(media.length > 0 ? { media: media.map(({ type }) => ({ type })) } : {}),
    parts: partsOf(message),
    status,
    ...(errorCode === undefined ? {} : { errorCode }),
    at: new Date(at).toISOString(),
  };
}

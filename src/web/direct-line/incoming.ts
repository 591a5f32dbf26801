// Reads an activity that a client posts. Only what a person says is taken from it: who they are, the conversation, the time and
// the id are ours to say, whatever the client writes there.
import { z } from 'zod/v4';
import type { InboundKind } from '../../domain/message';
import { kindOfAttachment } from '../attachments';
import { HttpProblem } from '../http-problem';
import { memberSource } from '../json-member';

export type Incoming =
  | {
      readonly type: 'message';
      readonly kind: InboundKind;
      readonly text: string;
      /** The client's own id of the activity, where it gave one: a repeat is known by it. */
      readonly clientId: string | undefined;
      /** As written. */
      readonly channelData: string | undefined;
    }
  /** The conversation is over, says the client. */
  | { readonly type: 'end' }
  /** Accepted and not kept: typing, events, and what the protocol may add. */
  | { readonly type: 'other' };

const ACTIVITY = z.looseObject({
  type: z.string().min(1),
  from: z.looseObject({ id: z.string().min(1) }),
  text: z.string().nullish(),
  value: z.unknown(),
  channelData: z.unknown(),
  attachments: z.array(z.looseObject({ contentType: z.string() })).nullish(),
});
type Activity = z.infer<typeof ACTIVITY>;

const CLIENT_DATA = z.looseObject({ clientActivityID: z.string().min(1).max(200) });

/** Of `channelData`, which is kept and given back as written. */
const MOST_DATA_BYTES = 4096;

/**
 * @param body the parsed body, and its source for what must be given back as written
 * @throws HttpProblem 400 for what is no activity, has no sender, or says nothing; 413 for more than 4 kB of `channelData`
 */
export function readActivity(body: unknown, source: string): Incoming {
  const read = ACTIVITY.safeParse(body);
  if (!read.success) {
    const wrong = read.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    throw new HttpProblem(400, 'BadArgument', `This is no activity: ${wrong.join('; ')}`);
  }
  if (read.data.type === 'endOfConversation') return { type: 'end' };
  if (read.data.type !== 'message') return { type: 'other' };
  return readMessage(read.data, source);
}

function readMessage(activity: Activity, source: string): Incoming {
  const text = said(activity);
  const attachment = activity.attachments?.[0];
  if (text === '' && attachment === undefined)
    throw new HttpProblem(400, 'BadArgument', 'The message has neither text nor value');
  const channelData = memberSource(source, 'channelData');
  if (Buffer.byteLength(channelData ?? '') > MOST_DATA_BYTES)
    throw new HttpProblem(413, 'MessageSizeTooBig', 'channelData may have 4096 bytes at most');
  const clientData = CLIENT_DATA.safeParse(activity.channelData);
  return {
    type: 'message',
    kind: attachment === undefined ? 'text' : kindOfAttachment(attachment.contentType),
    text,
    clientId: clientData.success ? clientData.data.clientActivityID : undefined,
    channelData,
  };
}

/** Buttons of the kinds imBack, postBack and messageBack put what they mean into the text, or else into the value. */
function said({ text, value }: Activity): string {
  if (text !== undefined && text !== null && text.trim() !== '') return text;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

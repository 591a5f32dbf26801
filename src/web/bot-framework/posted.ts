// Reads an activity that a Bot Framework channel or the Emulator posts. Takes from it what a person says, who and where they are;
// whether the caller may say so is not decided here.
import { z } from 'zod/v4';
import type { ReturnAddress } from '../../domain/conversation';
import type { InboundKind } from '../../domain/message';
import { kindOfAttachment } from '../attachments';
import { HttpProblem } from '../http-problem';

export type Posted =
  | {
      readonly type: 'message';
      /** The channel's id of it, unique within the conversation. */
      readonly id: string;
      readonly kind: InboundKind;
      readonly text: string;
      readonly returnAddress: ReturnAddress;
      /** Others read what is answered there. */
      readonly group: boolean;
    }
  /** Not served: the caller waits for an answer in the response. */
  | { readonly type: 'waiting' }
  /** Taken note of by nobody: typing, who came and went, reactions, and what the protocol may add. */
  | { readonly type: 'other' };

const AN_ID = z.string().min(1).max(1000);
const ACCOUNT = z.object({ id: AN_ID });

const KIND = z.looseObject({ type: z.string().min(1), deliveryMode: z.string().nullish() });
const MESSAGE = z.object({
  id: AN_ID,
  channelId: AN_ID,
  serviceUrl: z.string().refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
  conversation: z.object({ id: AN_ID, isGroup: z.boolean().nullish(), conversationType: z.string().nullish() }),
  from: ACCOUNT,
  recipient: ACCOUNT,
  text: z.string().nullish(),
  attachments: z.array(z.looseObject({ contentType: z.string() })).nullish(),
});
type Message = z.infer<typeof MESSAGE>;

/** @throws HttpProblem 400 for what is no activity, or a message without what it takes to answer it; names fields, never values */
export function readPosted(body: unknown): Posted {
  const { type, deliveryMode } = read(KIND, body);
  if (type === 'invoke' || (type === 'message' && deliveryMode === 'expectReplies')) return { type: 'waiting' };
  return type === 'message' ? messageOf(read(MESSAGE, body)) : { type: 'other' };
}

function read<Fields>(schema: z.ZodType<Fields>, body: unknown): Fields {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const wrong = error.issues.map(({ path }) => path.join('.') || 'body');
  throw new HttpProblem(400, 'BadArgument', `This is no activity: wrong or missing is ${wrong.join(', ')}`);
}

function messageOf(message: Message): Posted {
  const { id, channelId, serviceUrl, conversation, from, recipient } = message;
  const text = message.text?.trim() ?? '';
  return {
    type: 'message',
    id,
    kind: kindOf(message, text),
    text,
    returnAddress: {
      serviceUrl,
      channelId,
      conversationId: conversation.id,
      botId: recipient.id,
      userId: from.id,
    },
    group: conversation.isGroup === true || /^(channel|groupChat)$/.test(conversation.conversationType ?? ''),
  };
}

/** Some channels attach the words once more, as text or HTML: that is nothing beside the words. */
function kindOf({ attachments }: Message, text: string): InboundKind {
  const attached = attachments?.find(({ contentType }) => text === '' || !/^text\/(html|plain)/.test(contentType));
  if (attached) return kindOfAttachment(attached.contentType);
  return text === '' ? 'other' : 'text';
}

// Direct Line 3.0 (REST): tokens, start, reconnect, post, history. The contract is Microsoft's public one; where it leaves room we do
// what its client library needs: a post is answered 200 with an id as soon as the message is stored, and polls are never refused
// without need, because that client then stops asking for good. The bot's turn comes after the answer, elsewhere.
import { z } from 'zod/v4';
import type { Conversation } from '../../domain/conversation';
import type { Random, Transact, Work } from '../../domain/work';
import type { Clock } from '../../clock';
import { Fault } from '../../errors';
import { passingBeforeCommit, type PassFault } from '../../faults';
import { arriving, openConversation, receive } from '../../services/inbox';
import { activityId, transcriptAfter } from '../activities';
import { networkOf } from '../client-address';
import { HttpProblem } from '../http-problem';
import { createRateLimit } from '../rate-limit';
import { json, type Answer, type Call, type Route } from '../server';
import { accessOf, checkConversation, type Access } from './access';
import { crossOrigin } from '../cross-origin';
import { readActivity, type Incoming } from './incoming';
import { activitySet, seqOf } from './stream';
import { TOKEN_SECONDS, type Holder, type Tokens } from './tokens';

export type DirectLineDeps = {
  readonly tokens: Tokens;
  /** Where clients reach us; streams are under it. */
  readonly publicUrl: string;
  /** Sites whose pages may call. */
  readonly origins: readonly string[];
  readonly transact: Transact;
  readonly random: Random;
  readonly clock: Clock;
  /** Called after a message's commit: a turn waits. */
  onArrival(): void;
  /** Passes the points at which a test may end the process. */
  readonly fault?: PassFault;
};

const BASE = '/v3/directline';
const HISTORY = 200;
/** Of one conversation. A person can't; a program can. */
const POSTS = { burst: 40, perSecond: 2 };
/** Who reads with the secret is nobody in the conversation. */
const ANYBODY = 'user';

const AN_ID = z.string().regex(/^[\w.:@-]{1,64}$/);
const SITES = z.array(z.string().refine((url) => URL.canParse(url))).max(20);
const GENERATE = z.looseObject({
  user: z.looseObject({ id: AN_ID.optional() }).nullish(),
  trustedOrigins: SITES.nullish(),
});
const START = z.looseObject({ user: z.looseObject({ id: AN_ID.optional() }).nullish() });

/** A new visitor's id; clients refuse ids with this beginning unless they stand in the token. */
export const newUser = (random: Random): string => random.id('dl');
export const newConversation = (random: Random): string => random.id('web');

/** What every token answer says. */
export const tokenAnswer = (tokens: Tokens, holder: Holder) => ({
  conversationId: holder.conv,
  token: tokens.issue(holder),
  expires_in: TOKEN_SECONDS,
});

export function directLineRoutes(deps: DirectLineDeps): Route[] {
  const { tokens, publicUrl, origins, transact, random, clock, onArrival, fault } = deps;
  const toArrive = passingBeforeCommit(transact, 'inbound.before-commit', fault);
  const posts = createRateLimit(POSTS.burst, POSTS.perSecond, clock.real);

  const tokenFor = (holder: Holder) => tokenAnswer(tokens, holder);

  function streamUrl(holder: Holder, watermark: string): string {
    const query = new URLSearchParams({ watermark, t: tokens.ticket(holder) });
    return `${publicUrl.replace(/^http/, 'ws')}${BASE}/conversations/${holder.conv}/stream?${query.toString()}`;
  }

  async function generate(call: Call): Promise<Answer> {
    if (accessOf(call, tokens).by !== 'secret') throw new HttpProblem(403, 'Forbidden', 'Only the secret makes tokens');
    const { user, trustedOrigins } = readOptional(call, GENERATE);
    const origin = trustedOrigins?.map((url) => new URL(url).origin).join(' ') || undefined;
    return json(200, tokenFor({ user: user?.id ?? newUser(random), conv: newConversation(random), origin }));
  }

  async function refresh(call: Call): Promise<Answer> {
    const access = accessOf(call, tokens);
    if (access.by === 'secret') throw new HttpProblem(403, 'Forbidden', 'Only a token can be refreshed');
    return json(200, tokenFor(access));
  }

  async function start(call: Call): Promise<Answer> {
    const access = accessOf(call, tokens);
    const { user } = readOptional(call, START);
    const holder =
      access.by === 'token' ? access : { user: user?.id ?? newUser(random), conv: newConversation(random) };
    const source = tokens.sourceOf(networkOf(call.address));
    const { created } = await transact((work) => openConversation(work, { address: holder.conv, source }));
    return json(created ? 201 : 200, { ...tokenFor(holder), streamUrl: streamUrl(holder, '-') });
  }

  async function reconnect(call: Call): Promise<Answer> {
    const { access, id } = openedBy(call);
    const watermark = call.query.get('watermark');
    const last = await transact(async (work) => {
      await existing(work, id);
      return work.messages.lastSeq(id);
    });
    const holder = holderOf(access, id);
    // Without a watermark the client has said nothing of what it knows: it gets what is newer than now.
    return json(200, { ...tokenFor(holder), streamUrl: streamUrl(holder, watermark ?? String(last)) });
  }

  async function history(call: Call): Promise<Answer> {
    const { access, id } = openedBy(call);
    const from = seqOf(call.query.get('watermark'));
    const page = await transact(async (work) => {
      await existing(work, id);
      return transcriptAfter(work, id, from, HISTORY, holderOf(access, id).user);
    });
    return { ...json(200, undefined), body: activitySet(page.activities, page.seq) };
  }

  async function post(call: Call): Promise<Answer> {
    const { id } = openedBy(call);
    if (!posts.take(id)) throw new HttpProblem(429, 'TooManyRequests', 'Too many messages at once');
    const activity = readActivity(call.json(), call.body.toString('utf8'));
    if (activity.type === 'message') return json(200, { id: await take(call, id, activity) });
    await transact(async (work) => {
      const conversation = await open(work, id);
      if (activity.type === 'end') await work.conversations.save({ ...conversation, endedAt: work.now });
    });
    return json(200, { id: `${id}|${random.id('note')}` });
  }

  async function take(call: Call, id: string, message: Extract<Incoming, { type: 'message' }>): Promise<string> {
    const { kind, text, channelData } = message;
    const providerId = message.clientId ?? random.id('post');
    const source = tokens.sourceOf(networkOf(call.address));
    const arrival = { channel: 'web-chat', address: id, providerId, kind, text, channelData, source } as const;
    const seq = await arriving(toArrive, async (work) => {
      await open(work, id);
      const { messageId } = await receive(work, arrival);
      return work.messages.number(messageId);
    });
    fault?.('inbound.after-commit');
    if (seq === 'repeated') return activityId(id, await transact((work) => seqOfRepeated(work, id, providerId)));
    onArrival();
    return activityId(id, seq);
  }

  /** Whoever calls may enter the conversation that the address names. */
  function openedBy(call: Call): { access: Access; id: string } {
    const id = call.params['id'] ?? '';
    const access = accessOf(call, tokens);
    checkConversation(access, id);
    return { access, id };
  }

  async function upload(call: Call): Promise<Answer> {
    openedBy(call);
    throw new HttpProblem(415, 'FilesNotAccepted', 'Files are not taken here for now; send the message without them');
  }

  async function session(): Promise<Answer> {
    throw new HttpProblem(404, 'NotFound', 'There are no sessions here: sign-in cards are not used');
  }

  const types = ['application/json'];
  const calls: readonly Omit<Route, 'headers'>[] = [
    { method: 'POST', path: '/tokens/generate', name: 'direct-line-generate', types, answer: generate },
    { method: 'POST', path: '/tokens/refresh', name: 'direct-line-refresh', ignoreBody: true, answer: refresh },
    { method: 'POST', path: '/conversations', name: 'direct-line-start', types, answer: start },
    { method: 'GET', path: '/conversations/:id', name: 'direct-line-reconnect', answer: reconnect },
    { method: 'POST', path: '/conversations/:id/activities', name: 'direct-line-post', types, answer: post },
    { method: 'GET', path: '/conversations/:id/activities', name: 'direct-line-history', answer: history },
    { method: 'POST', path: '/conversations/:id/upload', name: 'direct-line-upload', ignoreBody: true, answer: upload },
    { method: 'GET', path: '/session/getsessionid', name: 'direct-line-session', answer: session },
  ];
  return crossOrigin(
    calls.map((call) => ({ ...call, path: BASE + call.path })),
    origins,
  );
}

const holderOf = (access: Access, conv: string): Holder =>
  access.by === 'token' ? { user: access.user, conv, origin: access.origin } : { user: ANYBODY, conv };

/** A body that may be missing altogether. @throws HttpProblem 400 */
function readOptional<Fields>(call: Call, schema: z.ZodType<Fields>): Fields {
  const read = schema.safeParse(call.body.length === 0 ? {} : call.json());
  if (read.success) return read.data;
  throw new HttpProblem(
    400,
    'BadArgument',
    read.error.issues.map(({ path }) => `${path.join('.')} is wrong`).join('; '),
  );
}

/** @throws HttpProblem 404 */
async function existing(work: Work, id: string): Promise<Conversation> {
  const conversation = await work.conversations.byAddress('web-chat', id);
  if (!conversation) throw new HttpProblem(404, 'NotFound', 'There is no such conversation');
  return conversation;
}

/** @throws HttpProblem 404, 409 */
async function open(work: Work, id: string): Promise<Conversation> {
  const conversation = await existing(work, id);
  if (conversation.endedAt !== undefined) throw new HttpProblem(409, 'ConversationEnded', 'The conversation is over');
  return conversation;
}

/** A repeat is looked for in the whole transcript: it is rare, and transcripts are short. */
async function seqOfRepeated(work: Work, conversationId: string, providerId: string): Promise<number> {
  for (let seq = 0; ;) {
    const page = await work.messages.after(conversationId, seq, HISTORY);
    const found = page.find((message) => message.direction === 'in' && message.providerId === providerId);
    if (found?.seq !== undefined) return found.seq;
    const last = page.at(-1)?.seq;
    if (last === undefined) throw new Fault('message-gone', 'a stored message is not in its transcript');
    seq = last;
  }
}

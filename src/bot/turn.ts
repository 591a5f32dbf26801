// One turn: takes a conversation's oldest unanswered message, runs the bot in one transaction, and commits state, answers and the
// answered message together. A fault rolls back; a second small transaction stores an apology, so that nobody is left in silence.
import { ActivityHandler } from 'botbuilder';
import type { Clock } from '../clock';
import type { Citizen } from '../domain/citizen';
import type { Conversation, Draft } from '../domain/conversation';
import type { Content, InboundMessage } from '../domain/message';
import { replayed, type Inbox, type Transact, type Work } from '../domain/work';
import { cleanText } from '../language/normalise';
import { text, type Language } from '../language/texts';
import { languageOf } from '../language/reply-language';
import type { PassFault } from '../faults';
import type { Log } from '../log';
import type { Signal } from '../signal';
import { contentOf, inboundActivity, replyActivity } from './activities';
import { runTurn } from './adapter';
import type { Reply, Scope } from './scope';

export type TurnAnswer = {
  readonly conversation: Conversation;
  readonly language: Language;
  readonly content: Content;
  readonly replyTo: string;
};

export type TurnsDeps = {
  readonly transact: Transact;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
  /** Rung when a message has arrived. */
  readonly arrived: Signal;
  /** Rung by a committed turn: there is something to send, and streams have something to show. */
  readonly committed: Signal;
  /** The dialogs: answers one message through its scope. */
  readonly answer: (scope: Scope) => Promise<void>;
  /** Puts an answer into the outbox. */
  readonly reply: (work: Work, answer: TurnAnswer) => Promise<void>;
  /** Says sorry for a failed turn and marks its message answered. @returns the reference that was told */
  readonly apologise: (work: Work, conversationId: string) => Promise<string | undefined>;
  readonly observe?: (outcome: 'answered' | 'failed', ms: number) => void;
  /** Passes the points at which a test may end the process. */
  readonly fault?: PassFault;
};

export type Turns = {
  run(): void;
  /** Answers everything that waits now. */
  drain(): Promise<void>;
  /** Finishes the turns that run; what still waits is answered after the next start. */
  stop(): Promise<void>;
};

const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const POLL_MS = 500;
/** Conversations that are answered side by side. */
const AT_ONCE = 4;
export function createTurns(deps: TurnsDeps): Turns {
  const { inbox, clock, log } = deps;
  const owner = `turns-${process.pid}-${clock.real().toString(36)}`;
  let stopping = false;
  let running: Promise<void> | undefined;

  /** Conversations that this process answers now. */
  const answering = new Set<Promise<void>>();

  /** Then the conversation goes back to the pile: what waits longest anywhere comes next. */
  async function answerOne(conversationId: string): Promise<void> {
    const renewal = setInterval(() => {
      inbox
        .renew(conversationId, owner, clock.real(), LEASE_MS)
        .catch((error: unknown) => log.warn('turn.lease', { error }));
    }, RENEW_MS);
    try {
      await answerOldest(deps, conversationId);
    } finally {
      clearInterval(renewal);
      await inbox.release(conversationId, owner);
    }
  }

  /** One claim at a time in this process: several would only ask the store the same. @returns false when nothing waits */
  async function startNext(): Promise<boolean> {
    const conversationId = await inbox.claim(owner, clock.real(), LEASE_MS);
    if (conversationId === undefined) return false;
    const turns: Promise<void> = answerOne(conversationId)
      // What came while it was being released is claimed at once; after a failure the store is left alone for a moment.
      .then(deps.arrived.notify, (error: unknown) => log.error('turn.loop', { error }))
      .finally(() => answering.delete(turns));
    answering.add(turns);
    return true;
  }

  async function othersFinish(): Promise<boolean> {
    if (answering.size === 0) return false;
    await Promise.all(answering);
    return true;
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      try {
        if (answering.size >= AT_ONCE) await Promise.race(answering);
        else if (!(await startNext())) await deps.arrived.wait(POLL_MS);
      } catch (error) {
        log.error('turn.loop', { error });
        await deps.arrived.wait(POLL_MS);
      }
    }
    await Promise.all(answering);
  }

  return {
    run() {
      running = loop();
    },
    async drain() {
      while (!stopping && ((await startNext()) || (await othersFinish())));
    },
    async stop() {
      stopping = true;
      deps.arrived.notify();
      await running;
    },
  };
}

async function answerOldest(deps: TurnsDeps, conversationId: string): Promise<void> {
  const began = deps.clock.real();
  try {
    const answered = await replayed(() => deps.transact((work) => turn(work, conversationId, deps)));
    if (!answered) return;
    deps.fault?.('turn.after-commit');
    deps.observe?.('answered', deps.clock.real() - began);
  } catch (error) {
    deps.observe?.('failed', deps.clock.real() - began);
    const reference = await deps.transact((work) => deps.apologise(work, conversationId));
    deps.log.error('turn.failed', { conversation: conversationId, reference: reference ?? '', error });
  } finally {
    deps.committed.notify();
  }
}

/** @returns false when the conversation has no unanswered message */
async function turn(work: Work, conversationId: string, { answer, reply, fault }: TurnsDeps): Promise<boolean> {
  const message = await work.messages.oldestUnanswered(conversationId);
  if (!message) return false;
  const memory = await openMemory(work, message);
  const scope = scopeOf(work, message, memory);
  const bot = new ActivityHandler();
  bot.onMessage(async (context, next) => {
    await answer(scope);
    if (memory.replies.length > 0) await context.sendActivities(memory.replies.map(replyActivity));
    await next();
  });
  const said = await runTurn(inboundActivity(message, scope.said, scope.language), (context) => bot.run(context));
  await saveMemory(work, memory);
  for (const activity of said) {
    const { conversation, language } = memory;
    await reply(work, { conversation, language, content: contentOf(activity), replyTo: message.id });
  }
  await work.messages.answered(message.id);
  fault?.('turn.before-commit');
  return true;
}

/** What a turn may change, held apart until it is over. */
type Memory = {
  readonly stored: { readonly conversation: Conversation; readonly draft: Draft | undefined };
  conversation: Conversation;
  draft: Draft | undefined;
  citizen: Citizen | undefined;
  language: Language;
  readonly replies: Reply[];
};

async function openMemory(work: Work, message: InboundMessage): Promise<Memory> {
  const conversation = await work.conversations.byId(message.conversationId);
  if (!conversation) throw new Error(`message ${message.id} has no conversation`);
  const citizen = conversation.citizenId === undefined ? undefined : await work.citizens.byId(conversation.citizenId);
  const draft = await work.drafts.ofConversation(conversation.id);
  const language = conversation.language ?? languageOf(message.text) ?? 'ar';
  return {
    stored: { conversation, draft },
    conversation: { ...conversation, faults: 0 },
    draft,
    citizen,
    language,
    replies: [],
  };
}

async function saveMemory(work: Work, { stored, conversation, draft }: Memory): Promise<void> {
  await work.conversations.save(conversation);
  if (draft) await work.drafts.put(draft);
  if (stored.draft && stored.draft.id !== draft?.id) await work.drafts.remove(stored.draft.id);
}

function scopeOf(work: Work, message: InboundMessage, memory: Memory): Scope {
  return {
    work,
    message,
    said: cleanText(message.text),
    get conversation() {
      return memory.conversation;
    },
    get citizen() {
      return memory.citizen;
    },
    get draft() {
      return memory.draft;
    },
    get language() {
      return memory.language;
    },
    t: (key, params) => text(memory.language, key, params),
    say: (reply) => {
      memory.replies.push(reply);
    },
    remember(change) {
      memory.conversation = { ...memory.conversation, ...change };
    },
    keepDraft(draft) {
      memory.draft = draft;
    },
    become({ citizen, language }) {
      if (citizen) {
        memory.citizen = citizen;
        memory.conversation = { ...memory.conversation, citizenId: citizen.id };
      }
      if (language) {
        memory.language = language;
        memory.conversation = { ...memory.conversation, language };
      }
    },
  };
}

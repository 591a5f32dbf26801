// A scope for tests of single questions and of the form engine: on a real Work, it remembers what was said and kept.
import type { Reply, Scope } from '../../src/bot/scope';
import type { Conversation } from '../../src/domain/conversation';
import type { Work } from '../../src/domain/work';
import { text } from '../../src/language/texts';
import { aConversation, anInbound } from './samples';

export type TestScope = Scope & { readonly replies: Reply[] };

export function scopeOn(work: Work, said: string, over: Partial<Conversation> = {}): TestScope {
  const replies: Reply[] = [];
  let held: Pick<Scope, 'conversation' | 'draft' | 'citizen' | 'language'> = {
    conversation: aConversation(over),
    draft: undefined,
    citizen: undefined,
    language: 'ar',
  };
  return {
    work,
    said,
    message: anInbound({ text: said }),
    replies,
    get conversation() {
      return held.conversation;
    },
    get draft() {
      return held.draft;
    },
    get citizen() {
      return held.citizen;
    },
    get language() {
      return held.language;
    },
    t: (key, params) => text(held.language, key, params),
    say: (reply) => {
      replies.push(reply);
    },
    remember(change) {
      held = { ...held, conversation: { ...held.conversation, ...change } };
    },
    keepDraft(draft) {
      held = { ...held, draft };
    },
    become({ citizen, language }) {
      held = { ...held, ...(citizen && { citizen }), ...(language && { language }) };
    },
  };
}

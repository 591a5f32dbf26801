// What a dialog is given for one turn: the transaction, who speaks and what was said, and a way to answer.
// It knows nothing of the Bot Framework; bot/ builds it from a TurnContext.
import type { Citizen } from '../domain/citizen';
import type { Conversation, Draft } from '../domain/conversation';
import type { Choice, InboundMessage, Reference } from '../domain/message';
import type { Work } from '../domain/work';
import type { Language, Params, TextKey } from '../language/texts';

export type Reply = {
  readonly text: string;
  readonly choices?: readonly Choice[] | undefined;
  readonly ask?: string | undefined;
  readonly notice?: string | undefined;
  readonly reference?: Reference | undefined;
};

export type Scope = {
  readonly work: Work;
  readonly message: InboundMessage;
  /** What was written or tapped, cleaned of control and direction marks. */
  readonly said: string;
  /** Changed by assignment through `remember`; saved with the turn. */
  readonly conversation: Conversation;
  /** The proven phone; undefined for a guest in the web chat. */
  readonly citizen: Citizen | undefined;
  readonly draft: Draft | undefined;
  readonly language: Language;
  /** A text in the conversation's language. */
  t(key: TextKey, params?: Params): string;
  /** Adds one message to the turn's answer; choices are numbered under the text. */
  say(reply: Reply): void;
  remember(
    change: Partial<
      Pick<Conversation, 'offered' | 'misses' | 'later' | 'handover' | 'language' | 'languageChosen' | 'citizenId'>
    >,
  ): void;
  /** Replaces the open draft, or closes it. */
  keepDraft(draft: Draft | undefined): void;
  /** From now on this turn speaks for a proven phone, or in another language. */
  become(change: { citizen?: Citizen; language?: Language }): void;
};

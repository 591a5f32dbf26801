// What the framework costs without us, for the benchmark of turns alone: an echo, and a bot that counts in ConversationState on
// MemoryStorage. Nothing of it is durable.
import { ActivityHandler, ConversationState, MemoryStorage, type Activity, type TurnContext } from 'botbuilder';
import { runTurn } from './adapter';

export type Baseline = (conversationId: string, text: string) => Promise<readonly string[]>;

const activityOf = (conversationId: string, text: string): Partial<Activity> => ({
  type: 'message',
  id: `${conversationId}-in`,
  channelId: 'baseline',
  conversation: { id: conversationId, isGroup: false, conversationType: '', name: '' },
  from: { id: 'visitor', name: '' },
  recipient: { id: 'bot', name: '' },
  text,
});

/** @param counts with conversation state; a plain echo without */
export function createBaseline(counts: boolean): Baseline {
  const state = new ConversationState(new MemoryStorage());
  const turns = state.createProperty<number>('turns');
  const bot = new ActivityHandler();
  bot.onMessage(async (context: TurnContext, next) => {
    if (!counts) await context.sendActivity(`echo ${context.activity.text}`);
    else {
      const count = ((await turns.get(context)) ?? 0) + 1;
      await turns.set(context, count);
      await context.sendActivity(`${count} ${context.activity.text}`);
      await state.saveChanges(context);
    }
    await next();
  });
  return async (conversationId, text) => {
    const sent = await runTurn(activityOf(conversationId, text), (context) => bot.run(context));
    return sent.map((activity) => activity.text ?? '');
  };
}

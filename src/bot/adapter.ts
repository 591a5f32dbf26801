// A Bot Framework adapter that only collects: nothing that a turn says leaves before the turn's transaction is committed.
import { BotAdapter, TurnContext, type Activity, type ConversationReference, type ResourceResponse } from 'botbuilder';

const refused = (what: string): Promise<never> =>
  Promise.reject(new Error(`${what}: a collecting adapter has sent nothing yet`));

class CollectingAdapter extends BotAdapter {
  readonly said: Partial<Activity>[] = [];

  /** `runMiddleware` is the base class's own way to run a turn, with its error handling and revoked contexts. */
  async collect(
    inbound: Partial<Activity>,
    bot: (context: TurnContext) => Promise<void>,
  ): Promise<readonly Partial<Activity>[]> {
    await this.runMiddleware(new TurnContext(this, inbound), bot);
    return this.said;
  }

  sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.said.push(...activities);
    return Promise.resolve(
      activities.map((_, place) => ({ id: String(this.said.length - activities.length + place) })),
    );
  }

  updateActivity(): Promise<void> {
    return refused('update');
  }

  deleteActivity(): Promise<void> {
    return refused('delete');
  }

  continueConversation(_reference: Partial<ConversationReference>): Promise<void> {
    return refused('continue');
  }
}

/** Runs one turn of a bot on an inbound activity. @returns what it said, in order */
export function runTurn(
  inbound: Partial<Activity>,
  bot: (context: TurnContext) => Promise<void>,
): Promise<readonly Partial<Activity>[]> {
  return new CollectingAdapter().collect(inbound, bot);
}

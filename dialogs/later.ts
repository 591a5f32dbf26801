// More than one wish in a message: one is acted on now, another is kept and offered when the first is through.
import type { Scope } from '../src/bot/scope';
import type { Intent } from '../src/language/training';
import { wishes, wishesIn } from '../src/language/understand';
import { readOrder } from './exam-order';
import type { OfferValue, Told } from './told';

const KEPT_MS = 24 * 60 * 60_000;

/** Keeps what a message wants beside what is done about it now. @param covered by what is done; one of them must be a part of the message */
export function keepLater(
  scope: Scope,
  covered: readonly Intent[],
  isPart = wishes(scope.said).some((one) => covered.includes(one)),
): void {
  const other = isPart ? [...wishesIn(scope.said)].find(([intent]) => !covered.includes(intent)) : undefined;
  if (!other) return;
  const [intent, said] = other;
  scope.remember({ later: { intent, order: orderSaid(said, scope), until: scope.work.now + KEPT_MS } });
}

/** Names of the catalogue only. */
const orderSaid = (said: string, scope: Scope): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(readOrder(said, scope)).map(([slot, value]) => [slot, String(value)]));

/** What is done now need not be offered any more. */
export function notLater(scope: Scope, intent: Intent): void {
  if (scope.conversation.later?.intent === intent) scope.remember({ later: undefined });
}

/** The other wish, once; nothing where it was long ago. */
function takeLater(scope: Scope): { readonly text: string; readonly value: OfferValue } | undefined {
  const { later } = scope.conversation;
  if (!later) return undefined;
  scope.remember({ later: undefined });
  if (later.until <= scope.work.now) return undefined;
  const intent = later.intent as Intent;
  const order = new URLSearchParams(later.order).toString();
  return {
    text: scope.t('reply.also-wished', { wish: scope.t(`intent.${intent}`) }),
    value: `later:${intent}:${order}`,
  };
}

/** An answer that asks nothing, with the other wish offered under it. */
export function withLater(scope: Scope, told: Told): Told {
  if (told.offer || scope.conversation.handover) return told;
  const later = takeLater(scope);
  if (!later) return told;
  return { ...told, text: `${told.text}\n${later.text}`, also: [later.value, ...(told.also ?? [])] };
}

/** After a form has ended without a further question: the other wish by itself. */
export function laterAfterForm(scope: Scope): Told | undefined {
  if (scope.draft || scope.conversation.offered || scope.conversation.handover) return undefined;
  const later = takeLater(scope);
  return later && { text: later.text, offer: { ask: 'choice', values: [later.value] } };
}

// The end of an open form without its request.
import type { Scope } from '../src/bot/scope';
import { openOf } from '../src/services/own-requests';

/** Nothing of it was stored. A request that is stored is cancelled by its number, so that neither is taken for the other. */
export async function drop(scope: Scope): Promise<void> {
  scope.keepDraft(undefined);
  const [stored] = scope.citizen ? await openOf(scope.work, scope.citizen.id) : [];
  const more = stored ? scope.t('reply.cancel-by-number', { number: stored.number }) : '';
  scope.say({ text: [scope.t('reply.form-dropped'), more].filter((line) => line !== '').join('\n') });
}

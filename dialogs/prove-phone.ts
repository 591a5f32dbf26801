// A guest of the web chat proves a phone before anything that is stored is shown; then what was asked for is answered.
import type { Scope } from '../src/bot/scope';
import { start, textIn, type Form } from './form';
import { codeQuestion, phoneQuestion } from './questions';

const NAME = 'prove-phone';

/** @param resume answers what was asked before, now that the phone is proven */
export const provePhone = (resume: (scope: Scope, wanted: string) => Promise<void>): Form => ({
  name: NAME,
  version: '1',
  questions: [phoneQuestion, codeQuestion],
  async finish(slots, scope) {
    scope.keepDraft(undefined);
    await resume(scope, textIn(slots, 'wanted') ?? '');
    return undefined;
  },
});

export const startProof = (scope: Scope, form: Form, wanted: string): Promise<void> =>
  start(scope, form, { wanted }, scope.t('reply.prove-first'));

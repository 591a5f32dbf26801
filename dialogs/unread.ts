// Messages that are no words: voice, pictures, places; nothing, emoji alone, or far too much. And secrets that nobody asked for.
import type { Scope } from '../src/bot/scope';
import { mentions } from '../src/language/choice-words';
import type { TextKey } from '../src/language/texts';
import { CARD_MASK } from '../src/services/inbox';

const LONGEST_READ = 1000;

/** Why a message can't be read at all, in words; undefined for one that can. */
export function unreadable(scope: Scope): string | undefined {
  const { kind } = scope.message;
  if (kind !== 'text' && scope.said === '') return scope.t(`hint.kind.${kind}` satisfies TextKey);
  if (scope.said.length > LONGEST_READ) return scope.t('hint.too-long');
  return undefined;
}

/** Empty, or signs alone; a raised thumb may still be an answer, so that this is asked last. */
export const isWordless = (said: string): boolean => !/[\p{L}\p{N}]/u.test(said);

/** A password or a bank card's number. */
export const holdsSecret = (said: string): boolean => said.includes(CARD_MASK) || mentions(said, 'secret');

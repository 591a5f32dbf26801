// Whom an answer to «لمن الامتحان؟» means: oneself, somebody this phone has entered before, or somebody new by a name.
// A long name that only shares its first part with somebody known is somebody else.
import type { Scope } from '../src/bot/scope';
import type { Person } from '../src/domain/person';
import { isQuestion, nameParts, readName } from '../src/language/answers';
import { after, beside, endsWith, mentions, says } from '../src/language/choice-words';
import { normalise } from '../src/language/normalise';
import { understand, WISH_BEGINS } from '../src/language/understand';
import { FILLERS, GENERIC_NAME_WORDS, holdsAny, NEGATION, wordsOf } from '../src/language/word-lists';
import { personsOf } from '../src/services/citizens';
import { firstName } from '../src/services/notify';

/** What was found: `which` where it may be one of several, or none of them. */
export type Meant =
  | { readonly who: 'self' }
  | { readonly who: 'known'; readonly person: Person }
  | { readonly who: 'other'; readonly name: string }
  | { readonly who: 'which' };

const MOST_KNOWN = 7;

/** Those whom this phone has entered, the last ones. */
export async function personsKnown(scope: Scope): Promise<readonly Person[]> {
  return scope.citizen ? (await personsOf(scope.work, scope.citizen.id)).slice(-MOST_KNOWN) : [];
}

/** Whether a first message says that it is for the one who writes: «إلي» at its end, "for me" anywhere. */
export const namesSelf = (said: string): boolean => mentions(said, 'for.self.said') || endsWith(said, 'for.self.last');

/** The writer, where that is plain: new to this phone, or the only grown person it has entered. */
export function selfAmong(known: readonly Person[]): Meant {
  const [only, another] = known.filter(({ guardian }) => guardian === undefined);
  if (another) return { who: 'which' };
  return only ? { who: 'known', person: only } : { who: 'self' };
}

/** Nobody is called so: words of requests and of talk. */
const isTalk = (said: string): boolean =>
  [FILLERS, GENERIC_NAME_WORDS, NEGATION].some((list) => holdsAny(wordsOf(said), list)) ||
  isQuestion(said) ||
  WISH_BEGINS.has(wordsOf(said)[0] ?? '') ||
  mentions(said, 'kind.official') ||
  mentions(said, 'kind.trial') ||
  understand(said) !== undefined;

const FEWEST_PARTS = 3;

/** @returns undefined where the answer names nobody */
export function personMeant(said: string, known: readonly Person[]): Meant | undefined {
  if (says(said, 'for.self')) return selfAmong(known);
  const name = readName(beside(said, ['relation']));
  if (name === undefined) return undefined;
  const sames = known.filter((person) => isCalled(person, name));
  const [same, twin] = sames;
  if (same) return twin ? { who: 'which' } : { who: 'known', person: same };
  if (isTalk(name)) return undefined;
  const parts = nameParts(name);
  if (new Set(parts.map(normalise)).size >= FEWEST_PARTS)
    return after(said, 'for.self') === undefined ? { who: 'other', name } : { who: 'self' };
  return known.some((person) => normalise(firstName(person)) === normalise(parts[0] ?? ''))
    ? { who: 'which' }
    : undefined;
}

/** By the whole name, or by the first name alone. */
const isCalled = (person: Person, name: string): boolean =>
  [person.name, firstName(person)].some((form) => normalise(form) === normalise(name));

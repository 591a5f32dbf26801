// The menu, the greeting that comes before it, and what is said where nothing was understood.
import type { Scope } from '../src/bot/scope';
import { after, says, type WordList } from '../src/language/choice-words';
import type { TextKey } from '../src/language/texts';
import { joined } from './form';
import type { Told } from './told';

const MENU = ['exam', 'my-requests', 'information', 'person'] as const;

/** The first choice, after what is said before it. */
export const menu = (scope: Scope, lead = ''): Told => ({
  text: joined(lead, scope.t('ask.menu')),
  offer: { ask: 'choice', values: MENU },
});

/** What anybody may look up. */
export const information = (scope: Scope): Told => ({
  text: scope.t('ask.information'),
  offer: { ask: 'choice', values: ['fees', 'hours', 'documents', 'how-to-pay'] },
});

const GREETINGS: readonly (readonly [WordList, TextKey])[] = [
  ['greeting.salam', 'reply.greeting.salam'],
  ['greeting.morning', 'reply.greeting.morning'],
  ['greeting.evening', 'reply.greeting.evening'],
  ['greeting.hello', 'reply.greeting.hello'],
];

/** The answer to the greeting with which a message begins; nothing where it begins with none. */
export function greetingBack(scope: Scope): string {
  const greeting = GREETINGS.find(([words]) => after(scope.said, words) !== undefined);
  return greeting ? scope.t(greeting[1]) : '';
}

/** What a message says after its greetings and "how are you"; '' where it says nothing else. */
export function withoutGreeting(said: string): string {
  const rest = PLEASANTRIES.map((words) => after(said, words)).find((left) => left !== undefined);
  return rest === undefined ? said : withoutGreeting(rest);
}

const PLEASANTRIES: readonly WordList[] = [...GREETINGS.map(([words]) => words), 'greeting.how-are-you'];

/** The greetings that a message is, all of it: «مرحبا السلام عليكم». */
export function onlyGreets(said: string): boolean {
  if (GREETINGS.some(([words]) => says(said, words))) return true;
  const rest = GREETINGS.map(([words]) => after(said, words)).find((left) => left !== undefined);
  return rest !== undefined && rest !== '' && onlyGreets(rest);
}

// The language in which a conversation goes on when somebody has chosen it: from then on the script decides no more.
import type { Scope } from '../src/bot/scope';
import type { Language } from '../src/language/texts';
import { namedLanguage } from '../src/language/reply-language';
import { writeIn } from '../src/services/own-requests';
import type { Told } from './told';

/** Notices about open requests go on in it too. */
export async function chooseLanguage(scope: Scope, language: Language): Promise<void> {
  scope.become({ language });
  scope.remember({ languageChosen: true });
  if (scope.citizen) await writeIn(scope.work, scope.citizen.id, language);
}

/** What a sentence asks for; where it does not say plainly which language, that is asked. */
export async function switchLanguage(scope: Scope): Promise<Told> {
  const language = namedLanguage(scope.said);
  if (language === undefined)
    return { text: scope.t('ask.language'), offer: { ask: 'choice', values: ['speak:ar', 'speak:en'] } };
  return speakNow(scope, language);
}

/** Goes on in the language, and says so in it. */
export async function speakNow(scope: Scope, language: Language): Promise<Told> {
  await chooseLanguage(scope, language);
  return { text: scope.t('reply.language') };
}

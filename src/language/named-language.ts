// The language that a message asks for by its name: «احكي عربي», "continue in English".
import languageWords from '../../locales/phrases/language.json';
import type { Language } from './texts';
import { holdsAny, phrases, wordsOf } from './word-lists';

/** Beginnings of the names, as they stand inside words («بالعربي», «engleezi»), in comparable spelling. */
const NAMED = { ar: languageWords['named-ar'], en: languageWords['named-en'] } as const;
/** Words with which a language is named that is not wanted: «ما بفهم انجليزي», "my Arabic is bad". */
const UNABLE = phrases(languageWords.unable);

/** Undefined where none is named, or both, or one that may be the unwanted one: then it is asked. */
export function namedLanguage(raw: string): Language | undefined {
  const words = wordsOf(raw);
  const names = (['ar', 'en'] as const).filter((language) =>
    words.some((word) => NAMED[language].some((name) => word.includes(name))),
  );
  return names.length === 1 && !holdsAny(words, UNABLE) ? names[0] : undefined;
}

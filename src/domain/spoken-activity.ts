// What the bot says as an activity of the Bot Framework protocol, the same for web chat clients and for the connector: clients
// rely on `channelData` and on the order of the actions. Who speaks, to whom and where is added by who sends it.
import type { Language } from './citizen';
import type { Content } from './message';

const LOCALES: Readonly<Record<Language, string>> = { ar: 'ar-JO', en: 'en' };

/** The fields of an activity that hold what is said; `channelData` and `suggestedActions` only where there is something in them. */
export function spokenActivity(content: Content, language: Language): Readonly<Record<string, unknown>> {
  const { ask, notice, reference, choices = [] } = content;
  const channelData = { ask, notice, reference };
  return {
    type: 'message',
    text: content.text,
    // Numbers at the start of lines are part of the words, no list in Markdown.
    textFormat: 'plain',
    locale: LOCALES[language],
    ...(choices.length > 0 && {
      suggestedActions: {
        to: [],
        actions: choices.map(({ label, value }) => ({ type: 'imBack', title: label, value })),
      },
    }),
    ...(Object.values(channelData).some((value) => value !== undefined) && { channelData }),
  };
}

// What clients may rely on in an activity of the bot's.
import { spokenActivity } from '../../src/domain/spoken-activity';

test.each([
  [
    'words alone',
    spokenActivity({ text: 'Thank you' }, 'en'),
    { type: 'message', text: 'Thank you', textFormat: 'plain', locale: 'en' },
  ],
  [
    'a question with its choices, in their order',
    spokenActivity(
      {
        text: 'لمن الامتحان؟\n1 لي\n2 لشخص آخر',
        ask: 'for',
        choices: [
          { label: 'لي', value: 'self' },
          { label: 'لشخص آخر', value: 'other' },
        ],
      },
      'ar',
    ),
    {
      type: 'message',
      text: 'لمن الامتحان؟\n1 لي\n2 لشخص آخر',
      textFormat: 'plain',
      locale: 'ar-JO',
      channelData: { ask: 'for' },
      suggestedActions: {
        to: [],
        actions: [
          { type: 'imBack', title: 'لي', value: 'self' },
          { type: 'imBack', title: 'لشخص آخر', value: 'other' },
        ],
      },
    },
  ],
  [
    'a notice with its numbers',
    spokenActivity({ text: 'Paid', notice: 'push.exam.come', reference: { request: '10000018' }, choices: [] }, 'en'),
    {
      type: 'message',
      text: 'Paid',
      textFormat: 'plain',
      locale: 'en',
      channelData: { notice: 'push.exam.come', reference: { request: '10000018' } },
    },
  ],
])('%s', (_, activity, expected) => {
  expect(JSON.parse(JSON.stringify(activity))).toEqual(expected);
});

import { webChat } from '../../src/channels/web-chat';

test('the text as it is, and nobody to carry it', () => {
  expect(webChat.render({ text: 'رقم \u20661234\u2069' })).toBe('رقم \u20661234\u2069');
  expect(webChat.carrier).toBeUndefined();
});

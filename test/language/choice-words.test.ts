// Words that turn a message one way or another: said, denied, beside one another. And danger, without false alarms.
import { affirms, mentions, mentionsTogether } from '../../src/language/choice-words';

test.each([
  ['دفعت وما وصلني شي', true],
  ['بعد ما دفعت ما صار شي', true],
  ['i already paid', true],
  ['لسا ما دفعت وين بدفع', false],
  ['لو دفعت بكرة بلحق', false],
  ['what if i paid tomorrow', false],
  ['لو اني دفعت كان جيت', false],
  ['وين بدفع', false],
] as const)('%s tells of a payment: %s', (said, does) => {
  expect(affirms(said, 'paid')).toBe(does);
});

test.each([
  ['نعم بس غير المحطة للنصر', true],
  ['غير الاسم', false],
  ['غير أردني', false],
] as const)('%s wants another station: %s', (said, does) => {
  expect(mentionsTogether(said, 'change', 'field.station')).toBe(does);
});

test.each([
  ['في حريق بالمحطة', true],
  ['there is a fire', true],
  ['fi 7aree2 bel ma7atta', true],
  ['ابني وقع ومغمى عليه', true],
  ['please call an ambulance', true],
  ['بدي اموت', true],
  ['someone is attacking me', true],
  ['بدي دورة إسعافات أولية', false],
  ['is there a fire safety course', false],
  ['dawret es3af awali', false],
  ['بموت بالقهوة', false],
  ['دورة مكافحة الحريق', false],
] as const)('%s is danger: %s', (said, does) => {
  expect(mentions(said, 'danger')).toBe(does);
});

// Words that turn a message one way or another: said, denied, beside one another. And danger, without false alarms.
import { affirms, cutAt, mentionsTogether } from '../../src/language/choice-words';
import { besideKept, isDanger, keepsAsItIs } from '../../src/language/understand';

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
  ['تعبت وبدي اموت', true],
  ['i want to end my life', true],
  ['النار ولعت بالمحطة', true],
  ['ambulance driver course available?', false],
  ['my battery is dying', false],
  ['في حريق الاسعار', false],
  ['someone is attacking me', true],
  ['بدي دورة إسعافات أولية', false],
  ['is there a fire safety course', false],
  ['dawret es3af awali', false],
  ['بموت بالقهوة', false],
  ['دورة مكافحة الحريق', false],
] as const)('%s is danger: %s', (said, does) => {
  expect(isDanger(said)).toBe(does);
});

test.each([
  ['ما بدي ألغي', true, ''],
  ['لا تلغوا طلبي ولكن غيروا المحطة', true, 'ولكن غيروا المحطه'],
  ['لا تلغوا طلبي، كم الرسوم؟', true, 'كم الرسوم؟'],
  ['ما بدي الغي بدي بس اعرف وين وصل', true, 'بس اعرف وين وصل'],
  ['ما عاد بدي موظف', true, ''],
  ['تلغوش', true, ''],
  ['ما تغيروا المحطة؟', false, 'ما تغيروا المحطه؟'],
  ['ليش ما لغيتوا طلبي', false, 'ليش ما لغيتوا طلبي'],
  ['لا، تلغي الطلب وبس', false, 'تلغي الطلب وبس'],
  ["i don't want, cancel", false, 'i dont want'],
] as const)('%s leaves things as they are: %s; beside it: %s', (said, does, rest) => {
  expect([keepsAsItIs(said), besideKept(said)]).toEqual([does, rest]);
});

test.each([
  ['بمحطة صويلح لا لا خليها ماركا', { before: 'بمحطه صويلح لا', after: 'ماركا' }],
  ['official, no make it trial', { before: 'official', after: 'trial' }],
  ['محطة صويلح', undefined],
])('what is said last: %s', (said, cut) => {
  expect(cutAt(said, 'rather')).toEqual(cut);
});

// Words in both scripts that must meet by their consonants, and some that must not.
import { normalise } from '../../src/language/normalise';
import { skeletonOf } from '../../src/language/skeleton';

const skeleton = (word: string): string => skeletonOf(normalise(word));

test.each([
  ['دورة', 'dawra'],
  ['دورة', 'dora'],
  ['امتحان', 'emte7an'],
  ['امتحان', 'imtihan'],
  ['شهادة', 'shahadeh'],
  ['محطة', 'ma7ata'],
  ['خصم', '5asem'],
  ['خصم', 'khasm'],
  ['غرامة', 'gharameh'],
  ['عمان', '3amman'],
  ['قديش', 'qaddesh'],
  ['قديش', 'kaddesh'],
  ['جاهز', 'jahez'],
  ['ثاني', 'thani'],
  ['طلبي', '6alabi'],
] as const)('%s meets %s', (arabic, latin) => {
  expect(skeleton(latin)).toBe(skeleton(arabic));
});

test.each([
  ['دورة', 'dars'],
  ['شهادة', 'sa7a'],
  ['رسوم', 'rasheed'],
  ['موعد', 'mo7ed'],
] as const)('%s does not meet %s', (arabic, latin) => {
  expect(skeleton(latin)).not.toBe(skeleton(arabic));
});

test('vowels alone leave nothing', () => {
  expect([skeleton('او'), skeleton('aue')]).toEqual(['', '']);
});

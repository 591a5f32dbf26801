// Words in both scripts that must meet by their consonants, and some that must not.
import { normalise } from '../../src/language/normalise';
import { skeletonOf } from '../../src/language/skeleton';

const skeleton = (word: string): string => skeletonOf(normalise(word));

test.each([
  ['دورة', 'dawra'],
  ['دورة', 'dora'],
  ['دورة', 'dawrah'],
  ['دورات', 'dawrat'],
  ['امتحان', 'emte7an'],
  ['امتحان', 'imtihan'],
  ['امتحان', 'emti7aan'],
  ['شهادة', 'shahadeh'],
  ['شهادة', 'chahade'],
  ['شهادتي', 'shhadti'],
  ['محطة', 'ma7ata'],
  ['محطة', 'ma7a66a'],
  ['محطة', 'mahattah'],
  ['صويلح', 'sweile7'],
  ['صباح', 'sabah'],
  ['رح', 'ra7'],
  ['خصم', '5asem'],
  ['خصم', 'khasm'],
  ['رخصة', 'ru5sa'],
  ['رخصة', 'rokhsa'],
  ['غرامة', 'gharameh'],
  ['مبلغ', 'mablagh'],
  ['الغاء', 'elgha2'],
  ['سؤال', 'su2al'],
  ['مسؤول', 'mas2ool'],
  ['عمان', '3amman'],
  ['سعر', 'se3r'],
  ['ساعة', 'sa3ah'],
  ['دفعت', 'dfe3et'],
  ['يعطيكم', 'ya36eekom'],
  ['قديش', 'qaddesh'],
  ['قديش', 'kaddesh'],
  ['رقم', 'raqam'],
  ['رقم', 'rakam'],
  ['جاهز', 'jahez'],
  ['جامعة', 'gam3a'],
  ['تسجيل', 'tasgeel'],
  ['ثاني', 'thani'],
  ['تاني', 'tany'],
  ['طلبي', '6alabi'],
  ['طلبي', 'talabi'],
  ['شو', 'chou'],
  ['كمبيوتر', 'computer'],
  ['فيديو', 'video'],
  ['هوية', 'hawiyyeh'],
  ['گديش', 'kadesh'],
] as const)('%s meets %s', (arabic, latin) => {
  expect([skeleton(latin), skeleton(latin) === '']).toEqual([skeleton(arabic), false]);
});

test.each([
  ['دورة', 'dars'],
  ['دورة', 'course'],
  ['شهادة', 'sa7a'],
  ['رسوم', 'rasheed'],
  ['رسوم', 'rsm6'],
  ['موعد', 'mo7ed'],
  ['طلب', '2alb'],
  ['خبر', '7aber'],
  ['حرف', '5arf'],
  ['غالي', '3ali'],
  ['عالي', 'ghali'],
  ['شعر', 'se3r'],
  ['سعر', 'sha3r'],
  ['جديد', 'shadeed'],
  ['سامي', 'rasmi'],
  ['بيت', 'bint'],
  ['دفع', 'daf'],
] as const)('%s does not meet %s', (arabic, latin) => {
  expect(skeleton(latin)).not.toBe(skeleton(arabic));
});

test.each([
  ['a final h, heard or not', ['مدرسه', 'madraseh', 'madrase', 'مدرسة'], 'mdrs'],
  ['a doubled consonant', ['سجّل', 'sajjel', 'sajel'], 'sjl'],
  ['what begins with h keeps it', ['هون', 'hon', 'hoon'], 'hn'],
  ['a word of h alone', ['ه', 'h'], 'h'],
] as const)('%s', (_label, words, consonants) => {
  expect(words.map(skeleton)).toEqual(words.map(() => consonants));
});

test('vowels alone, digits that are no letters, and other scripts leave nothing', () => {
  expect(['او', 'aue', '2', '40', 'שלום', 'привет', ''].map(skeleton)).toEqual(['', '', '', '', '', '', '']);
});

// Which Arabic word of a vocabulary a word in Latin letters stands for.
import { JaroWinklerDistance } from 'natural/lib/natural/distance';
import { createProjection } from '../../src/language/projection';

const project = createProjection(
  new Map([
    ['امتحان', 30],
    ['محطه', 20],
    ['دوره', 20],
    ['دور', 1],
    ['شهاده', 9],
    ['اسجل', 12],
    ['سجل', 12],
  ]),
  JaroWinklerDistance,
);

test.each([
  ['the same consonants', 'emte7an', 'امتحان'],
  ['another spelling', 'imti7an', 'امتحان'],
  ['a consonant left out', 'emtan', 'امتحان'],
  ['one consonant too many', 'shahadten', undefined],
  ['one consonant slipped', 'emte7al', 'امتحان'],
  ['a more frequent word among equals', 'dora', 'دوره'],
  ['the spelling decides where the consonants are the same', 'asajel', 'اسجل'],
  ['nothing near', 'kitchen', undefined],
  ['no consonants', 'aeiou', undefined],
  ['nothing', '', undefined],
] as const)('%s', (_label, latin, arabic) => {
  expect(project(latin)).toBe(arabic);
});

test.each([
  ['صوره', 'سوره'],
  ['سوره', 'صوره'],
] as const)('of two words that are spelt alike the more frequent one, %s', (often, seldom) => {
  for (const order of [
    [often, seldom],
    [seldom, often],
  ]) {
    const counts = new Map(order.map((word) => [word, word === often ? 9 : 1]));
    expect(createProjection(counts, JaroWinklerDistance)('sora')).toBe(often);
  }
});

test('the same consonants come before a more frequent word one consonant away', () => {
  const words = createProjection(
    new Map([
      ['تسجيل', 30],
      ['تفجيل', 1],
    ]),
    JaroWinklerDistance,
  );
  expect(['tafjeel', 'tasjeel', 'ta3jeel'].map(words)).toEqual(['تفجيل', 'تسجيل', 'تسجيل']);
});

test.each([
  ['two consonants, one of them another', 'sal', undefined],
  ['two consonants of three', 'srr', undefined],
  ['one consonant', 'si', undefined],
  ['three consonants, one of them another', 'sa3l', undefined],
  ['one consonant too many', 'sa3rb', 'سعر'],
  ['two consonants too many', 'sa3rbl', undefined],
  ['the same consonants in another order', 'ras3', undefined],
  ['digits alone', '2026', undefined],
  ['another script', 'שער', undefined],
] as const)('short words slip less: %s', (_label, latin, arabic) => {
  expect(createProjection(new Map([['سعر', 9]]), JaroWinklerDistance)(latin)).toBe(arabic);
});

test('without words nothing is near', () => {
  expect(createProjection(new Map(), JaroWinklerDistance)('dora')).toBeUndefined();
});

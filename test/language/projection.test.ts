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

// Whom an answer means among those a phone has entered: the whole name or the first name alone, never a shared first part.
import { namesSelf, personMeant } from '../../dialogs/known-person';
import type { Person } from '../../src/domain/person';

const person = (name: string, minor = false): Person => ({
  id: name,
  document: 'civil-id',
  number: '9871035522',
  country: 'JO',
  name,
  enteredBy: ['cit_1'],
  consent: { version: '1', at: 0 },
  guardian: minor ? { name: undefined, agreedAt: 0 } : undefined,
  createdAt: 0,
});

const samer = person('سامر أحمد العبادي');
const layla = person('ليلى سامر العبادي', true);

test.each([
  ['سامر', { who: 'known', person: samer }],
  ['سامر احمد العبادي', { who: 'known', person: samer }],
  ['سامر محمد الخطيب', { who: 'other', name: 'سامر محمد الخطيب' }],
  ['لبنتي ليلى سامر العبادي', { who: 'known', person: layla }],
  ['لبنتي ليلى محمد الخطيب', { who: 'other', name: 'ليلى محمد الخطيب' }],
  ['سامر الخطيب', { who: 'which' }],
  ['أنا', { who: 'known', person: samer }],
  ['بدي امتحان ثاني', undefined],
  ['لشخص آخر', undefined],
  ['بلا بلا بلا', undefined],
])('«%s» where two are known', (said, expected) => {
  expect(personMeant(said, [samer, layla])).toEqual(expected);
});

test('who has entered only a child is new', () => {
  expect(personMeant('أنا', [layla])).toEqual({ who: 'self' });
});

test.each([
  ['بدي امتحان إلي', true],
  ['بدي امتحان لالي', true],
  ['an exam for me', true],
  ['بدي أروح إلى صويلح', false],
])('«%s» speaks of oneself: %s', (said, expected) => {
  expect(namesSelf(said)).toBe(expected);
});

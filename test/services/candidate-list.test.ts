// Lists of candidates: what is read, and that every mistake is found with its row.
import fc from 'fast-check';
import { readCandidates, rowsOfText } from '../../src/services/candidate-list';

const OPTIONS = { most: 5, latin: true };
const HEAD = ['Name', 'Name in English', 'National number', 'Phone', 'Country'];
const LAILA = ['ليلى سامي حداد', 'laila haddad', '9871012345', '', ''];

const laila = {
  name: 'ليلى سامي حداد',
  latinName: 'Laila Haddad',
  number: '9871012345',
  document: 'civil-id',
  country: 'JO',
  phone: undefined,
};

describe('read', () => {
  test.each<[string, readonly (readonly string[])[], object]>([
    ['with a head in English', [HEAD, LAILA], laila],
    [
      'with a head in Arabic, in another order, with a column that nobody knows',
      [
        ['الرقم الوطني', 'ملاحظات', 'الاسم الكامل', 'الاسم بالإنجليزية'],
        ['9871012345', 'من قسم المالية', 'ليلى سامي حداد', 'Laila Haddad'],
      ],
      laila,
    ],
    ['without a head, in the usual order', [LAILA], laila],
    [
      'Arabic digits',
      [HEAD, ['ليلى سامي حداد', 'Laila Haddad', '٩٨٧١٠١٢٣٤٥', '٠٧٩٠٠٠٠٠٠١', '']],
      { ...laila, phone: '+962790000001' },
    ],
    ['empty rows between', [['', ''], HEAD, [], LAILA], laila],
    [
      'a passport by its country’s name',
      [HEAD, ['Omar Ali', 'Omar Ali', 'a 123-4567', '', 'العراق']],
      {
        name: 'Omar Ali',
        latinName: 'Omar Ali',
        number: 'A1234567',
        document: 'passport',
        country: 'IQ',
        phone: undefined,
      },
    ],
  ])('%s', (_what, rows, expected) => {
    const read = readCandidates(rows, OPTIONS);
    expect('candidates' in read ? read.candidates.map(({ candidate }) => candidate) : read).toEqual([expected]);
  });

  test('a trial exam needs no name in Latin letters', () => {
    const read = readCandidates(
      [
        ['Name', 'Number'],
        ['ليلى سامي حداد', '9871012345'],
      ],
      { most: 5, latin: false },
    );
    expect('candidates' in read).toBe(true);
  });
});

describe('mistakes', () => {
  test.each<[string, readonly (readonly string[])[], readonly (readonly [row: number, fault: string])[]]>([
    ['nothing at all', [], [[0, 'no-rows']]],
    ['a head alone', [HEAD], [[0, 'no-rows']]],
    [
      'wrong columns',
      [
        ['Phone', 'Town'],
        ['0790000001', 'Amman'],
      ],
      [[1, 'no-head']],
    ],
    ['too many', Array.from({ length: 6 }, () => LAILA), [[0, 'too-many']]],
    ['the same number twice', [HEAD, LAILA, LAILA], [[3, 'twice']]],
    [
      'all of them at once, in their rows',
      [
        HEAD,
        ['', 'لمى', '12', '123', ''],
        LAILA,
        ['Omar', 'Omar Ali', 'A1234567', '', 'Narnia'],
        ['ليلى حداد', 'Laila Haddad', '9871012346', '', ''],
        ['=1+1', 'Laila Haddad', '9871012347', '', ''],
      ],
      [
        [2, 'name'],
        [2, 'latin-name'],
        [2, 'number'],
        [2, 'phone'],
        [4, 'country'],
        [5, 'name-parts'],
        [6, 'name'],
      ],
    ],
  ])('%s', (_what, rows, expected) => {
    const read = readCandidates(rows, OPTIONS);
    expect('mistakes' in read ? read.mistakes.map(({ row, fault }) => [row, fault]) : read).toEqual(expected);
  });

  test('whatever the cells hold, it is read or refused, and never thrown', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ maxLength: 30 }), { maxLength: 6 }), { maxLength: 6 }), (rows) => {
        const read = readCandidates(rows, OPTIONS);
        return 'mistakes' in read ? read.mistakes.length > 0 : read.candidates.length > 0;
      }),
    );
  });
});

test.each<[string, string, readonly (readonly string[])[]]>([
  [
    'commas',
    'a, b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['Arabic commas', 'a، b', [['a', 'b']]],
  ['tabs, as a sheet is pasted, keep commas', 'a, x\tb', [['a, x', 'b']]],
  ['semicolons and Windows lines', 'a; b\r\n', [['a', 'b'], ['']]],
])('a pasted list with %s', (_what, text, rows) => {
  expect(rowsOfText(text)).toEqual(rows);
});

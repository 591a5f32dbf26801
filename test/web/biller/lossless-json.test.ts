import { parseLossless } from '../../../src/web/biller/lossless-json';

describe('JSON without loss of digits', () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ['a number above 2^53', '{"trx":9007199254740993123}', { trx: '9007199254740993123' }],
    ['decimals keep their zeros', '[12.500,0.10,-3.0]', ['12.500', '0.10', '-3.0']],
    ['an exponent', '[1e3,2.5E-1]', ['1e3', '2.5E-1']],
    ['digits inside a text stay as they are', '{"a 1":"x 2, 3"}', { 'a 1': 'x 2, 3' }],
    ['quotes and backslashes inside a text', String.raw`["\"1\"","\\",1,"\\\" 2"]`, ['"1"', '\\', '1', '\\" 2']],
    ['words of JSON', '{"a":true,"b":null,"c":[]}', { a: true, b: null, c: [] }],
    ['a bare number', ' 7 ', '7'],
  ];
  test.each(cases)('%s', (_label, source, value) => {
    expect(parseLossless(source)).toEqual(value);
  });

  test.each([
    ['nothing', ''],
    ['cut off', '{"a":1'],
    ['two numbers side by side', '[1 2]'],
    ['a number with a leading zero', '[012]'],
    ['no JSON at all', '<MFEP/>'],
  ])('refuses %s', (_label, source) => {
    expect(() => parseLossless(source)).toThrow(SyntaxError);
  });

  test('a text of a million letters costs no stack', () => {
    const long = 'x1\\"'.repeat(250_000);
    expect(parseLossless(`["${long}",1]`)).toEqual([JSON.parse(`"${long}"`), '1']);
  });
});

import { pieces } from '../../src/language/pieces';

test.each<[string, string, readonly string[]]>([
  ['short enough', 'one two', ['one two']],
  ['nothing', '', ['']],
  ['between lines', 'one\ntwo three\nfour', ['one', 'two three', 'four']],
  ['between words', 'one two three', ['one two', 'three']],
  ['a word without an end', 'abcdefghijklmnop', ['abcdefghij', 'klmnop']],
  ['not within a sign', 'abcdefghi😀😀', ['abcdefghi', '😀😀']],
  ['white space at the seam', 'one       \n\n     two', ['one', 'two']],
])('%s', (_, text, expected) => {
  expect(pieces(text, 10)).toEqual(expected);
});

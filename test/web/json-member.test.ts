import { memberSource } from '../../src/web/json-member';

test.each([
  [
    'an object, with its spaces and long numbers',
    '{"a":1, "x" : { "n": 12345678901234567890.10 } }',
    '{ "n": 12345678901234567890.10 }',
  ],
  ['an escaped text with brackets and commas in it', '{"x":"a\\"},\\u0041]","b":2}', '"a\\"},\\u0041]"'],
  ['an array', '{"x":[1,[2,{"x":3}]]}', '[1,[2,{"x":3}]]'],
  ['a number', '{"x":1e5,"y":2}', '1e5'],
  ['the last of two', '{"x":1,"x":2}', '2'],
  ['a name written with an escape', '{"\\u0078":true}', 'true'],
  ['a deeper one of the same name is passed over', '{"a":{"x":1},"x":null}', 'null'],
  ['a value that is the name', '{"a":"x","b":[1]}', undefined],
  ['none', '{"a":1}', undefined],
  ['an empty object', '{}', undefined],
])('%s', (_, source, member) => {
  expect(memberSource(source, 'x')).toBe(member);
});

import { basicAuthorized, basicHeader } from '../../../src/web/biller/basic-auth';

const encoded = (text: string) => Buffer.from(text, 'utf8').toString('base64');

test.each([
  ['right', basicHeader('bank', 'a:b'), true],
  ['the scheme in other letters', `basic ${encoded('bank:a:b')}`, true],
  ['letters beyond ASCII', basicHeader('bänk', 'كلمة'), false],
  ['another password', basicHeader('bank', 'a:c'), false],
  ['another user', basicHeader('bang', 'a:b'), false],
  ['a longer password', basicHeader('bank', 'a:bb'), false],
  ['no password', `Basic ${encoded('bank')}`, false],
  ['another scheme', `Bearer ${encoded('bank:a:b')}`, false],
  ['no scheme', encoded('bank:a:b'), false],
  ['an empty header', '', false],
  ['no header', undefined, false],
])('%s', (_label, header, authorized) => {
  expect(basicAuthorized(header, 'bank', 'a:b')).toBe(authorized);
});

test('letters beyond ASCII in the credentials', () => {
  expect(basicAuthorized(basicHeader('bänk', 'كلمة'), 'bänk', 'كلمة')).toBe(true);
});

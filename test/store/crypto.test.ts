import { createCrypto, placeOf } from '../../src/store/crypto';
import { keyBytes, keyIdOf, newKey } from '../../src/store/keys';

const keys = { dataKey: newKey(), indexKey: newKey() };
const crypto = createCrypto(keys);
const place = placeOf('citizens', 'phone', 'cit_1');

const faultOf = (use: () => unknown): unknown => {
  try {
    return use();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('sealing', () => {
  it('opens what it sealed, and seals the same twice differently', () => {
    const [once, twice] = [crypto.seal(place, 'ليلى'), crypto.seal(place, 'ليلى')];
    expect([crypto.open(place, once), crypto.open(place, twice)]).toEqual(['ليلى', 'ليلى']);
    expect(once.equals(twice)).toBe(false);
  });

  const sealed = crypto.seal(place, 'value');
  const altered = (at: number) => Buffer.from(sealed.map((byte, place_) => (place_ === at ? byte ^ 1 : byte)));
  it.each([
    ['in another row', () => crypto.open(placeOf('citizens', 'phone', 'cit_2'), sealed), 'sealed-damaged'],
    ['in another field', () => crypto.open(placeOf('citizens', 'name', 'cit_1'), sealed), 'sealed-damaged'],
    ['with an altered nonce', () => crypto.open(place, altered(6)), 'sealed-damaged'],
    ['with an altered text', () => crypto.open(place, altered(18)), 'sealed-damaged'],
    ['with an altered tag', () => crypto.open(place, altered(sealed.length - 1)), 'sealed-damaged'],
    ['with an altered key id', () => crypto.open(place, altered(2)), 'sealed-unknown-key'],
    ['of another format', () => crypto.open(place, altered(0)), 'sealed-unknown-key'],
    ['that was cut', () => crypto.open(place, sealed.subarray(0, 20)), 'sealed-unknown-key'],
    ['with other keys', () => createCrypto({ ...keys, dataKey: newKey() }).open(place, sealed), 'sealed-unknown-key'],
  ])('does not open a value %s', (_, open, code) => expect(faultOf(open)).toBe(code));

  it('opens with the old key and seals with the new one', () => {
    const rotated = createCrypto({ ...keys, dataKey: newKey(), dataKeyOld: keys.dataKey });
    expect(rotated.open(place, sealed)).toBe('value');
    expect(faultOf(() => crypto.open(place, rotated.seal(place, 'value')))).toBe('sealed-unknown-key');
  });
});

describe('blind indexes', () => {
  it('are equal for equal values of one kind only', () => {
    const phone = crypto.blind('phone', '+962791234567');
    expect(crypto.blind('phone', '+962791234567')).toBe(phone);
    expect(crypto.blind('address', '+962791234567')).not.toBe(phone);
    expect(crypto.blind('phone', '+962791234568')).not.toBe(phone);
  });

  it('survive a change of the data key and not of the index key', () => {
    const before = crypto.blind('phone', '1');
    expect(createCrypto({ ...keys, dataKey: newKey() }).blind('phone', '1')).toBe(before);
    expect(createCrypto({ ...keys, indexKey: newKey() }).blind('phone', '1')).not.toBe(before);
  });
});

describe('keys', () => {
  const hex = 'ab'.repeat(32);
  it.each([
    ['hex', hex, hex],
    ['base64', Buffer.from(hex, 'hex').toString('base64'), hex],
    ['too short', 'ab'.repeat(31), undefined],
    ['too long', Buffer.alloc(33).toString('base64'), undefined],
    ['nothing', '', undefined],
  ])('%s', (_, text, bytes) => expect(keyBytes(text)?.toString('hex')).toBe(bytes));

  it('refuses a malformed key', () =>
    expect(faultOf(() => createCrypto({ ...keys, indexKey: 'secret' }))).toBe('key-malformed'));

  it('names a key by eight hex digits that differ from key to key', () => {
    const ids = [newKey(), newKey()].map((key) => keyIdOf(Buffer.from(key, 'base64')));
    expect(ids.map((id) => /^[0-9a-f]{8}$/.test(id))).toEqual([true, true]);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

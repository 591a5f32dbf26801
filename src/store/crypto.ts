// Encryption at rest: AES-256-GCM for each personal field, and keyed hashes (blind indexes) to find rows by what is sealed.
// Keys of the two are apart: who can search can't read, and a change of the one leaves the other.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Fault } from '../errors';
import { keyBytes, keyIdOf, type Keys } from './keys';

export type Crypto = {
  /** Names the key that seals from now on; rows carry it, so that rotation finds the old ones. */
  readonly keyId: string;
  /** @param place where it will be kept (collection, field, id): it opens nowhere else */
  seal(place: string, plain: string): Buffer;
  /** @throws Fault when it was altered, moved, or sealed with a key that is not here */
  open(place: string, sealed: Uint8Array): string;
  /** Equal values of one kind give equal texts; nothing else can be learnt without the key. */
  blind(kind: string, value: string): string;
};

const CIPHER = 'aes-256-gcm';
const FORMAT = 1;
const KEY_ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + IV_BYTES;
/** 144 bits: no two values of a municipality meet. */
const BLIND_BYTES = 18;

function required(text: string, name: string): Buffer {
  const key = keyBytes(text);
  if (!key) throw new Fault('key-malformed', `${name} is not 32 bytes in hex or base64`);
  return key;
}

/** A sealed value is: format (1 byte), key id (4), nonce (12), ciphertext, tag (16). */
export function createCrypto(keys: Keys): Crypto {
  const current = required(keys.dataKey, 'the data key');
  const old = keys.dataKeyOld === undefined ? [] : [required(keys.dataKeyOld, 'the old data key')];
  const indexKey = required(keys.indexKey, 'the index key');
  const byId = new Map([...old, current].map((key) => [keyIdOf(key), key]));
  const keyId = keyIdOf(current);
  const head = Buffer.concat([Buffer.of(FORMAT), Buffer.from(keyId, 'hex')]);

  return {
    keyId,
    seal(place, plain) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, current, iv).setAAD(Buffer.from(place));
      return Buffer.concat([head, iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open(place, sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const key = byId.get(bytes.toString('hex', 1, 1 + KEY_ID_BYTES));
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== FORMAT || !key)
        throw new Fault('sealed-unknown-key', `${placeKind(place)} is sealed with another key`);
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(1 + KEY_ID_BYTES, HEAD_BYTES));
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw new Fault('sealed-damaged', `${placeKind(place)} does not open`, { cause });
      }
    },
    blind: (kind, value) =>
      createHmac('sha256', indexKey)
        .update(`${kind}\0${value}`)
        .digest()
        .subarray(0, BLIND_BYTES)
        .toString('base64url'),
  };
}

/** Where a sealed value belongs. */
export const placeOf = (collection: string, field: string, id: string): string => `${collection}.${field}:${id}`;

const placeKind = (place: string): string => place.slice(0, place.indexOf(':'));

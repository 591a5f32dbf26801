// Arbitrary documents of every type the store holds, for property tests.
import { Binary, Double, ObjectId } from 'bson';
import * as fc from 'fast-check';
import { type Doc, newDoc } from '../../../src/store/embedded/value';

const name = fc
  .oneof(fc.constantFrom('a', 'b', '0', '10', '__proto__', 'constructor', ''), fc.string({ maxLength: 4 }))
  .filter((text) => !text.includes('\0'));
const text = fc.oneof(
  fc.constantFrom('', '\0', 'a', 'a\0', 'é', '\ue000', '😀'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer(),
  fc.bigInt({ min: -4n, max: 4n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc
    .constantFrom(0, -0, NaN, Infinity, -Infinity, 1, 2 ** 53, 2 ** 63, -(2 ** 63), 5e-324)
    .map((value) => new Double(value)),
  fc.double().map((value) => new Double(value)),
);
const scalar = fc.oneof(
  number,
  text,
  fc.constantFrom(null, true, false),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(bytes, 0)),
);

const { value, doc } = fc.letrec<{ value: unknown; doc: Doc }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    tie('doc'),
  ),
  doc: fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((fields) => {
    const made = newDoc();
    for (const [field, held] of fields) made[field] = held;
    return made;
  }),
}));

/** Any value of the types that can be compared and indexed. */
export const anyValue = value;

/** Any document of such values; names that JavaScript treats specially included. */
export const anyDoc = doc;

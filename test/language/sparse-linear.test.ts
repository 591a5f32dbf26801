// The linear classifier on toy problems: what it learns, and that it learns the same every time.
import { SparseLinear, type SparseVector } from '../../src/language/sparse-linear';

const vector = (...at: number[]): SparseVector => ({
  at: Int32Array.from(at),
  value: Float32Array.from(at, () => 1 / Math.sqrt(at.length)),
});

const EXAMPLES: readonly (readonly [SparseVector, string])[] = [
  [vector(0, 1), 'fees'],
  [vector(0, 2), 'fees'],
  [vector(0, 3), 'fees'],
  [vector(4, 1), 'where'],
  [vector(4, 2), 'where'],
  [vector(5, 3), 'thanks'],
  [vector(5, 6), 'thanks'],
];

function learnt(): SparseLinear {
  const linear = new SparseLinear({ cost: 1, rounds: 20, temperature: 0.25, seed: 7 });
  for (const [example, label] of EXAMPLES) linear.addExample(example, label);
  linear.train();
  return linear;
}

test.each(EXAMPLES)('gives an example its own label: %#', (example, label) => {
  expect(learnt().classify(example)).toBe(label);
});

test('what tells labels apart decides, not what they share', () => {
  expect([vector(0, 6), vector(4, 3), vector(5, 1)].map((one) => learnt().classify(one))).toEqual([
    'fees',
    'where',
    'thanks',
  ]);
});

test('shares are in order and sum to 1, also of what has no feature', () => {
  for (const one of [vector(0, 1), vector(0, 4, 5), vector()]) {
    const shares = learnt().getClassifications(one);
    expect(shares.map(({ label }) => label).toSorted()).toEqual(['fees', 'thanks', 'where']);
    expect(shares.map(({ value }) => value)).toEqual(shares.map(({ value }) => value).toSorted((a, b) => b - a));
    expect(shares.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1);
  }
});

test('two trainings give the same', () => {
  const one = vector(0, 2, 4, 6);
  expect(learnt().getClassifications(one)).toEqual(learnt().getClassifications(one));
});

// The linear classifier on toy problems: what it learns, and that it learns the same every time.
import { SparseLinear, type SparseVector } from '../../src/language/sparse-linear';

const vector = (...at: number[]): SparseVector => ({
  at,
  value: at.map(() => 1 / Math.sqrt(at.length)),
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

function trained(examples: typeof EXAMPLES, { temperature } = { temperature: 0.25 }): SparseLinear {
  const linear = new SparseLinear({ cost: 1, rounds: 20, temperature, seed: 7 });
  for (const [example, label] of examples) linear.addExample(example, label);
  linear.train();
  return linear;
}

const learnt = (): SparseLinear => trained(EXAMPLES);

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

test('the label is the first of the shares', () => {
  for (const one of [vector(0, 6), vector(4, 5), vector(3), vector()])
    expect(learnt().classify(one)).toBe(learnt().getClassifications(one)[0]?.label);
});

test('what has no feature is as likely to be any of them', () => {
  expect(
    new Set(
      learnt()
        .getClassifications(vector())
        .map(({ value }) => value.toFixed(6)),
    ),
  ).toEqual(new Set(['0.333333']));
});

test('a lower temperature makes the best surer, and changes no place', () => {
  const [cold = [], warm = []] = [0.1, 1].map((temperature) =>
    trained(EXAMPLES, { temperature }).getClassifications(vector(0, 3)),
  );
  expect(cold.map(({ label }) => label)).toEqual(warm.map(({ label }) => label));
  expect(cold[0]?.value).toBeGreaterThan(warm[0]?.value ?? 1);
});

test('one label is the only answer, and no example gives none', () => {
  expect(trained([[vector(0), 'fees']]).getClassifications(vector(0))).toEqual([{ label: 'fees', value: 1 }]);
  expect([trained([]).getClassifications(vector(0)), trained([]).classify(vector(0))]).toEqual([[], undefined]);
});

// A linear classifier for long, thin vectors: one support vector machine a label against all others (L2 loss), trained by dual
// coordinate descent (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008, algorithm 1).
// Has the interface that natural's Classifier expects of its back end (apparatus): addExample, train, getClassifications, classify.

/** Feature numbers, in any order, and their values. */
export type SparseVector = { readonly at: readonly number[]; readonly value: readonly number[] };

export type Classification = { readonly label: string; readonly value: number };

type Options = {
  /** What a mistake costs against a large weight. */
  readonly cost: number;
  readonly rounds: number;
  /** Below 1, the share of the best label grows. */
  readonly temperature: number;
  readonly seed: number;
};

/** Park and Miller's generator: the same order on every machine. */
function createShuffle(seed: number): (order: Int32Array) => void {
  let state = seed;
  const below = (limit: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  return (order) => {
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = below(last + 1);
      const kept = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = kept;
    }
  };
}

function dot(weights: Float32Array, { at, value }: SparseVector): number {
  let sum = 0;
  for (let i = 0; i < at.length; i += 1) sum += (weights[at[i] as number] as number) * (value[i] as number);
  return sum;
}

/** All examples one behind the other, which is read fastest: example n lies from starts[n] to before starts[n + 1]. */
type Rows = {
  readonly starts: Int32Array;
  readonly at: Int32Array;
  readonly value: Float32Array;
  readonly squares: Float64Array;
};

function rowsOf(vectors: readonly SparseVector[]): Rows {
  const starts = new Int32Array(vectors.length + 1);
  for (const [n, { at }] of vectors.entries()) starts[n + 1] = (starts[n] as number) + at.length;
  const length = starts[vectors.length] as number;
  const squares = Float64Array.from(vectors, ({ value }) => value.reduce((sum, one) => sum + one * one, 0));
  const rows = { starts, squares, at: new Int32Array(length), value: new Float32Array(length) };
  for (const [n, { at, value }] of vectors.entries()) {
    rows.at.set(at, starts[n]);
    rows.value.set(value, starts[n]);
  }
  return rows;
}

export class SparseLinear {
  private readonly examples: { readonly vector: SparseVector; readonly label: string }[] = [];
  private readonly options: Options;
  private weights: ReadonlyMap<string, Float32Array> = new Map();

  constructor(options: Options) {
    this.options = options;
  }

  addExample(vector: SparseVector, label: string): void {
    this.examples.push({ vector, label });
  }

  /** Once: the examples are let go. */
  train(): void {
    const rows = rowsOf(this.examples.map(({ vector }) => vector));
    const labels = [...new Set(this.examples.map(({ label }) => label))];
    const width = 1 + rows.at.reduce((a, b) => Math.max(a, b), 0);
    const isOf = (label: string) => Int8Array.from(this.examples, (example) => (example.label === label ? 1 : -1));
    this.weights = new Map(labels.map((label) => [label, this.trainOne(isOf(label), width, rows)]));
    this.examples.length = 0;
  }

  /** @param signs of each example: 1 where it has the label, -1 where not */
  private trainOne(signs: Int8Array, width: number, { starts, squares, at, value }: Rows): Float32Array {
    const { cost, rounds, seed } = this.options;
    const shuffle = createShuffle(seed);
    const weights = new Float32Array(width);
    const alphas = new Float64Array(signs.length);
    const diagonal = 1 / (2 * cost);
    let order = Int32Array.from(signs, (_sign, n) => n);
    for (let round = 0; round < rounds; round += 1) {
      shuffle(order);
      for (let turn = 0; turn < order.length; turn += 1) {
        const n = order[turn] as number;
        const [sign, alpha, end] = [signs[n] as number, alphas[n] as number, starts[n + 1] as number];
        let sum = 0;
        for (let i = starts[n] as number; i < end; i += 1)
          sum += (weights[at[i] as number] as number) * (value[i] as number);
        const slope = sign * sum - 1 + diagonal * alpha;
        const next = Math.max(0, alpha - slope / (diagonal + (squares[n] as number)));
        alphas[n] = next;
        if (next === alpha) continue;
        const change = (next - alpha) * sign;
        for (let i = starts[n] as number; i < end; i += 1)
          weights[at[i] as number] = (weights[at[i] as number] as number) + change * (value[i] as number);
      }
      // An example that is right by itself stays so for the few rounds there are.
      order = order.filter((n) => alphas[n] !== 0);
    }
    return weights;
  }

  /** All labels with their shares, which sum to 1, the largest first. */
  getClassifications(vector: SparseVector): Classification[] {
    const scores = [...this.weights].map(([label, weights]) => ({ label, score: dot(weights, vector) }));
    const most = Math.max(...scores.map(({ score }) => score));
    const powers = scores.map(({ label, score }) => ({
      label,
      value: Math.exp((score - most) / this.options.temperature),
    }));
    const sum = powers.reduce((total, { value }) => total + value, 0);
    return powers.map(({ label, value }) => ({ label, value: value / sum })).sort((a, b) => b.value - a.value);
  }

  classify(vector: SparseVector): string | undefined {
    return this.getClassifications(vector)[0]?.label;
  }
}

// A linear classifier for long, thin vectors: one support vector machine a label against all others (L2 loss), trained by dual
// coordinate descent (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008, algorithm 1).
// Has the interface that natural's Classifier expects of its back end (apparatus): addExample, train, getClassifications, classify.

/** Feature numbers, in any order, and their values. */
export type SparseVector = { readonly at: Int32Array; readonly value: Float32Array };

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

function add(weights: Float32Array, { at, value }: SparseVector, times: number): void {
  for (let i = 0; i < at.length; i += 1) {
    const place = at[i] as number;
    weights[place] = (weights[place] as number) + times * (value[i] as number);
  }
}

const squared = ({ value }: SparseVector): number => value.reduce((sum, one) => sum + one * one, 0);

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
    const width = 1 + this.examples.reduce((most, { vector }) => vector.at.reduce((a, b) => Math.max(a, b), most), 0);
    const labels = [...new Set(this.examples.map(({ label }) => label))];
    const squares = Float64Array.from(this.examples, ({ vector }) => squared(vector));
    this.weights = new Map(labels.map((label) => [label, this.trainOne(label, width, squares)]));
    this.examples.length = 0;
  }

  private trainOne(label: string, width: number, squares: Float64Array): Float32Array {
    const { cost, rounds, seed } = this.options;
    const shuffle = createShuffle(seed);
    const weights = new Float32Array(width);
    const count = this.examples.length;
    const alphas = new Float64Array(count);
    let order = Int32Array.from({ length: count }, (_, n) => n);
    const diagonal = 1 / (2 * cost);
    for (let round = 0; round < rounds; round += 1) {
      shuffle(order);
      for (const n of order) {
        const example = this.examples[n] as (typeof this.examples)[number];
        const sign = example.label === label ? 1 : -1;
        const alpha = alphas[n] as number;
        const gradient = sign * dot(weights, example.vector) - 1 + diagonal * alpha;
        const next = Math.max(0, alpha - gradient / ((squares[n] as number) + diagonal));
        if (next !== alpha) add(weights, example.vector, (next - alpha) * sign);
        alphas[n] = next;
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

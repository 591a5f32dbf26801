// The benchmark of understanding: our classifier on the validation phrases, from the letters to the answer; beside natural's own
// classifiers and node-nlp, on the same phrases in the same run.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { stopwatchMs } from '../clock';
import {
  bayesOnWords,
  logisticRegressionOnWords,
  nodeNlp,
  stockBayes,
  type Baseline,
  type Example,
  type Guess,
} from '../language/baselines';
import { trainClassifier } from '../language/classifier';
import { LABELS, TRAINING } from '../language/training';
import { judge, learn } from '../language/understand';
import type { Benchmark, Figures } from '../store/benchmarks';
import { VALIDATION } from './validation-phrases';

const IN_SCOPE = VALIDATION.filter(({ label }) => label !== 'out_of_scope');
const OUTSIDE = VALIDATION.filter(({ label }) => label === 'out_of_scope');
const TRAININGS = 3;
/** Of each intent, for the classifier that takes minutes with more. */
const SAMPLE = 4;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** An even choice of so many of each label. */
const sampled = (count: number): readonly Example[] =>
  LABELS.flatMap((label) => {
    const of = TRAINING.filter((phrase) => phrase.label === label);
    return Array.from({ length: count }, (_, n) => of[Math.floor((n * of.length) / count)]).filter(
      (one) => one !== undefined,
    );
  });

/** Every validation phrase so many times: how long each takes, and how many in scope are right the first time. */
async function asked(guess: Guess, passes: number): Promise<Figures> {
  const took: number[] = [];
  let right = 0;
  for (let pass = 0; pass < passes; pass += 1)
    for (const { text, label } of VALIDATION) {
      const began = stopwatchMs();
      const found = await guess(text);
      took.push(stopwatchMs() - began);
      if (pass === 0 && label !== 'out_of_scope' && found === label) right += 1;
    }
  const sorted = took.toSorted((a, b) => a - b);
  return {
    FirstChoicePercent: rounded((100 * right) / IN_SCOPE.length),
    P50Ms: rounded(share(sorted, 0.5)),
    P99Ms: rounded(share(sorted, 0.99)),
  };
}

const named = (name: string, figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([key, value]) => [`${name}${key}`, value]));

async function beside(name: string, train: Baseline, examples: readonly Example[]): Promise<Figures> {
  const began = stopwatchMs();
  const guess = await train(examples);
  const TrainMs = Math.round(stopwatchMs() - began);
  return named(name, { TrainMs, ...(await asked(guess, 1)) });
}

/** Memory after a collection, in MB: the collector is shown to this function alone. */
function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1_048_576;
}

async function ours(passes: number): Promise<Figures> {
  const trainings = Array.from({ length: TRAININGS }, () => {
    const began = stopwatchMs();
    trainClassifier(TRAINING);
    return Math.round(stopwatchMs() - began);
  });
  const before = heapMb();
  learn();
  const memoryMb = Math.round((heapMb() - before) * 10) / 10;
  const rejected = OUTSIDE.filter(({ text }) => judge(text).intent === 'out_of_scope').length;
  return {
    phrases: TRAINING.length,
    firstTrainMs: trainings[0] ?? 0,
    trainMs: share(
      trainings.toSorted((a, b) => a - b),
      0.5,
    ),
    memoryMb,
    ...(await asked((text) => judge(text).intent, passes)),
    outOfScopeRejectedPercent: rounded((100 * rejected) / OUTSIDE.length),
  };
}

/** Ours on the few phrases that the slowest of the others gets. */
const oursOn: Baseline = async (examples) => {
  const { classify } = trainClassifier(examples.map((example) => ({ variety: '', ...example })));
  return (text) => classify(text).shares[0]?.label;
};

export const classify: Benchmark = {
  name: 'classify',
  about: 'understanding a message, so many times the validation phrases; beside stock natural and node-nlp',
  smallSize: 1,
  usualSize: 20,
  async run(passes) {
    const few = sampled(SAMPLE);
    const figures = { ...(await ours(passes)), ...(await beside('few', oursOn, few)) };
    const comparedTo = {
      ...(await beside('naturalBayes', stockBayes, TRAINING)),
      ...(await beside('naturalBayesOnWords', bayesOnWords, TRAINING)),
      fewPhrases: few.length,
      ...(await beside('fewLogisticRegressionOnWords', logisticRegressionOnWords, few)),
      ...(await beside('nodeNlp', nodeNlp, TRAINING)),
    };
    return { figures, comparedTo };
  },
};

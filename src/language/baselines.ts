// What the benchmark sets beside our classifier: natural's own two, as they come, and node-nlp. Serves nobody.
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier';
import LogisticRegressionClassifier from 'natural/lib/natural/classifiers/logistic_regression_classifier';
import { wordsOf } from './word-lists';

export type Example = { readonly label: string; readonly text: string };
/** The likeliest label; undefined where there is none. */
export type Guess = (text: string) => string | undefined | Promise<string | undefined>;
/** Trains; by name what it is and how it is fed. */
export type Baseline = (examples: readonly Example[]) => Promise<Guess>;

type Stock = {
  addDocument(text: string | string[], label: string): void;
  train(): void;
  classify(text: string | string[]): string;
};

/** Its Bayes throws "Not Trained" where nothing it was given had a token: that is no answer. */
function guessing(stock: Stock, read: (text: string) => string | string[]): Guess {
  return (text) => {
    try {
      return stock.classify(read(text));
    } catch {
      return undefined;
    }
  };
}

async function trained(
  stock: Stock,
  examples: readonly Example[],
  read: (text: string) => string | string[],
): Promise<Guess> {
  for (const { text, label } of examples) stock.addDocument(read(text), label);
  stock.train();
  return guessing(stock, read);
}

const asItComes = (text: string): string => text;
const asWords = (text: string): string[] => [...wordsOf(text)];

/** Its stemmer keeps Latin letters alone, so that it sees no Arabic. */
export const stockBayes: Baseline = (examples) => trained(new BayesClassifier(), examples, asItComes);
export const bayesOnWords: Baseline = (examples) => trained(new BayesClassifier(), examples, asWords);
/** Dense vectors: its training takes minutes from a few hundred examples on. */
export const logisticRegressionOnWords: Baseline = (examples) =>
  trained(new LogisticRegressionClassifier(), examples, asWords);

/** Loaded where it is asked for only: it is no dependency of the service. */
export const nodeNlp: Baseline = async (examples) => {
  const { NlpManager } = await import('node-nlp');
  const manager = new NlpManager({ languages: ['ar'], nlu: { log: false }, forceNER: false, autoSave: false });
  for (const { text, label } of examples) manager.addDocument('ar', text, label);
  await manager.train();
  return async (text) => (await manager.process('ar', text)).intent;
};

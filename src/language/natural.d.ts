// The part of natural's classifier base that is used here; the package declares its sub-paths' types only in part.
declare module 'natural/lib/natural/classifiers/classifier' {
  /** Collects documents as lists of tokens and hands vectors to a back end. */
  class Classifier<Token, Vector> {
    constructor(
      backEnd: {
        addExample(vector: Vector, label: string): void;
        train(): void;
        getClassifications(vector: Vector): { label: string; value: number }[];
        classify(vector: Vector): string | undefined;
      },
      stemmer: { tokenizeAndStem(text: string): Token[] },
    );
    readonly stemmer: { tokenizeAndStem(text: string): Token[] };
    /** What was added; natural keeps it for training again. */
    docs: { label: string; text: Token[] }[];
    addDocument(text: string | Token[], label: string): void;
    train(): void;
    textToFeatures(observation: string | readonly Token[]): Vector;
    getClassifications(observation: string | readonly Token[]): { label: string; value: number }[];
  }
  export = Classifier;
}

declare module 'natural/lib/natural/classifiers/bayes_classifier' {
  class BayesClassifier {
    addDocument(text: string | string[], label: string): void;
    train(): void;
    classify(text: string | string[]): string;
  }
  export = BayesClassifier;
}

declare module 'natural/lib/natural/classifiers/logistic_regression_classifier' {
  class LogisticRegressionClassifier {
    addDocument(text: string | string[], label: string): void;
    train(): void;
    classify(text: string | string[]): string;
  }
  export = LogisticRegressionClassifier;
}

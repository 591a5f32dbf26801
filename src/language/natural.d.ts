// The part of natural's classifier base that is used here; the package declares its sub-paths' types only in part.
declare module 'natural/lib/natural/classifiers/classifier' {
  /** Collects documents as lists of features and hands vectors to a back end. */
  class Classifier<Vector> {
    constructor(
      backEnd: {
        addExample(vector: Vector, label: string): void;
        train(): void;
        getClassifications(vector: Vector): { label: string; value: number }[];
        classify(vector: Vector): string | undefined;
      },
      stemmer: { tokenizeAndStem(text: string): string[] },
    );
    /** How many documents have each feature. */
    features: Record<string, number>;
    readonly stemmer: { tokenizeAndStem(text: string): string[] };
    docs: { label: string; text: string[] }[];
    addDocument(text: string | string[], label: string): void;
    train(): void;
    textToFeatures(observation: string | readonly string[]): Vector;
    getClassifications(observation: string): { label: string; value: number }[];
  }
  export = Classifier;
}

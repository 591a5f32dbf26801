// The part of node-nlp that the benchmark uses; the package declares no types.
declare module 'node-nlp' {
  export class NlpManager {
    constructor(settings: {
      languages: readonly string[];
      nlu: { log: boolean };
      forceNER: boolean;
      autoSave: boolean;
    });
    addDocument(language: string, text: string, intent: string): void;
    train(): Promise<unknown>;
    process(language: string, text: string): Promise<{ intent: string }>;
  }
}

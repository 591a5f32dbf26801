// The validation phrases as one list. They are by other authors than the training phrases, each in a style of their own; nothing is
// trained on them. Thresholds were chosen on dictated, formal and hurried alone; everyday and varied came after that, by authors who
// had seen nothing of the project, and tell how it does with strangers.
import dictated from '../../locales/phrases/validation/dictated.json';
import everyday from '../../locales/phrases/validation/everyday.json';
import formal from '../../locales/phrases/validation/formal.json';
import hurried from '../../locales/phrases/validation/hurried.json';
import varied from '../../locales/phrases/validation/varied.json';
import { VARIETIES, type Label, type Variety } from '../language/training';

export type ValidationPhrase = {
  readonly style: string;
  readonly variety: Variety;
  readonly label: Label;
  readonly text: string;
};

const STYLES: Readonly<Record<string, Readonly<Record<string, Readonly<Record<Variety, readonly string[]>>>>>> = {
  dictated,
  formal,
  hurried,
  everyday,
  varied,
};

export const VALIDATION: readonly ValidationPhrase[] = Object.entries(STYLES).flatMap(([style, labels]) =>
  Object.entries(labels).flatMap(([label, varieties]) =>
    VARIETIES.flatMap((variety) => varieties[variety].map((text) => ({ style, variety, label: label as Label, text }))),
  ),
);

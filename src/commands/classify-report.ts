// How well the validation phrases are understood, for the people who improve the training phrases.
import { judge, type Judged } from '../language/understand';
import type { Label } from '../language/training';
import { VALIDATION, type ValidationPhrase } from './validation-phrases';

type Judgement = ValidationPhrase & { readonly judged: Judged };

const judgements = (): readonly Judgement[] => VALIDATION.map((phrase) => ({ ...phrase, judged: judge(phrase.text) }));

const isRight = ({ label, judged }: Judgement): boolean => label === judged.intent;
const isInScope = ({ label }: Judgement): boolean => label !== 'out_of_scope';
const isAnswered = ({ judged }: Judgement): boolean => judged.band === 'answer';

function isAmongThree({ label, judged }: Judgement): boolean {
  const printed = [judged.intent, ...judged.alternatives.map(({ intent }) => intent)];
  return printed.slice(0, 3).includes(label);
}

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): string => percent(all.filter(is).length, all.length);

function groups(all: readonly Judgement[], by: (one: Judgement) => string): [name: string, of: readonly Judgement[]][] {
  const found = new Map<string, Judgement[]>();
  for (const one of all) found.set(by(one), [...(found.get(by(one)) ?? []), one]);
  return [...found];
}

/** Precision, recall and their harmonic mean, for one label. */
function scores(all: readonly Judgement[], label: Label): { precision: number; recall: number; f1: number } {
  const hits = all.filter((one) => one.label === label && isRight(one)).length;
  const precision = hits / (all.filter(({ judged }) => judged.intent === label).length || 1);
  const recall = hits / (all.filter((one) => one.label === label).length || 1);
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** The report as text. */
export function report(): string {
  const all = judgements();
  const inScope = all.filter(isInScope);
  const outside = all.filter((one) => !isInScope(one));
  const answered = inScope.filter(isAnswered);
  const labels = [...new Set(all.map(({ label }) => label))].sort();
  const f1s = labels.map((label) => scores(all, label).f1);
  const confusions = groups(
    all.filter((one) => !isRight(one)),
    ({ label, judged }) => `${label} -> ${judged.intent}`,
  );
  return [
    `${inScope.length} lines in scope, ${outside.length} out of scope`,
    `first choice right     ${shareOf(inScope, isRight)}`,
    `among the first three  ${shareOf(inScope, isAmongThree)}`,
    `macro-F1               ${((100 * f1s.reduce((sum, f1) => sum + f1, 0)) / f1s.length).toFixed(1)}`,
    `answered               ${shareOf(inScope, isAnswered)}, right among them ${shareOf(answered, isRight)}`,
    `out of scope rejected  ${shareOf(outside, isRight)}, in scope lost ${shareOf(inScope, ({ judged }) => judged.intent === 'out_of_scope')}`,
    '',
    ...groups(inScope, ({ variety }) => variety).map(
      ([variety, of]) => `${variety.padEnd(12)} ${shareOf(of, isRight)}`,
    ),
    ...groups(inScope, ({ style }) => style).map(([style, of]) => `${style.padEnd(12)} ${shareOf(of, isRight)}`),
    '',
    ...labels.map((label) => {
      const { precision, recall } = scores(all, label);
      return `${label.padEnd(20)} precision ${percent(precision, 1)}, recall ${percent(recall, 1)}`;
    }),
    '',
    ...confusions
      .sort(([, a], [, b]) => b.length - a.length)
      .flatMap(([pair, of]) => [`${pair} (${of.length})`, ...of.map(({ text, judged }) => `  ${judged.band} ${text}`)]),
  ].join('\n');
}

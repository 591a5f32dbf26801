// npm run classify as it is typed and piped: one line of JSON for each line that comes in, in the same order.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { VALIDATION } from '../../src/commands/validation-phrases';
import { judge } from '../../src/language/understand';

const ROOT = join(__dirname, '../..');

/** @returns the whole lines that were printed */
function classify(typed: string | Buffer, args: readonly string[] = []): readonly string[] {
  const ended = spawnSync(process.execPath, [join(ROOT, 'src/run.js'), 'commands/classify', ...args], {
    input: typed,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env['PATH'] },
  });
  expect([ended.status, ended.stderr, ended.stdout === '' || ended.stdout.endsWith('\n')]).toEqual([0, '', true]);
  return ended.stdout.split('\n').slice(0, -1);
}

const shown = (line: string): unknown => {
  const { intent, band, language } = JSON.parse(line) as Record<string, unknown>;
  return [intent, band, language];
};

const PAYMENT = ['payment', 'answer', 'ar'];
const FEES = ['fees', 'answer', 'en'];
const NOTHING = ['out_of_scope', 'fallback', 'ar'];

test.each<[string, string | Buffer, readonly unknown[]]>([
  ['nothing', '', []],
  ['a last line without its end', 'what is the exam fee\nوين رقم الدفع', [FEES, PAYMENT]],
  [
    'empty lines first, between and last',
    '\nوين رقم الدفع\n\nwhat is the exam fee\n\n',
    [NOTHING, PAYMENT, NOTHING, FEES, NOTHING],
  ],
  ['line ends of Windows', 'وين رقم الدفع\r\n\r\nwhat is the exam fee\r\n', [PAYMENT, NOTHING, FEES]],
  [
    'what stands inside a line and ends none',
    Buffer.concat([
      Buffer.from('\ufeffوين رقم الدفع\nوين\u2028رقم الدفع\n"وين"\tرقم \\الدفع\\\n \t \n\u200f\n'),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from(`${'وين رقم الدفع '.repeat(800)}\nwhat is the exam fee\n`),
    ]),
    [PAYMENT, PAYMENT, PAYMENT, NOTHING, NOTHING, NOTHING, PAYMENT, FEES],
  ],
])('%s', (_label, typed, expected) => {
  expect(classify(typed).map(shown)).toEqual(expected);
});

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

test('hundreds of lines come out in their order, as the conversation judges them, shares to four places', () => {
  const texts = ['', 'بكم الشهادة', ...VALIDATION.map(({ text }) => text)];
  const judged = texts.map(judge).map(({ intent, confidence, band, alternatives, language }) => ({
    intent,
    confidence: rounded(confidence),
    band,
    alternatives: alternatives.map((one) => ({ intent: one.intent, confidence: rounded(one.confidence) })),
    language,
  }));
  expect(classify(texts.join('\n'))).toEqual(judged.map((one) => JSON.stringify(one)));
});

describe('-- report', () => {
  let lines: readonly string[] = [];
  beforeAll(() => {
    lines = classify('', ['report']);
  });
  const inScope = VALIDATION.filter(({ label }) => label !== 'out_of_scope');

  test('how many lines, and the headline shares, each once and in this order', () => {
    expect(lines[0]).toBe(`${inScope.length} lines in scope, ${VALIDATION.length - inScope.length} out of scope`);
    expect(lines.slice(1, 6).map((line) => line.replace(/\d+\.\d/g, '#').replace(/ +/g, ' '))).toEqual([
      'first choice right # %',
      'among the first three # %',
      'macro-F1 #',
      'answered # %, right among them # %',
      'out of scope rejected # %, in scope lost # %',
    ]);
  });

  test('the first choice is right as often as the judgements say', () => {
    const right = inScope.filter(({ text, label }) => judge(text).intent === label).length;
    expect(lines[1]).toBe(`first choice right     ${((100 * right) / inScope.length).toFixed(1)} %`);
  });

  test('what was taken for what: every line that was, once', () => {
    const wrong = VALIDATION.filter(({ text, label }) => judge(text).intent !== label).map(({ text }) => text);
    const told = lines
      .filter((line) => /^ {2}(answer|offer|fallback) /.test(line))
      .map((line) => line.replace(/^ {2}\w+ /, ''));
    const counted = lines.map((line) => Number(/^\w+ -> \w+ \((\d+)\)$/.exec(line)?.[1] ?? 0));
    expect(told.toSorted()).toEqual(wrong.toSorted());
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(wrong.length);
    expect(counted.filter((one) => one > 0)).toEqual(counted.filter((one) => one > 0).toSorted((a, b) => b - a));
  });
});

test('an unknown word is told, and nothing is read', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'src/run.js'), 'commands/classify', 'reprot'],
    { input: 'fees\n', encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  expect([status, stdout, stderr]).toEqual([1, '', 'npm run classify < LINES, or npm run classify -- report\n']);
});

// npm run classify: reads one text a line on stdin and prints, in order, one JSON line each: what it is taken for and how surely.
// With `-- report`: how well the validation phrases are understood.
import { createInterface } from 'node:readline';
import { Fault } from '../errors';
import { judge, type Judged } from '../language/understand';
import { report } from './classify-report';

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

function shown({ intent, confidence, band, alternatives, language }: Judged): string {
  const others = alternatives.map((one) => ({ intent: one.intent, confidence: rounded(one.confidence) }));
  return JSON.stringify({ intent, confidence: rounded(confidence), band, alternatives: others, language });
}

async function main(): Promise<void> {
  const [wanted] = process.argv.slice(2);
  if (wanted === 'report') {
    console.log(report());
    return;
  }
  if (wanted !== undefined) throw new Fault('usage', 'npm run classify < LINES, or npm run classify -- report');
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity }))
    console.log(shown(judge(line)));
}

// Whoever reads only the first lines closes the pipe: that is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

main().catch((error: unknown) => {
  console.error(error instanceof Fault ? error.message : error);
  process.exitCode = 1;
});

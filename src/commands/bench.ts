// The benchmarks by name: npm run bench -- [NAME…] [--size small|N] [--json]. Figures with what they are compared to in the same run.
import { parseArgs } from 'node:util';
import { classify } from './bench-classify';
import { turns } from './bench-turns';
import { STORE_BENCHMARKS, type Benchmark, type Measured } from '../store/benchmarks';

const BENCHMARKS: readonly Benchmark[] = [...STORE_BENCHMARKS, turns, classify];

function sizeOf(benchmark: Benchmark, wanted: string | undefined): number {
  if (wanted === undefined) return benchmark.usualSize;
  return wanted === 'small' ? benchmark.smallSize : Number(wanted);
}

function print({ name, about }: Benchmark, size: number, { figures, comparedTo }: Measured): void {
  const line = ([key, value]: [string, number]) => `  ${key.padEnd(18)} ${value.toLocaleString('en')}`;
  console.log(
    [
      `${name} (${size.toLocaleString('en')}): ${about}`,
      ...Object.entries(figures).map(line),
      '  beside',
      ...Object.entries(comparedTo).map(line),
      '',
    ].join('\n'),
  );
}

async function bench(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string' }, json: { type: 'boolean' } },
  });
  const unknown = positionals.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  const badSize = values.size !== undefined && values.size !== 'small' && !/^[1-9]\d*$/.test(values.size);
  if (unknown !== undefined || badSize) {
    console.error(
      `npm run bench -- [NAME…] [--size small|N] [--json]\nNames: ${BENCHMARKS.map(({ name }) => name).join(', ')}`,
    );
    process.exitCode = 1;
    return;
  }
  for (const benchmark of BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const size = sizeOf(benchmark, values.size);
    const measured = await benchmark.run(size);
    if (values.json) console.log(JSON.stringify({ name: benchmark.name, size, ...measured }));
    else print(benchmark, size, measured);
  }
}

bench().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

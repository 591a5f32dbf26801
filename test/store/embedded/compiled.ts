// The embedded store as JavaScript, for what jest cannot give: a thread, and a process that can be killed.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@babel/core';

export type Compiled = { readonly dir: string; remove(): void };

const root = join(__dirname, '../../..');
const source = join(root, 'src/store/embedded');

/** Strips the types off the store's files into a new folder, inside node_modules so that its packages are found. */
export function compileStore(): Compiled {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, 'embedded-store-'));
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const to = join(dir, name.replace(/\.ts$/, '.js'));
    mkdirSync(join(to, '..'), { recursive: true });
    writeFileSync(to, strip(join(source, name)));
  }
  return { dir, remove: () => rmSync(dir, { recursive: true }) };
}

function strip(file: string): string {
  const result = transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    babelrc: false,
    configFile: false,
    presets: [['@babel/preset-typescript', { allowDeclareFields: true }]],
    plugins: ['@babel/plugin-transform-modules-commonjs'],
  });
  return result?.code ?? '';
}

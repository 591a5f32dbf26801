// The program's own source files as the architecture test reads them: imports (of types too), and code without its comments.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { parseSync } from '@babel/core';

export type Source = {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  /** What it imports: a package by its name, an own file by its path from the root, without an ending. */
  readonly imports: readonly string[];
  /** Without comments. */
  readonly text: string;
  /** Without comments and without what stands in strings. */
  readonly code: string;
};

const ROOT = join(__dirname, '../..');

type Token = {
  readonly type: 'CommentBlock' | 'CommentLine' | { readonly label: string };
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
};

export function sourceOf(path: string, source: string): Source {
  const tokens = tokensOf(source);
  const comment = ({ type }: Token): boolean => typeof type === 'string';
  const words = ({ type }: Token): boolean => typeof type !== 'string' && /^(string|template)$/.test(type.label);
  const plain = tokens.filter((token) => !comment(token));
  return {
    path,
    imports: [
      ...new Set(
        plain.flatMap((token, place) =>
          words(token) && isImported(plain, place) ? [resolved(path, String(token.value))] : [],
        ),
      ),
    ],
    text: without(source, tokens.filter(comment)),
    code: without(
      source,
      tokens.filter((token) => comment(token) || words(token)),
    ),
  };
}

function tokensOf(source: string): readonly Token[] {
  const parsed = parseSync(source, {
    configFile: false,
    babelrc: false,
    parserOpts: { plugins: ['typescript'], tokens: true, allowReturnOutsideFunction: true },
  });
  return (parsed as unknown as { readonly tokens: readonly Token[] }).tokens;
}

/** `from '…'`, `import '…'`, `import('…')`, `require('…')`. */
function isImported(tokens: readonly Token[], place: number): boolean {
  const [opener, before] = [tokens[place - 2], tokens[place - 1]].map(
    (token) => token && (token.value ?? (token.type as { label: string }).label),
  );
  return before === 'from' || before === 'import' || (before === '(' && (opener === 'import' || opener === 'require'));
}

function resolved(path: string, named: string): string {
  if (!named.startsWith('.')) return named;
  const file = posix.join(dirname(path), named).replace(/\.(ts|js)$/, '');
  return existsSync(join(ROOT, file, 'index.ts')) ? `${file}/index` : file;
}

function without(source: string, parts: readonly Token[]): string {
  let end = 0;
  const kept = parts.map((part) => {
    const before = source.slice(end, part.start);
    end = part.end;
    return before;
  });
  return [...kept, source.slice(end)].join(' ');
}

/** Every source file below some folders of the repository. */
export function readSources(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name) && !entry.parentPath.includes('/assets'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => sourceOf(relative(ROOT, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')));
}

// Starts a compiled command: `node src/run.js index` runs dist/src/index.js. Builds first where sources are newer than the build
// and the compiler is installed; where only production packages are, it takes the build that is there.
'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
/** Written after a build that succeeded. */
const built = join(root, 'dist/.built');

/** @returns the newest time of change below a folder, in milliseconds */
function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, statSync(folder).mtimeMs);
}

function isStale() {
  if (!existsSync(built)) return true;
  const sources = ['src', 'dialogs', 'locales'].map((name) => newest(join(root, name)));
  return Math.max(...sources, statSync(join(root, 'tsconfig.json')).mtimeMs) > statSync(built).mtimeMs;
}

function build() {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  if (!existsSync(compiler)) {
    if (existsSync(join(root, 'dist/src/index.js'))) return;
    console.error('There is no build and no compiler. Run `npm ci && npm run build` first.');
    process.exit(1);
  }
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const result = spawnSync(process.execPath, [compiler, '-p', root], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: root,
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  writeFileSync(built, '');
}

if (isStale()) build();
const [command = 'index', ...rest] = process.argv.slice(2);
const target = join(root, 'dist/src', `${command}.js`);
process.argv = [process.argv[0], target, ...rest];
require(target);

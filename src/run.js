// Starts a compiled command: `node src/run.js index` runs dist/src/index.js; `build` only builds. Builds first where sources are newer
// than the build and the compiler is installed; where only production packages are, it takes the build that is there.
'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const dist = join(root, 'dist');
/** Written after a build that succeeded. */
const STAMP = '.built';
const built = join(dist, STAMP);

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
  // Two may start at once: each builds for itself, and a whole build takes the place of the one before.
  const made = `${dist}.${process.pid}`;
  const result = spawnSync(process.execPath, [compiler, '-p', root, '--outDir', made], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: root,
  });
  if (result.status !== 0) {
    rmSync(made, { recursive: true, force: true });
    process.exit(result.status ?? 1);
  }
  writeFileSync(join(made, STAMP), '');
  takePlace(made);
}

function takePlace(made) {
  try {
    rmSync(dist, { recursive: true, force: true });
    renameSync(made, dist);
  } catch (error) {
    // Another build took the place in between, of the same sources.
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(built)) throw error;
  }
}

const [command = 'index', ...rest] = process.argv.slice(2);
if (command === 'build') build();
else {
  if (isStale()) build();
  const target = join(dist, 'src', `${command}.js`);
  process.argv = [process.argv[0], target, ...rest];
  require(target);
}

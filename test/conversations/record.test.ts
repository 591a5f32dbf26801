import { readFileSync, writeFileSync } from 'node:fs';
import { play } from '../support/transcript';
test('record', async () => {
  for (const file of (process.env['RECORD'] ?? '').split(' ').filter(Boolean)) {
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file.replace(/\.in$/, ''), (await play(lines)).join('\n'));
  }
}, 120000);

// npm run tables: draws the state tables into the README, so that it shows what the program does.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from './state-tables';

const path = join(process.cwd(), 'README.md');
writeFileSync(path, withTables(readFileSync(path, 'utf8')));
console.log('The state tables in README.md are those of the program.');

// The state tables in the README are those of the program.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateTables, withTables } from '../../src/commands/state-tables';

const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

test('what stands in the README is what would be drawn today', () => {
  expect(README).toContain(stateTables());
  expect(withTables(README)).toBe(README);
});

test('an old table is replaced, and the words around it stay', () => {
  const old = README.replace(stateTables(), 'another table');
  expect(old).not.toBe(README);
  expect(withTables(old)).toBe(README);
});

test('a README without its marks is refused', () => {
  expect(() => withTables('# Title')).toThrow(TypeError);
});

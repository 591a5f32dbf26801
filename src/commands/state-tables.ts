// The state tables as Markdown, and their place in the README between its two marks.
import { OFFICIAL_EXAM, TRIAL_EXAM } from '../domain/exam-request';
import type { Row } from '../domain/machine';
import { SITTING } from '../domain/sitting';

const TABLES: readonly (readonly [title: string, rows: readonly Row[]])[] = [
  ['A request for a trial exam', TRIAL_EXAM],
  ['A request for an official exam', OFFICIAL_EXAM],
  ['A sitting', SITTING],
];

const BEGIN = '<!-- drawn by npm run tables: begin -->';
const END = '<!-- drawn by npm run tables: end -->';

/** A Markdown table in which every column is as wide as its widest cell, as prettier writes it. */
function drawn(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
}

const HEAD = ['from', 'event', 'to', 'notice'];
const cells = ([from, event, to, notice = '']: Row): readonly string[] => [from, event, to, notice];

/** All state tables as Markdown. */
export const stateTables = (): string =>
  TABLES.map(([title, rows]) => `### ${title}\n\n${drawn([HEAD, ...rows.map(cells)])}`).join('\n\n');

/** @throws TypeError where the README has lost its marks */
export function withTables(readme: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new TypeError('the README has lost its marks');
  return `${before}${BEGIN}\n\n${stateTables()}\n\n${END}${after}`;
}

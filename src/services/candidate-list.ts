// A list of candidates as rows of texts: reads who they are, and finds every mistake with its row. Nobody is entered here.
import { checkCivilNumber, checkPassportNumber, fewestNameParts, type DocumentKind } from '../domain/person';
import { nameParts, readLatinName, readName, readPhone } from '../language/answers';
import { says } from '../language/choice-words';
import { readCountry } from '../language/countries';
import { cleanText, foldDigits } from '../language/normalise';

export const CANDIDATE_COLUMNS = ['name', 'latin-name', 'number', 'document', 'country', 'phone'] as const;
export type CandidateColumn = (typeof CANDIDATE_COLUMNS)[number];

export type Candidate = {
  readonly document: DocumentKind;
  readonly number: string;
  readonly country: string;
  readonly name: string;
  /** Empty where none is needed and none was given. */
  readonly latinName: string;
  readonly phone: string | undefined;
};

export const CANDIDATE_FAULTS = [
  'name',
  'name-parts',
  'latin-name',
  'number',
  'document',
  'country',
  'phone',
  'twice',
  'no-head',
  'no-rows',
  'too-many',
  'already-open',
  'identity-check',
] as const;
export type CandidateFault = (typeof CANDIDATE_FAULTS)[number];

/** @property row as the sheet counts them, from 1; 0 for the list as a whole */
export type Mistake = { readonly row: number; readonly fault: CandidateFault };

type Cells = Readonly<Record<CandidateColumn, string>>;

const NEEDED: readonly CandidateColumn[] = ['name', 'number'];
/** Where the first row is no head. */
const USUAL: readonly CandidateColumn[] = ['name', 'latin-name', 'number', 'phone', 'country'];

const columnOf = (title: string): CandidateColumn | undefined =>
  CANDIDATE_COLUMNS.find((column) => says(title, `column.${column}`));

const isEmpty = (row: readonly string[]): boolean => row.every((cell) => cell.trim() === '');

/** Columns of the head, in their order; those that nobody knows are passed over. */
function headOf(row: readonly string[]): readonly (CandidateColumn | undefined)[] | undefined {
  const columns = row.map(columnOf);
  return columns.some((column) => column !== undefined) ? columns : undefined;
}

/**
 * Reads a list with a head in either language, in any order of columns; without one: name, name in Latin letters, number, phone, country.
 * @param most how many candidates one list may hold
 * @param latin official exams: the name in Latin letters is needed
 */
export function readCandidates(
  rows: readonly (readonly string[])[],
  { most, latin }: { readonly most: number; readonly latin: boolean },
):
  | { readonly candidates: readonly { row: number; candidate: Candidate }[] }
  | { readonly mistakes: readonly Mistake[] } {
  const filled = rows.map((row, i) => ({ row: i + 1, cells: row })).filter(({ cells }) => !isEmpty(cells));
  const [first, ...rest] = filled;
  if (!first) return { mistakes: [{ row: 0, fault: 'no-rows' }] };
  const head = headOf(first.cells);
  const columns = head ?? USUAL;
  const data = head ? rest : filled;
  if (NEEDED.some((column) => !columns.includes(column))) return { mistakes: [{ row: first.row, fault: 'no-head' }] };
  if (data.length === 0) return { mistakes: [{ row: 0, fault: 'no-rows' }] };
  if (data.length > most) return { mistakes: [{ row: 0, fault: 'too-many' }] };
  return readAll(
    data.map(({ row, cells }) => ({ row, cells: cellsBy(columns, cells) })),
    latin,
  );
}

function cellsBy(columns: readonly (CandidateColumn | undefined)[], cells: readonly string[]): Cells {
  const one = (column: CandidateColumn): string => cells[columns.indexOf(column)]?.trim() ?? '';
  return Object.fromEntries(CANDIDATE_COLUMNS.map((column) => [column, one(column)])) as Cells;
}

function readAll(rows: readonly { readonly row: number; readonly cells: Cells }[], latin: boolean) {
  const mistakes: Mistake[] = [];
  const candidates: { row: number; candidate: Candidate }[] = [];
  const known = new Set<string>();
  for (const { row, cells } of rows) {
    const { candidate, faults } = readCandidate(cells, latin);
    const id = `${candidate.document} ${candidate.country} ${candidate.number}`;
    if (faults.length === 0 && known.has(id)) faults.push('twice');
    known.add(id);
    mistakes.push(...faults.map((fault) => ({ row, fault })));
    candidates.push({ row, candidate });
  }
  return mistakes.length > 0 ? { mistakes } : { candidates };
}

const documentIn = ({ document, country, number }: Cells): DocumentKind | undefined => {
  if (document === '') return country !== '' && checkCivilNumber(foldDigits(number)) ? 'passport' : 'civil-id';
  if (says(document, 'list.passport')) return 'passport';
  return says(document, 'list.civil-id') ? 'civil-id' : undefined;
};

/** One row, with everything that is wrong in it. */
export function readCandidate(cells: Cells, latin: boolean): { candidate: Candidate; faults: CandidateFault[] } {
  const document = documentIn(cells) ?? 'civil-id';
  const number = foldDigits(cleanText(cells.number)).replace(/[\s-]/g, '').toUpperCase();
  const name = readName(cells.name) ?? '';
  const latinName = readLatinName(cells['latin-name']) ?? '';
  const phone = cells.phone === '' ? undefined : readPhone(cells.phone);
  const country = document === 'civil-id' ? 'JO' : (readCountry(cells.country) ?? '');
  const check = document === 'civil-id' ? checkCivilNumber : checkPassportNumber;
  const wrong: Partial<Record<CandidateFault, boolean>> = {
    name: name === '',
    'name-parts': name !== '' && nameParts(name).length < fewestNameParts(document),
    'latin-name': latinName === '' && (latin || cells['latin-name'] !== ''),
    document: documentIn(cells) === undefined,
    number: check(number) !== undefined,
    country: country === '',
    phone: typeof phone === 'object',
  };
  const faults = CANDIDATE_FAULTS.filter((fault) => wrong[fault] === true);
  const candidate = {
    document,
    number,
    country,
    name,
    latinName,
    phone: typeof phone === 'string' ? phone : undefined,
  };
  return { candidate, faults };
}

/** Rows of a list that was typed or pasted: one line each, columns parted by tabs, semicolons or commas of either script. */
export function rowsOfText(text: string): readonly (readonly string[])[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(line.includes('\t') ? '\t' : /[;\u061b,\u060c]/).map((cell) => cell.trim()));
}

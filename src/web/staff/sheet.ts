// Sheets in and out: the only place that knows XLSX. What comes in is measured before it is opened; what goes out holds texts only, so
// that no program takes a name for a formula.
import { inflateRawSync } from 'node:zlib';
import { readSheet as readXlsx } from 'read-excel-file/node';
import writeXlsx from 'write-excel-file/node';

export type SheetProblem = 'not-xlsx' | 'too-large' | 'too-many-rows';

const MAX_BYTES = 2 * 1024 * 1024;
const MAX_UNPACKED = 24 * 1024 * 1024;
export const MOST_ROWS = 2_000;
const MOST_COLUMNS = 60;

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;
const DEFLATED = 8;

/** Where a cell, a row or the whole sheet says that it lies: «r="XFD20000"», «r="7"», «ref="A1:F40"»; an entity could hide a letter. */
const PLACE = /(?<![\w:])(?:r|ref)\s*=\s*["'](?:[A-Za-z$]+\d+:)?\$?([A-Za-z]*)\$?(\d*)([^"']*)["']/g;

const LETTERS = 26;
const columnOf = (letters: string): number =>
  [...letters.toUpperCase()].reduce((column, letter) => column * LETTERS + letter.charCodeAt(0) - 64, 0);

/** Cells that lie further out than any list has them: the library would make room for everything in between. */
function farOut(xml: string): SheetProblem | undefined {
  if (!xml.includes('sheetData')) return undefined;
  for (const [, letters = '', row = '', rest = ''] of xml.matchAll(PLACE)) {
    if (columnOf(letters) > MOST_COLUMNS || rest.includes('&')) return 'too-large';
    if (Number(row) > MOST_ROWS) return 'too-many-rows';
  }
  return undefined;
}

/**
 * Whether a ZIP file unpacks to more than we read; what it claims of its size is not believed.
 * @throws RangeError, or zlib's errors, where it is no ZIP file
 */
function tooMuch(zip: Buffer): SheetProblem | undefined {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== END_OF_DIRECTORY) throw new RangeError('no ZIP file');
  let left = MAX_UNPACKED;
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new RangeError('no ZIP file');
    const packed = zip.readUInt32LE(at + 20);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + packed);
    const unpacked = zip.readUInt16LE(at + 10) === DEFLATED ? unpack(bytes, left) : bytes;
    left -= unpacked?.length ?? left;
    const problem = left <= 0 ? 'too-large' : farOut(String(unpacked));
    if (problem) return problem;
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return undefined;
}

/** @returns undefined where it is more than `most` bytes */
function unpack(bytes: Buffer, most: number): Buffer | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: most });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

/** The first sheet's cells as texts: numbers without an exponent, days as YYYY-MM-DD, of a formula its stored result. */
export async function readSheet(
  bytes: Buffer,
): Promise<{ readonly rows: readonly (readonly string[])[] } | { readonly problem: SheetProblem }> {
  if (bytes.length > MAX_BYTES) return { problem: 'too-large' };
  try {
    const problem = tooMuch(bytes);
    if (problem) return { problem };
    const rows = await readXlsx(bytes);
    if (rows.length > MOST_ROWS) return { problem: 'too-many-rows' };
    return { rows: rows.map((row) => row.map(cellText)) };
  } catch {
    // Whatever the library says of a file, its message may quote it.
    return { problem: 'not-xlsx' };
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'number')
    return Number.isInteger(cell) ? cell.toLocaleString('en', { useGrouping: false }) : String(cell);
  return String(cell).trim();
}

export type Sheet = {
  readonly name: string;
  readonly rightToLeft: boolean;
  /** Titles with their widths in letters. */
  readonly columns: readonly (readonly [title: string, width: number])[];
  readonly rows: readonly (readonly string[])[];
};

export function writeSheet({ name, rightToLeft, columns, rows }: Sheet): Promise<Buffer> {
  const asText = (value: string, bold?: 'bold') => ({ value, type: String, ...(bold && { fontWeight: bold }) });
  const data = [
    columns.map(([title]) => asText(title, 'bold')),
    ...rows.map((row) => row.map((value) => (value === '' ? null : asText(value)))),
  ];
  return writeXlsx(data, { sheet: name, rightToLeft, columns: columns.map(([, width]) => ({ width })) }).toBuffer();
}

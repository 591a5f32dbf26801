// Sheets: what is written is read back as it was; what is no sheet, or too much of one, is refused before it costs anything.
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import writeXlsx from 'write-excel-file/node';
import { MOST_ROWS, readSheet, writeSheet } from '../../../src/web/staff/sheet';

const written = (rows: readonly (readonly string[])[]) =>
  writeSheet({
    name: 'list',
    rightToLeft: true,
    columns: [
      ['أ', 10],
      ['ب', 10],
    ],
    rows,
  });

test('texts come back as they were, what looks like a formula or a number included', async () => {
  const rows = [
    ['=1+1', '0099'],
    ['+962790000001', '@SUM(A1)'],
    ['ليلى', '-5'],
  ];
  expect(await readSheet(await written(rows))).toEqual({ rows: [['أ', 'ب'], ...rows] });
});

test('any words', async () => {
  const word = fc
    .string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abcابت=+-@"\'<>& 019') })
    .map((text) => `x${text}x`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 5 }), async (rows) => {
      expect(await readSheet(await written(rows))).toEqual({ rows: [['أ', 'ب'], ...rows] });
    }),
    { numRuns: 20 },
  );
});

test('numbers and days are texts', async () => {
  const bytes = await writeXlsx([
    [
      { value: 9871012345, type: Number },
      { value: new Date('2026-12-13T00:00:00Z'), type: Date, format: 'dd/mm/yyyy' },
      { value: true, type: Boolean },
      null,
      { value: 1.5, type: Number },
    ],
  ]).toBuffer();
  expect(await readSheet(bytes)).toEqual({ rows: [['9871012345', '2026-12-13', 'true', '', '1.5']] });
});

const sheetWith = (cell: string): Buffer =>
  zipped(
    Buffer.from(`<worksheet xmlns:r="http://x"><sheetData><row><c ${cell}><v>1</v></c></row></sheetData></worksheet>`),
  );

/** A ZIP file with one entry that unpacks to very much, and claims little. */
const bomb = (): Buffer => zipped(Buffer.alloc(40 * 1024 * 1024));

function zipped(content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(100, 24);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}

test.each<[string, () => Buffer | Promise<Buffer>, string]>([
  ['no ZIP file', () => Buffer.from('name,number'), 'not-xlsx'],
  ['nothing', () => Buffer.alloc(0), 'not-xlsx'],
  ['a ZIP file that is cut off', async () => (await written([['a', 'b']])).subarray(0, 900), 'not-xlsx'],
  ['more than two megabytes', () => Buffer.alloc(3_000_000), 'too-large'],
  ['a file that unpacks to very much', bomb, 'too-large'],
  ['a cell in the last column there can be', () => sheetWith('r="XFD2"'), 'too-large'],
  ['a cell far out that hides behind an entity', () => sheetWith("r='&#88;FD2'"), 'too-large'],
  ['a cell in the last row there can be', () => sheetWith('r = "A1048576"'), 'too-many-rows'],
  ['too many rows', () => written(Array.from({ length: MOST_ROWS }, () => ['a', 'b'])), 'too-many-rows'],
])('%s', async (_what, make, problem) => {
  expect(await readSheet(await make())).toEqual({ problem });
});

test('fifty thousand rows are refused', async () => {
  const rows = Array.from({ length: 50_000 }, (_each, i) => [`name ${i}`, String(i)]);
  expect(Object.keys(await readSheet(await written(rows)))).toEqual(['problem']);
});

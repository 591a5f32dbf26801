// The list that goes to the granting body: who sits the exam, with the name as the certificate shall show it.
import { seesStation } from '../../domain/staff';
import { candidatesOf } from '../../services/gathering';
import { sheetAnswer } from './body-list';
import { say, type DeskPage } from './desk';
import { writeSheet } from './sheet';

const COLUMNS = [
  ['desk.column.place', 6],
  ['desk.column.latin-name', 32],
  ['desk.column.name', 32],
  ['desk.column.document', 12],
  ['desk.column.document-number', 16],
  ['desk.column.country', 10],
  ['desk.column.level', 24],
  ['desk.column.arrangement', 24],
  ['desk.column.number', 12],
] as const;

export const candidateSheetPage: DeskPage = {
  path: '/staff/sittings/:sitting/candidates.xlsx',
  name: 'staff-candidate-sheet',
  title: 'desk.candidates',
  roles: ['clerk', 'manager', 'admin'],
  async show(desk, { params }) {
    const { work, staff, language } = desk;
    const sitting = await work.sittings.byId(params['sitting'] ?? '');
    if (!sitting) return undefined;
    if (!seesStation(staff, sitting.stationId)) return 'another-station';
    const rows: string[][] = [];
    for (const { beneficiaryId, arrangement, levelName, number } of await candidatesOf(work, sitting)) {
      const person = await work.persons.byId(beneficiaryId);
      rows.push([
        String(rows.length + 1),
        person?.latinName ?? '',
        person?.name ?? '',
        person ? say(desk, `desk.document.${person.document}`) : '',
        person?.number ?? '',
        person?.country ?? '',
        levelName?.[language] ?? '',
        arrangement === undefined ? '' : say(desk, `desk.arrangement.${arrangement}`),
        number,
      ]);
    }
    const columns = COLUMNS.map(([key, width]) => [say(desk, key), width] as const);
    const sheet = { name: say(desk, 'desk.candidates'), rightToLeft: language === 'ar', columns, rows };
    return sheetAnswer(await writeSheet(sheet), `candidates-${sitting.id}`);
  },
};

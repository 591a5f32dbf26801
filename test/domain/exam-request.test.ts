// Every state of an exam request against every event, written down; `·` is no step.
import {
  EXAM_FINAL,
  examStep,
  isAskedToWait,
  isOpen,
  TRIAL_EXAM,
  type ExamEvent,
  type ExamState,
} from '../../src/domain/exam-request';
import { aRequest } from '../support/samples';

const NO_STEP = '·';

/** Each cell: the next state, and after a + the notice without `push.exam.`. */
const MATRIX = `
event                 | new                             | awaiting-payment                   | ready                | lapsed | cancelled | used | expired
confirmed             | awaiting-payment+payment-number | ·                                  | ·                    | ·      | ·         | ·    | ·
confirmed-free        | ready+come                      | ·                                  | ·                    | ·      | ·         | ·    | ·
payment-reminder-due  | ·                               | awaiting-payment+payment-reminder  | ·                    | ·      | ·         | ·    | ·
payment-claimed       | ·                               | awaiting-payment                   | ·                    | ·      | ·         | ·    | ·
corrected             | ·                               | awaiting-payment                   | ready                | ·      | ·         | ·    | ·
paid                  | ·                               | ready+come                         | ·                    | ·      | ·         | ·    | ·
term-ended            | ·                               | lapsed+lapsed                      | ·                    | ·      | ·         | ·    | ·
cancelled             | ·                               | cancelled+cancelled                | cancelled+cancelled  | ·      | ·         | ·    | ·
come-reminder-due     | ·                               | ·                                  | ready+come-reminder  | ·      | ·         | ·    | ·
used                  | ·                               | ·                                  | used                 | ·      | ·         | ·    | ·
not-passed            | ·                               | ·                                  | used+failed          | ·      | ·         | ·    | ·
validity-ended        | ·                               | ·                                  | expired              | ·      | ·         | ·    | ·
`;

const cells = (line: string): readonly string[] => line.split('|').map((cell) => cell.trim());
const [[, ...states] = [], ...rows] = MATRIX.trim().split('\n').map(cells);
const CASES = rows.flatMap(([event = '', ...outcomes]) =>
  states.map((state, place) => [state as ExamState, event as ExamEvent, outcomes[place] ?? ''] as const),
);

test('the matrix has every state and every event', () => {
  expect([...states].sort()).toEqual([...new Set(TRIAL_EXAM.flatMap(([from, , to]) => [from, to]))].sort());
  expect(rows.map(([event]) => event).sort()).toEqual([...new Set(TRIAL_EXAM.map(([, event]) => event))].sort());
});

test.each(CASES)('%s + %s: %s', (state, event, outcome) => {
  const [to, notice] = outcome.split('+');
  expect(examStep('trial', state, event)).toEqual(
    outcome === NO_STEP ? undefined : { to, notice: notice === undefined ? undefined : `push.exam.${notice}` },
  );
});

test('a request is open until it can not go on', () => {
  const open = states.filter((state) => isOpen(aRequest({ state: state as ExamState })));
  expect(open).toEqual(['new', 'awaiting-payment', 'ready']);
  expect([...open, ...EXAM_FINAL.trial].sort()).toEqual([...states].sort());
});

test.each([
  ['nothing asked', 'waiting', ['paid'], false],
  ['asked', 'waiting', ['paid', 'wait-ended'], true],
  ['asked, and a name corrected since', 'waiting', ['paid', 'wait-ended', 'corrected'], true],
  ['asked and answered', 'waiting', ['paid', 'wait-ended', 'kept-waiting'], false],
  ['asked, and over since', 'cancelled', ['paid', 'wait-ended'], false],
] as const)('how to go on: %s', (_, state, events, isAsked) => {
  const history = events.map((event) => ({ at: 0, event, by: 'clock' as const }));
  expect(isAskedToWait({ ...aRequest({}), state, history })).toBe(isAsked);
});

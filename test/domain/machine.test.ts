// The interpreter of a table's rows and the checks that every table must pass; all tables of the house pass them.
import { EXAM_FINAL, OFFICIAL_EXAM, TRIAL_EXAM } from '../../src/domain/exam-request';
import { faultsOf, step, type Row } from '../../src/domain/machine';
import { SITTING, SITTING_FINAL } from '../../src/domain/sitting';
import { DELIVERY, DELIVERY_FINAL } from '../../src/domain/message';

const DOOR = [
  ['shut', 'open', 'ajar', 'creak'],
  ['ajar', 'push', 'ajar'],
  ['ajar', 'close', 'shut'],
  ['shut', 'lock', 'locked', 'click'],
] as const;

test.each([
  ['shut', 'open', { to: 'ajar', notice: 'creak' }],
  ['ajar', 'push', { to: 'ajar', notice: undefined }],
  ['ajar', 'close', { to: 'shut', notice: undefined }],
  ['ajar', 'lock', undefined],
  ['locked', 'open', undefined],
] as const)('%s + %s', (state, event, expected) => {
  expect(step(DOOR, state, event)).toEqual(expected);
});

describe('what is wrong with a table', () => {
  test.each<[string, readonly Row[], string, readonly string[], readonly string[]]>([
    ['nothing', DOOR, 'shut', ['locked'], []],
    ['an island', [...DOOR, ['ship', 'sink', 'locked']], 'shut', ['locked'], ["ship can't be reached"]],
    [
      'an island of two',
      [...DOOR, ['ship', 'sail', 'sea'], ['sea', 'land', 'ship']],
      'shut',
      ['locked'],
      ["ship can't be reached", "sea can't be reached"],
    ],
    ['another beginning', DOOR, 'ajar', ['locked'], []],
    ['a beginning behind everything', DOOR, 'locked', ['locked'], ["shut can't be reached", "ajar can't be reached"]],
    ['a state that nothing leaves', DOOR, 'shut', [], ['locked has no way out']],
    [
      'a state with only a way to itself',
      [...DOOR, ['locked', 'knock', 'locked']],
      'shut',
      [],
      ['locked has no way out'],
    ],
    [
      'a final state that a row leaves',
      [...DOOR, ['locked', 'unlock', 'shut']],
      'shut',
      ['locked'],
      ['locked is final, yet a row leaves it'],
    ],
    [
      'a final state with a way to itself',
      [...DOOR, ['locked', 'knock', 'locked']],
      'shut',
      ['locked'],
      ['locked is final, yet a row leaves it'],
    ],
    [
      'two answers to one event',
      [...DOOR, ['shut', 'open', 'locked']],
      'shut',
      ['locked'],
      ['two rows for shut + open'],
    ],
    [
      'several at once',
      [
        ['a', 'go', 'b'],
        ['a', 'go', 'c'],
        ['d', 'go', 'c'],
      ],
      'a',
      ['c'],
      ["d can't be reached", 'b has no way out', 'two rows for a + go'],
    ],
  ])('%s', (_, table, initial, final, faults) => {
    expect(faultsOf(table, initial, final)).toEqual(faults);
  });
});

test.each<[string, readonly Row[], string, readonly string[]]>([
  ['the trial exam', TRIAL_EXAM, 'new', EXAM_FINAL.trial],
  ['the official exam', OFFICIAL_EXAM, 'new', EXAM_FINAL.official],
  ['the sitting', SITTING, 'gathering', SITTING_FINAL],
  ['the delivery of a message', DELIVERY, 'queued', DELIVERY_FINAL],
])('%s is sound', (_, table, initial, final) => {
  expect(faultsOf(table, initial, final)).toEqual([]);
});

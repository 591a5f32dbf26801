// Named places at which a demo can be made to die, as a crash would end it there: for tests of what a restart must mend.
// Armed by one setting; without it a point is a call that does nothing.

/** Every step that a crash may cut: nothing committed yet, committed and not told, told and not recorded. */
export const FAULT_POINTS = [
  'inbound.before-commit',
  'inbound.after-commit',
  'turn.before-commit',
  'turn.after-commit',
  'delivery.after-claim',
  'delivery.after-send',
  'delivery.after-record',
  'receipt.before-commit',
  'payment.body-kept',
  'payment.before-commit',
  'payment.after-commit',
  'schedule.before-commit',
  'schedule.after-commit',
  'desk.before-commit',
  'desk.after-commit',
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Passed by the code at its point. */
export type PassFault = (point: FaultPoint) => void;

/** What runs a function in one transaction; the rooms' own transact is one. */
type Transacting<Work> = <Result>(use: (work: Work) => Promise<Result>) => Promise<Result>;

/** @returns a transact that passes a point at the end of each transaction, right before its commit */
export function passingBeforeCommit<Work>(
  transact: Transacting<Work>,
  point: FaultPoint,
  fault: PassFault | undefined,
): Transacting<Work> {
  return (use) =>
    transact(async (work) => {
      const result = await use(work);
      fault?.(point);
      return result;
    });
}

/** @returns a function that ends this process with SIGKILL the first time that the armed point is passed: nothing is flushed or closed */
export function createFaults(armed: FaultPoint | undefined): PassFault {
  return (point) => {
    if (point === armed) process.kill(process.pid, 'SIGKILL');
  };
}

// The terms of a request in real moments: until when to pay, how long a trial exam holds, and what the clock causes next.
import { addDays, addMonths, addWorkingDays, dayOf, instantAt, type Day, type Instant } from '../clock';
import { holidayDays, officialTermsOf } from '../domain/catalogue';
import type { ExamEvent, ExamRequest } from '../domain/exam-request';
import type { Sitting } from '../domain/sitting';
import type { Work } from '../domain/work';

type Due = Pick<ExamRequest, 'dueAt' | 'dueEvent'>;

const REMINDER_TIME = '10:00';
const LAST_MINUTE = '23:59';

export const NOTHING_DUE: Due = { dueAt: undefined, dueEvent: undefined };

function daysBetween(from: Day, to: Day): readonly Day[] {
  const days: Day[] = [];
  for (let at = from; at <= to; at = addDays(at, 1)) days.push(at);
  return days;
}

/** Working days after today, until the last minute of the last of them; reminded on a working day before. */
export function paymentTerm(work: Work): { payBy: Instant } & Due {
  const { paymentWorkingDays, paymentReminderWorkingDays } = work.catalogue.terms;
  const holidays = holidayDays(work.catalogue, daysBetween);
  const last = addWorkingDays(dayOf(work.now), paymentWorkingDays, holidays);
  const payBy = instantAt(last, LAST_MINUTE);
  const remindAt = instantAt(addWorkingDays(last, -paymentReminderWorkingDays, holidays), REMINDER_TIME);
  return remindAt > work.now
    ? { payBy, dueAt: remindAt, dueEvent: 'payment-reminder-due' }
    : { payBy, dueAt: payBy, dueEvent: 'term-ended' };
}

const validityEnd = (validUntil: Day): Due => ({
  dueAt: instantAt(addDays(validUntil, 1), '00:00'),
  dueEvent: 'validity-ended',
});

/** How long a trial exam can be taken, from today on, and its one reminder; none where it would come at once. */
export function validity(work: Work, request: ExamRequest): { validUntil: Day } & Due {
  const validUntil = addMonths(dayOf(work.now), request.validMonths ?? 0);
  const remindAt = instantAt(addDays(validUntil, -(request.remindDaysBefore ?? 0)), REMINDER_TIME);
  if (remindAt <= work.now) return { validUntil, ...validityEnd(validUntil) };
  return { validUntil, dueAt: remindAt, dueEvent: 'come-reminder-due' };
}

const DAYS_A_WEEK = 7;

/** When somebody who waits for the minimum is asked how to go on. */
export const waitTerm = (work: Work): Due => ({
  dueAt: instantAt(addDays(dayOf(work.now), officialTermsOf(work.catalogue).waitWeeks * DAYS_A_WEEK), REMINDER_TIME),
  dueEvent: 'wait-ended',
});

/** Staff and the person are told on the morning of the last day, while there is still time to act. */
const LATE_TIME = '09:00';

/**
 * One working week, until the last minute of its last day. It begins now: with the later of payment and minimum, or with the place in a
 * sitting that has its minimum already.
 */
export function dateTerm(work: Work): { dateBy: Instant } & Due {
  const last = addWorkingDays(
    dayOf(work.now),
    officialTermsOf(work.catalogue).dateWorkingDays,
    holidayDays(work.catalogue, daysBetween),
  );
  return { dateBy: instantAt(last, LAST_MINUTE), dueAt: instantAt(last, LATE_TIME), dueEvent: 'date-late' };
}

/** The reminder on the day before an exam; none where that morning is over already. */
export function examReminder(work: Work, sitting: Sitting): Due {
  const remindAt = instantAt(addDays(sitting.day ?? dayOf(work.now), -1), REMINDER_TIME);
  return remindAt > work.now ? { dueAt: remindAt, dueEvent: 'exam-reminder-due' } : NOTHING_DUE;
}

/** The last moment at which "I cannot come" is heard. */
export function lastMoveAt(work: Work, sitting: Sitting): Instant {
  const { cannotComeWorkingDays } = officialTermsOf(work.catalogue);
  const holidays = holidayDays(work.catalogue, daysBetween);
  return instantAt(addWorkingDays(sitting.day ?? dayOf(work.now), -cannotComeWorkingDays, holidays), LAST_MINUTE);
}

/** How long a certificate is kept, and the one reminder of it. */
export function certificateTerm(work: Work): { keptUntil: Day } & Due {
  const { certificateMonths, certificateReminderDays } = officialTermsOf(work.catalogue);
  const today = dayOf(work.now);
  return {
    keptUntil: addMonths(today, certificateMonths),
    dueAt: instantAt(addDays(today, certificateReminderDays), REMINDER_TIME),
    dueEvent: 'certificate-reminder-due',
  };
}

/** What the clock causes after an event that it has caused. */
export function nextDue(work: Work, request: ExamRequest, event: ExamEvent): Due {
  if (event === 'payment-reminder-due') return { dueAt: request.payBy, dueEvent: 'term-ended' };
  if (event === 'come-reminder-due' && request.validUntil) return validityEnd(request.validUntil);
  return event === 'wait-ended' ? waitTerm(work) : NOTHING_DUE;
}

// The terms of a request in real moments: until when to pay, how long a trial exam holds, and what the clock causes next.
import { addDays, addMonths, addWorkingDays, dayOf, instantAt, type Day, type Instant } from '../clock';
import { holidayDays } from '../domain/catalogue';
import type { ExamEvent, ExamRequest } from '../domain/exam-request';
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
  const validUntil = addMonths(dayOf(work.now), request.validMonths);
  const remindAt = instantAt(addDays(validUntil, -request.remindDaysBefore), REMINDER_TIME);
  if (remindAt <= work.now) return { validUntil, ...validityEnd(validUntil) };
  return { validUntil, dueAt: remindAt, dueEvent: 'come-reminder-due' };
}

/** What the clock causes after an event that it has caused. */
export function nextDue(request: ExamRequest, event: ExamEvent): Due {
  if (event === 'payment-reminder-due') return { dueAt: request.payBy, dueEvent: 'term-ended' };
  if (event === 'come-reminder-due' && request.validUntil) return validityEnd(request.validUntil);
  return NOTHING_DUE;
}

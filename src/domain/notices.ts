// Every notice that a step can send: its lane, and whether the clock alone causes it (then it waits for the day, 08:00–20:00).
import type { Lane } from './message';

type NoticeRow = { readonly lane: Lane; readonly clockAlone: boolean };

export const NOTICES = {
  'push.exam.payment-number': { lane: 'push', clockAlone: false },
  'push.exam.payment-reminder': { lane: 'push', clockAlone: true },
  'push.exam.payment-kept': { lane: 'push', clockAlone: false },
  'push.exam.come': { lane: 'push', clockAlone: false },
  'push.exam.come-reminder': { lane: 'push', clockAlone: true },
  'push.exam.lapsed': { lane: 'push', clockAlone: true },
  'push.exam.cancelled': { lane: 'push', clockAlone: false },
  'push.exam.waiting': { lane: 'push', clockAlone: false },
  'push.exam.wait-choice': { lane: 'push', clockAlone: true },
  'push.exam.dated': { lane: 'push', clockAlone: false },
  'push.exam.reminder': { lane: 'push', clockAlone: true },
  'push.exam.date-late': { lane: 'push', clockAlone: true },
  'push.exam.moved': { lane: 'push', clockAlone: false },
  'push.exam.absent': { lane: 'push', clockAlone: false },
  'push.exam.failed': { lane: 'push', clockAlone: false },
  'push.exam.corrected': { lane: 'push', clockAlone: false },
  'push.exam.certificate-ready': { lane: 'push', clockAlone: false },
  'push.exam.certificate-reminder': { lane: 'push', clockAlone: true },
} as const satisfies Record<string, NoticeRow>;

export type Notice = keyof typeof NOTICES;

/** What the clock alone causes is sent in these hours, Amman time. */
export const NOTICE_HOURS = { from: '08:00', to: '20:00' } as const;

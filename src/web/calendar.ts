// A date as a calendar file (RFC 5545): one event with a reminder the day before. Holds nothing about whose it is.
import { HOUR_MS, type Instant } from '../clock';

export type CalendarEvent = {
  /** Stays the same when the event moves. */
  readonly uid: string;
  /** Grows when it moves: calendars replace what they hold. */
  readonly sequence: number;
  readonly at: Instant;
  readonly madeAt: Instant;
  readonly summary: string;
  readonly location: string;
  readonly description: string;
};

const EXAM_HOURS = 2;
const LONGEST_LINE = 75;

const stamp = (at: Instant): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');

/** A line may have 75 bytes; what is longer goes on behind a space, and no letter is cut. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  for (const letter of line) {
    if (Buffer.byteLength(current + letter) > LONGEST_LINE) {
      lines.push(current);
      current = ' ';
    }
    current += letter;
  }
  return [...lines, current].join('\r\n');
}

export function calendarFile({ uid, sequence, at, madeAt, summary, location, description }: CalendarEvent): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Greater Amman Municipality//Knowledge stations//AR',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${stamp(madeAt)}`,
    `DTSTART:${stamp(at)}`,
    `DTEND:${stamp(at + EXAM_HOURS * HOUR_MS)}`,
    `SUMMARY:${escaped(summary)}`,
    `LOCATION:${escaped(location)}`,
    `DESCRIPTION:${escaped(description)}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(summary)}`,
    'TRIGGER:-P1D',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

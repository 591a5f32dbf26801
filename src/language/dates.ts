// Calendar days as people write them: day before month, months by the Levantine, the Egyptian and the English name.
import { addDays, isDay, weekday, type Day } from '../clock';
import { DATE_FILLERS, MONTHS, RELATIVE_DAYS, segment, WEEKDAYS } from './word-lists';

const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
const ORDINAL_ENDING = /^(\d{1,2})(?:st|nd|rd|th)$/;
const YEAR_ENDING = /^(\d{4})م$/;

type Part = { readonly month: boolean; readonly digits: number; readonly value: number };

/** The day that the words are, all of them. A year has four digits: "98" could be either century; without one it is the next such day. */
function dayIn(words: readonly string[], today: Day): Day | undefined {
  const pieces = segment(words, { has: (form) => MONTHS.has(form) || RELATIVE_DAYS.has(form) });
  const telling = pieces.filter((piece) => !DATE_FILLERS.has(piece));
  const relative = telling.length === 1 ? RELATIVE_DAYS.get(telling[0] ?? '') : undefined;
  if (relative !== undefined) return addDays(today, relative);
  if (telling.length < 2 || telling.length > 3) return undefined;
  const parts = telling.map(partOf);
  return parts.every((part) => part !== undefined) ? dayOfParts(parts, today) : undefined;
}

const LONGEST_DATE = 4;

/** The first day that a sentence names: a date, «بكرة», or a weekday, which is the next one from today on. */
export function dayWithin(words: readonly string[], today: Day): Day | undefined {
  for (let at = 0; at < words.length; at += 1)
    for (let length = Math.min(LONGEST_DATE, words.length - at); length > 0; length -= 1) {
      const window = words.slice(at, at + length);
      const day = dayIn(window, today) ?? nextWeekday(window.join(' '), today);
      if (day !== undefined) return day;
    }
  return undefined;
}

const WEEK_DAYS = 7;

function nextWeekday(name: string, today: Day): Day | undefined {
  const of = WEEKDAYS.get(name);
  return of === undefined ? undefined : addDays(today, (of - weekday(today) + WEEK_DAYS) % WEEK_DAYS);
}

function partOf(word: string): Part | undefined {
  const month = MONTHS.get(word);
  if (month !== undefined) return { month: true, digits: 0, value: month };
  const digits = word.replace(ORDINAL_ENDING, '$1').replace(YEAR_ENDING, '$1');
  return /^\d{1,4}$/.test(digits) ? { month: false, digits: digits.length, value: Number(digits) } : undefined;
}

function dayOfParts(parts: readonly Part[], today: Day): Day | undefined {
  const [first, second, third] = parts;
  if (first === undefined || second === undefined || third?.month === true) return undefined;
  if (third === undefined) return withoutYear(first, second, today);
  if (first.digits === 4) return written(first, second, third);
  return first.month ? written(third, first, second) : written(third, second, first);
}

function withoutYear(first: Part, second: Part, today: Day): Day | undefined {
  const [month, date] = first.month ? [first, second] : [second, first];
  const year = Number(today.slice(0, 4));
  const days = [year, year + 1].map((value) => written({ month: false, digits: 4, value }, month, date));
  return days.find((day) => day !== undefined && day >= today);
}

function written(year: Part, month: Part, date: Part): Day | undefined {
  const twice = (n: number) => String(n).padStart(2, '0');
  if (year.digits !== 4 || year.value < FIRST_YEAR || year.value > LAST_YEAR || date.month || date.digits > 2) {
    return undefined;
  }
  const day = `${year.value}-${twice(month.value)}-${twice(date.value)}`;
  return isDay(day) ? day : undefined;
}

// `$dateToString`: a date as text in a time zone, by the zone data of this Node.
import { notImplemented, storeError } from './errors';

const minuteMs = 60_000;
const utc = /^(?:UTC|GMT|Z)$/;
const offset = /^([+-])(\d\d):?(\d\d)?$/;
const clockFields: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
};
const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The date in MongoDB's format language (%Y %m %d %H %M %S %L %z %Z %%); without a pattern as ISO 8601.
 * @param zone "UTC", an offset such as "+03:00", or a name of the zone data such as "Asia/Amman".
 * @throws StoreError 40485 for an unknown zone, 18535 and 18536 for a broken pattern, 18537 outside the years 0 to 9999, 238 for other specifiers.
 */
export function dateToText(date: Date, pattern: string | undefined, zone: string): string {
  const offsetMs = offsetAt(date, zone);
  const local = new Date(date.getTime() + offsetMs);
  const year = local.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw storeError(18537, '$dateToString is only defined on year 0-9999');
  const used = pattern ?? (utc.test(zone) ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
  return used.replace(/%(.?)/gs, (_, specifier: string) => {
    const write = specifiers[specifier];
    if (write) return write(local, offsetMs / minuteMs);
    if (specifier === '') throw storeError(18535, "Unmatched '%' at end of format string");
    if (/[GVUuwj]/.test(specifier)) throw notImplemented(`%${specifier} in $dateToString`);
    throw storeError(18536, `Invalid format character '%${specifier}' in format string`);
  });
}

const specifiers: Readonly<Record<string, (local: Date, offsetMinutes: number) => string>> = {
  Y: (local) => digits(local.getUTCFullYear(), 4),
  m: (local) => digits(local.getUTCMonth() + 1, 2),
  d: (local) => digits(local.getUTCDate(), 2),
  H: (local) => digits(local.getUTCHours(), 2),
  M: (local) => digits(local.getUTCMinutes(), 2),
  S: (local) => digits(local.getUTCSeconds(), 2),
  L: (local) => digits(local.getUTCMilliseconds(), 3),
  z: (_, minutes) => {
    const size = Math.abs(minutes);
    return (minutes < 0 ? '-' : '+') + digits(Math.trunc(size / 60), 2) + digits(Math.trunc(size % 60), 2);
  },
  Z: (_, minutes) => String(Math.trunc(minutes)),
  '%': () => '%',
};

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function offsetAt(date: Date, zone: string): number {
  if (utc.test(zone)) return 0;
  const [, sign, hours, minutes = '0'] = offset.exec(zone) ?? [];
  if (sign) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minuteMs;
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(date)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  wall.setUTCHours(hour, minute, second);
  return wall.getTime() - Math.floor(date.getTime() / 1000) * 1000;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const found = clocks.get(zone);
  if (found) return found;
  try {
    const made = new Intl.DateTimeFormat('en-u-nu-latn-ca-iso8601', { timeZone: zone, ...clockFields });
    clocks.set(zone, made);
    return made;
  } catch {
    throw storeError(40485, `unrecognized time zone identifier: "${zone}"`);
  }
}

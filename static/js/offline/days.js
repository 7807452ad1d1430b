// Days as numbers, counted from 1970-01-01, and the calendar's rules of ocop_verify/domain/validity.py.

const DAY_MS = 86_400_000;
// Vietnam is seven hours ahead of UTC all year.
const VIETNAM_MS = 7 * 3_600_000;
const VALID_MONTHS = 36;
const EXPIRING_DAYS = 90;

/** @typedef {{ validFrom: number, printedUntil: number | null, extendedUntil: number | null }} Term what its end follows from */

/**
 * The day in Vietnam at a moment, in milliseconds since 1970.
 * @param {number} at
 */
export const localDay = (at) => Math.floor((at + VIETNAM_MS) / DAY_MS);

/**
 * A day as every page writes it: 24/11/2026.
 * @param {number} day
 */
export function written(day) {
  const [year, month, date] = new Date(day * DAY_MS).toISOString().slice(0, 10).split("-");
  return `${date}/${month}/${year}`;
}

/**
 * The clock in Vietnam at a moment: 10:05.
 * @param {number} at
 */
export const clock = (at) => new Date(at + VIETNAM_MS).toISOString().slice(11, 16);

/**
 * The last day on which a recognition counts, that day included.
 * @param {Term} term
 */
export function endOf({ validFrom, printedUntil, extendedUntil }) {
  const end = printedUntil ?? addMonths(validFrom, VALID_MONTHS);
  return extendedUntil === null ? end : Math.max(end, extendedUntil);
}

/**
 * Whether it still counts on this day and ends within 90 days.
 * @param {number} end
 * @param {number} day
 */
export const isExpiring = (end, day) => end >= day && end - day <= EXPIRING_DAYS;

/**
 * The same day so many months later, or the last day of a month that is too short for it.
 * @param {number} day
 * @param {number} months
 */
export function addMonths(day, months) {
  const from = new Date(day * DAY_MS);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(from.getUTCDate(), last)) / DAY_MS;
}

// What the age of the data and the clock of the phone allow to say. Times are milliseconds since 1970.

const DAY_MS = 86_400_000;
// A clock this far behind what was signed before is wrong; less may be between two machines.
const CLOCK_SLACK_MS = 10 * 60_000;

/** @import { Header } from "./catalogue.js" */
/** @import { Verdict } from "./verdict.js" */
/** @typedef {ReturnType<typeof freshnessOf>} Freshness */

/**
 * How far data may be relied on at a moment of the phone's clock. `at` is the moment to decide for: time never
 * runs behind what a server has signed. Past `trustUntil`, or with a clock that is behind, an answer may say that
 * a label is ours, and not what its certification is.
 * @param {Pick<Header, "confirmedAt" | "refreshAfter" | "trustUntil">} times
 * @param {number} now
 */
export function freshnessOf({ confirmedAt, refreshAfter, trustUntil }, now) {
  const at = Math.max(now, confirmedAt);
  const isClockBehind = now < confirmedAt - CLOCK_SLACK_MS;
  return {
    at,
    confirmedAt,
    age: at - confirmedAt,
    isDue: at > refreshAfter,
    isOld: at - confirmedAt > DAY_MS,
    isClockBehind,
    isTrusted: at <= trustUntil && !isClockBehind,
  };
}

/**
 * What an answer is headed by: the verdict, or "unconfirmed" where the data is too old to tell.
 * @param {Verdict} verdict
 * @param {Freshness} freshness
 */
export function headlineFor(verdict, freshness) {
  return freshness.isTrusted || verdict.headline === "malformed" ? verdict.headline : "unconfirmed";
}

// What an answer shows, as values by the names of the slots in templates/components/scanner.html: the phone's counterpart of
// ocop_verify/verification/presenting.py. No word of a language stands here.
import { clock, endOf, localDay, written } from "./days.js";
import { headlineFor } from "./freshness.js";
import { pauseOn, standingOn } from "./verdict.js";

/** @import { Catalogue, Certification } from "./catalogue.js" */
/** @import { Freshness } from "./freshness.js" */
/** @import { Label } from "./token.js" */
/** @import { Headline, Verdict } from "./verdict.js" */
/** @import { Values } from "../scanner/templates.js" */

/** @typedef {Headline | "unconfirmed"} Shown a headline, or that the data is too old for one */

/**
 * @typedef {object} Answer
 * @property {Shown | "undecided" | "foreign"} key which of the server's headings
 * @property {Shown} headline
 * @property {number} stars
 * @property {Values} values fill the slots
 */

const UNIT = 1;
const WITH_STARS = ["in_force", "expiring", "superseded"];

/**
 * When data was confirmed, in the two words that the page has places for.
 * @param {number} at
 */
export const momentOf = (at) => ({ clock: clock(at), day: written(localDay(at)) });

/**
 * The answer to a verdict. `wordOf` gives the state word of a headline.
 * @param {Verdict} verdict
 * @param {Catalogue} catalogue
 * @param {Freshness} freshness
 * @param {(headline: Headline) => string} wordOf
 * @returns {Answer}
 */
export function answerTo(verdict, catalogue, freshness, wordOf) {
  const headline = headlineFor(verdict, freshness);
  const isUnconfirmed = headline === "unconfirmed";
  const isNotFound = verdict.authenticity === "unknown_key" || verdict.headline === "unknown";
  /** @type {Values} */
  const values = {
    ...momentOf(freshness.confirmedAt),
    old: flag(freshness.isOld && !isUnconfirmed),
    behind: flag(freshness.isClockBehind),
    later: flag(isNotFound && !isUnconfirmed),
  };
  if (!verdict.certification || !verdict.label) return { key: isUnconfirmed ? "undecided" : headline, headline, stars: 0, values };
  const day = localDay(freshness.at);
  const shown = verdict.newer ?? verdict.certification;
  Object.assign(values, aboutProduct(shown, catalogue, day), aboutLabel(verdict.label, shown));
  if (isUnconfirmed) values.stateThen = wordOf(verdict.headline);
  if (headline === "label_voided") values.stateOfProduct = wordOf(standingOn(shown, catalogue, day).standing);
  return { key: headline, headline, stars: WITH_STARS.includes(headline) ? shown.stars : 0, values };
}

/**
 * @param {Certification} shown
 * @param {Catalogue} catalogue
 * @param {number} day
 */
function aboutProduct(shown, catalogue, day) {
  const names = catalogue.namesOf(shown);
  const isRevoked = shown.revokedOn !== null && shown.revokedOn <= day;
  const on = isRevoked ? shown.revokedOn : (pauseOn(shown, day)?.[0] ?? null);
  return {
    ...names,
    place: names.place || null,
    decidedOn: written(names.decidedOn),
    stars: shown.stars,
    since: written(shown.validFrom),
    until: written(endOf(shown)),
    on: on === null ? null : written(on),
  };
}

/**
 * Which label it is, and what is printed on it where that is no longer true.
 * @param {Label} label
 * @param {Certification} shown
 */
function aboutLabel(label, shown) {
  const isTrue = label.printedStars === shown.stars && label.printedUntil === endOf(shown);
  return {
    batch: label.batchId,
    serial: label.kind === UNIT ? label.serial : null,
    same: flag(label.kind !== UNIT),
    printedStars: isTrue ? null : label.printedStars,
    printedUntil: isTrue ? null : written(label.printedUntil),
  };
}

/** @param {boolean} holds */
const flag = (holds) => (holds ? "" : null);

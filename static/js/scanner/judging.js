// The phone's own answer to a code, and what tells codes that are not ours.
import { answerTo } from "../offline/answer.js";
import { check } from "../offline/checking.js";
import { freshnessOf } from "../offline/freshness.js";
import { TOKEN_LENGTH, tidy } from "../offline/token.js";
import { wordOf } from "./card.js";
import { ageIn } from "./panel.js";

/** @import { Answer } from "../offline/answer.js" */
/** @import { Freshness } from "../offline/freshness.js" */
/** @import { Held } from "../offline/keeping.js" */
/** @import { Verdict } from "../offline/verdict.js" */
/** @import { Settings } from "./settings.js" */
/** @import { By } from "./sources.js" */

/** @typedef {Answer & { verdict: Verdict, freshness: Freshness }} Judged with what it rests on */

/**
 * The answer by the data on this phone.
 * @param {string} text
 * @param {Held} held
 * @param {Pick<Settings, "language" | "prefix" | "host">} settings
 * @returns {Promise<Judged>}
 */
export async function judged(text, held, { language, prefix, host }) {
  const freshness = freshnessOf(held.header, Date.now());
  const verdict = await check(text, held.catalogue, freshness.at);
  const found = answerTo(verdict, held.catalogue, freshness, wordOf);
  const theirs = hostIn(text);
  const isElsewhere = theirs !== null && !isOurs(theirs, host);
  Object.assign(found.values, {
    age: ageIn(language, freshness.age),
    host: isElsewhere ? theirs : null,
    ours: host,
    page: navigator.onLine && found.values.product ? `${prefix}/${tidy(text)}` : null,
  });
  return { ...found, verdict, freshness };
}

/**
 * A code that is not ours, as it is shown.
 * @param {string} text
 * @returns {Answer}
 */
export const foreign = (text) => ({ key: "foreign", headline: "malformed", stars: 0, values: { text: text.slice(0, 300) } });

/**
 * Whether it is of a label's length and letters, whatever it is worth.
 * @param {string} text
 */
export function looksLikeLabel(text) {
  const bare = tidy(text);
  return bare.length > TOKEN_LENGTH / 2 && /^[0-9A-Za-z]+$/.test(bare);
}

/**
 * What cannot be a label of ours: an address on another host without one, or, scanned, a text of another kind.
 * @param {string} text
 * @param {By} by
 * @param {string} host
 */
export function isNoLabel(text, by, host) {
  if (looksLikeLabel(text)) return false;
  const theirs = hostIn(text);
  return theirs === null ? by !== "field" : !isOurs(theirs, host);
}

/** @param {string} text */
function hostIn(text) {
  const address = /^\s*https?:\/\/([^/?#\s]*)/i.exec(text);
  return address ? address[1] : null;
}

/**
 * @param {string} theirs
 * @param {string} host
 */
const isOurs = (theirs, host) => [host, location.host].includes(theirs.toLowerCase());

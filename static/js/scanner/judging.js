// The phone's own answer to a code, and what tells codes that are not ours.
import { answerTo } from "../offline/answer.js";
import { check } from "../offline/checking.js";
import { freshnessOf } from "../offline/freshness.js";
import { TOKEN_LENGTH, tidy } from "../offline/token.js";
import { wordOf } from "./card.js";
import { ageIn } from "./panel.js";

/** The answer by the data on this phone; `verdict` and `freshness` are what it rests on. */
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

/** A code that is not ours, as it is shown. */
export const foreign = (text) => ({ key: "foreign", headline: "malformed", stars: 0, values: { text: text.slice(0, 300) } });

/** Whether it is of a label's length and letters, whatever it is worth. */
export function looksLikeLabel(text) {
  const bare = tidy(text);
  return bare.length > TOKEN_LENGTH / 2 && /^[0-9A-Za-z]+$/.test(bare);
}

/** What cannot be a label of ours: an address on another host without one, or, scanned, a text of another kind. */
export function isNoLabel(text, by, host) {
  if (looksLikeLabel(text)) return false;
  const theirs = hostIn(text);
  return theirs === null ? by !== "field" : !isOurs(theirs, host);
}

function hostIn(text) {
  const address = /^\s*https?:\/\/([^/?#\s]*)/i.exec(text);
  return address ? address[1] : null;
}

const isOurs = (theirs, host) => [host, location.host].includes(theirs.toLowerCase());

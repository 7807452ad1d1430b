// What one check finds at a stall: the browser's twin of finding_of in ocop_verify/domain/stall_checks.py. The files
// tests/vectors/stall_*.json hold both to the same answers, so change neither alone.

/** @typedef {"in_force" | "ended" | "other_stars" | "not_declared" | "forged" | "no_label" | "unconfirmed"} Finding */
/** @typedef {"red" | "amber" | "green" | "grey"} Colour grey: nothing found yet */
/** @typedef {{ id: number, product_id: number | null, stars: number, said: string }} Good what a stall declares */
/** @typedef {{ headline?: string, product_id?: number | null, stars?: number, printed_stars?: number }} Seen as the server writes a scan down */

/**
 * How each finding looks; a word and a shape stand with it.
 * @type {{ [F in Finding]: Colour }}
 */
export const COLOURS = {
  in_force: "green",
  ended: "red",
  other_stars: "red",
  not_declared: "amber",
  forged: "red",
  no_label: "amber",
  unconfirmed: "amber",
};

const COUNTS = ["in_force", "expiring", "superseded"];
const NOT_OURS = ["malformed", "forged"];

/**
 * What a scanned label says at a stall that has declared these goods. `seen` is null where the data could not say.
 * @param {Seen | null} seen
 * @param {Good[]} goods
 * @returns {Finding}
 */
export function findingOf(seen, goods) {
  if (!seen?.headline || seen.headline === "unknown") return "unconfirmed";
  if (NOT_OURS.includes(seen.headline)) return "forged";
  if (!COUNTS.includes(seen.headline)) return "ended";
  const good = goodOf(seen.product_id ?? null, goods);
  const told = [seen.printed_stars, good ? good.stars : 0];
  if (told.some((stars) => stars !== 0 && stars !== seen.stars)) return "other_stars";
  return goods.length && !good ? "not_declared" : "in_force";
}

/**
 * The declared good that is this product, of several the first; null where none is.
 * @param {number | null} product
 * @param {Good[]} goods
 */
export function goodOf(product, goods) {
  const found = goods.filter((good) => product !== null && good.product_id === product);
  return found.length ? found.reduce((first, good) => (good.id < first.id ? good : first)) : null;
}

/**
 * What a scan is about: a declared good, another product, or a code that names none.
 * @param {Seen & { code?: string }} seen
 * @param {Good[]} goods
 */
export function subjectOf({ product_id: product = null, code }, goods) {
  const good = goodOf(product, goods);
  if (good) return `good:${good.id}`;
  return product ? `product:${product}` : `code:${code}`;
}

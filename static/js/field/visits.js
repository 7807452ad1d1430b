// What an inspector's own phone carries: the visits that are planned, the provinces, and where the last case was raised.
import { transact } from "../offline/database.js";
import { asked, told } from "./asking.js";

/** @import { OwnAccess } from "./device.js" */

/** @typedef {{ code: string, words: string }} Check a line of the list of a visit */
/** @typedef {{ id: number, product: string, producer: string, place: string, on: string, why: string, checks: Check[] }} Visit */
/** @typedef {{ code: string, name: string }} Province */
/** @typedef {{ name: string, provinces: Province[], visits: Visit[] }} Told */
/** @typedef {Told & { readAt: number }} Carried */
/** @typedef {{ where?: string, province?: string }} Place */

/** What is on the phone; null where nothing is. */
export const carried = () => transact(["device"], "readonly", (store) => store.get("visits")).then((found) => found ?? null);

/**
 * Read what is planned anew. Gives "fresh", "ended" or "failed".
 * @param {OwnAccess} access
 */
export async function refreshVisits(access) {
  const answer = await asked("visits", access);
  if (answer?.status === 401) return "ended";
  const found = answer?.ok ? /** @type {Told} */ (await told(answer)) : null;
  if (!found?.visits) return "failed";
  await transact(["device"], "readwrite", (store) => store.put({ ...found, readAt: Date.now() }, "visits"));
  return "fresh";
}

/**
 * Where the last case was raised; the next one often is there too.
 * @returns {Promise<Place>}
 */
export const lastPlace = () => transact(["device"], "readonly", (store) => store.get("place")).then((found) => found ?? {});

/**
 * Remember where a case was raised.
 * @param {Place} place
 */
export const rememberPlace = (place) => transact(["device"], "readwrite", (store) => store.put(place, "place"));

// A phone's access, as the server told it once: to a fair, or as an inspector's own phone. A phone may have both, each under
// its own name.
import { transact } from "../offline/database.js";
import { asked, posting, told } from "./asking.js";

/** @import { Records } from "../offline/database.js" */

/** @typedef {{ token: string, device: string, name: string }} OwnAccess */
/** @typedef {OwnAccess & { fair: number }} FairAccess */
/** @typedef {{ fair: FairAccess, own: OwnAccess }} Accesses */
/** @typedef {OwnAccess & { fair?: number }} Access */

/** The names of accesses, each with its door and the sign that is kept beside the database, which tells what was wiped. */
const KINDS = { fair: { door: "join", sign: "ocop-joined" }, own: { door: "own", sign: "ocop-own-phone" } };

/**
 * Ask to join by a code and a name; gives {access}, or {refusal} in the server's words, "" where none came.
 * @template {keyof Accesses} K
 * @param {string} code
 * @param {string} name
 * @param {K} kind
 * @returns {Promise<{ access?: Accesses[K], refusal?: string }>}
 */
export async function join(code, name, kind) {
  // What it has shows who it is, so that a phone that joins again is not counted as another.
  const answer = await asked(KINDS[kind].door, await access(kind), posting({ code, name }));
  if (answer?.status !== 201) {
    /** @type {{ detail?: string }} */
    const { detail } = await told(answer);
    return { refusal: detail ?? "" };
  }
  const found = /** @type {Records["device"][K]} */ (await told(answer));
  await transact(["device"], "readwrite", (store) => store.put(found, kind));
  remember(kind, found.device);
  navigator.storage?.persist?.().catch(() => {});
  return { access: found };
}

/**
 * The access that this phone has; null where it has none.
 * @template {keyof Accesses} K
 * @param {K} kind
 * @returns {Promise<Accesses[K] | null>}
 */
export async function access(kind) {
  try {
    return (await transact(["device"], "readonly", (store) => store.get(kind))) ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether an access reaches where something is to be sent.
 * @param {Access} access
 * @param {string} to
 */
export const reaches = ({ fair }, to) => (fair ? to.startsWith(`fairs/${fair}/`) : isOwn(to));

/**
 * Whether only an inspector's own phone says such things.
 * @param {string} to
 */
export const isOwn = (to) => ["visits", "flags"].includes(to);

/**
 * Whether this phone had joined once.
 * @param {keyof Accesses} kind
 */
export function hadJoined(kind) {
  try {
    return localStorage.getItem(KINDS[kind].sign) !== null;
  } catch {
    return false;
  }
}

/**
 * @param {keyof Accesses} kind
 * @param {string} device
 */
function remember(kind, device) {
  try {
    localStorage.setItem(KINDS[kind].sign, device);
  } catch {
    // Storage is refused; then nothing else is kept either.
  }
}

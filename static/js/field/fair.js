// A fair on this phone: its stalls, and all that was said at them, by this phone and by others.
import { transact } from "../offline/database.js";
import { asked, told } from "./asking.js";
import { sayingOf, waiting } from "./outbox.js";
import { readSaying, sheetOf } from "./sheet.js";

/** @import { FairAccess } from "./device.js" */
/** @import { Good } from "./finding.js" */
/** @import { Saying, Sheet } from "./sheet.js" */

/** @typedef {{ id: number, number: string, holder: string, goods: Good[] }} Stall */
/** @typedef {{ id: number, name: string, place: string }} Facts */
/** @typedef {{ fair: Facts, stalls: Stall[] }} Told what the server tells of a fair */
/** @typedef {Told & { id: number, etag: string | null, next: number, readAt?: number }} KeptFair */

/**
 * The path at which sayings of a fair are told and read.
 * @param {number} fair
 */
export const pathOf = (fair) => `fairs/${fair}/sayings`;

/**
 * What is on the phone of a fair; null where nothing is. `access` is who this phone is there.
 * @param {FairAccess} access
 */
export async function openFair(access) {
  const kept = await transact(["fair"], "readonly", (store) => store.get(access.fair)).catch(() => null);
  return kept ? new Fair(kept, access) : null;
}

/**
 * Bring the fair up to date: its stalls, then what others said. Gives "fresh", "ended" or "failed".
 * @param {FairAccess} access
 */
export async function refreshFair(access) {
  const kept = await transact(["fair"], "readonly", (store) => store.get(access.fair));
  const headers = kept?.etag ? { "If-None-Match": kept.etag } : undefined;
  const answer = await asked(`fairs/${access.fair}`, access, { headers });
  if (answer?.status === 401) return "ended";
  if (answer?.status === 200) {
    /** @type {Partial<Told>} */
    const { fair, stalls } = await told(answer);
    if (!fair || !stalls) return "failed";
    await write(access.fair, { fair, stalls, etag: answer.headers.get("ETag") });
  } else if (answer?.status !== 304) return "failed";
  return refreshSayings(access);
}

/** @param {FairAccess} access */
async function refreshSayings(access) {
  const to = pathOf(access.fair);
  let after = (await transact(["fair"], "readonly", (store) => store.get(access.fair)))?.next ?? 0;
  for (;;) {
    const answer = await asked(`${to}?after=${after}`, access);
    if (answer?.status === 401) return "ended";
    /** @type {{ sayings?: Saying[], next?: number }} */
    const { sayings, next } = answer?.ok ? await told(answer) : {};
    if (!sayings || next === undefined) return "failed";
    if (!sayings.length) break;
    after = next;
    await transact(["sayings", "fair"], "readwrite", (kept, fairs) => {
      for (const each of sayings) kept.put({ ...each, to });
      const fair = fairs.get(access.fair);
      fair.onsuccess = () => fair.result && fairs.put({ ...fair.result, next });
    });
  }
  await write(access.fair, { readAt: Date.now() });
  return "fresh";
}

/**
 * @param {number} id
 * @param {Partial<KeptFair>} changes
 */
const write = (id, changes) =>
  transact(["fair"], "readwrite", (store) => {
    const found = store.get(id);
    found.onsuccess = () => store.put(/** @type {KeptFair} */ ({ next: 0, ...found.result, ...changes, id }));
  });

/** @typedef {Fair} OpenFair */

/** A fair as it was when it was read from the disk, and what was added since. */
class Fair {
  /**
   * @param {KeptFair} kept
   * @param {FairAccess} access
   */
  constructor({ fair, stalls, readAt }, access) {
    this.facts = fair;
    this.stalls = stalls;
    this.readAt = readAt ?? null;
    this.access = access;
    /** @type {Map<number | undefined, Map<string, Saying>>} */
    this._said = new Map();
    /** @type {Map<number | undefined, Sheet>} */
    this._sheets = new Map();
  }

  /** Read what was said; again after a sending, since the server knows better what a scan came to. */
  async load() {
    const to = pathOf(this.access.fair);
    /** @type {Saying[]} */
    const known = await transact(["sayings"], "readonly", (store) => store.index("to").getAll(to));
    const mine = (await waiting()).filter((each) => each.to === to).filter(({ refusal }) => !refusal);
    this._said.clear();
    this._sheets.clear();
    // What the server refused is not said: it is shown among what was refused.
    for (const each of [...mine.map((each) => this._own(sayingOf(each))), ...known]) this._take(each);
    return this;
  }

  /** @param {number | undefined} id */
  stall(id) {
    return this.stalls.find((each) => each.id === id) ?? null;
  }

  /**
   * What was just kept counts at once.
   * @param {Saying} saying
   */
  add(saying) {
    this._take(this._own(saying));
  }

  /** @param {Stall} stall */
  sheet({ id, goods }) {
    const said = () => this.saidAt(id).map((each) => readSaying(each, goods));
    const sheet = this._sheets.get(id) ?? sheetOf(said(), goods);
    this._sheets.set(id, sheet);
    return sheet;
  }

  /** @param {number} id */
  saidAt(id) {
    return [...(this._said.get(id)?.values() ?? [])];
  }

  /**
   * What this phone said, told as the server tells it.
   * @param {Saying} saying
   * @returns {Saying}
   */
  _own(saying) {
    return { ...saying, by: this.access.device, name: this.access.name };
  }

  /** @param {Saying} saying */
  _take(saying) {
    const said = this._said.get(saying.stall) ?? new Map();
    this._said.set(saying.stall, said.set(saying.id, saying));
    this._sheets.delete(saying.stall);
  }
}

// What this phone has said and the server has not got: on disk before anybody is told that it is kept, sent in order,
// and gone from here only with the server's receipt. Every kind of field work uses it: `to` is the path below
// /api/v1/field that takes {sayings: [...]} and answers {receipts: [{id, state, reason}]}.
import { transact } from "../offline/database.js";
import { asked, posting, told } from "./asking.js";

/** @import { Token } from "./asking.js" */
/** @import { OwnAccess } from "./device.js" */
/** @import { Draft } from "./drafts.js" */
/** @import { Seen } from "./finding.js" */
/** @import { FlagSent } from "./flag.js" */
/** @import { Picture } from "./pictures.js" */

/** @import { Saying, StallSent } from "./sheet.js" */
/** @import { VisitSent } from "./visit.js" */

/** @typedef {(StallSent | VisitSent | FlagSent) & { at: string }} Sent what the server gets, and when it was said */
/** @typedef {Seen & { code?: string, title?: string, told?: string }} Known what the phone knows besides; told: a form in words */

/**
 * @typedef {object} Entry
 * @property {number} [place] in the order; given when it is kept
 * @property {string} id
 * @property {string} to
 * @property {Sent & { id: string, turn: number }} sent
 * @property {Known} known
 * @property {string[]} pictures
 * @property {string} [refusal] why the server will not have it
 */

/** @typedef {Entry & { sent: StallSent }} StallEntry */
/** @typedef {{ title: string, told: string, pictures: Picture[], draft: Draft | null }} More what a result or a case is called */
/** @typedef {(to: string, sent: VisitSent | FlagSent, more: More) => Promise<boolean>} KeepOwn false where it could not be kept */
/** @typedef {{ state: string, reason?: string }} Receipt */
/** @typedef {(to: string) => OwnAccess | null} AccessTo */
/** @typedef {"sent" | "ended" | "failed" | "elsewhere"} Outcome ended: the access is over, join again; failed: later, perhaps */

const AT_ONCE = 200;
const LOCK = "ocop-outbox";

/**
 * Keep something that was said. `sent` is what the server will get, but for id and turn, which are made here;
 * `known` is what the phone knows besides; `pictures` are those that `sent` names; `draft` has served its turn. Gives the
 * saying as this phone reads it. Throws where it could not be kept, for want of space above all.
 * @param {{ to: string, sent: Sent, known?: Known, pictures?: Picture[], draft?: Draft | null }} what
 * @returns {Promise<Saying>}
 */
export async function keep({ to, sent, known = {}, pictures = [], draft = null }) {
  const id = uuid();
  /** @type {Entry} */
  const entry = { id, to, sent: { ...sent, id, turn: 0 }, known, pictures: pictures.map(({ digest }) => digest) };
  await transact(["outbox", "pictures", "device"], "readwrite", (outbox, kept, device) => {
    const last = device.get("turn");
    last.onsuccess = () => {
      const turn = (last.result ?? 0) + 1;
      entry.sent.turn = turn;
      device.put(turn, "turn");
      for (const { digest, blob } of pictures) kept.put(blob, digest);
      outbox.add(entry);
      if (draft) device.delete(draft);
    };
  });
  return sayingOf(entry);
}

/**
 * Everything that is waiting, in order; what was refused has a `refusal`.
 * @returns {Promise<Entry[]>}
 */
export const waiting = async () => transact(["outbox"], "readonly", (store) => store.getAll());

/**
 * An entry as a saying.
 * @param {Entry} entry
 */
export const sayingOf = ({ to, sent, known }) => /** @type {Saying} */ ({ about: [], ...known, ...sent, to });

/** Let everything that was refused be sent again. */
export const retry = () =>
  transact(["outbox"], "readwrite", (store) => {
    const all = store.openCursor();
    all.onsuccess = () => {
      const cursor = all.result;
      if (!cursor) return;
      if (cursor.value.refusal) cursor.update({ ...cursor.value, refusal: undefined });
      cursor.continue();
    };
  });

/**
 * Forget something that was refused, with its photos; it is gone for good. Nothing else can be discarded.
 * @param {Entry} entry
 */
export const discard = ({ id }) =>
  transact(["outbox", "pictures"], "readwrite", (outbox, pictures) => {
    const all = outbox.getAll();
    all.onsuccess = () => {
      const gone = all.result.find((each) => each.id === id);
      if (!gone?.refusal) return; // sent meanwhile, or to be sent again
      const needed = all.result.filter((each) => each !== gone).flatMap((each) => each.pictures);
      if (gone.place !== undefined) outbox.delete(gone.place);
      for (const digest of gone.pictures) if (!needed.includes(digest)) pictures.delete(digest);
    };
  });

/**
 * Send what is waiting. `accessTo(to)` gives null where this phone has no access there: such entries stay.
 * @param {AccessTo} accessTo
 * @returns {Promise<Outcome>}
 */
export async function send(accessTo) {
  if (!navigator.locks) return sendAll(accessTo);
  return navigator.locks.request(LOCK, () => sendAll(accessTo)); // another tab may be sending
}

/**
 * @param {AccessTo} accessTo
 * @returns {Promise<Outcome>}
 */
async function sendAll(accessTo) {
  const passed = new Set();
  for (;;) {
    const open = (await waiting()).filter(({ to, refusal }) => !refusal && !passed.has(to));
    if (!open.length) return "sent";
    const [{ to }] = open;
    const access = accessTo(to);
    const batch = open.filter((each) => each.to === to).slice(0, AT_ONCE);
    const state = access ? await sendBatch(to, batch, access) : "elsewhere";
    if (state === "ended" || state === "failed") return state;
    if (state === "elsewhere") passed.add(to);
  }
}

/**
 * @param {string} to
 * @param {Entry[]} batch
 * @param {OwnAccess} access
 * @returns {Promise<Outcome>}
 */
async function sendBatch(to, batch, access) {
  const ready = [];
  for (const entry of batch) {
    const refusal = await sendPictures(entry, access);
    if (refusal === "ended" || refusal === "failed") return refusal;
    if (refusal) await receipt(entry, { state: "refused", reason: refusal.reason }, access);
    else ready.push(entry);
  }
  if (!ready.length) return "sent";
  const answer = await asked(to, access, posting({ sayings: ready.map(({ sent }) => sent) }));
  if (answer?.status === 404) return "elsewhere";
  if (!answer?.ok) return answer?.status === 401 ? "ended" : "failed";
  /** @type {{ receipts?: (Receipt & { id: string })[] }} */
  const { receipts = [] } = await told(answer);
  const states = new Map(receipts.map((each) => [each.id, each]));
  for (const entry of ready) {
    const state = states.get(entry.id);
    if (state) await receipt(entry, state, access);
  }
  return ready.every(({ id }) => states.has(id)) ? "sent" : "failed"; // else it would go round for ever
}

/**
 * Nothing where all is there; "ended", "failed", or {reason} where the server will not have it.
 * @param {Entry} entry
 * @param {Token} access
 * @returns {Promise<"ended" | "failed" | { reason: string } | null>}
 */
async function sendPictures({ pictures }, access) {
  for (const digest of pictures) {
    const blob = await transact(["pictures"], "readonly", (store) => store.get(digest));
    if (!blob) continue; // sent with another saying, perhaps; the receipt will tell
    const answer = await asked(`pictures/${digest}`, access, { method: "PUT", body: blob });
    if (!answer) return "failed";
    if (answer.ok) continue;
    if (answer.status === 401) return "ended";
    if (![400, 413, 415, 422].includes(answer.status)) return "failed";
    /** @type {{ detail?: string }} */
    const { detail } = await told(answer);
    return { reason: detail ?? `${answer.status}` };
  }
  return null;
}

/**
 * What the server said of one entry, written down in one transaction: out of here and among what it has, or refused.
 * @param {Entry} entry
 * @param {Receipt} receipt
 * @param {OwnAccess} access
 */
const receipt = (entry, { state, reason }, { device, name }) =>
  transact(["outbox", "sayings", "pictures"], "readwrite", (outbox, sayings, pictures) => {
    if (state === "refused") return void outbox.put({ ...entry, refusal: reason || state });
    if (entry.place !== undefined) outbox.delete(entry.place);
    for (const digest of entry.pictures) pictures.delete(digest);
    const known = sayings.get(entry.id);
    known.onsuccess = () => {
      if (!known.result) sayings.put({ ...sayingOf(entry), by: device, name });
    };
  });

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

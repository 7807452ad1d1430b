// What this phone has said and the server has not got: on disk before anybody is told that it is kept, sent in order,
// and gone from here only with the server's receipt. Every kind of field work uses it: `to` is the path below
// /api/v1/field that takes {sayings: [...]} and answers {receipts: [{id, state, reason}]}.
import { transact } from "../offline/database.js";
import { asked, posting, told } from "./asking.js";

const AT_ONCE = 200;
const LOCK = "ocop-outbox";

/**
 * Keep something that was said. `sent` is what the server will get, but for id and turn, which are made here;
 * `known` is what the phone knows besides; `pictures` are [{digest, blob}] that `sent` names. Gives the saying as this
 * phone reads it. Throws where it could not be kept, for want of space above all.
 */
export async function keep({ to, sent, known = {}, pictures = [] }) {
  const entry = { id: uuid(), to, sent, known, pictures: pictures.map(({ digest }) => digest) };
  await transact(["outbox", "pictures", "device"], "readwrite", (outbox, kept, device) => {
    device.get("turn").onsuccess = ({ target }) => {
      const turn = (target.result ?? 0) + 1;
      entry.sent = { ...sent, id: entry.id, turn };
      device.put(turn, "turn");
      for (const { digest, blob } of pictures) kept.put(blob, digest);
      outbox.add(entry);
    };
  });
  return sayingOf(entry);
}

/** Everything that is waiting, in order; what was refused has a `refusal`. */
export const waiting = async () => (await transact("outbox", "readonly", (store) => store.getAll())) ?? [];

/** An entry as a saying. */
export const sayingOf = ({ to, sent, known }) => ({ about: [], ...known, ...sent, to });

/** Let everything that was refused be sent again. */
export const retry = () =>
  transact("outbox", "readwrite", (store) => {
    store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (cursor.value.refusal) cursor.update({ ...cursor.value, refusal: undefined });
      cursor.continue();
    };
  });

/**
 * Send what is waiting. `accessTo(to)` gives {token, device, name}, or null where this phone has no access there: such
 * entries stay. What it gives: "sent", "ended" (the access is over: join again) or "failed" (later, perhaps).
 */
export async function send(accessTo) {
  if (!navigator.locks) return sendAll(accessTo);
  return navigator.locks.request(LOCK, () => sendAll(accessTo)); // another tab may be sending
}

async function sendAll(accessTo) {
  const passed = new Set();
  for (;;) {
    const open = (await waiting()).filter(({ to, refusal }) => !refusal && !passed.has(to));
    if (!open.length) return "sent";
    const [{ to }] = open;
    const access = await accessTo(to);
    const batch = open.filter((each) => each.to === to).slice(0, AT_ONCE);
    const state = access ? await sendBatch(to, batch, access) : "elsewhere";
    if (state === "ended" || state === "failed") return state;
    if (state === "elsewhere") passed.add(to);
  }
}

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
  const { receipts = [] } = await told(answer);
  const states = new Map(receipts.map((each) => [each.id, each]));
  for (const entry of ready) if (states.has(entry.id)) await receipt(entry, states.get(entry.id), access);
  return ready.every(({ id }) => states.has(id)) ? "sent" : "failed"; // else it would go round for ever
}

/** Nothing where all is there; "ended", "failed", or {reason} where the server will not have it. */
async function sendPictures({ pictures }, access) {
  for (const digest of pictures) {
    const blob = await transact("pictures", "readonly", (store) => store.get(digest));
    if (!blob) continue; // sent with another saying, perhaps; the receipt will tell
    const answer = await asked(`pictures/${digest}`, access, { method: "PUT", body: blob });
    if (answer?.ok) continue;
    if (answer?.status === 401) return "ended";
    if (![400, 413, 415, 422].includes(answer?.status)) return "failed";
    return { reason: (await told(answer)).detail ?? `${answer.status}` };
  }
  return null;
}

/** What the server said of one entry, written down in one transaction: out of here and among what it has, or refused. */
const receipt = (entry, { state, reason }, { device, name }) =>
  transact(["outbox", "sayings", "pictures"], "readwrite", (outbox, sayings, pictures) => {
    if (state === "refused") return void outbox.put({ ...entry, refusal: reason });
    outbox.delete(entry.place);
    for (const digest of entry.pictures) pictures.delete(digest);
    sayings.get(entry.id).onsuccess = ({ target }) => {
      if (!target.result) sayings.put({ ...sayingOf(entry), by: device, name });
    };
  });

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

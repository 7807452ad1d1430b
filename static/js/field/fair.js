// A fair on this phone: its stalls, and all that was said at them, by this phone and by others.
import { transact } from "../offline/database.js";
import { asked, told } from "./asking.js";
import { sayingOf, waiting } from "./outbox.js";
import { readSaying, sheetOf } from "./sheet.js";

/** The path at which sayings of a fair are told and read. */
export const pathOf = (fair) => `fairs/${fair}/sayings`;

/** What is on the phone of a fair; null where nothing is. `access` is who this phone is there. */
export async function openFair(access) {
  const kept = await transact("fair", "readonly", (store) => store.get(access.fair)).catch(() => null);
  return kept ? new Fair(kept, access) : null;
}

/** Bring the fair up to date: its stalls, then what others said. Gives "fresh", "ended" or "failed". */
export async function refreshFair(access) {
  const kept = await transact("fair", "readonly", (store) => store.get(access.fair));
  const headers = kept?.etag ? { "If-None-Match": kept.etag } : {};
  const answer = await asked(`fairs/${access.fair}`, access, { headers });
  if (answer?.status === 401) return "ended";
  if (answer?.status === 200) {
    const found = await told(answer);
    if (!found.fair) return "failed";
    await write(access.fair, { ...found, etag: answer.headers.get("ETag") });
  } else if (answer?.status !== 304) return "failed";
  return refreshSayings(access);
}

async function refreshSayings(access) {
  const to = pathOf(access.fair);
  let after = (await transact("fair", "readonly", (store) => store.get(access.fair)))?.next ?? 0;
  for (;;) {
    const answer = await asked(`${to}?after=${after}`, access);
    if (answer?.status === 401) return "ended";
    const { sayings, next } = answer?.ok ? await told(answer) : {};
    if (!sayings) return "failed";
    if (!sayings.length) break;
    after = next;
    await transact(["sayings", "fair"], "readwrite", (kept, fairs) => {
      for (const each of sayings) kept.put({ ...each, to });
      fairs.get(access.fair).onsuccess = ({ target }) => fairs.put({ ...target.result, next });
    });
  }
  await write(access.fair, { readAt: Date.now() });
  return "fresh";
}

const write = (id, changes) =>
  transact("fair", "readwrite", (store) => {
    store.get(id).onsuccess = ({ target }) => store.put({ next: 0, ...target.result, ...changes, id });
  });

/** A fair as it was when it was read from the disk, and what was added since. */
class Fair {
  constructor({ fair, stalls, readAt }, access) {
    this.facts = fair;
    this.stalls = stalls;
    this.readAt = readAt ?? null;
    this.access = access;
    this._said = new Map();
    this._sheets = new Map();
  }

  /** Read what was said; again after a sending, since the server knows better what a scan came to. */
  async load() {
    const to = pathOf(this.access.fair);
    const known = await transact("sayings", "readonly", (store) => store.index("to").getAll(to));
    const mine = (await waiting()).filter((each) => each.to === to).map((each) => this._own(each));
    this._said.clear();
    this._sheets.clear();
    for (const each of [...mine, ...known]) this._take(each);
    return this;
  }

  stall(id) {
    return this.stalls.find((each) => each.id === id) ?? null;
  }

  /** What was just kept counts at once. */
  add(saying) {
    this._take({ ...saying, by: this.access.device, name: this.access.name });
  }

  sheet(stall) {
    if (!this._sheets.has(stall.id)) {
      const said = this.saidAt(stall.id).map((each) => readSaying(each, stall.goods));
      this._sheets.set(stall.id, sheetOf(said, stall.goods));
    }
    return this._sheets.get(stall.id);
  }

  saidAt(id) {
    return [...(this._said.get(id)?.values() ?? [])];
  }

  _own(entry) {
    return { ...sayingOf(entry), by: this.access.device, name: this.access.name, refusal: entry.refusal };
  }

  _take(saying) {
    if (saying.refusal) return; // the server will not have it: it is shown among what was refused
    if (!this._said.has(saying.stall)) this._said.set(saying.stall, new Map());
    this._said.get(saying.stall).set(saying.id, saying);
    this._sheets.delete(saying.stall);
  }
}

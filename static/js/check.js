// The checking of stalls: a list, and one stall with the scanner. Everything that is shown is on this phone; what is said is
// kept there first, and sent when there is a network.
import { freshnessOf } from "./offline/freshness.js";
import { access, hadJoined, isOwn } from "./field/device.js";
import { openFair, pathOf, refreshFair } from "./field/fair.js";
import { openList } from "./field/list.js";
import { keep, retry, waiting } from "./field/outbox.js";
import { openRefused } from "./field/refused.js";
import { turnedAwayLine } from "./field/showing.js";
import { openStall } from "./field/stall.js";
import { startSyncing } from "./field/syncing.js";
import { clock } from "./offline/days.js";
import { button, the } from "./page/elements.js";
import { offerToInstall } from "./scanner/installing.js";
import { ageIn, openPanel } from "./scanner/panel.js";
import { settingsOf } from "./scanner/settings.js";
import { say } from "./scanner/templates.js";

/** @import { OpenFair } from "./field/fair.js" */
/** @import { StallEntry } from "./field/outbox.js" */
/** @import { KeepAtStall } from "./field/stall.js" */
/** @import { State, Syncing } from "./field/syncing.js" */
/** @import { Panel } from "./scanner/panel.js" */

const main = the(document, "#main");
const section = the(document, "#offline");
const settings = settingsOf(the(document, "#scanner"));
const mine = () => access("fair");

/** @type {Panel | null} */
let panel = null;
/** @type {OpenFair | null} */
let fair = null;
/** @type {Set<string>} */
let unsent = new Set();
let hasRefused = false;
/** @type {Syncing | null} */
let syncing = null;

const held = () => panel?.held() ?? null;

const list = openList(main, { fair: () => fair });
const stall = openStall(main, { fair: () => fair, held, keepSaying, isUnsent: (id) => unsent.has(id) });

/** @type {(entries: StallEntry[]) => void} */
const showRefused = openRefused(the(main, "#turned-away"), {
  lineOf: (entry) => turnedAwayLine(entry, fair?.stall(entry.sent.stall)),
  changed: readOutbox,
});

// --- what is kept -------------------------------------------------------------------------------------

/**
 * Keep something said at a stall, and only then show it; null where it could not be kept, which is told.
 * @type {KeepAtStall}
 */
async function keepSaying(at, sent, { known, pictures } = {}) {
  if (!fair) return null;
  const data = held();
  const now = data ? freshnessOf(data.header, Date.now()).at : Date.now();
  const whole = { stall: at.id, at: new Date(now).toISOString(), ...sent };
  try {
    const saying = await keep({ to: pathOf(fair.access.fair), sent: whole, known, pictures });
    fair.add(saying);
    unsent.add(saying.id);
    say(main, "not-kept", null);
    tellUnsent();
    syncing?.soon();
    return saying;
  } catch {
    say(main, "not-kept", {});
    return null;
  }
}

async function readOutbox() {
  const entries = /** @type {StallEntry[]} */ (await waiting().catch(() => [])).filter(({ to }) => !isOwn(to));
  const refused = entries.filter(({ refusal }) => refusal);
  unsent = new Set(entries.filter(({ refusal }) => !refusal).map(({ id }) => id));
  hasRefused = refused.length > 0;
  showRefused(refused);
  tellUnsent();
}

function tellUnsent() {
  say(main, "unsent", unsent.size ? { count: unsent.size } : null);
  say(main, "all-sent", !unsent.size && !hasRefused && fair?.readAt ? { clock: clock(fair.readAt) } : null);
}

button(main, "retry").addEventListener("click", async () => {
  await retry();
  await readOutbox();
  syncing?.now();
});

// --- the fair -----------------------------------------------------------------------------------------

/** Read the fair anew from the disk, after a turn of sending and reading. */
async function reload() {
  const phone = await mine();
  const found = phone && (await openFair(phone));
  if (found) fair = await found.load();
  say(main, "not-joined", !phone && !hadJoined("fair") ? {} : null);
  say(main, "lost", !phone && hadJoined("fair") ? {} : null);
  say(main, "fair", fair ? { fair: fair.facts.name, place: fair.facts.place, name: fair.access.name } : null);
  await readOutbox();
  show();
}

/** @param {State} state */
async function synced(state) {
  if (state === "fresh" || state === "ended") say(main, "ended", state === "ended" ? {} : null);
  await reload();
  say(main, "no-stalls", !fair && state !== "ended" && (await mine()) ? {} : null);
  main.dataset.synced = state ?? "";
}

/** The list, or the stall that the address names. */
function show() {
  const [, id] = /^#(\d+)$/.exec(location.hash) ?? [];
  const shown = id ? (fair?.stall(Number(id)) ?? null) : null;
  list.show(Boolean(fair) && !shown);
  stall.show(shown);
  main.classList.toggle("at-stall", Boolean(shown)); // the stall speaks first
}

addEventListener("hashchange", () => {
  show();
  stall.focus();
});

// --- the data -----------------------------------------------------------------------------------------

section.addEventListener("ocop:data", ({ detail: { fresh, isReady, isBusy } }) => {
  const isTrusted = fresh?.isTrusted ?? true;
  say(main, "flight", isReady && fair && fresh ? { age: ageIn(settings.language, fresh.age) } : null);
  say(main, "preparing", isBusy && fair ? {} : null);
  say(main, "unready", !isReady && !isBusy && fair ? {} : null);
  say(main, "aged", fresh?.isOld && isTrusted ? {} : null);
  say(main, "too-old", !isTrusted && !fresh?.isClockBehind ? {} : null);
  say(main, "wrong-clock", fresh?.isClockBehind ? {} : null);
});

async function begin() {
  the(main, "[data-intro]").hidden = true;
  await reload();
  if (settings.catalogue) panel = await openPanel(section, settings);
  offerToInstall(section);
  syncing = startSyncing({ access: mine, refresh: refreshFair, told: synced });
  main.dataset.ready = "";
  if (!(await mine())) return;
  await syncing.now();
  await panel?.opened;
  if (panel && !panel.isReady() && navigator.onLine) await panel.prepare();
}

begin();

// An inspector's own phone: what to visit, a scanner, a form for what a visit has found and one for a new case. Everything
// that is shown is on this phone; what is said is kept there first, and sent when there is a network.
import { access, hadJoined, isOwn } from "./field/device.js";
import { begunCases, openFlag } from "./field/flag.js";
import { joinBy } from "./field/joining.js";
import { openLooking } from "./field/looking.js";
import { keep, retry, waiting } from "./field/outbox.js";
import { openRefused } from "./field/refused.js";
import { startSyncing } from "./field/syncing.js";
import { aboutOf, openVisit } from "./field/visit.js";
import { carried, refreshVisits } from "./field/visits.js";
import { clock } from "./offline/days.js";
import { freshnessOf } from "./offline/freshness.js";
import { button as buttonIn, part, the } from "./page/elements.js";
import { offerToInstall } from "./scanner/installing.js";
import { ageIn, openPanel } from "./scanner/panel.js";
import { settingsOf } from "./scanner/settings.js";
import { made, say } from "./scanner/templates.js";

/** @import { OwnAccess } from "./field/device.js" */
/** @import { Begun } from "./field/flag.js" */
/** @import { Scanned } from "./field/looking.js" */
/** @import { Entry, KeepOwn } from "./field/outbox.js" */
/** @import { State, Syncing } from "./field/syncing.js" */
/** @import { Carried } from "./field/visits.js" */
/** @import { Panel } from "./scanner/panel.js" */

const main = the(document, "#main");
const section = the(document, "#offline");
const form = the(document, "#join", HTMLFormElement);
const [code, name] = ["own_code", "name"].map((each) => the(form, `[name=${each}]`, HTMLInputElement));
const settings = settingsOf(the(document, "#scanner"));
const own = () => access("own");

/** @type {Scanned} */
const NOTHING = { text: "", headline: "", product: null };

/** @type {Panel | null} */
let panel = null;
/** @type {OwnAccess | null} */
let mine = null;
/** @type {Carried | null} */
let work = null;
/** @type {Entry[]} */
let unsent = [];
/** @type {Begun[]} */
let cases = [];
/** @type {Scanned | null} */
let scanned = null;
let isEnded = false;
/** @type {Syncing | null} */
let syncing = null;

const held = () => panel?.held() ?? null;

/** The trusted time: never before what a server has signed. */
function time() {
  const data = held();
  return data ? freshnessOf(data.header, Date.now()).at : Date.now();
}

const visit = openVisit(main, { keepSaying, time });
const flag = openFlag(main, { keepSaying, time, provinces: () => work?.provinces ?? [], dropped });
const looking = openLooking(main, { held, found: (found) => void (scanned = found) });

/** A case that was begun is given up. */
function dropped() {
  looking.clear();
  scanned = null;
  location.hash = "#work";
}

// --- what is kept -------------------------------------------------------------------------------------

/**
 * Keep a result or a case, and only then show it as kept; false where it could not be, which is told.
 * @type {KeepOwn}
 */
async function keepSaying(to, sent, { title, told, pictures, draft }) {
  try {
    await keep({ to, sent: { at: new Date(time()).toISOString(), ...sent }, known: { title, told }, pictures, draft });
  } catch {
    say(main, "not-kept", {});
    return false;
  }
  say(main, "not-kept", null);
  say(main, "kept-now", { title });
  looking.clear();
  scanned = null;
  await readOutbox();
  location.hash = "#work";
  syncing?.soon();
  return true;
}

const showRefused = openRefused(the(main, "#turned-away"), {
  lineOf: ({ refusal: reason, known, sent }) =>
    made("data-turned-away", { reason, title: known.title, clock: clock(Date.parse(sent.at)), told: known.told || sent.words }),
  changed: async () => {
    await readOutbox();
    show();
  },
});

async function readOutbox() {
  const entries = (await waiting().catch(() => [])).filter(({ to }) => isOwn(to));
  const refused = entries.filter(({ refusal }) => refusal);
  unsent = entries.filter(({ refusal }) => !refusal);
  showRefused(refused);
  say(main, "unsent", unsent.length ? { count: unsent.length } : null);
  say(main, "all-sent", !entries.length && work ? { clock: clock(work.readAt) } : null);
}

buttonIn(main, "retry").addEventListener("click", async () => {
  await retry();
  await readOutbox();
  syncing?.now();
});

// --- what is on the page ------------------------------------------------------------------------------

/** @param {number} id */
const isKept = (id) => unsent.some(({ to, sent }) => to === "visits" && "visit" in sent && sent.visit === id);

function drawVisits() {
  const lines = (work?.visits ?? []).map((each) => {
    const kept = isKept(each.id) ? "" : null;
    const line = made("data-planned", { ...aboutOf(each), kept });
    the(line, "a", HTMLAnchorElement).href = `#visit-${each.id}`;
    return line;
  });
  part(main, "planned").replaceChildren(...lines);
  say(main, "none-planned", work && !lines.length ? {} : null);
  say(main, "read-at", work ? { age: ageIn(settings.language, Math.max(0, Date.now() - work.readAt)) } : null);
}

/** The cases that were begun and not kept, each to be gone on with. */
async function drawBegun() {
  cases = await begunCases();
  const lines = cases.map(({ found, title }) => {
    const line = made("data-begun", { title });
    the(line, "a").addEventListener("click", () => (scanned = found));
    return line;
  });
  part(main, "begun").replaceChildren(...lines);
}

/** What the address names: a visit, a new case, or the list and the scanner. */
function show() {
  const [, id] = /^#visit-(\d+)$/.exec(location.hash) ?? [];
  const planned = id ? (work?.visits.find((each) => each.id === Number(id)) ?? visit.shown(Number(id))) : null;
  const isFlag = location.hash === "#flag" && Boolean(mine);
  visit.show(planned, planned !== null && isKept(planned.id));
  flag.show(isFlag ? (scanned ??= cases[0]?.found ?? { ...NOTHING }) : null);
  const isAtWork = Boolean(mine) && !planned && !isFlag;
  the(main, "#work").hidden = !isAtWork;
  if (isAtWork) {
    drawVisits();
    drawBegun();
  } else looking.stop();
  form.hidden = Boolean(mine) && !isEnded;
  main.classList.toggle("at-stall", Boolean(planned) || isFlag); // the form speaks first
}

addEventListener("hashchange", () => {
  if (readCode()) return;
  if (location.hash !== "#work") say(main, "kept-now", null);
  show();
  if (!the(main, "#visit").hidden) visit.focus();
  if (!the(main, "#flag").hidden) flag.focus();
  scrollTo(0, 0);
});

buttonIn(main, "unlabelled").addEventListener("click", () => {
  looking.clear();
  scanned = { ...NOTHING };
  location.hash = "#flag";
});

/** Read everything anew from the disk, after a turn of sending and reading. */
async function reload() {
  mine = await own();
  cases = await begunCases();
  work = mine && (await carried().catch(() => null));
  say(main, "lost", !mine && hadJoined("own") ? {} : null);
  say(main, "who", mine ? { name: work?.name ?? mine.name } : null);
  await readOutbox();
  show();
}

/** @param {State} state */
async function synced(state) {
  if (state === "fresh" || state === "ended") isEnded = state === "ended";
  say(main, "ended", isEnded ? {} : null);
  await reload();
  say(main, "no-visits", mine && !work && !isEnded ? {} : null);
  main.dataset.synced = state ?? "";
}

// --- joining ------------------------------------------------------------------------------------------

/** The code that the address brings, if it does. */
function readCode() {
  const [, told] = /^#(\d+-[^#]{1,38})$/.exec(decodeURIComponent(location.hash)) ?? [];
  if (!told) return false;
  code.value = told;
  history.replaceState(null, "", location.pathname); // it opens the door: it stays in no list of visited pages
  return true;
}

joinBy(form, code, name, "own", begun);

/** Let in: read the visits, and fetch what working without a network needs. */
async function begun() {
  form.reset();
  await syncing?.now();
  await panel?.opened;
  if (panel && !panel.isReady() && navigator.onLine) await panel.prepare();
}

// --- the data -----------------------------------------------------------------------------------------

section.addEventListener("ocop:data", ({ detail: { fresh, isReady, isBusy } }) => {
  const isTrusted = fresh?.isTrusted ?? true;
  say(main, "flight", isReady && work && fresh ? { age: ageIn(settings.language, fresh.age) } : null);
  say(main, "preparing", isBusy && work ? {} : null);
  say(main, "unready", !isReady && !isBusy && work ? {} : null);
  say(main, "aged", fresh?.isOld && isTrusted ? {} : null);
  say(main, "too-old", !isTrusted && !fresh?.isClockBehind ? {} : null);
  say(main, "wrong-clock", fresh?.isClockBehind ? {} : null);
});

async function begin() {
  the(main, "[data-intro]").hidden = true;
  readCode();
  await reload();
  if (settings.catalogue) panel = await openPanel(section, settings);
  offerToInstall(section);
  syncing = startSyncing({ access: own, refresh: refreshVisits, told: synced });
  main.dataset.ready = "";
  if (mine) await begun();
}

begin();

// An inspector's own phone: what to visit, a scanner, a form for what a visit has found and one for a new case. Everything
// that is shown is on this phone; what is said is kept there first, and sent when there is a network.
import { access, hadJoined, isOwn, join } from "./field/device.js";
import { openFlag } from "./field/flag.js";
import { openLooking } from "./field/looking.js";
import { keep, retry, waiting } from "./field/outbox.js";
import { startSyncing } from "./field/syncing.js";
import { dayOf, openVisit } from "./field/visit.js";
import { carried, refreshVisits } from "./field/visits.js";
import { clock } from "./offline/days.js";
import { freshnessOf } from "./offline/freshness.js";
import { offerToInstall } from "./scanner/installing.js";
import { ageIn, openPanel } from "./scanner/panel.js";
import { made, say } from "./scanner/templates.js";

const main = document.querySelector("#main");
const scanner = document.querySelector("#scanner");
const section = document.querySelector("#offline");
const form = document.querySelector("#join");
const { language } = scanner.dataset;
const own = () => access("own");

let panel = { held: () => null, isReady: () => false };
let mine = null;
let work = null;
let unsent = [];
let scanned = null;
let isEnded = false;
let syncing = null;

const time = () => (panel.held() ? freshnessOf(panel.held().header, Date.now()).at : Date.now());
const visit = openVisit(main, { keepSaying, time });
const flag = openFlag(main, { keepSaying, time, provinces: () => work?.provinces ?? [] });
const looking = openLooking(main, { held: () => panel.held(), found: (found) => (scanned = found) });

// --- what is kept -------------------------------------------------------------------------------------

/** Keep a result or a case, and only then show it as kept; false where it could not be, which is told. */
async function keepSaying(to, sent, { title, pictures }) {
  try {
    await keep({ to, sent: { at: new Date(time()).toISOString(), ...sent }, known: { title }, pictures });
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

async function readOutbox() {
  const entries = (await waiting().catch(() => [])).filter(({ to }) => isOwn(to));
  const refused = entries.filter(({ refusal }) => refusal);
  unsent = entries.filter(({ refusal }) => !refusal);
  main.querySelector("#turned-away").hidden = !refused.length;
  const lines = refused.map(({ refusal: reason, known, sent }) =>
    made("data-turned-away", { reason, title: known.title, clock: clock(Date.parse(sent.at)) }),
  );
  main.querySelector("[data-part=turned-away]").replaceChildren(...lines);
  say(main, "unsent", unsent.length ? { count: unsent.length } : null);
  say(main, "all-sent", !unsent.length && work ? { clock: clock(work.readAt) } : null);
}

main.querySelector("[data-do=retry]").addEventListener("click", async () => {
  await retry();
  await readOutbox();
  syncing?.now();
});

// --- what is on the page ------------------------------------------------------------------------------

const isKept = (id) => unsent.some(({ to, sent }) => to === "visits" && sent.visit === id);

function drawVisits() {
  const lines = (work?.visits ?? []).map((each) => {
    const kept = isKept(each.id) ? "" : null;
    const line = made("data-planned", { ...each, on: dayOf(each.on), why: each.why || null, kept });
    line.querySelector("a").href = `#visit-${each.id}`;
    return line;
  });
  main.querySelector("[data-part=planned]").replaceChildren(...lines);
  say(main, "none-planned", work && !lines.length ? {} : null);
  say(main, "read-at", work ? { age: ageIn(language, Math.max(0, Date.now() - work.readAt)) } : null);
}

/** What the address names: a visit, a new case, or the list and the scanner. */
function show() {
  const [, id] = /^#visit-(\d+)$/.exec(location.hash) ?? [];
  const planned = id && (work?.visits.find((each) => each.id === Number(id)) ?? visit.shown(Number(id)));
  const isFlag = location.hash === "#flag" && Boolean(mine);
  visit.show(planned || null, planned && isKept(planned.id));
  flag.show(isFlag ? (scanned ??= { text: "", headline: "", product: null }) : null);
  const isAtWork = Boolean(mine) && !planned && !isFlag;
  main.querySelector("#work").hidden = !isAtWork;
  if (isAtWork) drawVisits();
  else looking.stop();
  form.hidden = Boolean(mine) && !isEnded;
  main.classList.toggle("at-stall", Boolean(planned) || isFlag); // the form speaks first
}

addEventListener("hashchange", () => {
  if (readCode()) return;
  if (location.hash !== "#work") say(main, "kept-now", null);
  show();
  if (!main.querySelector("#visit").hidden) visit.focus();
  if (!main.querySelector("#flag").hidden) flag.focus();
  scrollTo(0, 0);
});

main.querySelector("[data-do=unlabelled]").addEventListener("click", () => {
  looking.clear();
  scanned = null;
  location.hash = "#flag";
});

/** Read everything anew from the disk, after a turn of sending and reading. */
async function reload() {
  mine = await own();
  work = mine && (await carried().catch(() => null));
  say(main, "lost", !mine && hadJoined("own") ? {} : null);
  say(main, "who", mine ? { name: work?.name ?? mine.name } : null);
  await readOutbox();
  show();
}

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
  const [, code] = /^#(\d+-[^#]{1,38})$/.exec(decodeURIComponent(location.hash)) ?? [];
  if (!code) return false;
  form.elements.own_code.value = code;
  history.replaceState(null, "", location.pathname); // it opens the door: it stays in no list of visited pages
  return true;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { own_code: code, name } = form.elements;
  const button = form.querySelector("button");
  for (const each of ["refusal", "unreached", "no-space"]) say(form, each, null);
  button.disabled = true;
  try {
    const { refusal, access: entered } = await join(code.value, name.value, "own");
    if (entered) await begun();
    else say(form, refusal ? "refusal" : "unreached", { refusal });
  } catch {
    say(form, "no-space", {});
  }
  button.disabled = false;
});

/** Let in: read the visits, and fetch what working without a network needs. */
async function begun() {
  form.reset();
  await syncing.now();
  await panel.opened;
  if (!panel.isReady() && navigator.onLine) await panel.prepare?.();
}

// --- the data -----------------------------------------------------------------------------------------

section.addEventListener("ocop:data", ({ detail: { fresh, isReady, isBusy } }) => {
  const isTrusted = fresh?.isTrusted ?? true;
  say(main, "flight", isReady && work ? { age: ageIn(language, fresh.age) } : null);
  say(main, "preparing", isBusy && work ? {} : null);
  say(main, "unready", !isReady && !isBusy && work ? {} : null);
  say(main, "aged", fresh?.isOld && isTrusted ? {} : null);
  say(main, "too-old", !isTrusted && !fresh.isClockBehind ? {} : null);
  say(main, "wrong-clock", fresh?.isClockBehind ? {} : null);
});

async function begin() {
  main.querySelector("[data-intro]").hidden = true;
  readCode();
  await reload();
  if (scanner.dataset.catalogue) panel = await openPanel(section, scanner.dataset);
  offerToInstall(section);
  syncing = startSyncing({ access: own, refresh: refreshVisits, told: synced });
  main.dataset.ready = "";
  if (mine) await begun();
}

begin();

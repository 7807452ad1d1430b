// The scanner: from a camera, a picture, a field or an address to an answer, on the spot where the catalogue is on this
// phone, else on the server's page. Each answer is also told as an event "ocop:answer", for whoever builds on it.
import { access } from "./field/device.js";
import { the } from "./page/elements.js";
import { momentOf } from "./offline/answer.js";
import { tidy } from "./offline/token.js";
import { typedDigits } from "./offline/typed.js";
import { list, show } from "./scanner/card.js";
import { confirmation } from "./scanner/confirming.js";
import { offerToInstall } from "./scanner/installing.js";
import { foreign, isNoLabel, judged } from "./scanner/judging.js";
import { openPanel } from "./scanner/panel.js";
import { signal } from "./scanner/signals.js";
import { settingsOf } from "./scanner/settings.js";
import { codeField, openSources } from "./scanner/sources.js";
import { say } from "./scanner/templates.js";

/** @import { Answer } from "./offline/answer.js" */
/** @import { Judged } from "./scanner/judging.js" */
/** @import { Panel } from "./scanner/panel.js" */
/** @import { By } from "./scanner/sources.js" */

const [main, scanner, place, recent] = ["main", "scanner", "answer", "recent"].map((id) => the(document, `#${id}`));
const field = codeField(document);
const settings = settingsOf(scanner);
const { prefix, host } = settings;

// --- one code -----------------------------------------------------------------------------------------

/** @type {Panel | null} null until it is open, and where this site has no catalogue for phones */
let panel = null;
const held = () => panel?.held() ?? null;
let turn = 0;

// Before there is data, the server's own page answers what was typed.
const sources = openSources(scanner, {
  field,
  main,
  answer,
  takesField: (text) => typedDigits(tidy(text)) || held() || !navigator.onLine,
});

/**
 * Answer whatever was scanned or entered.
 * @param {string} text
 * @param {By} by
 */
async function answer(text, by) {
  const mine = (turn += 1);
  clearFaults();
  // A code in the address is here because the server did not answer: to lead there would go round in circles.
  const canOpenPages = navigator.onLine && by !== "address";
  const digits = typedDigits(tidy(text));
  if (digits) return canOpenPages ? open(`/code/${digits}`) : say(main, "online-only", {});
  const isForeign = isNoLabel(text, by, host);
  const data = held();
  if (!data && !isForeign) return canOpenPages && canOpen(text) ? open(`/${tidy(text)}`) : say(main, "no-data", {});
  if (!data || isForeign) return answered(foreign(text));
  const found = await judged(text, data, settings);
  const at = answered(found);
  if (found.headline === "malformed") return undefined;
  return confirm(found, text, by, list(recent, found, at), () => mine === turn);
}

/**
 * Show an answer and let it be heard; gives when.
 * @param {Answer} found
 */
function answered(found) {
  const at = Date.now();
  present(found, at);
  signal(found.key);
  return at;
}

/**
 * Ask the server too, where there is one; a label that it sees differently is looked at again with newer data.
 * @param {Judged} found
 * @param {string} text
 * @param {By} by
 * @param {Element} line
 * @param {() => boolean} isLatest
 */
async function confirm(found, text, by, line, isLatest) {
  if (!navigator.onLine) return;
  const told = await confirmation(`${prefix}/${tidy(text)}`, by);
  if (!told) return;
  let better = found;
  const newer = told.headline !== found.headline && (await panel?.renew()) ? held() : null;
  if (newer) better = await judged(text, newer, settings);
  if (better.headline !== told.headline) better = { ...better, key: told.headline, headline: told.headline };
  const gone = { old: null, behind: null, later: null, stateThen: null };
  better.values = { ...better.values, ...gone, ...momentOf(told.confirmedAt), age: null, confirmed: "", often: told.often ? "" : null };
  list(recent, better, Date.now(), line);
  if (isLatest()) present(better, Date.now());
  if (isLatest() && better.headline !== found.headline) signal(better.key);
}

/**
 * @param {Answer} found
 * @param {number} at
 */
function present(found, at) {
  show(place, found);
  // Not while the camera looks: its picture stays in view, above the answer. Later, for one layout with the list.
  if (!sources.isLooking()) requestAnimationFrame(() => place.scrollIntoView({ block: "nearest" }));
  document.dispatchEvent(new CustomEvent("ocop:answer", { detail: { ...found, at } }));
}

/** @param {string} text */
const canOpen = (text) => /^[0-9A-Za-z]{1,200}$/.test(tidy(text));
/** @param {string} path */
const open = (path) => location.assign(prefix + path);

function clearFaults() {
  for (const name of ["online-only", "no-data"]) say(main, name, null);
}

// --- begin --------------------------------------------------------------------------------------------

/** The code in the address: the phone's own camera opened a label's page, and the network did not answer. */
function codeInAddress() {
  const asked = new URLSearchParams(location.search).get("code");
  if (asked) return asked;
  return /\/scan$/.test(location.pathname) ? null : location.href;
}

async function begin() {
  scanner.hidden = false;
  the(main, "[data-intro]").hidden = true;
  const section = the(document, "#offline");
  if (settings.catalogue) panel = await openPanel(section, settings);
  offerToInstall(section);
  say(main, "joined", (await access("fair")) && {});
  main.dataset.ready = "";
  const code = codeInAddress();
  if (code) await answer(code, "address");
}

begin();

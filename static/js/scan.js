// The scanner: from a camera, a picture, a field or an address to an answer, on the spot where the catalogue is on this
// phone, else on the server's page. Each answer is also told as an event "ocop:answer", for whoever builds on it.
import { momentOf } from "./offline/answer.js";
import { tidy } from "./offline/token.js";
import { typedDigits } from "./offline/typed.js";
import { list, show } from "./scanner/card.js";
import { confirmation } from "./scanner/confirming.js";
import { offerToInstall } from "./scanner/installing.js";
import { foreign, isNoLabel, judged } from "./scanner/judging.js";
import { openPanel } from "./scanner/panel.js";
import { signal } from "./scanner/signals.js";
import { openSources } from "./scanner/sources.js";
import { say } from "./scanner/templates.js";

const scanner = document.querySelector("#scanner");
const place = document.querySelector("#answer");
const recent = document.querySelector("#recent");
const main = document.querySelector("#main");
const field = document.querySelector("input[name=code]");
const { prefix, host } = scanner.dataset;

// --- one code -----------------------------------------------------------------------------------------

let panel = { held: () => null };
let turn = 0;

// Before there is data, the server's own page answers what was typed.
const sources = openSources(scanner, {
  field,
  main,
  answer,
  takesField: (text) => typedDigits(tidy(text)) || panel.held() || !navigator.onLine,
});

/** Answer whatever was scanned or entered. `by` says how: "camera", "upload", "field" or "address". */
async function answer(text, by) {
  const mine = (turn += 1);
  clearFaults();
  // A code in the address is here because the server did not answer: to lead there would go round in circles.
  const canOpenPages = navigator.onLine && by !== "address";
  const digits = typedDigits(tidy(text));
  if (digits) return canOpenPages ? open(`/code/${digits}`) : say(main, "online-only", {});
  const isForeign = isNoLabel(text, by, host);
  const held = panel.held();
  if (!held && !isForeign) return canOpenPages && canOpen(text) ? open(`/${tidy(text)}`) : say(main, "no-data", {});
  const found = isForeign ? foreign(text) : await judged(text, held, scanner.dataset);
  const at = Date.now();
  present(found, at);
  signal(found.key);
  if (isForeign || found.headline === "malformed") return undefined;
  return confirm(found, text, by, list(recent, found, at), () => mine === turn);
}

/** Ask the server too, where there is one; a label that it sees differently is looked at again with newer data. */
async function confirm(found, text, by, line, isLatest) {
  if (!navigator.onLine) return;
  const told = await confirmation(`${prefix}/${tidy(text)}`, by);
  if (!told) return;
  let better = found;
  if (told.headline !== found.headline && (await panel.renew())) better = await judged(text, panel.held(), scanner.dataset);
  if (better.headline !== told.headline) better = { ...better, key: told.headline, headline: told.headline };
  const { old, behind, later, stateThen, ...values } = better.values;
  better.values = { ...values, ...momentOf(told.confirmedAt), age: null, confirmed: "", often: told.often ? "" : null };
  list(recent, better, Date.now(), line);
  if (isLatest()) present(better, Date.now());
  if (isLatest() && better.headline !== found.headline) signal(better.key);
}

function present(found, at) {
  show(place, found);
  // Not while the camera looks: its picture stays in view, above the answer. Later, for one layout with the list.
  if (!sources.isLooking()) requestAnimationFrame(() => place.scrollIntoView({ block: "nearest" }));
  document.dispatchEvent(new CustomEvent("ocop:answer", { detail: { ...found, at } }));
}

const canOpen = (text) => /^[0-9A-Za-z]{1,200}$/.test(tidy(text));
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
  main.querySelector("[data-intro]").hidden = true;
  field.removeAttribute("inputmode"); // a handheld scanner types letters too
  field.form.querySelector("button").classList.remove("primary");
  const section = document.querySelector("#offline");
  if (scanner.dataset.catalogue) panel = await openPanel(section, scanner.dataset);
  offerToInstall(section);
  main.dataset.ready = "";
  const code = codeInAddress();
  if (code) await answer(code, "address");
}

begin();

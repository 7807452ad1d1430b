// The scanner: from a camera, a picture, a field or an address to an answer, on the spot where the catalogue is on this
// phone, else on the server's page. Each answer is also told as an event "ocop:answer", for whoever builds on it.
import { answerTo, momentOf } from "./offline/answer.js";
import { check } from "./offline/checking.js";
import { freshnessOf } from "./offline/freshness.js";
import { TOKEN_LENGTH, tidy } from "./offline/token.js";
import { typedDigits } from "./offline/typed.js";
import { openCamera } from "./scanner/camera.js";
import { list, show, wordOf } from "./scanner/card.js";
import { confirmation } from "./scanner/confirming.js";
import { offerToInstall } from "./scanner/installing.js";
import { ageIn, openPanel } from "./scanner/panel.js";
import { openReader, readPicture } from "./scanner/reading.js";
import { isLoud, setLoud, signal, wake } from "./scanner/signals.js";
import { say } from "./scanner/templates.js";

const scanner = document.querySelector("#scanner");
const place = document.querySelector("#answer");
const recent = document.querySelector("#recent");
const main = document.querySelector("#main");
const field = document.querySelector("input[name=code]");
const { language, prefix, host } = scanner.dataset;
const part = (name) => scanner.querySelector(`[data-part="${name}"]`);
const button = (name) => scanner.querySelector(`[data-do="${name}"]`);

// --- one code -----------------------------------------------------------------------------------------

let panel = { held: () => null };
let camera = null;
let turn = 0;

/** Answer whatever was scanned or entered. `by` says how: "camera", "upload", "field" or "address". */
async function answer(text, by) {
  const mine = (turn += 1);
  clearFaults();
  // A code in the address is here because the server did not answer: to lead there would go round in circles.
  const canOpenPages = navigator.onLine && by !== "address";
  const digits = typedDigits(tidy(text));
  if (digits) return canOpenPages ? open(`/code/${digits}`) : say(main, "online-only", {});
  const isForeign = isNoLabel(text, by);
  const held = panel.held();
  if (!held && !isForeign) return canOpenPages && canOpen(text) ? open(`/${tidy(text)}`) : say(main, "no-data", {});
  const found = isForeign ? foreign(text) : await local(text, held);
  const at = Date.now();
  present(found, at);
  signal(found.key);
  if (isForeign || found.headline === "malformed") return undefined;
  return confirm(found, text, by, list(recent, found, at), () => mine === turn);
}

/** The phone's own answer. */
async function local(text, held) {
  const freshness = freshnessOf(held.header, Date.now());
  const found = answerTo(await check(text, held.catalogue, freshness.at), held.catalogue, freshness, wordOf);
  const theirs = hostIn(text);
  const isElsewhere = theirs !== null && !isOurs(theirs);
  Object.assign(found.values, {
    age: ageIn(language, freshness.age),
    host: isElsewhere ? theirs : null,
    ours: host,
    page: navigator.onLine && found.values.product ? `${prefix}/${tidy(text)}` : null,
  });
  return found;
}

const foreign = (text) => ({ key: "foreign", headline: "malformed", stars: 0, values: { text: text.slice(0, 300) } });

/** Ask the server too, where there is one; a label that it sees differently is looked at again with newer data. */
async function confirm(found, text, by, line, isLatest) {
  if (!navigator.onLine) return;
  const told = await confirmation(`${prefix}/${tidy(text)}`, by);
  if (!told) return;
  let better = found;
  if (told.headline !== found.headline && (await panel.renew())) better = await local(text, panel.held());
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
  if (!camera) requestAnimationFrame(() => place.scrollIntoView({ block: "nearest" }));
  document.dispatchEvent(new CustomEvent("ocop:answer", { detail: { ...found, at } }));
}

/** What cannot be a label of ours: an address on another host without one, or, scanned, a text of another kind. */
function isNoLabel(text, by) {
  const bare = tidy(text);
  if (bare.length > TOKEN_LENGTH / 2 && /^[0-9A-Za-z]+$/.test(bare)) return false;
  const theirs = hostIn(text);
  return theirs === null ? by !== "field" : !isOurs(theirs);
}

function hostIn(text) {
  const address = /^\s*https?:\/\/([^/?#\s]*)/i.exec(text);
  return address ? address[1] : null;
}

const isOurs = (theirs) => [host, location.host].includes(theirs.toLowerCase());
const canOpen = (text) => /^[0-9A-Za-z]{1,200}$/.test(tidy(text));
const open = (path) => location.assign(prefix + path);

function clearFaults() {
  for (const name of ["online-only", "no-data", "unreadable", "decoder"]) say(main, name, null);
}

// --- where codes come from ----------------------------------------------------------------------------

// A handheld scanner types a code and presses Enter, again and again.
field.form.addEventListener("submit", (event) => {
  const text = field.value;
  if (!typedDigits(tidy(text)) && !panel.held() && navigator.onLine) return; // the server's own page answers
  event.preventDefault();
  field.value = "";
  answer(text, "field");
});

let reader;
const openedReader = () => (reader ??= openReader(scanner.dataset));

part("picture").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  wake();
  clearFaults();
  try {
    const [text] = await readPicture(file, await openedReader());
    if (text === undefined) say(main, "unreadable", {});
    else await answer(text, "upload");
  } catch {
    say(main, "decoder", {});
  }
});

// A code stays before the camera for many looks; it is answered once, and again after it was away.
const AWAY_MS = 1_500;
const seen = { text: null, at: 0 };

async function look(canvas) {
  let texts;
  try {
    texts = await (await openedReader()).read(canvas);
  } catch {
    return say(main, "decoder", {});
  }
  const [text] = texts;
  const now = performance.now();
  if (text === undefined || (text === seen.text && now - seen.at < AWAY_MS)) {
    if (text !== undefined) seen.at = now;
    return undefined;
  }
  Object.assign(seen, { text, at: now });
  return answer(text, "camera");
}

async function start() {
  wake();
  for (const reason of ["refused", "none", "busy"]) say(main, reason, null);
  part("view").hidden = false;
  try {
    camera = await openCamera(part("video"), look);
  } catch ({ reason }) {
    part("view").hidden = true;
    return say(main, reason ?? "none", {});
  }
  showControls(true);
  const { zoom, torch } = camera;
  button("torch").hidden = !torch;
  part("zoom").hidden = !zoom;
  if (zoom) Object.assign(part("zoom").querySelector("input"), { min: zoom.min, max: zoom.max, step: zoom.step ?? 0.1, value: 1 });
  return undefined;
}

function stop() {
  camera?.stop();
  camera = null;
  showControls(false);
  for (const each of [part("view"), button("torch"), part("zoom")]) each.hidden = true;
}

function showControls(isOn) {
  main.classList.toggle("is-scanning", isOn);
  button("start").hidden = isOn;
  button("stop").hidden = !isOn;
  button(isOn ? "stop" : "start").focus();
}

button("start").addEventListener("click", start);
button("stop").addEventListener("click", stop);
button("torch").addEventListener("click", ({ currentTarget }) => {
  const isOn = currentTarget.getAttribute("aria-pressed") !== "true";
  currentTarget.setAttribute("aria-pressed", isOn);
  camera?.torch(isOn);
});
part("zoom").addEventListener("input", ({ target }) => camera?.zoom.set(Number(target.value)));
button("sound").setAttribute("aria-pressed", isLoud());
button("sound").addEventListener("click", ({ currentTarget }) => {
  setLoud(!isLoud());
  currentTarget.setAttribute("aria-pressed", isLoud());
  wake();
  if (isLoud()) signal("in_force");
});

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

// Where codes come from: the camera, label after label, a picture, and a field that a handheld scanner types into.
import { NoCamera, openCamera } from "./camera.js";
import { openReader, readPicture } from "./reading.js";
import { isLoud, setLoud, signal, wake } from "./signals.js";
import { button, part as partOf, the } from "../page/elements.js";
import { settingsOf } from "./settings.js";
import { say } from "./templates.js";

/** @import { Camera } from "./camera.js" */
/** @import { Reader } from "./reading.js" */

/** @typedef {"camera" | "upload" | "field" | "address"} By how a code came */

// A code stays before the camera for many looks; it is answered once, and again after it was away.
const AWAY_MS = 1_500;
const FAULTS = ["unreadable", "decoder"];

/**
 * The field that takes a code. A handheld scanner types letters too, and the camera is what is offered first.
 * @param {ParentNode} page
 */
export function codeField(page) {
  const field = the(page, "input[name=code]", HTMLInputElement);
  field.removeAttribute("inputmode");
  field.form?.querySelector("button")?.classList.remove("primary");
  return field;
}

/**
 * Open the scanner of a page. `answer(text, by)` is told each code and how it came;
 * `takesField(text)` says whether the page answers what was typed itself. Gives `isLooking()`, `stop()`, `forget()`.
 * @param {HTMLElement} scanner
 * @param {object} how
 * @param {HTMLInputElement} how.field
 * @param {HTMLElement} how.main
 * @param {(text: string, by: By) => unknown} how.answer
 * @param {(text: string) => unknown} [how.takesField]
 */
export function openSources(scanner, { field, main, answer, takesField = () => true }) {
  const [view, zooming] = [partOf(scanner, "view"), partOf(scanner, "zoom")];
  const zoomer = the(zooming, "input", HTMLInputElement);
  const video = the(scanner, "[data-part=video]", HTMLVideoElement);
  const picture = the(scanner, "[data-part=picture]", HTMLInputElement);
  const [starting, stopping, torching, sounding] = ["start", "stop", "torch", "sound"].map((name) => button(scanner, name));
  /** @type {Camera | null} */
  let camera = null;
  /** @type {Promise<Reader> | undefined} */
  let reader;
  const openedReader = () => (reader ??= openReader(settingsOf(scanner)));
  const clearFaults = () => FAULTS.forEach((name) => say(main, name, null));

  field.form?.addEventListener("submit", (event) => {
    const text = field.value;
    if (!takesField(text)) return; // the server's own page answers
    event.preventDefault();
    field.value = "";
    clearFaults();
    answer(text, "field");
  });

  picture.addEventListener("change", async () => {
    const file = picture.files?.[0];
    picture.value = "";
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

  /** @type {{ text: string | null, at: number }} */
  const seen = { text: null, at: 0 };

  /** @param {HTMLCanvasElement} canvas */
  async function look(canvas) {
    let texts;
    try {
      texts = await (await openedReader()).read(canvas);
    } catch {
      return say(main, "decoder", {});
    }
    const [text] = texts;
    if (text === undefined) return;
    const now = performance.now();
    const isSame = text === seen.text && now - seen.at < AWAY_MS;
    Object.assign(seen, { text, at: now });
    if (isSame) return;
    clearFaults();
    await answer(text, "camera");
  }

  async function start() {
    wake();
    for (const reason of ["refused", "none", "busy"]) say(main, reason, null);
    view.hidden = false;
    try {
      camera = await openCamera(video, look);
    } catch (problem) {
      view.hidden = true;
      say(main, problem instanceof NoCamera ? problem.reason : "none", {});
      return;
    }
    showControls(true);
    const { zoom, torch } = camera;
    torching.hidden = !torch;
    zooming.hidden = !zoom;
    if (zoom) Object.assign(zoomer, { min: zoom.min, max: zoom.max, step: zoom.step ?? 0.1, value: 1 });
  }

  function stop() {
    if (!camera) return;
    camera.stop();
    camera = null;
    showControls(false);
    for (const each of [view, torching, zooming]) each.hidden = true;
  }

  /** @param {boolean} isOn */
  function showControls(isOn) {
    main.classList.toggle("is-scanning", isOn);
    starting.hidden = isOn;
    stopping.hidden = !isOn;
    (isOn ? stopping : starting).focus();
  }

  starting.addEventListener("click", start);
  stopping.addEventListener("click", stop);
  torching.addEventListener("click", () => {
    const isOn = torching.getAttribute("aria-pressed") !== "true";
    torching.setAttribute("aria-pressed", String(isOn));
    camera?.torch?.(isOn);
  });
  zoomer.addEventListener("input", () => camera?.zoom?.set(Number(zoomer.value)));
  sounding.setAttribute("aria-pressed", String(isLoud()));
  sounding.addEventListener("click", () => {
    setLoud(!isLoud());
    sounding.setAttribute("aria-pressed", String(isLoud()));
    wake();
    if (isLoud()) signal("in_force");
  });
  return { isLooking: () => camera !== null, stop, forget: () => void (seen.text = null) };
}

// Where codes come from: the camera, label after label, a picture, and a field that a handheld scanner types into.
import { openCamera } from "./camera.js";
import { openReader, readPicture } from "./reading.js";
import { isLoud, setLoud, signal, wake } from "./signals.js";
import { say } from "./templates.js";

// A code stays before the camera for many looks; it is answered once, and again after it was away.
const AWAY_MS = 1_500;
const FAULTS = ["unreadable", "decoder"];

/**
 * Open the scanner of a page. `answer(text, by)` is told each code and how it came: "camera", "upload" or "field";
 * `takesField(text)` says whether the page answers what was typed itself. Gives `isLooking()`, `stop()`, `forget()`.
 */
export function openSources(scanner, { field, main, answer, takesField = () => true }) {
  const part = (name) => scanner.querySelector(`[data-part="${name}"]`);
  const button = (name) => scanner.querySelector(`[data-do="${name}"]`);
  let camera = null;
  let reader;
  const openedReader = () => (reader ??= openReader(scanner.dataset));
  const clearFaults = () => FAULTS.forEach((name) => say(main, name, null));

  field.form.addEventListener("submit", (event) => {
    const text = field.value;
    if (!takesField(text)) return; // the server's own page answers
    event.preventDefault();
    field.value = "";
    clearFaults();
    answer(text, "field");
  });

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
    clearFaults();
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
    if (!camera) return;
    camera.stop();
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
  return { isLooking: () => camera !== null, stop, forget: () => (seen.text = null) };
}

// Photos that belong to a form until what it says is kept.
import { say } from "../scanner/templates.js";
import { the } from "../page/elements.js";
import { scaled } from "./pictures.js";

/** @import { Picture } from "./pictures.js" */

/** @typedef {Picture & { taken_at: string }} Photo */

/**
 * The photos of a form, the newest `most`; `all()` gives them once they are ready.
 * @param {HTMLFormElement} form
 * @param {number} most
 * @param {() => number} time
 */
export function openPhotos(form, most, time) {
  const input = the(form, "[data-photo]", HTMLInputElement);
  /** @type {Photo[]} */
  let taken = [];
  let working = Promise.resolve();
  const tell = () => say(form, "photos", taken.length ? { count: taken.length } : null);

  /** @param {File} file */
  async function add(file) {
    const taken_at = new Date(time()).toISOString();
    try {
      const picture = { ...(await scaled(file)), taken_at };
      taken = [...taken.filter(({ digest }) => digest !== picture.digest), picture].slice(-most);
      say(form, "no-photo", null);
    } catch {
      say(form, "no-photo", {});
    }
    tell();
  }

  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) working = working.then(() => add(file));
  });
  return {
    all: () => working.then(() => taken),
    clear() {
      taken = [];
      say(form, "no-photo", null);
      tell();
    },
  };
}

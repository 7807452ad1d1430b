// Photos that belong to a form until what it says is kept.
import { say } from "../scanner/templates.js";
import { scaled } from "./pictures.js";

/** The photos of a form, the newest `most`. `all()` gives [{digest, blob, taken_at}] once they are ready; `clear()`. */
export function openPhotos(form, most, time) {
  const input = form.querySelector("[data-photo]");
  let taken = [];
  let working = Promise.resolve();
  const tell = () => say(form, "photos", taken.length ? { count: taken.length } : null);

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
    const [file] = input.files;
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

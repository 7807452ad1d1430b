// The form by which a phone joins: a code and a name. What did not work is said in the form.
import { the } from "../page/elements.js";
import { say } from "../scanner/templates.js";
import { join } from "./device.js";

/** @import { Accesses } from "./device.js" */

/**
 * Join whenever the form is sent.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} code
 * @param {HTMLInputElement} name
 * @param {keyof Accesses} kind
 * @param {() => Promise<void>} entered what comes once the phone is let in; the button waits for it
 */
export function joinBy(form, code, name, kind, entered) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = the(form, "button", HTMLButtonElement);
    for (const each of ["refusal", "unreached", "no-space"]) say(form, each, null);
    button.disabled = true;
    try {
      const { refusal, access } = await join(code.value, name.value, kind);
      if (access) await entered();
      else say(form, refusal ? "refusal" : "unreached", { refusal });
    } catch {
      say(form, "no-space", {});
    }
    button.disabled = false;
  });
}

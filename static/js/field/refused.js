// What the server will not have: why, its words to be saved elsewhere, and a way to be rid of it that takes two steps.
import { all, button, part, the } from "../page/elements.js";
import { say } from "../scanner/templates.js";
import { discard } from "./outbox.js";

/** @import { Entry } from "./outbox.js" */

/**
 * The section of what was refused. `lineOf(entry)` makes its line from the page's template; `changed()` is called once one is
 * gone. Gives what draws it.
 * @template {Entry} E
 * @param {HTMLElement} section
 * @param {{ lineOf: (entry: E) => ParentNode, changed: () => unknown }} how
 */
export function openRefused(section, { lineOf, changed }) {
  let drawn = "";

  /** @param {E} entry */
  function line(entry) {
    const shown = the(lineOf(entry), "li");
    button(shown, "save").addEventListener("click", () => save(shown));
    button(shown, "discard").addEventListener("click", async () => {
      await discard(entry);
      await changed();
    });
    return shown;
  }

  return (/** @type {E[]} */ entries) => {
    const told = JSON.stringify(entries.map(({ id, refusal }) => [id, refusal]));
    if (told === drawn) return; // what somebody has opened stays open
    drawn = told;
    section.hidden = !entries.length;
    part(section, "turned-away").replaceChildren(...entries.map(line));
  };
}

/**
 * Hand on what a line says, by the phone's own sheet or as a copy.
 * @param {HTMLElement} line
 */
async function save(line) {
  const text = all(line, "[data-saved]").map((each) => each.textContent?.trim()).join("\n");
  try {
    if (navigator.share) return await navigator.share({ text });
    await navigator.clipboard.writeText(text);
    say(line, "copied", {});
  } catch {
    // The person closed the sheet, or it is forbidden: the words stand on the page.
  }
}

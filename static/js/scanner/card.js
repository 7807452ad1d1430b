// Puts an answer on the page, and the ones before it in a list that does not grow without end.
import { clock } from "../offline/days.js";
import { all, part, the } from "../page/elements.js";
import { copyOf, fill } from "./templates.js";

/** @import { Answer } from "../offline/answer.js" */

const MOST_RECENT = 50;

/**
 * What the server says of an answer with so many stars; without them where it draws none.
 * @param {string} key
 * @param {number} stars
 */
function heading(key, stars) {
  const whole = document.querySelector(`template[data-answer="${key}"][data-stars="${stars}"]`);
  return whole instanceof HTMLTemplateElement ? whole : the(document, `template[data-answer="${key}"]`, HTMLTemplateElement);
}

/**
 * The state word of a headline, as the server says it.
 * @param {string} headline
 */
export const wordOf = (headline) => the(heading(headline, 0).content, ".word").textContent ?? "";

/**
 * Show an answer in the place of the one before.
 * @param {HTMLElement} place
 * @param {Answer} answer
 */
export function show(place, { key, stars, values }) {
  const told = copyOf(heading(key, stars));
  const whole = copyOf(the(document, "template[data-surroundings]", HTMLTemplateElement));
  for (const here of all(whole, "[data-here]")) {
    here.replaceWith(the(told, `.${here.dataset.here}`, Element));
  }
  place.replaceChildren(fill(whole, values));
}

const newLine = () => the(copyOf(the(document, "template[data-entry]", HTMLTemplateElement)), "*");

/**
 * Write an answer at the top of the list of what was just scanned; gives the line, to be written again.
 * @param {HTMLElement} section
 * @param {Answer} answer
 * @param {number} at
 * @param {Element} [line]
 */
export function list(section, answer, at, line = newLine()) {
  const [state, name, when] = line.children;
  const told = heading(answer.key, answer.stars).content;
  const shape = document.importNode(the(told, ".shape", Element), true);
  shape.setAttribute("width", "20");
  shape.setAttribute("height", "20");
  state.className = `state is-${answer.headline}`;
  state.replaceChildren(shape, the(told, ".word").textContent ?? "");
  name.textContent = String(answer.values.product ?? answer.values.text ?? "");
  when.textContent = clock(at);
  const lines = part(section, "list");
  if (!line.isConnected) {
    lines.prepend(line);
    section.hidden = false;
    const count = part(section, "count");
    count.textContent = String(Number(count.textContent) + 1);
  }
  while (lines.children.length > MOST_RECENT) lines.lastElementChild?.remove();
  return line;
}

// Puts an answer on the page, and the ones before it in a list that does not grow without end.
import { clock } from "../offline/days.js";
import { fill } from "./templates.js";

const MOST_RECENT = 50;

const heading = (key, stars) =>
  document.querySelector(`template[data-answer="${key}"][data-stars="${stars}"]`) ??
  document.querySelector(`template[data-answer="${key}"]`);

/** The state word of a headline, as the server says it. */
export const wordOf = (headline) => heading(headline, 0).content.querySelector(".word").textContent;

/** Show an answer in the place of the one before. */
export function show(place, { key, stars, values }) {
  const told = heading(key, stars).content.cloneNode(true);
  const whole = document.querySelector("template[data-surroundings]").content.cloneNode(true);
  for (const here of whole.querySelectorAll("[data-here]")) {
    here.replaceWith(told.querySelector(`.${here.dataset.here}`));
  }
  place.replaceChildren(fill(whole, values));
}

/** Write an answer at the top of the list of what was just scanned; gives the line, to be written again. */
export function list(section, answer, at, line = document.querySelector("template[data-entry]").content.cloneNode(true).firstElementChild) {
  const [state, name, when] = line.children;
  const told = heading(answer.key, answer.stars).content;
  const shape = told.querySelector(".shape").cloneNode(true);
  shape.setAttribute("width", 20);
  shape.setAttribute("height", 20);
  state.className = `state is-${answer.headline}`;
  state.replaceChildren(shape, told.querySelector(".word").textContent);
  name.textContent = answer.values.product ?? answer.values.text ?? "";
  when.textContent = clock(at);
  const lines = section.querySelector("[data-part=list]");
  if (!line.isConnected) {
    lines.prepend(line);
    section.hidden = false;
    const count = section.querySelector("[data-part=count]");
    count.textContent = Number(count.textContent) + 1;
  }
  while (lines.children.length > MOST_RECENT) lines.lastElementChild.remove();
  return line;
}

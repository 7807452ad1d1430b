// The list of stalls: found by number or holder, all or only what is left.
import { say } from "../scanner/templates.js";
import { folded } from "./folding.js";
import { stallLine } from "./showing.js";

/** The list on the page. `show(isShown)` draws it from the fair. */
export function openList(main, { fair }) {
  const section = main.querySelector("#stalls");
  const field = section.querySelector("#find");
  const onlyLeft = section.querySelector("[data-do=only-left]");
  const lines = section.querySelector("[data-part=stalls]");

  const isLeft = ({ sheet }) => !sheet.finishedBy;
  const isWanted = ({ stall }) => folded(`${stall.number} ${stall.holder}`).includes(folded(field.value.trim()));

  function draw() {
    const all = fair().stalls.map((stall) => ({ stall, sheet: fair().sheet(stall) }));
    const left = all.filter(isLeft);
    const shown = (onlyLeft.getAttribute("aria-pressed") === "true" ? left : all).filter(isWanted);
    lines.replaceChildren(...shown.map(({ stall, sheet }) => stallLine(stall, sheet)));
    say(section, "counts", { done: all.length - left.length, left: left.length });
    say(section, "none-found", shown.length ? null : {});
  }

  field.addEventListener("input", draw);
  onlyLeft.addEventListener("click", () => {
    onlyLeft.setAttribute("aria-pressed", onlyLeft.getAttribute("aria-pressed") !== "true");
    draw();
  });
  return {
    show(isShown) {
      section.hidden = !isShown;
      if (isShown) draw();
    },
  };
}

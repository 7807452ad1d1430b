// The list of stalls: found by number or holder, all or only what is left.
import { button, part, the } from "../page/elements.js";
import { say } from "../scanner/templates.js";
import { folded } from "./folding.js";
import { stallLine } from "./showing.js";

/** @import { OpenFair, Stall } from "./fair.js" */
/** @import { Sheet } from "./sheet.js" */

/**
 * The list on the page. `show(isShown)` draws it from the fair.
 * @param {HTMLElement} main
 * @param {{ fair: () => OpenFair | null }} told
 */
export function openList(main, { fair }) {
  const section = the(main, "#stalls");
  const field = the(section, "#find", HTMLInputElement);
  const onlyLeft = button(section, "only-left");
  const lines = part(section, "stalls");

  /** @param {{ sheet: Sheet }} shown */
  const isLeft = ({ sheet }) => !sheet.finishedBy;
  /** @param {{ stall: Stall }} shown */
  const isWanted = ({ stall }) => folded(`${stall.number} ${stall.holder}`).includes(folded(field.value.trim()));

  function draw() {
    const at = fair();
    const all = at ? at.stalls.map((stall) => ({ stall, sheet: at.sheet(stall) })) : [];
    const left = all.filter(isLeft);
    const shown = (onlyLeft.getAttribute("aria-pressed") === "true" ? left : all).filter(isWanted);
    lines.replaceChildren(...shown.map(({ stall, sheet }) => stallLine(stall, sheet)));
    say(section, "counts", { done: all.length - left.length, left: left.length });
    say(section, "none-found", shown.length ? null : {});
  }

  field.addEventListener("input", draw);
  onlyLeft.addEventListener("click", () => {
    onlyLeft.setAttribute("aria-pressed", String(onlyLeft.getAttribute("aria-pressed") !== "true"));
    draw();
  });
  return {
    /** @param {boolean} isShown */
    show(isShown) {
      section.hidden = !isShown;
      if (isShown) draw();
    },
  };
}

// One planned visit: its list, what came of it, and who signed the paper.
import { localDay, written } from "../offline/days.js";
import { all, inputs, part, the } from "../page/elements.js";
import { made, say } from "../scanner/templates.js";
import { openDrafts, wordsOf } from "./drafts.js";
import { openPhotos } from "./photos.js";

/** @import { KeepOwn } from "./outbox.js" */
/** @import { Check, Visit } from "./visits.js" */
/** @import { Values } from "../scanner/templates.js" */

/**
 * @typedef {object} VisitSent what is sent of a visit
 * @property {number} visit
 * @property {string} result
 * @property {{ [check: string]: string }} checks
 * @property {string} words
 * @property {string} signed_by
 * @property {string | null} file
 * @property {string | null} follow_up_on
 */

const FAULTS = ["unanswered", "bad-day"];

/**
 * A day as every page writes it.
 * @param {string} iso
 */
export const dayOf = (iso) => iso.split("-").reverse().join("/");

/**
 * What a line says about a visit.
 * @param {Visit} visit
 * @returns {Values}
 */
export const aboutOf = ({ checks, ...visit }) => ({ ...visit, on: dayOf(visit.on), why: visit.why || null });

/**
 * The visit on the page. `keepSaying(to, sent, more)` keeps what was found, `time()` is the trusted time. What was typed
 * stays, also when the page is opened again.
 * @param {HTMLElement} main
 * @param {{ keepSaying: KeepOwn, time: () => number }} how
 */
export function openVisit(main, { keepSaying, time }) {
  const section = the(main, "#visit");
  const form = the(section, "form", HTMLFormElement);
  const again = the(form, "[name=follow_up_on]", HTMLInputElement);
  const photos = openPhotos(form, 1, time);
  const drafts = openDrafts(form);
  /** @type {Visit | null} */
  let visit = null;
  let wasKept = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!visit) return;
    for (const each of FAULTS) say(form, each, null);
    const open = all(form, "fieldset").find((each) => !each.querySelector(":checked"));
    const isLate = again.value && written(localDay(time())).split("/").reverse().join("-") >= again.value;
    if (open || isLate) {
      say(form, open ? "unanswered" : "bad-day", {});
      (open ? the(open, "input") : again).focus();
      return;
    }
    const button = the(form, "button.primary", HTMLButtonElement);
    button.disabled = true;
    const draft = await drafts.pause();
    const more = { title: visit.product, told: wordsOf(form), pictures: await photos.all(), draft };
    if (await keepSaying("visits", await told(visit), more)) clear();
    else drafts.resume(draft);
    button.disabled = false;
  });

  /**
   * What is sent of a visit.
   * @param {Visit} visit
   * @returns {Promise<VisitSent>}
   */
  async function told(visit) {
    const found = new FormData(form);
    const answer = (/** @type {string} */ name) => String(found.get(name) ?? "").trim();
    const [photo] = await photos.all();
    return {
      visit: visit.id,
      result: answer("result"),
      checks: Object.fromEntries(visit.checks.map(({ code }) => [code, answer(`check-${code}`)])),
      words: answer("remarks"),
      signed_by: answer("signed_by"),
      file: photo?.digest ?? null,
      follow_up_on: again.value || null,
    };
  }

  function clear() {
    form.reset();
    photos.clear();
    for (const each of FAULTS) say(form, each, null);
  }

  /**
   * A line of the list, with the three answers that there are.
   * @param {Check} check
   */
  function line({ code, words }) {
    const shown = made("data-check", { words });
    for (const pick of all(shown, ".pick")) {
      const input = the(pick, "input", HTMLInputElement);
      Object.assign(input, { name: `check-${code}`, id: `check-${code}-${input.value}` });
      the(pick, "label", HTMLLabelElement).htmlFor = input.id;
    }
    return shown;
  }

  /**
   * The words of a line in the language of the page, once they were read in it.
   * @param {Check} check
   */
  function reword({ code, words }) {
    const [shown] = inputs(form, `[name="check-${code}"]`);
    const legend = shown?.closest("fieldset")?.querySelector("legend");
    if (legend) legend.textContent = words;
  }

  return {
    /**
     * The visit with this key, where it is open and nothing was kept: it stays, whatever is planned meanwhile.
     * @param {number} id
     */
    shown: (id) => (visit?.id === id && !wasKept ? visit : null),
    /**
     * Draw it, or hide it for null.
     * @param {Visit | null} next
     * @param {boolean} isKept
     */
    show(next, isKept) {
      section.hidden = !next;
      form.hidden = isKept;
      say(section, "kept", isKept ? {} : null);
      wasKept = isKept;
      if (next?.id === visit?.id) return next?.checks.forEach(reword);
      visit = next;
      if (!visit) return undefined;
      clear();
      say(section, "visit", { product: visit.product });
      say(section, "about", aboutOf(visit));
      part(form, "checks").replaceChildren(...visit.checks.map(line));
      return isKept ? undefined : drafts.begin(`visit ${visit.id}`);
    },
    focus: () => the(section, "h2").focus(),
  };
}

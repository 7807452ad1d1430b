// One planned visit: its list, what came of it, and who signed the paper.
import { localDay, written } from "../offline/days.js";
import { made, say } from "../scanner/templates.js";
import { openDrafts } from "./drafts.js";
import { openPhotos } from "./photos.js";

const FAULTS = ["unanswered", "bad-day"];

/** A day as every page writes it. */
export const dayOf = (iso) => iso.split("-").reverse().join("/");

/**
 * The visit on the page. `keepSaying(to, sent, more)` keeps what was found, `time()` is the trusted time. `show(visit, isKept)`
 * draws it, or hides it for null; what was typed stays, also when the page is opened again.
 */
export function openVisit(main, { keepSaying, time }) {
  const section = main.querySelector("#visit");
  const form = section.querySelector("form");
  const photos = openPhotos(form, 1, time);
  const drafts = openDrafts(form);
  let visit = null;
  let wasKept = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const each of FAULTS) say(form, each, null);
    const [open] = [...form.querySelectorAll("fieldset")].filter((each) => !each.querySelector(":checked"));
    const { follow_up_on: again } = form.elements;
    const isLate = again.value && written(localDay(time())).split("/").reverse().join("-") >= again.value;
    if (open || isLate) {
      say(form, open ? "unanswered" : "bad-day", {});
      (open?.querySelector("input") ?? again).focus();
      return;
    }
    const button = form.querySelector("button.primary");
    button.disabled = true;
    if (await keepSaying("visits", await told(again.value), { title: visit.product, pictures: await photos.all() })) {
      await drafts.drop();
      clear();
    }
    button.disabled = false;
  });

  async function told(again) {
    const found = new FormData(form);
    const [photo] = await photos.all();
    return {
      visit: visit.id,
      result: found.get("result"),
      checks: Object.fromEntries(visit.checks.map(({ code }) => [code, found.get(`check-${code}`)])),
      words: found.get("remarks").trim(),
      signed_by: found.get("signed_by").trim(),
      file: photo?.digest ?? null,
      follow_up_on: again || null,
    };
  }

  function clear() {
    form.reset();
    photos.clear();
    for (const each of FAULTS) say(form, each, null);
  }

  /** A line of the list, with the three answers that there are. */
  function line({ code, words }) {
    const shown = made("data-check", { words });
    for (const pick of shown.querySelectorAll(".pick")) {
      const input = pick.querySelector("input");
      Object.assign(input, { name: `check-${code}`, id: `check-${code}-${input.value}` });
      pick.querySelector("label").htmlFor = input.id;
    }
    return shown;
  }

  /** The words of a line in the language of the page, once they were read in it. */
  function reword({ code, words }) {
    const shown = form.querySelector(`[name="check-${code}"]`)?.closest("fieldset");
    if (shown) shown.querySelector("legend").textContent = words;
  }

  return {
    /** The visit with this key, where it is open and nothing was kept: it stays, whatever is planned meanwhile. */
    shown: (id) => (visit?.id === id && !wasKept ? visit : null),
    show(next, isKept) {
      section.hidden = !next;
      form.hidden = Boolean(isKept);
      say(section, "kept", isKept ? {} : null);
      wasKept = Boolean(isKept);
      if (next?.id === visit?.id) return next?.checks.forEach(reword);
      visit = next;
      if (!visit) return undefined;
      clear();
      say(section, "visit", { product: visit.product });
      say(section, "about", { ...visit, on: dayOf(visit.on), why: visit.why || null });
      form.querySelector("[data-part=checks]").replaceChildren(...visit.checks.map(line));
      return isKept ? undefined : drafts.begin(`visit ${visit.id}`);
    },
    focus: () => section.querySelector("h2").focus(),
  };
}

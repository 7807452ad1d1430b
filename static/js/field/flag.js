// A new case: what kind, on which texts of law, where, with photos. A label that was scanned fills in most of it.
import { all, inputs, part, the } from "../page/elements.js";
import { say } from "../scanner/templates.js";
import { openPhotos } from "./photos.js";
import { lastPlace, rememberPlace } from "./visits.js";

/** @import { KeepOwn } from "./outbox.js" */
/** @import { Scanned } from "./looking.js" */
/** @import { Photo } from "./photos.js" */
/** @import { Place, Province } from "./visits.js" */

/**
 * @typedef {object} FlagSent what is sent of a case
 * @property {string} kind
 * @property {string} where
 * @property {string} province
 * @property {string} about
 * @property {string} words
 * @property {string[]} law
 * @property {string} text
 * @property {number | null} product
 * @property {{ digest: string, taken_at: string }[]} pictures
 */

const MOST_PHOTOS = 10;

/**
 * The form on the page. `keepSaying(to, sent, more)` keeps the case, `time()` is the trusted time, `provinces()` are those of
 * the inspector. `show(found)` opens it on what was scanned, or hides it for null.
 * @param {HTMLElement} main
 * @param {{ keepSaying: KeepOwn, time: () => number, provinces: () => Province[] }} how
 */
export function openFlag(main, { keepSaying, time, provinces }) {
  const section = the(main, "#flag");
  const form = the(section, "form", HTMLFormElement);
  const photos = openPhotos(form, MOST_PHOTOS, time);
  const [about, where] = ["about", "where"].map((name) => the(form, `[name=${name}]`, HTMLInputElement));
  const words = the(form, "[name=words]", HTMLTextAreaElement);
  const province = the(form, "[name=province]", HTMLSelectElement);
  const law = part(form, "law");
  /** @type {Scanned | null} */
  let found = null;

  for (const kind of inputs(form, "[name=kind]")) kind.addEventListener("change", () => offerLaw(kind.value));

  /**
   * The texts of law that go with a kind; the first is picked.
   * @param {string} kind
   */
  function offerLaw(kind) {
    const picks = all(form, "[data-kinds]");
    for (const pick of picks) pick.hidden = !pick.dataset.kinds?.split(" ").includes(kind);
    for (const text of inputs(law, "input")) text.checked = false;
    const [first] = picks.filter((pick) => !pick.hidden);
    if (first) the(first, "input", HTMLInputElement).checked = true;
    law.hidden = !first;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!found) return;
    const kinds = inputs(form, "[name=kind]");
    const kind = kinds.find(({ checked }) => checked);
    const empty = [found.product ? null : about, where, province].find((each) => each && !each.value.trim());
    const missing = kind ? empty : kinds[0];
    say(form, "unfilled", missing ? {} : null);
    if (!kind || missing) return missing?.focus();
    const button = the(form, "button.primary", HTMLButtonElement);
    button.disabled = true;
    const pictures = await photos.all();
    const sent = told(found, kind.value, pictures);
    if (await keepSaying("flags", sent, { title: sent.about, pictures })) {
      await rememberPlace({ where: sent.where, province: sent.province }).catch(() => {});
      found = null;
    }
    button.disabled = false;
  });

  /** @type {(found: Scanned, kind: string, pictures: Photo[]) => FlagSent} */
  const told = (found, kind, pictures) => ({
    kind,
    where: where.value.trim(),
    province: province.value,
    about: found.product?.name ?? about.value.trim(),
    words: words.value.trim(),
    law: inputs(law, "[name=law]:checked").map((each) => each.value),
    text: found.text,
    product: found.product?.id ?? null,
    pictures: pictures.map(({ digest, taken_at }) => ({ digest, taken_at })),
  });

  /** @param {Scanned} found */
  async function begin(found) {
    form.reset();
    photos.clear();
    say(form, "unfilled", null);
    say(form, "product", found.product ? { product: found.product.name } : null);
    part(form, "about").hidden = Boolean(found.product);
    const [likely] = inputs(form, `[data-headlines~="${found.headline}"]`);
    if (likely) likely.checked = true;
    offerLaw(likely?.value ?? "");
    const own = provinces();
    /** @type {Place} */
    const last = await lastPlace().catch(() => ({}));
    province.replaceChildren(province.options[0], ...own.map(({ code, name }) => new Option(name, code)));
    const isOwn = own.some(({ code }) => code === last.province);
    province.value = own.length === 1 ? own[0].code : ((isOwn && last.province) || "");
    where.value ||= last.where ?? "";
  }

  return {
    /** @param {Scanned | null} next */
    show(next) {
      section.hidden = !next;
      if (next === found) return;
      found = next;
      if (found) begin(found);
    },
    focus: () => the(section, "h2").focus(),
  };
}

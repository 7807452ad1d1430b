// A new case: what kind, on which texts of law, where, with photos. A label that was scanned fills in most of it.
import { all, button as buttonIn, inputs, part, the } from "../page/elements.js";
import { say } from "../scanner/templates.js";
import { openDrafts, typedUnder, wordsOf } from "./drafts.js";
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

/** @typedef {{ found: Scanned, title: string | null }} Begun */

const MOST_PHOTOS = 10;
const DRAFT = "flag ";

/**
 * The cases that were begun on this phone and not kept, and what each is about.
 * @returns {Promise<Begun[]>}
 */
export async function begunCases() {
  const drafts = await typedUnder(DRAFT).catch(() => []);
  return drafts.map((typed) => {
    const told = new Map(typed);
    const found = /** @type {Scanned} */ (JSON.parse(String(told.get("found"))));
    return { found, title: found.product?.name || String(told.get("about") ?? "") || null };
  });
}

/**
 * The form on the page. `keepSaying(to, sent, more)` keeps the case, `time()` is the trusted time, `provinces()` are those of
 * the inspector. `show(found)` opens it on what was scanned, or hides it for null.
 * @param {HTMLElement} main
 * @param {{ keepSaying: KeepOwn, time: () => number, provinces: () => Province[], dropped: () => void }} how
 */
export function openFlag(main, { keepSaying, time, provinces, dropped }) {
  const section = the(main, "#flag");
  const form = the(section, "form", HTMLFormElement);
  const photos = openPhotos(form, MOST_PHOTOS, time);
  const drafts = openDrafts(form);
  const source = the(form, "[name=found]", HTMLInputElement);
  const [about, where] = ["about", "where"].map((name) => the(form, `[name=${name}]`, HTMLInputElement));
  const words = the(form, "[name=words]", HTMLTextAreaElement);
  const province = the(form, "[name=province]", HTMLSelectElement);
  const law = part(form, "law");
  /** @type {Scanned | null} */
  let found = null;

  for (const kind of inputs(form, "[name=kind]")) kind.addEventListener("input", () => offerLaw(kind.value));

  /**
   * Offer the texts of law that go with a kind; the first is picked.
   * @param {string} kind
   */
  function offerLaw(kind) {
    for (const text of inputs(law, "input")) text.checked = false;
    const [first] = shownLaw(kind);
    if (first) the(first, "input", HTMLInputElement).checked = true;
  }

  /**
   * Show the texts of law that go with a kind, and give them.
   * @param {string} kind
   */
  function shownLaw(kind) {
    const picks = all(form, "[data-kinds]");
    for (const pick of picks) pick.hidden = !pick.dataset.kinds?.split(" ").includes(kind);
    const shown = picks.filter((pick) => !pick.hidden);
    law.hidden = !shown.length;
    return shown;
  }

  const pickedKind = () => inputs(form, "[name=kind]").find(({ checked }) => checked);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!found) return;
    const kind = pickedKind();
    const empty = [found.product ? null : about, where, province].find((each) => each && !each.value.trim());
    const missing = kind ? empty : the(form, "[name=kind]");
    say(form, "unfilled", missing ? {} : null);
    if (!kind || missing) return missing?.focus();
    const button = the(form, "button.primary", HTMLButtonElement);
    button.disabled = true;
    const pictures = await photos.all();
    const sent = told(found, kind.value, pictures);
    const draft = await drafts.pause();
    if (await keepSaying("flags", sent, { title: sent.about, told: wordsOf(form), pictures, draft })) {
      await rememberPlace({ where: sent.where, province: sent.province }).catch(() => {});
      found = null;
    } else drafts.resume(draft);
    button.disabled = false;
  });

  buttonIn(form, "drop").addEventListener("click", async () => {
    await drafts.drop();
    dropped();
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
    the(form, "details", HTMLDetailsElement).open = false;
    source.value = JSON.stringify(found);
    const own = provinces();
    province.replaceChildren(province.options[0], ...own.map(({ code, name }) => new Option(name, code)));
    const [likely] = inputs(form, `[data-headlines~="${found.headline}"]`);
    if (likely) likely.checked = true;
    offerLaw(likely?.value ?? "");
    if (await drafts.begin(DRAFT + found.text)) shownLaw(pickedKind()?.value ?? "");
    /** @type {Place} */
    const last = await lastPlace().catch(() => ({}));
    const isOwn = own.some(({ code }) => code === last.province);
    province.value ||= own.length === 1 ? own[0].code : ((isOwn && last.province) || "");
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

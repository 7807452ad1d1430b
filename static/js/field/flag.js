// A new case: what kind, on which texts of law, where, with photos. A label that was scanned fills in most of it.
import { say } from "../scanner/templates.js";
import { openPhotos } from "./photos.js";
import { lastPlace, rememberPlace } from "./visits.js";

const MOST_PHOTOS = 10;

/**
 * The form on the page. `keepSaying(to, sent, more)` keeps the case, `time()` is the trusted time, `provinces()` are those of
 * the inspector. `show(found)` opens it on what was scanned, {text, headline, product: {id, name}}, or hides it for null.
 */
export function openFlag(main, { keepSaying, time, provinces }) {
  const section = main.querySelector("#flag");
  const form = section.querySelector("form");
  const photos = openPhotos(form, MOST_PHOTOS, time);
  const { about, where, province, words } = form.elements;
  let found = null;

  form.addEventListener("change", ({ target }) => target.name === "kind" && offerLaw(target.value));

  /** The texts of law that go with a kind; the first is picked. */
  function offerLaw(kind) {
    const picks = [...form.querySelectorAll("[data-kinds]")];
    for (const pick of picks) {
      pick.hidden = !pick.dataset.kinds.split(" ").includes(kind);
      pick.querySelector("input").checked = false;
    }
    const [first] = picks.filter((pick) => !pick.hidden);
    if (first) first.querySelector("input").checked = true;
    form.querySelector("[data-part=law]").hidden = !first;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kind = form.querySelector("[name=kind]:checked");
    const needed = [found.product ? null : about, kind ? null : form.querySelector("[name=kind]"), where, province];
    const missing = needed.find((each) => each && (each.type === "radio" || !each.value.trim()));
    say(form, "unfilled", missing ? {} : null);
    if (missing) return missing.focus();
    const button = form.querySelector("button.primary");
    button.disabled = true;
    const pictures = await photos.all();
    const sent = told(kind.value, pictures);
    if (await keepSaying("flags", sent, { title: sent.about, pictures })) {
      await rememberPlace({ where: sent.where, province: sent.province }).catch(() => {});
      found = null;
    }
    button.disabled = false;
    return undefined;
  });

  const told = (kind, pictures) => ({
    kind,
    where: where.value.trim(),
    province: province.value,
    about: found.product?.name ?? about.value.trim(),
    words: words.value.trim(),
    law: [...form.querySelectorAll("[name=law]:checked")].map((each) => each.value),
    text: found.text,
    product: found.product?.id ?? null,
    pictures: pictures.map(({ digest, taken_at }) => ({ digest, taken_at })),
  });

  async function begin() {
    form.reset();
    photos.clear();
    say(form, "unfilled", null);
    say(form, "product", found.product ? { product: found.product.name } : null);
    form.querySelector("[data-part=about]").hidden = Boolean(found.product);
    const likely = form.querySelector(`[data-headlines~="${found.headline}"]`);
    if (likely) likely.checked = true;
    offerLaw(likely?.value ?? "");
    const own = provinces();
    const last = await lastPlace().catch(() => ({}));
    province.replaceChildren(province.options[0], ...own.map(({ code, name }) => new Option(name, code)));
    const isOwn = own.some(({ code }) => code === last.province);
    province.value = own.length === 1 ? own[0].code : isOwn ? last.province : "";
    where.value ||= last.where ?? "";
  }

  return {
    show(next) {
      section.hidden = !next;
      if (next === found) return;
      found = next;
      if (found) begin();
    },
    focus: () => section.querySelector("h2").focus(),
  };
}

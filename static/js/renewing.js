// Renews what is on a page of figures, until somebody pauses it. Without this one reloads the page oneself.
import { the } from "./page/elements.js";

const EVERY_MS = 10_000;
const live = document.querySelector("#live");
const box = document.querySelector("#renewing");
let going = true;

/** @param {Element} live */
const renew = async (live) => {
  // Nobody looks, or somebody is about to follow a link in there with the keyboard.
  if (!going || document.hidden || live.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#live");
  if (fresh) live.replaceChildren(...fresh.childNodes);
};

if (live && box instanceof HTMLElement) {
  const button = the(box, "button");
  button.addEventListener("click", () => {
    going = !going;
    button.textContent = (going ? box.dataset.pause : box.dataset.go) ?? null;
  });
  box.hidden = false;
  setInterval(() => renew(live).catch(() => {}), EVERY_MS);
}

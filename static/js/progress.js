// Moves the bar of a piece of background work, and opens its result. Without this the page reloads by itself.
import { the } from "./page/elements.js";

const EVERY_MS = 1_000;
const box = document.querySelector("#progress");

/** @param {HTMLElement} box */
const look = async (box) => {
  const answer = await fetch(box.dataset.job ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) return location.reload();
  const { state, done, total, words } = await answer.json();
  if (state === "done") return location.replace(box.dataset.result ?? "");
  if (state !== "waiting" && state !== "running") return location.reload();
  the(box, "#progress-words").textContent = words;
  if (total) Object.assign(the(box, "progress"), { max: total, value: done });
};

if (box instanceof HTMLElement) setInterval(() => look(box).catch(() => {}), EVERY_MS);

// Moves the bar of a piece of background work, and opens its result. Without this the page reloads by itself.
const EVERY_MS = 1_000;
const box = document.querySelector("#progress");

const look = async () => {
  const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return location.reload();
  const { state, done, total, words } = await answer.json();
  if (state === "done") return location.replace(box.dataset.result);
  if (state !== "waiting" && state !== "running") return location.reload();
  box.querySelector("#progress-words").textContent = words;
  if (total) Object.assign(box.querySelector("progress"), { max: total, value: done });
};

if (box) setInterval(() => look().catch(() => {}), EVERY_MS);

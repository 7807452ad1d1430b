// Tells before the session ends, and lets somebody stay who is still there. Counts from when the page was made, by
// the server's times: the clock of this machine may be wrong.
import { all, button } from "./page/elements.js";

const WARN_MS = 5 * 60_000;
const dialog = document.querySelector("#session");

if (dialog instanceof HTMLDialogElement) {
  const { now = "", stay = "", token = "" } = dialog.dataset;
  const madeAt = performance.now();
  const madeServer = Date.parse(now);
  let idle = Date.parse(dialog.dataset.idle ?? "");
  const ends = Date.parse(dialog.dataset.ends ?? "");
  const serverNow = () => madeServer + (performance.now() - madeAt);

  /** @param {"idle" | "ends" | "over"} what */
  const say = (what) => {
    for (const each of all(dialog, "[data-say]")) each.hidden = each.dataset.say !== what;
    button(dialog, "stay").hidden = what !== "idle";
    if (!dialog.open) dialog.showModal();
  };

  let told = "";
  const look = () => {
    const at = serverNow();
    const state =
      at >= Math.min(idle, ends) ? "over" : ends - at < WARN_MS ? "ends" : idle - at < WARN_MS ? "idle" : "";
    if (state && state !== told) say(state);
    told = state;
  };

  button(dialog, "close").addEventListener("click", () => dialog.close());
  button(dialog, "stay").addEventListener("click", async () => {
    try {
      const answer = await fetch(stay, {
        method: "POST",
        headers: { "X-CSRF-Token": token, Accept: "application/json" },
        redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.statusText);
      idle = Date.parse((await answer.json()).idle);
      told = "";
      dialog.close();
    } catch {
      say("over");
    }
  });
  setInterval(look, 10_000);
  document.addEventListener("visibilitychange", look);
}

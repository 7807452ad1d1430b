// Sends by itself whenever there may be a network, and reads what is new. Fails in silence and comes back later.
import { reaches } from "./device.js";
import { send } from "./outbox.js";

/** @import { Access } from "./device.js" */

/** @typedef {"fresh" | "ended" | "failed"} Read */
/** @typedef {ReturnType<typeof startSyncing>} Syncing */
/** @typedef {Read | "offline" | "elsewhere" | null} State null: this phone has no access */

const EVERY_MS = 30_000;
const LONGEST_MS = 300_000;

/**
 * Start. `refresh(access)` reads what is new; `told(state)` is called after each turn. Gives `now()`, and `soon()` for when something new was kept, which
 * waits where the last turn has failed.
 * @template {Access} A
 * @param {object} how
 * @param {() => Promise<A | null>} how.access
 * @param {(access: A) => Promise<Read>} how.refresh
 * @param {(state: State) => Promise<void>} how.told
 */
export function startSyncing({ access, refresh, told }) {
  /** @type {Promise<State> | null} */
  let running = null;
  let isWanted = false;
  let pause = EVERY_MS;
  let next = 0;

  /** @returns {Promise<State>} */
  async function turn() {
    const mine = await access();
    if (!mine) return null;
    if (!navigator.onLine) return "offline";
    const state = await send((to) => (reaches(mine, to) ? mine : null));
    return state === "sent" ? refresh(mine) : state;
  }

  /**
   * One turn at a time; who asks meanwhile gets one more.
   * @returns {Promise<State>}
   */
  function now() {
    if (running) {
      isWanted = true;
      return running;
    }
    running = turn()
      .catch(() => /** @type {State} */ ("failed"))
      .then(async (state) => {
        pause = state === "failed" ? Math.min(2 * pause, LONGEST_MS) : EVERY_MS;
        next = performance.now() + pause;
        running = null;
        await told(state);
        const again = isWanted && state === "fresh";
        isWanted = false;
        return again ? now() : state;
      });
    return running;
  }

  setInterval(() => !document.hidden && performance.now() >= next && now(), 1_000);
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => !document.hidden && now());
  return { now, soon: () => (pause === EVERY_MS ? now() : undefined) };
}

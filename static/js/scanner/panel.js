// The section on working without a network: what is on the phone, how old it is, and what the person can do about it.
import { momentOf } from "../offline/answer.js";
import { freshnessOf } from "../offline/freshness.js";
import { kept, refreshed } from "../offline/keeping.js";
import { button as buttonIn } from "../page/elements.js";
import { say } from "./templates.js";

/** @import { Freshness } from "../offline/freshness.js" */
/** @import { Settings } from "./settings.js" */

/** @typedef {{ fresh: Freshness | null, isReady: boolean, isBusy: boolean }} DataState */
/** @typedef {Awaited<ReturnType<typeof openPanel>>} Panel */

const LOOK_AGAIN_MS = 60_000;
/** @type {[Intl.RelativeTimeFormatUnit, size: number][]} */
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];
// Kept beside the data, so that an application without its data can tell that it was wiped.
const PREPARED = "ocop-prepared";
// The service worker looks into every cache, and deletes this one with its next version.
const MENDED = "scanner-mended";

/**
 * An age in the reader's language: "2 giờ trước".
 * @param {string} language
 * @param {number} age
 */
export function ageIn(language, age) {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const [unit, size] = UNITS.find(([, size]) => age >= size) ?? UNITS[UNITS.length - 1];
  return words.format(-Math.floor(age / size), unit);
}

/**
 * The data on this phone. `held()` gives {catalogue, header}, or null; `renew()` brings it up to date; `prepare()` fetches
 * the application too; `opened` is kept once it is known what is here. Each change is an event "ocop:data" on the section.
 * @param {HTMLElement} section
 * @param {Settings} settings
 */
export async function openPanel(section, { language, catalogue: address, trusted, files, worker }) {
  const keys = trusted.split(" ");
  const needed = files.split(" ");
  const fetching = buttonIn(section, "fetch");
  let held = await kept(keys);
  let failed = false;
  let isComplete = false;
  let isBusy = true; // until it is known which files are here

  function tell() {
    const fresh = held ? freshnessOf(held.header, Date.now()) : null;
    const wasPrepared = (navigator.serviceWorker?.controller ?? null) !== null || remembered();
    const values = held && fresh && {
      ...momentOf(fresh.confirmedAt),
      age: ageIn(language, fresh.age),
      count: held.catalogue.size.toLocaleString(language),
    };
    say(section, "empty", !held && !wasPrepared ? {} : null);
    say(section, "wiped", !held && wasPrepared ? {} : null);
    say(section, "ready", held && isComplete ? values : null);
    say(section, "incomplete", held && !isComplete && !isBusy ? {} : null);
    say(section, "old", fresh?.isOld && fresh.isTrusted ? {} : null);
    say(section, "clock", fresh?.isClockBehind ? {} : null);
    say(section, "untrusted", fresh && !fresh.isTrusted && !fresh.isClockBehind ? {} : null);
    say(section, "failed", failed ? {} : null);
    section.dataset.version = String(held?.header.version ?? "");
    /** @type {DataState} */
    const detail = { fresh, isReady: Boolean(held) && isComplete, isBusy };
    section.dispatchEvent(new CustomEvent("ocop:data", { detail }));
  }

  /** Whether the service worker is at work and has every file. */
  async function lookForFiles() {
    const worker = await navigator.serviceWorker?.getRegistration();
    isComplete = Boolean(worker?.active) && (await missing(needed)).length === 0;
  }

  async function renew() {
    try {
      held = await refreshed(address, held, keys);
      failed = false;
    } catch {
      failed = true;
    }
    tell();
    return !failed;
  }

  /** Bring everything that scanning without a network needs onto the phone. */
  async function prepare() {
    if (!navigator.serviceWorker || !globalThis.indexedDB) return say(section, "unable", {});
    fetching.disabled = isBusy = true;
    remember();
    navigator.storage?.persist?.().catch(() => {});
    const isRenewed = await renew();
    if (isRenewed) await install().catch(() => (failed = true));
    await lookForFiles();
    fetching.disabled = isBusy = false;
    tell();
  }

  /** The service worker, and whatever a phone has deleted of its files. */
  async function install() {
    await register(worker, section);
    const lost = await missing(needed);
    if (lost.length) await (await caches.open(MENDED)).addAll(lost);
  }

  fetching.addEventListener("click", prepare);
  const registered = held || remembered() ? register(worker, section).catch(() => {}) : Promise.resolve();
  const opened = registered.then(lookForFiles).then(() => {
    isBusy = false;
    tell();
  });
  tell();
  section.hidden = false;
  setInterval(look, LOOK_AGAIN_MS);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  look();

  /** Bring the data up to date when it is due, and tell its age anew. */
  async function look() {
    if (document.hidden) return;
    const isDue = held ? freshnessOf(held.header, Date.now()).isDue : remembered();
    if (isDue && navigator.onLine) await renew();
    else tell();
  }

  return { held: () => held, renew, prepare, opened, isReady: () => Boolean(held) && isComplete };
}

/**
 * Which of these addresses are not kept on this phone.
 * @param {string[]} addresses
 */
async function missing(addresses) {
  const found = await Promise.all(addresses.map((address) => globalThis.caches?.match(address)));
  return addresses.filter((_, at) => !found[at]);
}

/**
 * Register the service worker, wait until it has everything, and offer a newer one when there is one.
 * @param {string} worker
 * @param {HTMLElement} section
 */
async function register(worker, section) {
  const registration = await navigator.serviceWorker.register(worker, { scope: "/" });
  const renewing = buttonIn(section, "renew");
  const offer = () => {
    const isNewer = registration.waiting && navigator.serviceWorker.controller;
    say(section, "update", isNewer ? {} : null);
    renewing.hidden = !isNewer;
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  renewing.onclick = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("use the new version");
  };
  offer();
  await navigator.serviceWorker.ready;
}

function remember() {
  try {
    localStorage.setItem(PREPARED, "yes");
  } catch {
    // Storage is refused; then nothing else is kept either.
  }
}

function remembered() {
  try {
    return localStorage.getItem(PREPARED) === "yes";
  } catch {
    return false;
  }
}

// The service worker: keeps the pages that scan and what they need, and answers with them where there is no network.
// The server puts `SHELL` in front: a version, which changes with every byte of it, and the addresses.
const { version, pages, files } = SHELL;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = `scanner-${version}`;
// How long a page of a label may take before the phone answers by itself: a network can be there and be no use.
const PATIENCE_MS = 4_000;
const PLACE = /^(?:\/(en|vi)(?=\/))?(.*)$/;
// What a label's address looks like; a phone's camera opens it, with or without a network.
const LABEL = /^\/(?:[0-9A-Za-z]{100,}|code\/[0-9]+)$/;

worker.addEventListener("install", (event) => {
  const kept = [...Object.values(pages).flatMap(Object.values), ...files];
  const fresh = kept.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))),
  );
});

// The page asks for it once the person has agreed to use the new version now.
worker.addEventListener("message", ({ data }) => {
  if (data === "use the new version") worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    const [, language, path] = PLACE.exec(pathname) ?? [pathname, undefined, pathname];
    if (path in pages && !search) event.respondWith(page(path, language).then((found) => found ?? fetch(request)));
    else if (path === "/scan" || LABEL.test(path)) event.respondWith(fromServer(request, language));
  } else if (files.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((found) => found ?? fetch(request)));
  }
});

/**
 * The server's answer; the scanner's page, which reads the code from the address, where it does not come.
 * @param {Request} request
 * @param {string | undefined} language
 * @returns {Promise<Response>}
 */
async function fromServer(request, language) {
  const answer = fetch(request);
  answer.catch(() => {}); // looked at below, or too late to matter
  /** @type {Promise<void>} */
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const first = await Promise.race([answer, patience]);
    if (first && first.status < 500) return first;
    return (await page("/scan", language)) ?? (await answer);
  } catch (problem) {
    const found = await page("/scan", language);
    if (found) return found;
    throw problem;
  }
}

/**
 * @param {string} path
 * @param {string | undefined} language
 */
const page = (path, language) => caches.match(pages[path][language ?? (navigator.language.startsWith("en") ? "en" : "vi")]);

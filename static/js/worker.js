// The service worker: keeps the scanner's page and what it needs, and answers with them where there is no network.
// The server puts `SHELL` in front: a version, which changes with every byte of it, and the addresses.
// eslint-disable-next-line no-undef
const { version, pages, files } = SHELL;
const CACHE = `scanner-${version}`;
// How long a page of a label may take before the phone answers by itself: a network can be there and be no use.
const PATIENCE_MS = 4_000;
const SCANNER = /^\/(?:(en|vi)\/)?scan$/;
// What a label's address looks like; a phone's camera opens it, with or without a network.
const LABEL = /^\/(?:(en|vi)\/)?(?:[0-9A-Za-z]{100,}|code\/[0-9]+)$/;

self.addEventListener("install", (event) => {
  const fresh = [...Object.values(pages), ...files].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))),
  );
});

// The page asks for it once the person has agreed to use the new version now.
self.addEventListener("message", ({ data }) => {
  if (data === "use the new version") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    const [, language] = SCANNER.exec(pathname) ?? LABEL.exec(pathname) ?? [];
    if (SCANNER.test(pathname) && !search) event.respondWith(page(language).then((found) => found ?? fetch(request)));
    else if (SCANNER.test(pathname) || LABEL.test(pathname)) event.respondWith(fromServer(request, language));
  } else if (files.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((found) => found ?? fetch(request)));
  }
});

/** The server's answer; the scanner's page, which reads the code from the address, where it does not come. */
async function fromServer(request, language) {
  const answer = fetch(request);
  answer.catch(() => {}); // looked at below, or too late to matter
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const first = await Promise.race([answer, patience]);
    const isGood = first && first.status < 500;
    return isGood ? first : ((await page(language)) ?? (await answer));
  } catch (problem) {
    const found = await page(language);
    if (found) return found;
    throw problem;
  }
}

const page = (language) => caches.match(pages[language ?? (navigator.language.startsWith("en") ? "en" : "vi")]);

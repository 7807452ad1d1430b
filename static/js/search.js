// Answers while somebody types: asks for the same page as the form would, and shows its results in this one.
// Without this script the form is sent and the same page comes. No answer to an older question is shown.
const PAUSE_MS = 150;
/** @type {HTMLElement | null} */
const root = document.querySelector("[data-searching]");
/** @type {HTMLInputElement | null} */
const field = root?.querySelector("input[name=q]") ?? null;
const found = document.getElementById("found");
let timer = 0;
let asked = field?.value.trim();
/** @type {AbortController | undefined} */
let asking;

/**
 * Show the results of an address in the place of those that are there.
 * @param {string} address
 * @param {HTMLElement} found
 */
async function ask(address, found) {
  asking?.abort();
  const mine = asking = new AbortController();
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("found");
    if (!news) return;
    // The line that is read out stays in place, so that its new words are heard.
    const before = found.querySelector("[role=status]"), line = news.querySelector("[role=status]");
    if (before && line) {
      before.textContent = line.textContent;
      line.replaceWith(before);
    }
    found.replaceChildren(...news.childNodes);
    document.title = page.title;
    history.replaceState(null, "", address);
  } catch {
    // Given up for a newer question, or no network: what is shown stays.
  } finally {
    if (asking === mine) found.removeAttribute("aria-busy");
  }
}

/** @param {HTMLElement} root */
function address(root) {
  const url = new URL(location.href);
  url.pathname = root.dataset.searching ?? "";
  url.searchParams.delete("page");
  if (asked) url.searchParams.set("q", asked);
  else url.searchParams.delete("q");
  return url.pathname + url.search;
}

if (root && field && found) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const text = field.value.trim();
      if (text === asked) return;
      asked = text;
      ask(address(root), found);
    }, PAUSE_MS);
  });
}

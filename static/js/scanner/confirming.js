// Asks the server about a label that the phone has answered already. Whatever goes wrong on the way changes nothing.

/** @import { Headline } from "../offline/verdict.js" */

const PATIENCE_MS = 4_000;

/**
 * The server's answer: {headline, often, confirmedAt}; null where there is none. `by` is how it was scanned.
 * @param {string} address
 * @param {string} by
 * @returns {Promise<{ headline: Headline, often: boolean, confirmedAt: number } | null>}
 */
export async function confirmation(address, by) {
  try {
    const headers = { Accept: "application/json", "Ocop-Scanned-By": by };
    const response = await fetch(address, { headers, cache: "no-store", signal: timeout(PATIENCE_MS) });
    const told = await response.json();
    if (!told.verdict) return null;
    return {
      headline: told.verdict,
      often: told.circulation.code === "seen_unusually_often",
      confirmedAt: Date.parse(told.catalogue.confirmed_at),
    };
  } catch {
    return null;
  }
}

/** @param {number} milliseconds */
function timeout(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

// Asks the server about a label that the phone has answered already. Whatever goes wrong on the way changes nothing.

const PATIENCE_MS = 4_000;

/** The server's answer: {headline, often, confirmedAt}; null where there is none. `by` is how it was scanned. */
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

function timeout(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

// A phone's access to a fair: {token, fair, device, name}, as the server told it once.
import { transact } from "../offline/database.js";
import { asked, posting, told } from "./asking.js";

// Kept beside the database, so that a phone whose storage was wiped can tell that something was lost.
const JOINED = "ocop-joined";

/** Ask to join by the code of a fair and a name; gives {access}, or {refusal} in the server's words, "" where none came. */
export async function join(code, name) {
  const answer = await asked("join", null, posting({ code, name }));
  const found = await told(answer);
  if (answer?.status !== 201) return { refusal: found.detail ?? "" };
  await transact("device", "readwrite", (store) => store.put(found, "fair"));
  remember(found.fair);
  navigator.storage?.persist?.().catch(() => {});
  return { access: found };
}

/** The access to a fair that this phone has; null where it has none. */
export async function access() {
  try {
    return (await transact("device", "readonly", (store) => store.get("fair"))) ?? null;
  } catch {
    return null;
  }
}

/** Whether this phone had joined a fair once. */
export function hadJoined() {
  try {
    return localStorage.getItem(JOINED) !== null;
  } catch {
    return false;
  }
}

function remember(fair) {
  try {
    localStorage.setItem(JOINED, fair);
  } catch {
    // Storage is refused; then nothing else is kept either.
  }
}

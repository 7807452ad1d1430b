// A phone's access, as the server told it once: to a fair, {token, fair, device, name}; or, as an inspector's own phone,
// {token, device, name}. A phone may have both, each under its own name.
import { transact } from "../offline/database.js";
import { asked, posting, told } from "./asking.js";

/** The names of accesses, each with its door and the sign that is kept beside the database, which tells what was wiped. */
const KINDS = { fair: { door: "join", sign: "ocop-joined" }, own: { door: "own", sign: "ocop-own-phone" } };

/** Ask to join by a code and a name; gives {access}, or {refusal} in the server's words, "" where none came. */
export async function join(code, name, kind = "fair") {
  const answer = await asked(KINDS[kind].door, null, posting({ code, name }));
  const found = await told(answer);
  if (answer?.status !== 201) return { refusal: found.detail ?? "" };
  await transact("device", "readwrite", (store) => store.put(found, kind));
  remember(kind, found.device);
  navigator.storage?.persist?.().catch(() => {});
  return { access: found };
}

/** The access that this phone has; null where it has none. */
export async function access(kind = "fair") {
  try {
    return (await transact("device", "readonly", (store) => store.get(kind))) ?? null;
  } catch {
    return null;
  }
}

/** Whether an access reaches where something is to be sent. */
export const reaches = ({ fair }, to) => (fair ? to.startsWith(`fairs/${fair}/`) : isOwn(to));

/** Whether only an inspector's own phone says such things. */
export const isOwn = (to) => ["visits", "flags"].includes(to);

/** Whether this phone had joined once. */
export function hadJoined(kind = "fair") {
  try {
    return localStorage.getItem(KINDS[kind].sign) !== null;
  } catch {
    return false;
  }
}

function remember(kind, device) {
  try {
    localStorage.setItem(KINDS[kind].sign, device);
  } catch {
    // Storage is refused; then nothing else is kept either.
  }
}

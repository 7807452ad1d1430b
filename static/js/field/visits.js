// What an inspector's own phone carries: the visits that are planned, the provinces, and where the last case was raised.
import { transact } from "../offline/database.js";
import { asked, told } from "./asking.js";

/** What is on the phone: {name, provinces, visits, readAt}; null where nothing is. */
export const carried = () => transact("device", "readonly", (store) => store.get("visits")).then((found) => found ?? null);

/** Read what is planned anew. Gives "fresh", "ended" or "failed". */
export async function refreshVisits(access) {
  const answer = await asked("visits", access);
  if (answer?.status === 401) return "ended";
  const found = answer?.ok ? await told(answer) : {};
  if (!found.visits) return "failed";
  await transact("device", "readwrite", (store) => store.put({ ...found, readAt: Date.now() }, "visits"));
  return "fresh";
}

/** Where the last case was raised: {where, province}; the next one often is there too. */
export const lastPlace = () => transact("device", "readonly", (store) => store.get("place")).then((found) => found ?? {});

/** Remember where a case was raised. */
export const rememberPlace = (place) => transact("device", "readwrite", (store) => store.put(place, "place"));

// The catalogue on the phone: fetched whole, checked before it is kept, replaced in one transaction, and never by an
// older one. Whatever cannot be opened counts as not there.
import { openCatalogue, readVouching } from "./catalogue.js";
import { transact } from "./database.js";

/** @import { Catalogue, Header } from "./catalogue.js" */
/** @import { Bytes } from "./signature.js" */

/** @typedef {{ catalogue: Catalogue, header: Header }} Held the catalogue, and until when it was the newest */
/** @typedef {{ version: number, bytes: Bytes, vouching: string | null }} Kept as it is on the disk */

/** @type {["catalogue"]} */
const STORE = ["catalogue"];
const NEWEST = "newest";
const VOUCHING = "Ocop-Catalogue-Head";

/**
 * What is kept, opened: {catalogue, header}; null where there is nothing, or not what was signed.
 * @param {string[]} trustedKeys
 * @returns {Promise<Held | null>}
 */
export async function kept(trustedKeys) {
  try {
    const record = await transact(STORE, "readonly", (store) => store.get(NEWEST));
    return record ? await opened(record, trustedKeys) : null;
  } catch {
    return null; // storage was wiped, is refused, or is damaged: the next refresh brings it back
  }
}

/**
 * The newest that the server has: what is held where it has no newer one. Throws where it cannot be reached, or
 * sends what is not good; what is kept then stays as it is.
 * @param {string} address
 * @param {Held | null} held
 * @param {string[]} trustedKeys
 */
export async function refreshed(address, held, trustedKeys) {
  const isHere = held && (await transact(STORE, "readonly", (store) => store.get(NEWEST))); // it may have been wiped since
  const headers = isHere ? { "If-None-Match": etagOf(held.header) } : undefined;
  const response = await fetch(address, { headers, cache: "no-store", redirect: "error" });
  const vouching = response.headers.get(VOUCHING);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status === 304 && held) return confirmed(held, vouching, trustedKeys);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const record = { version: 0, bytes, vouching };
  const found = await opened(record, trustedKeys);
  record.version = found.header.version;
  return (await keep(record)) ? found : ((await kept(trustedKeys)) ?? found);
}

/**
 * Held, and known to be the newest when the server last signed that it was.
 * @param {Held} held
 * @param {string | null} vouching
 * @param {string[]} trustedKeys
 */
async function confirmed(held, vouching, trustedKeys) {
  const header = await vouched(held.header, vouching, trustedKeys);
  if (header !== held.header) {
    await transact(STORE, "readwrite", (store) => {
      const found = store.get(NEWEST);
      found.onsuccess = () => {
        const record = found.result;
        if (record?.version === header.version) store.put({ ...record, vouching }, NEWEST);
      };
    });
  }
  return { ...held, header };
}

/**
 * @param {Kept} record
 * @param {string[]} trustedKeys
 */
async function opened({ bytes, vouching }, trustedKeys) {
  const catalogue = await openCatalogue(bytes, trustedKeys);
  return { catalogue, header: await vouched(catalogue.header, vouching, trustedKeys) };
}

/**
 * The header with its latest time; the same object where nothing later was signed of the same content.
 * @param {Header} header
 * @param {string | null} vouching
 * @param {string[]} trustedKeys
 */
async function vouched(header, vouching, trustedKeys) {
  const later = vouching ? await readVouching(vouching, trustedKeys).catch(() => null) : null;
  return later && later.bodySha256 === header.bodySha256 && later.confirmedAt > header.confirmedAt ? later : header;
}

/**
 * Put it in the place of what is there, unless that is newer; another tab may have been quicker.
 * @param {Kept} record
 */
async function keep(record) {
  let isKept = false;
  await transact(STORE, "readwrite", (store) => {
    const there = store.get(NEWEST);
    there.onsuccess = () => {
      isKept = !there.result || there.result.version <= record.version;
      if (isKept) store.put(record, NEWEST);
    };
  });
  return isKept;
}

/** @param {Header} header */
const etagOf = ({ version, bodySha256 }) => `W/"${version}-${bodySha256.slice(0, 16)}"`;

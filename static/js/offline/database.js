// The database "ocop" on the phone: which stores it has, and how they are read and written. What was written is on
// disk when a promise is kept: durability is strict, so that a dead battery takes nothing back.

const DATABASE = "ocop";
const VERSION = 2;

/** Each store with how its records are named; "" where the name is given when one is put. */
const STORES = {
  catalogue: "",
  device: "", // "fair", "own": the phone's access; "turn": how many things it has said; "visits", "place": see visits.js; drafts
  fair: "id", // a fair with its stalls, as the server last told it
  sayings: "id", // what the server has: said by this phone and by others
  outbox: "place", // what it has not got yet, in order
  pictures: "", // by SHA-256, until the server has them
};

/** @import { Accesses } from "../field/device.js" */
/** @import { Typed } from "../field/drafts.js" */
/** @import { KeptFair } from "../field/fair.js" */
/** @import { Entry } from "../field/outbox.js" */
/** @import { Saying } from "../field/sheet.js" */
/** @import { Carried, Place } from "../field/visits.js" */
/** @import { Kept } from "./keeping.js" */

/**
 * @typedef {object} Records what stands in each store, by its key
 * @property {{ newest: Kept }} catalogue
 * @property {Accesses & { turn: number, visits: Carried, place: Place, [draft: `draft ${string}`]: Typed }} device
 * @property {{ [id: number]: KeptFair }} fair
 * @property {{ [id: string]: Saying }} sayings
 * @property {{ [place: number]: Entry }} outbox
 * @property {{ [digest: string]: Blob }} pictures
 */

/**
 * @template R
 * @typedef {Omit<IDBObjectStore, "get" | "getAll" | "put" | "add"> & {
 *   get<K extends keyof R>(key: K): IDBRequest<R[K] | undefined>,
 *   getAll<V extends R[keyof R]>(keys?: IDBKeyRange): IDBRequest<V[]>,
 *   put<K extends keyof R>(record: R[K], key?: K): IDBRequest,
 *   add(record: R[keyof R]): IDBRequest,
 * }} Store
 */

/**
 * Do something in one transaction; `act` gets the stores, in the order of their names, and may return a request.
 * @template {(keyof Records)[]} Names
 * @template [T=void]
 * @param {[...Names]} names
 * @param {IDBTransactionMode} mode
 * @param {(...stores: { [I in keyof Names]: Store<Records[Names[I]]> }) => IDBRequest<T> | void} act
 * @returns {Promise<T>}
 */
export async function transact(names, mode, act) {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode, { durability: "strict" });
      const stores = /** @type {Parameters<typeof act>} */ (names.map((name) => transaction.objectStore(name)));
      const request = act(...stores);
      transaction.oncomplete = () => resolve(/** @type {T} */ (request?.result));
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
const openDatabase = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => create(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBDatabase} database */
function create(database) {
  for (const [name, keyPath] of Object.entries(STORES)) {
    if (database.objectStoreNames.contains(name)) continue;
    const store = database.createObjectStore(name, keyPath ? { keyPath, autoIncrement: keyPath === "place" } : {});
    if (name === "outbox") store.createIndex("id", "id", { unique: true });
    if (name === "sayings") store.createIndex("to", "to");
  }
}

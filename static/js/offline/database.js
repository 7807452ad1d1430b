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

/** Do something in one transaction; `act` gets the stores, in the order of their names, and may return a request. */
export async function transact(names, mode, act) {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode, { durability: "strict" });
      const request = act(...[names].flat().map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

const openDatabase = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => create(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function create(database) {
  for (const [name, keyPath] of Object.entries(STORES)) {
    if (database.objectStoreNames.contains(name)) continue;
    const store = database.createObjectStore(name, keyPath ? { keyPath, autoIncrement: keyPath === "place" } : {});
    if (name === "outbox") store.createIndex("id", "id", { unique: true });
    if (name === "sayings") store.createIndex("to", "to");
  }
}

// What is typed into a form and not kept yet: a phone closes a page whenever it needs the room.
import { transact } from "../offline/database.js";
import { inputs } from "../page/elements.js";

/** @import { Records, Store } from "../offline/database.js" */

/** @typedef {[name: string, value: FormDataEntryValue][]} Typed */

/**
 * The drafts of a form. `begin(name)` fills in what was typed under this name before; `drop()` forgets it.
 * @param {HTMLFormElement} form
 */
export function openDrafts(form) {
  /** @type {`draft ${string}` | null} */
  let key = null;
  /** @type {Promise<unknown>} */
  let writing = Promise.resolve();

  /**
   * One after the other, so that the last is what stays.
   * @param {(store: Store<Records["device"]>) => IDBRequest | void} act
   */
  const change = (act) => (writing = writing.then(() => transact(["device"], "readwrite", act)).catch(() => {}));

  form.addEventListener("input", () => {
    const at = key;
    const typed = [...new FormData(form)];
    if (at) change((store) => store.put(typed, at));
  });

  /** @param {Typed} typed */
  function fill(typed) {
    for (const [name, value] of typed) {
      const named = inputs(form, `[name="${name}"]`);
      const picked = named.find((each) => each.type === "radio" && each.value === value);
      if (picked) picked.checked = true;
      else if (named[0] && named[0].type !== "radio") named[0].value = String(value);
    }
  }

  return {
    /** @param {string} name */
    async begin(name) {
      /** @type {`draft ${string}`} */
      const mine = `draft ${name}`;
      key = mine;
      const typed = await transact(["device"], "readonly", (store) => store.get(mine)).catch(() => null);
      if (typed && key === mine) fill(typed);
    },
    drop() {
      const at = key;
      key = null;
      return at ? change((store) => store.delete(at)) : undefined;
    },
  };
}

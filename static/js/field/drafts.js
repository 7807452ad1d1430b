// What is typed into a form and not kept yet: a phone closes a page whenever it needs the room.
import { transact } from "../offline/database.js";
import { all, inputs } from "../page/elements.js";

/** @import { Records, Store } from "../offline/database.js" */

/** @typedef {[name: string, value: FormDataEntryValue][]} Typed */
/** @typedef {`draft ${string}`} Draft the key of one */

/**
 * What was typed under every name that begins so.
 * @param {string} beginning
 * @returns {Promise<Typed[]>}
 */
export const typedUnder = (beginning) =>
  transact(["device"], "readonly", (store) => store.getAll(IDBKeyRange.bound(`draft ${beginning}`, `draft ${beginning}\uffff`)));

/**
 * The drafts of a form. `begin(name)` fills in what was typed under this name before, and says whether there was anything;
 * `pause()` gives the key of what is on the disk, and writes nothing more until `resume(key)`; `drop()` forgets it.
 * @param {HTMLFormElement} form
 */
export function openDrafts(form) {
  /** @type {Draft | null} */
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
    const isPicked = (/** @type {HTMLInputElement} */ { name, value }) => typed.some(([each, told]) => each === name && told === value);
    for (const each of inputs(form, "[type=radio], [type=checkbox]")) each.checked = isPicked(each);
    for (const [name, value] of typed) {
      const [field] = inputs(form, `[name="${name}"]:not([type=radio], [type=checkbox])`);
      if (field) field.value = String(value);
    }
  }

  return {
    /** @param {string} name */
    async begin(name) {
      /** @type {Draft} */
      const mine = `draft ${name}`;
      key = mine;
      const typed = await transact(["device"], "readonly", (store) => store.get(mine)).catch(() => null);
      if (!typed || key !== mine) return false;
      fill(typed);
      return true;
    },
    async pause() {
      const at = key;
      key = null;
      await writing;
      return at;
    },
    /** @param {Draft | null} at */
    resume: (at) => void (key = at),
    drop() {
      const at = key;
      key = null;
      return at ? change((store) => store.delete(at)) : undefined;
    },
  };
}

/**
 * What somebody has answered in a form, in the words of the page: a line for each question.
 * @param {HTMLFormElement} form
 */
export function wordsOf(form) {
  const questions = all(form, ".field").filter((each) => !each.closest("[hidden]"));
  const lines = questions.map((each) => [each.querySelector("legend, label")?.textContent?.trim(), answersIn(each).join(", ")]);
  return lines.flatMap(([question, answer]) => (question && answer ? `${question}: ${answer}` : [])).join("\n");
}

/** @param {HTMLElement} question */
function answersIn(question) {
  const picked = inputs(question, ":checked:not(option)").map((each) => each.labels?.[0]?.textContent?.trim() ?? each.value);
  const chosen = Array.from(question.querySelectorAll("select"), ({ value, selectedOptions }) => value && selectedOptions[0].text);
  const typed = inputs(question, "input:not([type=radio], [type=checkbox], [type=file]), textarea").map(({ value }) => value.trim());
  return [...picked, ...chosen, ...typed].filter(Boolean);
}

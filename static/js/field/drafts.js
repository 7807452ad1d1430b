// What is typed into a form and not kept yet: a phone closes a page whenever it needs the room.
import { transact } from "../offline/database.js";

/** The drafts of a form. `begin(name)` fills in what was typed under this name before; `drop()` forgets it. */
export function openDrafts(form) {
  let key = null;
  let writing = Promise.resolve();

  /** One after the other, so that the last is what stays. */
  const change = (act) => (writing = writing.then(() => transact("device", "readwrite", act)).catch(() => {}));

  form.addEventListener("input", () => {
    const [at, typed] = [key, [...new FormData(form)]];
    if (at) change((store) => store.put(typed, at));
  });

  function fill(typed) {
    for (const [name, value] of typed) {
      const inputs = [...form.querySelectorAll(`[name="${name}"]`)];
      const picked = inputs.find((each) => each.type === "radio" && each.value === value);
      if (picked) picked.checked = true;
      else if (inputs[0] && inputs[0].type !== "radio") inputs[0].value = value;
    }
  }

  return {
    async begin(name) {
      key = `draft ${name}`;
      const typed = await transact("device", "readonly", (store) => store.get(key)).catch(() => null);
      if (typed && key === `draft ${name}`) fill(typed);
    },
    drop() {
      const at = key;
      key = null;
      return at ? change((store) => void store.delete(at)) : undefined;
    },
  };
}

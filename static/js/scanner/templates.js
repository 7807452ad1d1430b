// Text of the page with values in it. The server writes slots between two marks and says, by data-if, what stands
// only where there is such a value; so every word, in either language, is the server's own.

const SLOT = /\ue000(\w+)\ue000/g;

/** Fill what hangs below a node, in place; a value that is null or undefined takes its part away. */
export function fill(node, values) {
  for (const part of node.querySelectorAll("[data-if]")) {
    if ((values[part.dataset.if] ?? null) === null) part.remove();
  }
  const put = (text) => text.replace(SLOT, (_, name) => values[name] ?? "");
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    if (text.data.includes("\ue000")) text.data = put(text.data);
  }
  for (const link of node.querySelectorAll("a[href*='\ue000'], a[href*='%EE%80%80']")) {
    link.setAttribute("href", put(decodeURI(link.getAttribute("href"))));
  }
  for (const each of node.querySelectorAll("[aria-label*='\ue000']")) {
    each.setAttribute("aria-label", put(each.getAttribute("aria-label")));
  }
  return node;
}

/** A template of the page, filled; `here` are nodes, by the names of the places that they stand in. */
export function made(selector, values, here = {}) {
  const filled = fill(document.querySelector(`template[${selector}]`).content.cloneNode(true), values);
  for (const place of filled.querySelectorAll("[data-here]")) {
    const nodes = [here[place.dataset.here] ?? []].flat();
    if (place.matches("ul, ol")) place.replaceChildren(...nodes);
    else place.replaceWith(...nodes);
  }
  return filled;
}

const sentences = new WeakMap();

/** Show one of the sentences of a section again and again, each time with other values; null hides it. */
export function say(section, name, values) {
  const line = section.querySelector(`[data-say="${name}"]`);
  line.hidden = !values;
  if (!values) return;
  if (!sentences.has(line)) sentences.set(line, line.cloneNode(true));
  line.replaceChildren(...fill(sentences.get(line).cloneNode(true), values).childNodes);
}

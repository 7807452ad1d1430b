// Text of the page with values in it. The server writes slots between two marks and says, by data-if, what stands
// only where there is such a value; so every word, in either language, is the server's own.
import { all, the } from "../page/elements.js";

/** @typedef {{ [slot: string]: string | number | null | undefined }} Values what fills the slots, by their names */
/** @typedef {Node | Node[]} Nodes */

const SLOT = /\ue000(\w+)\ue000/g;

/**
 * Fill what hangs below a node, in place; a value that is null or undefined takes its part away.
 * @template {ParentNode & Node} N
 * @param {N} node
 * @param {Values} values
 * @returns {N}
 */
export function fill(node, values) {
  for (const part of all(node, "[data-if]")) {
    if ((values[part.dataset.if ?? ""] ?? null) === null) part.remove();
  }
  /** @param {string} text */
  const put = (text) => text.replace(SLOT, (_, name) => String(values[name] ?? ""));
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    if (text.nodeValue?.includes("\ue000")) text.nodeValue = put(text.nodeValue);
  }
  for (const link of node.querySelectorAll("a[href*='\ue000'], a[href*='%EE%80%80']")) {
    link.setAttribute("href", put(decodeURI(link.getAttribute("href") ?? "")));
  }
  for (const each of node.querySelectorAll("[aria-label*='\ue000']")) {
    each.setAttribute("aria-label", put(each.getAttribute("aria-label") ?? ""));
  }
  return node;
}

/**
 * A template of the page, filled; `here` are nodes, by the names of the places that they stand in.
 * @param {string} selector
 * @param {Values} values
 * @param {{ [place: string]: Nodes | undefined }} [here]
 */
export function made(selector, values, here = {}) {
  const filled = fill(copyOf(the(document, `template[${selector}]`, HTMLTemplateElement)), values);
  for (const place of all(filled, "[data-here]")) {
    const nodes = [here[place.dataset.here ?? ""] ?? []].flat();
    if (place.matches("ul, ol")) place.replaceChildren(...nodes);
    else place.replaceWith(...nodes);
  }
  return filled;
}

/**
 * What a template holds, to be changed and put on the page.
 * @param {HTMLTemplateElement} template
 */
export const copyOf = (template) => document.importNode(template.content, true);

/** @type {WeakMap<HTMLElement, HTMLElement>} */
const sentences = new WeakMap();

/**
 * Show one of the sentences of a section again and again, each time with other values; null hides it.
 * @param {ParentNode} section
 * @param {string} name
 * @param {Values | null | undefined} values
 */
export function say(section, name, values) {
  const line = the(section, `[data-say="${name}"]`);
  line.hidden = !values;
  if (!values) return;
  const sentence = sentences.get(line) ?? document.importNode(line, true);
  sentences.set(line, sentence);
  line.replaceChildren(...fill(document.importNode(sentence, true), values).childNodes);
}

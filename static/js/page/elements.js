// Finds what a page has, as the kind of element that it is.

/**
 * The element that a page must have here; throws where it has none.
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => E} [kind]
 * @returns {E}
 */
export function the(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!isA(found, kind)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * Whether it is an element of this kind; without one, whether it is there.
 * @template {Element} E
 * @param {Element | null} element
 * @param {(new () => E) | undefined} kind
 * @returns {element is E}
 */
const isA = (element, kind) => element instanceof (kind ?? Element);

/**
 * Every element here that a selector finds.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const all = (root, selector) => Array.from(root.querySelectorAll(selector));

/**
 * Every input here that a selector finds.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLInputElement[]}
 */
export const inputs = (root, selector) => Array.from(root.querySelectorAll(selector));

/**
 * The button that does something.
 * @param {ParentNode} root
 * @param {string} name
 */
export const button = (root, name) => the(root, `[data-do="${name}"]`, HTMLButtonElement);

/**
 * The part of a page with this name.
 * @param {ParentNode} root
 * @param {string} name
 */
export const part = (root, name) => the(root, `[data-part="${name}"]`);

// What the server tells a page's scanner, in its data attributes: ocop_verify/offline/views/scanner.py.

/**
 * @typedef {object} Settings
 * @property {string} language
 * @property {string} prefix in front of every path, for the language
 * @property {string} host that stands on labels
 * @property {string} decoder address of the worker that reads codes
 * @property {string} wasm address of what it loads
 * @property {string} worker address of the service worker
 * @property {string} catalogue address of the catalogue for phones; "" where there is none
 * @property {string} trusted keys that may sign it
 * @property {string} files addresses that have to be kept
 */

/**
 * The settings of a scanner.
 * @param {HTMLElement} scanner
 */
export const settingsOf = (scanner) => /** @type {Settings} */ (/** @type {unknown} */ ({ ...scanner.dataset }));

// The key "/" leads to the search field of a list, as in many programs. Pages without one leave the key alone.
import { all } from "./page/elements.js";

const field = document.querySelector("main [aria-keyshortcuts='/']");
/** @param {EventTarget | null} element */
const typing = (element) => element instanceof Element && element.matches("input, select, textarea, [contenteditable]");

if (field instanceof HTMLInputElement) {
  // Who has no keyboard need not read of keys.
  const hasKeys = matchMedia("(hover: hover) and (pointer: fine)").matches;
  for (const hint of all(document, "[data-shortcut]")) hint.hidden = !hasKeys;
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

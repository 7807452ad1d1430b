// The key "/" leads to the search field of a list, as in many programs. Pages without one leave the key alone.
const typing = (element) => element.matches("input, select, textarea, [contenteditable]");

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const field = document.querySelector("main [aria-keyshortcuts='/']");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

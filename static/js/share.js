// Shares the product page with the phone's own sheet, or copies its address. Buttons stay hidden without it.
/** @type {NodeListOf<HTMLElement>} */
const buttons = document.querySelectorAll("[data-share]");
for (const button of buttons) {
  const { share = "", title = "", done = "" } = button.dataset;
  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title, url: share });
      } else {
        await navigator.clipboard.writeText(share);
        button.textContent = done;
      }
    } catch {
      // The person closed the sheet.
    }
  });
}

// Asks to be installed, since a phone may delete what an application that is not installed has stored.
import { button as buttonIn } from "../page/elements.js";
import { say } from "./templates.js";

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

/** @param {HTMLElement} section */
export function offerToInstall(section) {
  if (isInstalled()) return;
  const button = buttonIn(section, "install");
  if (navigator.standalone === false) say(section, "apple", {}); // Safari on an iPhone lets no page ask
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    say(section, "install", {});
    button.hidden = false;
    button.onclick = () => event.prompt();
  });
  addEventListener("appinstalled", () => {
    say(section, "install", null);
    say(section, "apple", null);
    button.hidden = true;
  });
}

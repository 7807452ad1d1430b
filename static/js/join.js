// Joins a fair: the code stands behind the # of the address, which no server sees, or is typed. What a phone needs for
// checking without a network is fetched by the page that comes next.
import { access } from "./field/device.js";
import { joinBy } from "./field/joining.js";
import { the } from "./page/elements.js";
import { say } from "./scanner/templates.js";

const form = the(document, "#join", HTMLFormElement);
const [code, name] = ["code", "name"].map((each) => the(form, `[name=${each}]`, HTMLInputElement));

function readCode() {
  const told = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  if (!told) return;
  code.value = told;
  history.replaceState(null, "", location.pathname); // it opens the fair: it stays in no list of visited pages
}

joinBy(form, code, name, "fair", () => {
  location.assign(form.dataset.check ?? "");
  return new Promise(() => {}); // until the next page is there
});

async function begin() {
  the(document, "[data-intro]").hidden = true;
  form.hidden = false;
  readCode();
  addEventListener("hashchange", readCode);
  const mine = await access("fair");
  if (mine) name.value ||= mine.name;
  say(form, "joined", mine && { name: mine.name });
  the(document, "#main").dataset.ready = "";
  (code.value ? name : code).focus();
}

begin();

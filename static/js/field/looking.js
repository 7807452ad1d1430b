// The scanner of an inspector: answers a code by what is on the phone, and offers to raise a case about it.
import { tidy } from "../offline/token.js";
import { typedDigits } from "../offline/typed.js";
import { show as showAnswer } from "../scanner/card.js";
import { foreign, isNoLabel, judged, looksLikeLabel } from "../scanner/judging.js";
import { signal } from "../scanner/signals.js";
import { openSources } from "../scanner/sources.js";
import { say } from "../scanner/templates.js";

/** The scanner on the page. `held()` is the data of this phone; `found(scanned)` is told what a case would be about. */
export function openLooking(main, { held, found }) {
  const scanner = main.querySelector("#scanner");
  const answer = main.querySelector("#answer");
  const offer = main.querySelector("[data-part=offer]");
  const field = main.querySelector("input[name=code]");
  const sources = openSources(scanner, { field, main, answer: (text, by) => take(text, by) });
  field.removeAttribute("inputmode"); // a handheld scanner types letters too
  field.form.querySelector("button").classList.remove("primary");

  async function take(text, by) {
    for (const name of ["typed", "no-data"]) say(main, name, null);
    const digits = typedDigits(tidy(text));
    const isNone = !digits && (isNoLabel(text, by, scanner.dataset.host) || !looksLikeLabel(text));
    const answered = isNone ? foreign(text) : digits || !held() ? null : await judged(text, held(), scanner.dataset);
    if (answered) showAnswer(answer, answered);
    else {
      answer.replaceChildren();
      say(main, digits ? "typed" : "no-data", {});
    }
    signal(answered?.key ?? "unconfirmed");
    found({ text: isNone ? "" : text.slice(0, 4_000), headline: answered?.headline ?? "", product: productIn(answered) });
    offer.hidden = false;
    if (!sources.isLooking()) requestAnimationFrame(() => offer.scrollIntoView({ block: "nearest" }));
  }

  function productIn(answered) {
    const counts = answered?.verdict?.newer ?? answered?.verdict?.certification;
    if (!counts) return null;
    const { productId } = held().catalogue.namesOf(counts);
    return { id: productId, name: held().catalogue.productName(productId) };
  }

  return {
    stop: () => sources.stop(),
    clear() {
      answer.replaceChildren();
      offer.hidden = true;
      sources.forget();
    },
  };
}

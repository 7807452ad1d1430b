// The scanner of an inspector: answers a code by what is on the phone, and offers to raise a case about it.
import { part, the } from "../page/elements.js";
import { tidy } from "../offline/token.js";
import { typedDigits } from "../offline/typed.js";
import { show as showAnswer } from "../scanner/card.js";
import { foreign, isNoLabel, judged, looksLikeLabel } from "../scanner/judging.js";
import { signal } from "../scanner/signals.js";
import { codeField, openSources } from "../scanner/sources.js";
import { settingsOf } from "../scanner/settings.js";
import { say } from "../scanner/templates.js";

/** @import { Held } from "../offline/keeping.js" */
/** @import { Judged } from "../scanner/judging.js" */
/** @import { By } from "../scanner/sources.js" */

/** @typedef {{ text: string, headline: string, product: { id: number, name: string } | null }} Scanned what a case would be about */

/**
 * The scanner on the page. `held()` is the data of this phone; `found(scanned)` is told what was scanned.
 * @param {HTMLElement} main
 * @param {{ held: () => Held | null, found: (scanned: Scanned) => void }} how
 */
export function openLooking(main, { held, found }) {
  const scanner = the(main, "#scanner");
  const settings = settingsOf(scanner);
  const answer = the(main, "#answer");
  const offer = part(main, "offer");
  const field = codeField(main);
  const sources = openSources(scanner, { field, main, answer: take });

  /**
   * @param {string} text
   * @param {By} by
   */
  async function take(text, by) {
    for (const name of ["typed", "no-data"]) say(main, name, null);
    const digits = typedDigits(tidy(text));
    const isNone = !digits && (isNoLabel(text, by, settings.host) || !looksLikeLabel(text));
    const data = digits ? null : held();
    const judgement = data && !isNone ? await judged(text, data, settings) : null;
    const answered = isNone ? foreign(text) : judgement;
    if (answered) showAnswer(answer, answered);
    else {
      answer.replaceChildren();
      say(main, digits ? "typed" : "no-data", {});
    }
    signal(answered?.key ?? "unconfirmed");
    found({ text: isNone ? "" : text.slice(0, 4_000), headline: answered?.headline ?? "", product: data && judgement ? productIn(judgement, data) : null });
    offer.hidden = false;
    if (!sources.isLooking()) requestAnimationFrame(() => offer.scrollIntoView({ block: "nearest" }));
  }

  /**
   * The product that a label is of.
   * @param {Judged} judged
   * @param {Held} data
   */
  function productIn({ verdict }, { catalogue }) {
    const counts = verdict.newer ?? verdict.certification;
    if (!counts) return null;
    const { productId, product } = catalogue.namesOf(counts);
    return { id: productId, name: product };
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

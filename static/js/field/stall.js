// One stall: its goods, the scanner, and everything that can be said there.
import { openSources } from "../scanner/sources.js";
import { foreign, isNoLabel, judged, looksLikeLabel } from "../scanner/judging.js";
import { show as showAnswer } from "../scanner/card.js";
import { signal } from "../scanner/signals.js";
import { say } from "../scanner/templates.js";
import { tidy } from "../offline/token.js";
import { typedDigits } from "../offline/typed.js";
import { readSaying } from "./sheet.js";
import { nameOf, scaled } from "./pictures.js";
import { goodLine, saidLine, showFound, showLook } from "./showing.js";
import { openSigning } from "./signing.js";

/**
 * The stall on the page. `fair()` and `held()` are what is on the phone, `keepSaying(stall, sent, more)` keeps something,
 * `isUnsent(id)` says what still waits. `show(stall)` draws it, or hides it for null.
 */
export function openStall(main, { fair, held, keepSaying, isUnsent }) {
  const section = main.querySelector("#stall");
  const scanner = section.querySelector("#scanner");
  const found = section.querySelector("#found");
  const answer = section.querySelector("#answer");
  const part = (name) => section.querySelector(`[data-part="${name}"]`);
  const button = (name) => section.querySelector(`[data-do="${name}"]`);
  const field = section.querySelector("input[name=code]");
  const signing = openSigning(section.querySelector("canvas"));
  const { host } = scanner.dataset;
  let stall = null;

  const sources = openSources(scanner, { field, main, answer: scanned });
  field.removeAttribute("inputmode"); // a handheld scanner types letters too
  field.form.querySelector("button").classList.remove("primary");

  // --- a code -----------------------------------------------------------------------------------------

  let turn = Promise.resolve();

  /** One after the other, so that each is kept before the next is read. */
  function scanned(text, by) {
    turn = turn.then(() => take(text, by)).catch(() => say(main, "not-kept", {}));
    return turn;
  }

  async function take(text, by) {
    if (!stall) return;
    const at = stall;
    for (const name of ["typed", "no-data", "not-ours"]) say(section, name, null);
    const digits = typedDigits(tidy(text));
    if (!digits && (isNoLabel(text, by, host) || !looksLikeLabel(text))) return notOurs(text);
    const answered = digits || !held() ? null : await judged(text, held(), scanner.dataset);
    const data = held() ? { data_at: new Date(held().header.confirmedAt).toISOString() } : {};
    const known = { ...seenIn(answered), code: await nameOf(text) };
    const sent = { said: "scanned", text: text.slice(0, 4_000), headline: known.headline, ...data };
    const saying = await keepSaying(at, sent, { known });
    if (!saying) return;
    const { finding } = readSaying(saying, at.goods);
    if (at === stall) tell(finding, answered);
    if (!answered) say(section, digits ? "typed" : "no-data", {});
    document.dispatchEvent(new CustomEvent("ocop:found", { detail: { finding, saying } }));
  }

  function tell(finding, answered) {
    showFound(found, finding);
    if (answered) showAnswer(answer, answered);
    else answer.replaceChildren();
    signal(finding);
    draw();
    if (!sources.isLooking()) requestAnimationFrame(() => found.scrollIntoView({ block: "nearest" }));
  }

  function notOurs(text) {
    found.replaceChildren();
    showAnswer(answer, foreign(text));
    signal("foreign");
    say(section, "not-ours", {});
  }

  /** What the phone saw of a label, named as the server names it. */
  function seenIn(answered) {
    const { headline, verdict } = answered ?? { headline: "unconfirmed" };
    const counts = verdict?.newer ?? verdict?.certification;
    if (!counts) return { headline, product_id: null, stars: 0, printed_stars: 0 };
    const { productId } = held().catalogue.namesOf(counts);
    return { headline, product_id: productId, stars: counts.stars, printed_stars: verdict.label.printedStars };
  }

  // --- what is on the page ----------------------------------------------------------------------------

  function draw() {
    const sheet = fair().sheet(stall);
    say(section, "stall", { number: stall.number, holder: stall.holder || null });
    showLook(part("look"), sheet.colour);
    say(section, "left", sheet.left ? { count: sheet.left } : null);
    say(section, "nothing-declared", stall.goods.length ? null : {});
    const unfolded = [...part("goods").querySelectorAll("details[open]")];
    const open = new Set(unfolded.map((each) => each.closest("li").dataset.subject));
    part("goods").replaceChildren(...sheet.lines.map((line) => goodLine(line, { ...told(line), isUnsent })));
    for (const each of part("goods").children) {
      if (open.has(each.dataset.subject)) each.querySelector("details").open = true;
    }
    const beside = [...sheet.notes, ...(sheet.finishedBy ? [sheet.finishedBy] : [])];
    part("notes").replaceChildren(...beside.reverse().map((each) => saidLine(each, isUnsent)));
    button("undo").hidden = !lastOwn();
  }

  /** How a line is called: the good as it was declared, a product by its name, a code by its beginning. */
  function told({ subject }) {
    const [kind, id] = subject.split(":");
    const good = kind === "good" && stall.goods.find((each) => each.id === Number(id));
    if (good) return { name: good.said, stars: good.stars };
    if (kind === "product") return { name: held()?.catalogue.productName(Number(id)) ?? "", code: held() ? null : id };
    return { name: "", code: id?.slice(0, 8) };
  }

  /** The last thing that this phone said at this stall and did not take back. */
  function lastOwn() {
    const said = fair().saidAt(stall.id);
    const gone = new Set(said.filter((each) => each.said === "withdrawn").flatMap(({ about }) => about));
    const own = said.filter(({ id, by, said }) => by === fair().access.device && said !== "withdrawn" && !gone.has(id));
    return own.reduce((last, each) => (last && last.turn > each.turn ? last : each), null);
  }

  async function keepAndDraw(sent, more) {
    const saying = await keepSaying(stall, sent, more);
    if (saying) draw();
    return saying;
  }

  // --- what somebody does -----------------------------------------------------------------------------

  button("undo").addEventListener("click", async () => {
    const last = lastOwn();
    if (!last || !(await keepAndDraw({ said: "withdrawn", about: [last.id] }))) return;
    found.replaceChildren();
    answer.replaceChildren();
    sources.forget();
  });

  part("goods").addEventListener("click", async ({ target }) => {
    const finding = target.closest("button[data-look]")?.dataset.look;
    if (!finding) return;
    const { subject } = target.closest("li").dataset;
    if (!(await keepAndDraw({ said: "looked", subject, finding }))) return;
    answer.replaceChildren();
    showFound(found, finding);
    signal(finding);
    part("goods").querySelector(`li[data-subject="${subject}"] summary`)?.focus();
  });

  section.addEventListener("change", async ({ target }) => {
    if (!target.matches("[data-photo]") || !target.files.length) return;
    const subject = target.closest("li")?.dataset.subject ?? "";
    const [file] = target.files;
    target.value = "";
    try {
      const picture = await scaled(file);
      await keepAndDraw({ said: "photo", subject, file: picture.digest }, { pictures: [picture] });
    } catch {
      say(main, "not-kept", {});
    }
  });

  section.querySelector("#note").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { words } = event.target.elements;
    if (words.value.trim() && (await keepAndDraw({ said: "noted", words: words.value.trim() }))) words.value = "";
  });

  const showSigning = (isShown) => {
    section.querySelector("#signing").hidden = !isShown;
    button("sign").setAttribute("aria-expanded", isShown);
    signing.wipe();
    button(isShown ? "skip" : "sign").focus();
  };
  button("sign").addEventListener("click", () => showSigning(true));
  button("skip").addEventListener("click", () => showSigning(false));
  button("wipe").addEventListener("click", () => signing.wipe());
  button("signed").addEventListener("click", async () => {
    if (signing.isEmpty()) return;
    const picture = await signing.picture();
    if (await keepAndDraw({ said: "signed", file: picture.digest }, { pictures: [picture] })) showSigning(false);
  });

  button("finish").addEventListener("click", async () => {
    if (await keepAndDraw({ said: "finished" })) next();
  });
  button("next").addEventListener("click", next);

  /** The next stall that is not finished, after this one and then from the beginning; the list where all are. */
  function next() {
    const { stalls } = fair();
    const here = stalls.indexOf(stall);
    const open = [...stalls.slice(here + 1), ...stalls.slice(0, here)].find((each) => !fair().sheet(each).finishedBy);
    location.hash = open ? `#${open.id}` : "#stalls";
  }

  return {
    show(next) {
      const isOther = next?.id !== stall?.id;
      stall = next;
      section.hidden = !stall;
      if (isOther) {
        sources.forget();
        found.replaceChildren();
        answer.replaceChildren();
        for (const name of ["typed", "no-data", "not-ours"]) say(section, name, null);
        section.querySelector("#note").reset();
        section.querySelector("#signing").hidden = true;
      }
      if (stall) draw();
      else sources.stop();
    },
    focus() {
      if (stall) section.querySelector("h2").focus();
      scrollTo(0, 0);
    },
  };
}

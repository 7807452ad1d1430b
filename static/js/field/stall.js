// One stall: its goods, the scanner, and everything that can be said there.
import { all, button as buttonIn, part as partOf, the } from "../page/elements.js";
import { settingsOf } from "../scanner/settings.js";
import { codeField, openSources } from "../scanner/sources.js";
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

/** @import { Judged } from "../scanner/judging.js" */
/** @import { Held } from "../offline/keeping.js" */
/** @import { By } from "../scanner/sources.js" */
/** @import { OpenFair, Stall } from "./fair.js" */
/** @import { Finding } from "./finding.js" */
/** @import { Known } from "./outbox.js" */
/** @import { Picture } from "./pictures.js" */
/** @import { Line, Saying, StallSent } from "./sheet.js" */
/** @import { IsUnsent } from "./showing.js" */

/** @typedef {Omit<StallSent, "stall">} Said */
/** @typedef {{ known?: Known, pictures?: Picture[] }} More */
/** @typedef {(at: Stall, sent: Said, more?: More) => Promise<Saying | null>} KeepAtStall null where it could not be kept */

/**
 * The subject of the line that something stands in; "" where it stands beside them.
 * @param {Element} element
 */
const subjectOf = (element) => element.closest("li")?.dataset.subject ?? "";

/**
 * The stall on the page. `fair()` and `held()` are what is on the phone, `show(stall)` draws it, or hides it for null.
 * @param {HTMLElement} main
 * @param {{ fair: () => OpenFair | null, held: () => Held | null, keepSaying: KeepAtStall, isUnsent: IsUnsent }} how
 */
export function openStall(main, { fair, held, keepSaying, isUnsent }) {
  const section = the(main, "#stall");
  const [scanner, found, answer] = ["scanner", "found", "answer"].map((id) => the(section, `#${id}`));
  const settings = settingsOf(scanner);
  const part = (/** @type {string} */ name) => partOf(section, name);
  const button = (/** @type {string} */ name) => buttonIn(section, name);
  const signing = openSigning(the(section, "canvas", HTMLCanvasElement));
  const note = the(section, "#note", HTMLFormElement);
  const words = the(note, "textarea", HTMLTextAreaElement);
  /** @type {Stall | null} */
  let stall = null;
  /** @type {{ subject: string | undefined, finding: Finding | null | undefined, isDisputed: boolean } | null} */
  let shown = null;

  const sources = openSources(scanner, { field: codeField(section), main, answer: scanned });

  // --- a code -----------------------------------------------------------------------------------------

  let turn = Promise.resolve();

  /**
   * One after the other, so that each is kept before the next is read.
   * @param {string} text
   * @param {By} by
   */
  function scanned(text, by) {
    turn = turn.then(() => take(text, by)).catch(() => say(main, "not-kept", {}));
    return turn;
  }

  /**
   * @param {string} text
   * @param {By} by
   */
  async function take(text, by) {
    if (!stall) return;
    const at = stall;
    for (const name of ["typed", "no-data", "not-ours"]) say(section, name, null);
    const digits = typedDigits(tidy(text));
    if (!digits && (isNoLabel(text, by, settings.host) || !looksLikeLabel(text))) return notOurs(text);
    const data = held();
    const answered = digits || !data ? null : await judged(text, data, settings);
    const known = { ...seenIn(answered, data), code: await nameOf(text) };
    const data_at = data ? { data_at: new Date(data.header.confirmedAt).toISOString() } : {};
    const sent = { said: "scanned", text: text.slice(0, 4_000), headline: known.headline, ...data_at };
    const saying = await keepSaying(at, sent, { known });
    if (!saying) return;
    const { subject, finding } = readSaying(saying, at.goods);
    if (at.id === stall?.id) tell(subject, finding, answered);
    if (!answered) say(section, digits ? "typed" : "no-data", {});
    document.dispatchEvent(new CustomEvent("ocop:found", { detail: { finding, saying } }));
  }

  /**
   * Show what a scan has found.
   * @param {string | undefined} subject
   * @param {Finding | null | undefined} finding
   * @param {Judged | null} answered
   */
  function tell(subject, finding, answered) {
    showLast(subject, finding);
    if (answered) showAnswer(answer, answered);
    else answer.replaceChildren();
    signal(finding ?? "");
    draw();
    if (!sources.isLooking()) requestAnimationFrame(() => found.scrollIntoView({ block: "nearest" }));
  }

  /**
   * Show what was found last, large.
   * @param {string | undefined} subject
   * @param {Finding | null | undefined} finding
   */
  function showLast(subject, finding) {
    const line = stall && fair()?.sheet(stall).lines.find((each) => each.subject === subject);
    showFound(found, finding, line ?? undefined, isUnsent);
    shown = { subject, finding, isDisputed: Boolean(line?.disputed.length) };
  }

  function wipe() {
    found.replaceChildren();
    shown = null;
  }

  /** @param {string} text */
  function notOurs(text) {
    wipe();
    showAnswer(answer, foreign(text));
    signal("foreign");
    say(section, "not-ours", {});
  }

  /**
   * What the phone saw of a label, named as the server names it.
   * @param {Judged | null} answered
   * @param {Held | null} data
   */
  function seenIn(answered, data) {
    const headline = answered?.headline ?? "unconfirmed";
    const { newer, certification, label } = answered?.verdict ?? {};
    const counts = newer ?? certification;
    if (!data || !counts || !label) return { headline, product_id: null, stars: 0, printed_stars: 0 };
    const { productId } = data.catalogue.namesOf(counts);
    return { headline, product_id: productId, stars: counts.stars, printed_stars: label.printedStars };
  }

  // --- what is on the page ----------------------------------------------------------------------------

  function draw() {
    const sheet = stall && fair()?.sheet(stall);
    if (!stall || !sheet) return;
    say(section, "stall", { number: stall.number, holder: stall.holder || null });
    showLook(part("look"), sheet.colour);
    say(section, "left", sheet.left ? { count: sheet.left } : null);
    const line = sheet.lines.find(({ subject }) => subject === shown?.subject);
    const isNews = shown && line && shown.isDisputed !== line.disputed.length > 0;
    if (shown && isNews) showLast(shown.subject, shown.finding); // read out only when it changes
    say(section, "nothing-declared", stall.goods.length ? null : {});
    const goods = part("goods");
    const open = new Set(all(goods, "details[open]").map(subjectOf));
    goods.replaceChildren(...sheet.lines.map((line) => goodLine(line, told(line), isUnsent)));
    for (const each of all(goods, "details")) each.toggleAttribute("open", open.has(subjectOf(each)));
    const beside = [...sheet.notes, ...(sheet.finishedBy ? [sheet.finishedBy] : [])];
    part("notes").replaceChildren(...beside.reverse().map((each) => saidLine(each, isUnsent)));
    button("undo").hidden = !lastOwn();
  }

  /**
   * How a line is called: the good as it was declared, a product by its name, a code by its beginning.
   * @param {Line} line
   */
  function told({ subject }) {
    const [kind, id] = subject.split(":");
    const good = kind === "good" && stall?.goods.find((each) => each.id === Number(id));
    if (good) return { name: good.said, stars: good.stars };
    if (kind === "product") return { name: held()?.catalogue.productName(Number(id)) ?? "", code: held() ? null : id };
    return { name: "", code: id?.slice(0, 8) };
  }

  /** The last thing that this phone said at this stall and did not take back. */
  function lastOwn() {
    const at = fair();
    const said = stall && at ? at.saidAt(stall.id) : [];
    const gone = new Set(said.filter((each) => each.said === "withdrawn").flatMap(({ about }) => about));
    const own = said.filter(({ id, by, said }) => by === at?.access.device && said !== "withdrawn" && !gone.has(id));
    return own.sort((one, other) => one.turn - other.turn).pop() ?? null;
  }

  /**
   * @param {Said} sent
   * @param {More} [more]
   */
  async function keepAndDraw(sent, more) {
    const saying = stall && (await keepSaying(stall, sent, more));
    if (saying) draw();
    return saying;
  }

  // --- what somebody does -----------------------------------------------------------------------------

  button("undo").addEventListener("click", async () => {
    const last = lastOwn();
    if (!last || !(await keepAndDraw({ said: "withdrawn", about: [last.id] }))) return;
    wipe();
    answer.replaceChildren();
    sources.forget();
  });

  part("goods").addEventListener("click", async ({ target }) => {
    const looked = target instanceof Element && target.closest("button[data-look]");
    if (!(looked instanceof HTMLElement)) return;
    const finding = /** @type {Finding} */ (looked.dataset.look);
    const subject = subjectOf(looked);
    if (!(await keepAndDraw({ said: "looked", subject, finding }))) return;
    answer.replaceChildren();
    showLast(subject, finding);
    signal(finding);
    the(part("goods"), `li[data-subject="${subject}"] summary`).focus();
  });

  section.addEventListener("change", async ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.matches("[data-photo]")) return;
    const file = target.files?.[0];
    if (!file) return;
    const subject = subjectOf(target);
    target.value = "";
    try {
      const picture = await scaled(file);
      await keepAndDraw({ said: "photo", subject, file: picture.digest }, { pictures: [picture] });
    } catch {
      say(main, "not-kept", {});
    }
  });

  note.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (words.value.trim() && (await keepAndDraw({ said: "noted", words: words.value.trim() }))) words.value = "";
  });

  /** @param {boolean} isShown */
  function showSigning(isShown) {
    the(section, "#signing").hidden = !isShown;
    button("sign").setAttribute("aria-expanded", String(isShown));
    signing.wipe();
    button(isShown ? "skip" : "sign").focus();
  }
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
    const at = fair();
    const stalls = at?.stalls ?? [];
    const here = stalls.findIndex(({ id }) => id === stall?.id);
    const open = [...stalls.slice(here + 1), ...stalls.slice(0, here)].find((each) => !at?.sheet(each).finishedBy);
    location.hash = open ? `#${open.id}` : "#stalls";
  }

  return {
    /** @param {Stall | null} next */
    show(next) {
      const isOther = next?.id !== stall?.id;
      stall = next;
      section.hidden = !stall;
      if (isOther) {
        sources.forget();
        wipe();
        answer.replaceChildren();
        for (const name of ["typed", "no-data", "not-ours"]) say(section, name, null);
        note.reset();
        the(section, "#signing").hidden = true;
      }
      if (stall) draw();
      else sources.stop();
    },
    focus() {
      if (stall) the(section, "h2").focus();
      scrollTo(0, 0);
    },
  };
}

// Puts stalls and what was found at them on the page, from the templates in templates/components/stall.html.
import { clock } from "../offline/days.js";
import { the } from "../page/elements.js";
import { made } from "../scanner/templates.js";

/** @import { Stall } from "./fair.js" */
/** @import { Colour, Finding } from "./finding.js" */
/** @import { StallEntry } from "./outbox.js" */
/** @import { Line, Saying, Sheet } from "./sheet.js" */

/** @typedef {(id: string) => boolean} IsUnsent says what waits */

/** @param {Finding | Colour | null | undefined} name */
const look = (name) => made(`data-look="${name ?? ""}"`, {});

/**
 * Put the look of a finding or colour somewhere.
 * @param {HTMLElement} place
 * @param {Colour} name
 */
export const showLook = (place, name) => place.replaceChildren(look(name));

/**
 * The last word of each who has checked something, and how it was settled, the newest first.
 * @param {Line} line
 * @param {IsUnsent} isUnsent
 */
const wordsOn = ({ answers, settledBy }, isUnsent) =>
  [...answers, ...(settledBy ? [settledBy] : [])].reverse().map((each) => saidLine(each, isUnsent));

/**
 * What a check has found, large; above it that others have found something else about the same.
 * @param {HTMLElement} place
 * @param {Finding | null | undefined} finding
 * @param {Line | undefined} line
 * @param {IsUnsent} isUnsent
 */
export function showFound(place, finding, line, isUnsent) {
  const others = line?.disputed.length ? [made("data-disputed", {}, { checks: wordsOn(line, isUnsent) })] : [];
  place.replaceChildren(...others, made(`data-found="${finding}"`, {}));
}

/**
 * A stall in the list.
 * @param {Stall} stall
 * @param {Sheet} sheet
 */
export function stallLine(stall, sheet) {
  const count = sheet.lines.length;
  const values = { number: stall.number, holder: stall.holder, done: count - sheet.left, count, finished: sheet.finishedBy ? "" : null };
  const line = made("data-stall", values, { look: look(sheet.colour) });
  the(line, "a", HTMLAnchorElement).href = `#${stall.id}`;
  return line;
}

/**
 * A line of a stall's sheet: what it is about, what stands, and the last word of each who has checked it. Where they differ
 * nothing stands.
 * @param {Line} line
 * @param {{ name: string, stars?: number, code?: string | null }} named
 * @param {IsUnsent} isUnsent
 */
export function goodLine(line, { name, stars, code }, isUnsent) {
  const values = {
    name,
    stars: stars || null,
    code: code ?? null,
    good: line.subject.startsWith("good:") ? "" : null,
    disputed: line.disputed.length ? "" : null,
    agreed: line.disputed.length ? null : "",
  };
  const shown = made("data-line", values, { look: look(line.finding), checks: wordsOn(line, isUnsent) });
  the(shown, "li").dataset.subject = line.subject;
  return shown;
}

/**
 * Something that was said: what, when, and by whom.
 * @param {Saying} saying
 * @param {IsUnsent} isUnsent
 */
export function saidLine(saying, isUnsent) {
  const values = {
    words: saying.words || null,
    clock: clock(Date.parse(saying.at)),
    by: saying.name,
    unsent: isUnsent(saying.id) ? "" : null,
    look: saying.finding ? "" : null,
  };
  return made(`data-said="${saying.said}"`, values, { look: saying.finding ? look(saying.finding) : [] });
}

/**
 * What the server has not taken, with its reason.
 * @param {StallEntry} entry
 * @param {Stall | null | undefined} stall
 */
export function turnedAwayLine({ refusal, sent }, stall) {
  const said = made(`data-said="${sent.said}"`, { words: sent.words || null, clock: clock(Date.parse(sent.at)) });
  const here = { said: [...the(said, "li").childNodes] };
  return made("data-turned-away", { reason: refusal, number: stall?.number ?? "", told: sent.text || null }, here);
}

// What all that was said at a stall comes to: the browser's twin of sheet_of in ocop_verify/domain/stall_checks.py and
// of saying_of in ocop_verify/fairs/sheets.py. Neither order nor repetition of what arrives makes a difference.
import { COLOURS, findingOf, subjectOf } from "./finding.js";

/** @import { Colour, Finding, Good } from "./finding.js" */
/** @import { Known } from "./outbox.js" */

/**
 * @typedef {object} StallSent what is sent of something said at a stall
 * @property {number} stall
 * @property {string} said what kind of saying
 * @property {string[]} [about] the sayings that are taken back or settled
 * @property {string} [subject]
 * @property {Finding | null} [finding]
 * @property {string} [words]
 * @property {string} [text]
 * @property {string} [headline]
 * @property {string} [data_at] how new the data was
 * @property {string} [file]
 */
/**
 * @typedef {Known & StallSent & { id: string, turn: number, at: string, about: string[], to: string, by?: string, name?: string }} Saying
 *   as a phone reads it
 */

/**
 * @typedef {object} Line what stands about one subject
 * @property {string} subject
 * @property {Finding | null} finding of several the newest; null where nobody has looked
 * @property {Saying[]} checks
 * @property {Saying[]} answers the last word of each phone, in order of time
 * @property {Finding[]} disputed the findings that differ; none where they agree, or where it is settled
 * @property {Saying | null} settledBy
 * @property {Colour} colour
 */
/** @typedef {Line[]} Lines a line for each declared good, then for whatever else was found */
/** @typedef {{ lines: Lines, notes: Saying[], finishedBy: Saying | null, colour: Colour, left: number }} Sheet */

const CHECKS = ["scanned", "looked"];
const BESIDE = ["noted", "photo", "signed"];

/**
 * A saying as the rules read it. A scan is compared with what the stall declares now.
 * @param {Saying} record
 * @param {Good[]} goods
 * @returns {Saying}
 */
export function readSaying(record, goods) {
  if (record.said !== "scanned") return record;
  const seen = record.headline === "unconfirmed" ? null : record;
  return { ...record, subject: subjectOf(record, goods), finding: findingOf(seen, goods) };
}

/**
 * What it all comes to.
 * @param {Saying[]} sayings
 * @param {Good[]} goods
 * @returns {Sheet}
 */
export function sheetOf(sayings, goods) {
  const said = new Map(sayings.map((each) => [each.id, each]));
  const gone = withdrawn(said);
  const standing = [...said.values()].filter(({ id }) => !gone.has(id)).sort(byTime);
  /** @type {Map<string, Saying[]>} */
  const lines = new Map(goods.map(({ id }) => [`good:${id}`, []]));
  for (const each of standing.filter(isOneOf(CHECKS))) {
    const subject = each.subject ?? "";
    lines.set(subject, [...(lines.get(subject) ?? []), each]);
  }
  const settled = standing.filter((each) => each.said === "settled");
  const sheet = {
    lines: [...lines].map(([subject, checks]) => lineOf(subject, checks, settled)),
    notes: standing.filter(isOneOf(BESIDE)),
    finishedBy: standing.filter((each) => each.said === "finished").pop() ?? null,
  };
  return { ...sheet, colour: colourOf(sheet), left: sheet.lines.filter(({ finding }) => !finding).length };
}

/**
 * What was taken back. A withdrawal cannot be withdrawn.
 * @param {Map<string, Saying>} said
 */
function withdrawn(said) {
  const about = [...said.values()].filter((each) => each.said === "withdrawn").flatMap((each) => each.about);
  return new Set(about.filter((id) => said.has(id) && said.get(id)?.said !== "withdrawn"));
}

/**
 * The last word of each phone (`answers`, in order of time) counts, and they must agree.
 * @param {string} subject
 * @param {Saying[]} checks
 * @param {Saying[]} settled
 * @returns {Line}
 */
function lineOf(subject, checks, settled) {
  /** @type {Line} */
  const line = { subject, finding: null, checks, answers: [], disputed: [], settledBy: null, colour: "grey" };
  if (!checks.length) return line;
  const last = new Map();
  for (const each of [...checks].sort(byTurn)) last.set(each.by, each);
  const answers = [...last.values()].sort(byTime);
  line.answers = answers;
  const findings = [...new Set(answers.flatMap(({ finding }) => finding || []))].sort();
  const newest = answers.reduce((found, each) => (byTime(found, each) < 0 ? each : found));
  if (findings.length < 2) return coloured({ ...line, finding: newest.finding || null });
  const final = settled
    .filter((each) => each.subject === subject && answers.every(({ id }) => each.about.includes(id)))
    .pop();
  if (final) return coloured({ ...line, finding: final.finding ?? null, settledBy: final });
  return coloured({ ...line, finding: newest.finding ?? null, disputed: findings });
}

/**
 * A disagreement is amber at least: it is not settled by the kinder of two answers.
 * @param {Line} line
 * @returns {Line}
 */
function coloured(line) {
  const isRed = line.disputed.some((each) => COLOURS[each] === "red");
  if (line.disputed.length) return { ...line, colour: isRed ? "red" : "amber" };
  return { ...line, colour: line.finding ? (COLOURS[line.finding] ?? "grey") : "grey" };
}

/**
 * The gravest of the lines; goods that nobody has looked at keep a finished stall from being green.
 * @param {Pick<Sheet, "lines" | "finishedBy">} sheet
 * @returns {Colour}
 */
function colourOf({ lines, finishedBy }) {
  const colours = new Set(lines.map(({ colour }) => colour));
  if (colours.has("red")) return "red";
  if (colours.has("amber")) return "amber";
  if (!colours.has("green")) return "grey";
  return finishedBy && colours.has("grey") ? "amber" : "green";
}

/** @param {string[]} kinds */
const isOneOf = (kinds) => (/** @type {Saying} */ { said }) => kinds.includes(said);

/** @type {(one: Saying, other: Saying) => number} */
const byTime = (one, other) => compared(timeOf(one.at), timeOf(other.at)) || compared(one.id, other.id);
/** @type {(one: Saying, other: Saying) => number} */
const byTurn = (one, other) => compared(one.by ?? "", other.by ?? "") || one.turn - other.turn || compared(one.id, other.id);
/** @type {(one: string, other: string) => number} */
const compared = (one, other) => (one < other ? -1 : Number(one > other));

/**
 * A time of UTC for comparing: a desk writes millionths of a second, which a Date would drop.
 * @param {string} at
 */
function timeOf(at) {
  const [, whole, fraction = ""] = /^([^.+Z]*)(?:\.(\d+))?/.exec(at) ?? [at, at];
  return `${whole}.${fraction.padEnd(6, "0")}`;
}

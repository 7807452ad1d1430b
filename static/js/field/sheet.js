// What all that was said at a stall comes to: the browser's twin of sheet_of in ocop_verify/domain/stall_checks.py and
// of saying_of in ocop_verify/fairs/sheets.py. Neither order nor repetition of what arrives makes a difference.
import { COLOURS, findingOf, subjectOf } from "./finding.js";

const CHECKS = ["scanned", "looked"];
const BESIDE = ["noted", "photo", "signed"];

/** A saying as the rules read it. A scan is compared with what the stall declares now. */
export function readSaying(record, goods) {
  if (record.said !== "scanned") return record;
  const seen = record.headline === "unconfirmed" ? null : record;
  return { ...record, subject: subjectOf(record, goods), finding: findingOf(seen, goods) };
}

/** {lines, notes, finishedBy, colour, left}: a line for each declared good, then for whatever else was found. */
export function sheetOf(sayings, goods) {
  const said = new Map(sayings.map((each) => [each.id, each]));
  const gone = withdrawn(said);
  const standing = [...said.values()].filter(({ id }) => !gone.has(id)).sort(byTime);
  const lines = new Map(goods.map(({ id }) => [`good:${id}`, []]));
  for (const each of standing.filter((each) => CHECKS.includes(each.said))) {
    if (!lines.has(each.subject)) lines.set(each.subject, []);
    lines.get(each.subject).push(each);
  }
  const settled = standing.filter((each) => each.said === "settled");
  const sheet = {
    lines: [...lines].map(([subject, checks]) => lineOf(subject, checks, settled)),
    notes: standing.filter((each) => BESIDE.includes(each.said)),
    finishedBy: standing.filter((each) => each.said === "finished").pop() ?? null,
  };
  return { ...sheet, colour: colourOf(sheet), left: sheet.lines.filter(({ finding }) => !finding).length };
}

/** What was taken back. A withdrawal cannot be withdrawn. */
function withdrawn(said) {
  const about = [...said.values()].filter((each) => each.said === "withdrawn").flatMap((each) => each.about);
  return new Set(about.filter((id) => said.has(id) && said.get(id).said !== "withdrawn"));
}

/** The last word of each phone (`answers`, in order of time) counts, and they must agree. */
function lineOf(subject, checks, settled) {
  const line = { subject, finding: null, checks, answers: [], disputed: [], settledBy: null };
  if (!checks.length) return { ...line, colour: "grey" };
  const last = new Map();
  for (const each of [...checks].sort(byTurn)) last.set(each.by, each);
  const answers = [...last.values()].sort(byTime);
  line.answers = answers;
  const findings = [...new Set(answers.map(({ finding }) => finding).filter(Boolean))].sort();
  const newest = answers.reduce((found, each) => (byTime(found, each) < 0 ? each : found));
  if (findings.length < 2) return coloured({ ...line, finding: newest.finding || null });
  const final = settled
    .filter((each) => each.subject === subject && answers.every(({ id }) => each.about.includes(id)))
    .pop();
  if (final) return coloured({ ...line, finding: final.finding, settledBy: final });
  return coloured({ ...line, finding: newest.finding, disputed: findings });
}

/** A disagreement is amber at least: it is not settled by the kinder of two answers. */
function coloured(line) {
  const isRed = line.disputed.some((each) => COLOURS[each] === "red");
  return { ...line, colour: line.disputed.length ? (isRed ? "red" : "amber") : (COLOURS[line.finding] ?? "grey") };
}

/** The gravest of the lines; goods that nobody has looked at keep a finished stall from being green. */
function colourOf({ lines, finishedBy }) {
  const colours = new Set(lines.map(({ colour }) => colour));
  if (colours.has("red")) return "red";
  if (colours.has("amber")) return "amber";
  if (!colours.has("green")) return "grey";
  return finishedBy && colours.has("grey") ? "amber" : "green";
}

const byTime = (one, other) => compared(timeOf(one.at), timeOf(other.at)) || compared(one.id, other.id);
const byTurn = (one, other) => compared(one.by, other.by) || one.turn - other.turn || compared(one.id, other.id);
const compared = (one, other) => (one < other ? -1 : Number(one > other));

/** A time of UTC for comparing: a desk writes millionths of a second, which a Date would drop. */
function timeOf(at) {
  const [, whole, fraction = ""] = /^([^.+Z]*)(?:\.(\d+))?/.exec(at);
  return `${whole}.${fraction.padEnd(6, "0")}`;
}

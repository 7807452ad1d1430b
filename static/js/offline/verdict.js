// The answer to a scan: the browser's twin of ocop_verify/domain/verdict.py, rule by rule and in its order. The
// files in tests/vectors hold both to the same answers, so change neither alone.
import { endOf, isExpiring, localDay } from "./days.js";

/** @import { Batch, Catalogue, Certification } from "./catalogue.js" */
/** @import { Label } from "./token.js" */

/** @typedef {"signature_valid" | "signature_invalid" | "unknown_key" | "malformed"} Authenticity */
/** @typedef {"in_force" | "expiring" | "expired" | "suspended" | "revoked" | "not_yet_valid"} OwnStanding of a certification, whatever came later */
/** @typedef {OwnStanding | "superseded" | "label_voided" | "unknown"} Standing */
/** @typedef {Standing | "malformed" | "forged"} Headline */
/** @typedef {"normal" | "seen_unusually_often"} Circulation */

/**
 * @typedef {object} Verdict
 * @property {Headline} headline
 * @property {Authenticity} authenticity
 * @property {Standing} standing
 * @property {Circulation} circulation
 * @property {Label | null} label null where the signature is not good
 * @property {Batch | null} batch
 * @property {Certification | null} certification
 * @property {Certification | null} newer the one of the same product that counts today instead
 * @property {number | null} validUntil
 */

const PRODUCT = 0;
const UNIT = 1;

/**
 * The verdict on a label at a moment. `label` is null where a code named none that could be read.
 * @param {Label | null} label
 * @param {Authenticity} authenticity
 * @param {Catalogue} catalogue
 * @param {number} at
 * @param {Circulation} circulation
 * @returns {Verdict}
 */
export function decide(label, authenticity, catalogue, at, circulation = "normal") {
  // (1) A code without a good signature, by a key that still vouches for it, is nobody's label.
  const batch = label && issuingBatch(label, catalogue);
  if (label && authenticity === "signature_valid" && !vouchedFor(label, batch, catalogue)) {
    authenticity = "unknown_key";
  }
  /** @type {Omit<Verdict, "headline" | "authenticity" | "standing">} */
  const nothing = { circulation: "normal", label: null, batch: null, certification: null, newer: null, validUntil: null };
  if (authenticity !== "signature_valid") {
    return { ...nothing, headline: headlineOf(authenticity, "unknown"), authenticity, standing: "unknown" };
  }
  // (2) A good label is known only through the batch that it was issued in.
  const certification = batch && catalogue.certification(batch.certificationId);
  if (!label || !batch || !certification) return { ...nothing, headline: "unknown", authenticity, standing: "unknown", label };
  // (3) What its certification is today, unless the label itself was voided.
  const reading = standingOn(certification, catalogue, localDay(at));
  const isVoided = batch.voids.some(([first, last]) => first <= label.serial && label.serial <= last);
  const standing = isVoided ? "label_voided" : reading.standing;
  return {
    headline: headlineOf(authenticity, standing),
    authenticity,
    standing,
    circulation: batch.kind === UNIT ? circulation : "normal",
    label,
    batch,
    certification,
    newer: reading.newer,
    validUntil: reading.validUntil,
  };
}

/**
 * Whether the label's key is ours and, if it is distrusted from a day, the batch was issued before.
 * @param {Label} label
 * @param {Batch | null} batch
 * @param {Catalogue} catalogue
 */
function vouchedFor(label, batch, catalogue) {
  const key = catalogue.keys.get(label.keyId);
  if (!key) return false;
  return key.distrustedFrom === null || !batch || batch.issuedOn < key.distrustedFrom;
}

/**
 * The batch that really issued this label, if one did.
 * @param {Label} label
 * @param {Catalogue} catalogue
 */
function issuingBatch(label, catalogue) {
  const batch = catalogue.batch(label.batchId);
  if (!batch || !covers(batch, label.serial)) return null;
  const named =
    label.certificationId === batch.certificationId && label.kind === batch.kind && label.keyId === batch.keyId;
  return named ? batch : null;
}

/**
 * @param {Batch} batch
 * @param {number} serial
 */
const covers = (batch, serial) => (batch.kind === PRODUCT ? serial === 0 : 1 <= serial && serial <= batch.count);

/**
 * What a certification is on a day: revoked > suspended > superseded > what the dates say.
 * @param {Certification} certification
 * @param {Catalogue} catalogue
 * @param {number} day
 * @returns {{ standing: Standing, validUntil: number, newer: Certification | null }}
 */
export function standingOn(certification, catalogue, day) {
  const validUntil = endOf(certification);
  const own = ownStanding(certification, validUntil, day);
  if (own === "revoked" || own === "suspended") return { standing: own, validUntil, newer: null };
  const newer = superseding(certification, catalogue, day);
  return newer ? { standing: "superseded", validUntil, newer } : { standing: own, validUntil, newer: null };
}

/**
 * @param {Certification} certification
 * @param {number} until
 * @param {number} day
 * @returns {OwnStanding}
 */
function ownStanding(certification, until, day) {
  if (certification.revokedOn !== null && certification.revokedOn <= day) return "revoked";
  if (pauseOn(certification, day)) return "suspended";
  if (day > until) return "expired";
  if (day < certification.validFrom) return "not_yet_valid";
  return isExpiring(until, day) ? "expiring" : "in_force";
}

/**
 * The suspension that holds on a day: its first day and, once lifted, the first day that counts again.
 * @param {Certification} certification
 * @param {number} day
 */
export const pauseOn = ({ pauses }, day) =>
  pauses.find(([from, lifted]) => from <= day && (lifted === null || day < lifted));

/**
 * The newest later certification of the same product that counts on this day.
 * @param {Certification} certification
 * @param {Catalogue} catalogue
 * @param {number} day
 */
function superseding(certification, catalogue, day) {
  for (const other of catalogue.historyOf(certification)) {
    if (other.id === certification.id) return null;
    if (["in_force", "expiring"].includes(ownStanding(other, endOf(other), day))) return other;
  }
  return null;
}

/**
 * @param {Authenticity} authenticity
 * @param {Standing} standing
 * @returns {Headline}
 */
function headlineOf(authenticity, standing) {
  if (authenticity === "signature_valid") return standing;
  return authenticity === "malformed" ? "malformed" : "forged";
}

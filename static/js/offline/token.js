// A label as text, read back: the browser's twin of ocop_verify/domain/token.py and label.py. The files in
// tests/vectors hold both to the same answers, so change neither alone.

export const TOKEN_LENGTH = 124;
const SIGNED_BYTES = 80;
const PAYLOAD_BYTES = 16;
const FORMAT_VERSION = 1n;
// 2018-01-01, in days since 1970-01-01.
const FIRST_DAY = 17_532;

/** @typedef {ReturnType<typeof readToken>} Signed a label with what was signed and by what signature */
/** @typedef {ReturnType<typeof decodeLabel>} Label what a label says; days are counted from 1970 */

// White space as Python's \s knows it (JavaScript's lacks U+001C to U+001F and U+0085), and what is invisible.
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\s\u001c-\u001f\u0085\u00ad\u200b-\u200f\u2060\ufeff]+/g;
// Python's letters without case take U+017F for s, and U+0130 and U+0131 for i.
const ADDRESS =
  /^[Hh][Tt][Tt][Pp][Ss\u017f]?:\/\/[^/?#]*\/(?:(?:[Ee][Nn]|[Vv][Ii\u0130\u0131])\/)?(?:[Cc][Oo][Dd][Ee]\/)?([^/?#]*)/;

/** Text that cannot be a label, whoever signed it; `reason` is the first thing that is wrong with it. */
export class MalformedToken extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * What somebody scanned or pasted, without what cannot belong to a code; of an address, only the code.
 * @param {string} text
 */
export function tidy(text) {
  const bare = text.replace(INVISIBLE, "");
  const address = ADDRESS.exec(bare);
  return address ? address[1] : bare;
}

/**
 * The label that 124 characters spell, in upper or lower case.
 * @param {string} text
 */
export function readToken(text) {
  // Counted in characters, as Python does; only a longer text can hold one that takes two units.
  const length = text.length === TOKEN_LENGTH ? TOKEN_LENGTH : [...text.slice(0, 2 * TOKEN_LENGTH + 1)].length;
  if (length !== TOKEN_LENGTH) throw new MalformedToken("length");
  if (!/^[0-9A-Za-z]+$/.test(text)) throw new MalformedToken("characters");
  const number = fromBase36(text);
  if (number >> 640n) throw new MalformedToken("too_large");
  const signed = toBytes(number, SIGNED_BYTES);
  const payload = signed.subarray(0, PAYLOAD_BYTES);
  return { label: decodeLabel(number >> 512n), payload, signature: signed.subarray(PAYLOAD_BYTES) };
}

/** @param {bigint} number */
function decodeLabel(number) {
  /** @type {(position: number, width: number) => number} */
  const bits = (position, width) => Number((number >> BigInt(position)) & ((1n << BigInt(width)) - 1n));
  const kind = bits(19, 2);
  const stars = bits(21, 3);
  if (number >> 125n !== FORMAT_VERSION) throw new MalformedToken("version");
  if (bits(16, 3)) throw new MalformedToken("reserved_bits");
  if (kind > 1) throw new MalformedToken("kind");
  if (stars < 3 || stars > 5) throw new MalformedToken("stars");
  return {
    keyId: bits(120, 5),
    certificationId: bits(88, 32),
    batchId: bits(64, 24),
    serial: bits(40, 24),
    kind,
    printedUntil: FIRST_DAY + bits(24, 16),
    printedStars: stars,
    issuedOn: FIRST_DAY + bits(0, 16),
  };
}

// Ten digits of base 36 are the most that a plain number holds exactly.
/** @param {string} text */
function fromBase36(text) {
  let number = BigInt(parseInt(text.slice(0, 4), 36));
  for (let at = 4; at < text.length; at += 10) {
    number = number * 3656158440062976n + BigInt(parseInt(text.slice(at, at + 10), 36));
  }
  return number;
}

/**
 * @param {bigint} number
 * @param {number} size
 */
function toBytes(number, size) {
  const digits = number.toString(16).padStart(2 * size, "0");
  return Uint8Array.from({ length: size }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

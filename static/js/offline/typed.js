// Whether a text is the code beside the QR, typed by hand: the twin of tidy_code in ocop_verify/domain/typed_code.py.
// Its tag is a secret of the issuer, so a phone can tell what it is, and nothing more.

const SEPARATORS = /[ \t\r\n\f\v\u00a0\u2007\u2009\u202f\u3000.,·．。\-‐‑‒–—―－−_/:*'\u00ad\u200b\u200c\u200d\u2060\ufeff]/g;
const DIGITS = [15, 18];
const MOST_TYPED = 100;

/**
 * The 15 or 18 digits that somebody meant; null if they meant something else.
 * @param {string} text
 */
export function typedDigits(text) {
  if ([...text].length > MOST_TYPED) return null;
  const digits = text
    .replace(SEPARATORS, "")
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[OoＯｏ]/g, "0")
    .replace(/[IiLl|Ｉｌ]/g, "1");
  return /^[0-9]+$/.test(digits) && DIGITS.includes(digits.length) ? digits : null;
}

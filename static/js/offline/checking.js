// A scan's walk on the phone, the same steps as ocop_verify/verification/check.py: tidy, read, authenticate, decide.
import { isSignedBy, joined } from "./signature.js";
import { MalformedToken, readToken, tidy } from "./token.js";
import { decide } from "./verdict.js";

/** @import { Catalogue, Key } from "./catalogue.js" */
/** @import { Signed } from "./token.js" */
/** @import { Circulation, Verdict } from "./verdict.js" */

const LABEL_CONTEXT = new TextEncoder().encode("ocop-label-v1\0");

/**
 * Whether one of our keys, the one that the label names, signed it.
 * @param {Signed} signed
 * @param {Map<number, Pick<Key, "public">>} keys
 */
export async function authenticate({ label, payload, signature }, keys) {
  const key = keys.get(label.keyId);
  if (!key) return "unknown_key";
  const isGood = await isSignedBy(key.public, signature, joined(LABEL_CONTEXT, payload));
  return isGood ? "signature_valid" : "signature_invalid";
}

/**
 * The verdict on whatever was scanned, at a moment. `reason` says what is wrong with a malformed code.
 * @param {string} text
 * @param {Catalogue} catalogue
 * @param {number} at
 * @param {Circulation} [circulation]
 * @returns {Promise<Verdict & { reason?: string }>}
 */
export async function check(text, catalogue, at, circulation) {
  let signed;
  try {
    signed = readToken(tidy(text));
  } catch (problem) {
    if (!(problem instanceof MalformedToken)) throw problem;
    return { ...decide(null, "malformed", catalogue, at, circulation), reason: problem.reason };
  }
  return decide(signed.label, await authenticate(signed, catalogue.keys), catalogue, at, circulation);
}

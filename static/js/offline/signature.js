// Ed25519 as the server judges it (docs/decisions/signatures-at-the-edges.md): OpenSSL's verdict, and three
// refusals of our own before it. The browser's own implementation is used where it judges the edges alike,
// else the library `@noble/ed25519` with OpenSSL's equation: without the cofactor, comparing bytes.
import { Point } from "@noble/ed25519";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {(publicKey: Bytes, signature: Bytes, message: Bytes) => Promise<boolean>} Verify */

const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const Y_OF_ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
// The y coordinates of the eight points whose order divides 8, also as they are spelled beyond the prime.
const SMALL_ORDER = new Set(
  [0n, 1n, PRIME - 1n, PRIME, PRIME + 1n, Y_OF_ORDER_8, PRIME - Y_OF_ORDER_8].flatMap((y) => [y, y | (1n << 255n)]),
);

/**
 * Whether `signature` was made over `message` by the owner of the public key; never throws.
 * @type {Verify}
 */
export async function isSignedBy(publicKey, signature, message) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = toNumber(publicKey);
  const isSmall = SMALL_ORDER.has(key) || SMALL_ORDER.has(toNumber(signature.subarray(0, 32)));
  if (isSmall || BigInt.asUintN(255, key) >= PRIME) return false;
  return (await chosen())(publicKey, signature, message);
}

/** @type {Promise<Verify> | undefined} */
let choice;
const chosen = () => (choice ??= isStrict(withWebCrypto).then((strict) => (strict ? withWebCrypto : withNoble)));

// Importing a key costs as much as verifying; there are at most 32 of labels, and the catalogue's.
/** @type {Map<string, CryptoKey>} */
const imported = new Map();

/**
 * With the browser's own implementation. Throws where there is none.
 * @type {Verify}
 */
export async function withWebCrypto(publicKey, signature, message) {
  const name = publicKey.join();
  const key = imported.get(name) ?? (await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]));
  imported.set(name, key);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

/**
 * With the library: R = S·B − k·A, bytes compared, so that R in a second spelling is refused as well.
 * @type {Verify}
 */
export async function withNoble(publicKey, signature, message) {
  const scalar = toNumber(signature.subarray(32));
  if (scalar >= ORDER) return false;
  let key;
  try {
    key = Point.fromBytes(publicKey);
  } catch {
    return false; // no point of the curve
  }
  const nonce = signature.subarray(0, 32);
  const hashed = await crypto.subtle.digest("SHA-512", joined(nonce, publicKey, message));
  const challenge = toNumber(new Uint8Array(hashed)) % ORDER;
  const found = Point.BASE.multiplyUnsafe(scalar).add(key.negate().multiplyUnsafe(challenge)).toBytes();
  return found.every((byte, at) => byte === nonce[at]);
}

/**
 * Whether an implementation is there and judges the edges as OpenSSL does.
 * @param {Verify} verify
 */
export async function isStrict(verify) {
  try {
    for (const { key, message, signature, accepted } of EDGES) {
      if ((await verify(fromHex(key), fromHex(signature), fromHex(message))) !== accepted) return false;
    }
    return true;
  } catch {
    return false; // older browsers do not know the algorithm
  }
}

// Signatures about which implementations disagree.
const EDGES = [
  // The key has a part of order 8, which the challenge cancels: every equation holds.
  {
    key: "c668425144eca1e8f9a8e178986f150a310e6f426cbc38a42c17a9e0c0e71982",
    message: "16",
    signature:
      "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b2353e104047ff701d9d25b1795ec3b33f39304f49bb237ba01776301c7b6162007",
    accepted: true,
  },
  // It cancels only with the cofactor, which OpenSSL does not multiply by.
  {
    key: "c668425144eca1e8f9a8e178986f150a310e6f426cbc38a42c17a9e0c0e71982",
    message: "00",
    signature:
      "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b2351a764511b98536cf31249dc8905c329eb9a00cc2f6799bc346b012bdc3cc10f",
    accepted: false,
  },
  // The scalar has the group's order added: the same signature in a second spelling.
  {
    key: "0f7608783489684c04726001595638e5258c2ed0bdb3d18d9e3453ea8bb458ad",
    message: "00",
    signature:
      "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23d519b3fd460043b0d3d30b600466d4712f68484da81d4628f800768dc44bca18",
    accepted: false,
  },
];

/** @param {string} text */
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));

/** @param {Bytes[]} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Bytes as a number, the least byte first.
 * @param {Bytes} bytes
 */
function toNumber(bytes) {
  let digits = "0x";
  for (let at = bytes.length - 1; at >= 0; at--) digits += bytes[at].toString(16).padStart(2, "0");
  return BigInt(digits);
}

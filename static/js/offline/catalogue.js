// The catalogue for phones: signed bytes opened, checked whole, and looked into. ocop_verify/offline/packing.py
// writes it and says what stands in each column.
import { fromHex, isSignedBy, joined } from "./signature.js";

/** @import { Bytes } from "./signature.js" */

/** @typedef {{ version: number, bodySha256: string, confirmedAt: number, refreshAfter: number, trustUntil: number }} Header */
/** @typedef {ReturnType<Catalogue["_certification"]>} Certification */
/** @typedef {NonNullable<ReturnType<Catalogue["batch"]>>} Batch */
/** @typedef {ReturnType<typeof keyOf>[1]} Key a key of labels */

/** @typedef {{ [row: number]: number }} Few of a column that few rows have, by row */
/**
 * @typedef {object} Columns the body of the file
 * @property {{ id: number, public: string, distrusted: number | null }[]} keys
 * @property {string[]} places
 * @property {{ name: string[], place: number[] }} producers
 * @property {{ id: number[], name: string[], producer: number[] }} products
 * @property {string[]} authorities
 * @property {{ number: string[], authority: number[], issued: number[] }} decisions
 * @property {{ id: number[], product: number[], decision: number[], stars: number[], begins: Few, until: Few, extended: Few, revoked: Few,
 *   paused: { [row: number]: [from: number, lifted: number | null][] } }} certifications
 * @property {{ id: number[], certification: number[], kind: number[], count: number[], key: number[], issued: number[],
 *   voids: { [row: number]: [first: number, last: number][] } }} batches
 */

const CONTEXT = new TextEncoder().encode("ocop-phone-catalogue-v1\0");
const FORMAT = 1;
// 2018-01-01, from which days are counted there.
const FIRST_DAY = 17_532;
const LINE_END = 10;

/** Bytes that are not a whole catalogue signed by a key that is trusted. */
export class DamagedCatalogue extends Error {}

/**
 * Check bytes and read them; throws DamagedCatalogue for whatever a trusted key did not sign whole.
 * @param {Bytes} bytes
 * @param {string[]} trustedKeys
 */
export async function openCatalogue(bytes, trustedKeys) {
  const first = bytes.indexOf(LINE_END);
  const second = bytes.indexOf(LINE_END, first + 1);
  if (first < 0 || second < 0) throw new DamagedCatalogue("two lines are missing");
  const signature = new TextDecoder().decode(bytes.subarray(first + 1, second));
  const header = await signedHeader(bytes.subarray(0, first), signature, trustedKeys);
  const body = bytes.subarray(second + 1);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const expected = fromHex(header.bodySha256);
  if (digest.length !== expected.length || digest.some((byte, at) => byte !== expected[at])) {
    throw new DamagedCatalogue("the content does not match the signature");
  }
  return new Catalogue(header, JSON.parse(new TextDecoder().decode(body)));
}

/**
 * What a server signs when it has no newer one: the same header with a later time.
 * @param {string} text
 * @param {string[]} trustedKeys
 */
export async function readVouching(text, trustedKeys) {
  const [first, signature] = text.split(".");
  return signedHeader(fromBase64(first ?? ""), signature ?? "", trustedKeys);
}

/**
 * @param {Bytes} first
 * @param {string} signature
 * @param {string[]} trustedKeys
 * @returns {Promise<Header>}
 */
async function signedHeader(first, signature, trustedKeys) {
  let told;
  try {
    told = JSON.parse(new TextDecoder().decode(first));
    const isTrusted = trustedKeys.includes(told.key) && told.format === FORMAT;
    if (!isTrusted) throw new DamagedCatalogue("no key that is trusted, or another format");
    const isGood = await isSignedBy(fromBase64(told.key), fromBase64(signature), joined(CONTEXT, first));
    if (!isGood) throw new DamagedCatalogue("the signature is wrong");
  } catch (problem) {
    throw problem instanceof DamagedCatalogue ? problem : new DamagedCatalogue(String(problem));
  }
  return {
    version: told.version,
    bodySha256: told.body_sha256,
    confirmedAt: Date.parse(told.compiled_at),
    refreshAfter: Date.parse(told.compiled_at) + told.ttl_seconds * 1000,
    trustUntil: Date.parse(told.trust_until),
  };
}

/** @param {string} text */
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/** One version of the truth, in columns; records are made when they are asked for. */
export class Catalogue {
  /**
   * @param {Header} header
   * @param {Columns} columns
   */
  constructor(header, columns) {
    this.header = header;
    this.keys = new Map(columns.keys.map(keyOf));
    this._columns = columns;
    const { certifications, batches, products } = columns;
    for (const deltas of [certifications.id, certifications.product, certifications.decision]) summed(deltas);
    for (const deltas of [batches.id, batches.certification, batches.issued]) summed(deltas);
    for (const deltas of [products.id, products.producer]) summed(deltas);
    this._certifications = new Map(certifications.id.map((id, row) => [id, row]));
    this._batches = new Map(batches.id.map((id, row) => [id, row]));
  }

  /** How many certifications it holds. */
  get size() {
    return this._certifications.size;
  }

  /** @param {number} id */
  certification(id) {
    const row = this._certifications.get(id);
    return row === undefined ? null : this._certification(row);
  }

  /** @param {number} id */
  batch(id) {
    const row = this._batches.get(id);
    if (row === undefined) return null;
    const { certification, kind, count, key, issued, voids } = this._columns.batches;
    return {
      id,
      certificationId: certification[row],
      kind: kind[row],
      count: count[row],
      keyId: key[row],
      issuedOn: FIRST_DAY + issued[row],
      voids: voids[row] ?? [],
    };
  }

  /**
   * Every certification of the same product, the newest first. They stand side by side, the oldest first.
   * @param {Certification} certification
   */
  historyOf({ row }) {
    const { product } = this._columns.certifications;
    const found = [];
    let last = row;
    while (product[last + 1] === product[row]) last += 1;
    for (let at = last; product[at] === product[row]; at--) found.push(this._certification(at));
    return found;
  }

  /**
   * The names that an answer shows.
   * @param {Certification} certification
   */
  namesOf({ productRow, decisionRow }) {
    const { products, producers, places, decisions, authorities } = this._columns;
    const producer = products.producer[productRow];
    return {
      productId: products.id[productRow],
      product: products.name[productRow],
      producer: producers.name[producer],
      place: places[producers.place[producer]],
      decision: decisions.number[decisionRow],
      decidedOn: FIRST_DAY + decisions.issued[decisionRow],
      authority: authorities[decisions.authority[decisionRow]],
    };
  }

  /**
   * What a product is called; null where nothing here names it.
   * @param {number} id
   */
  productName(id) {
    const row = this._columns.products.id.indexOf(id);
    return row < 0 ? null : this._columns.products.name[row];
  }

  /** @param {number} row */
  _certification(row) {
    const held = this._columns.certifications;
    const decisionRow = held.decision[row];
    const issued = this._columns.decisions.issued[decisionRow];
    return {
      id: held.id[row],
      row,
      productRow: held.product[row],
      decisionRow,
      stars: held.stars[row],
      validFrom: FIRST_DAY + issued + (held.begins[row] ?? 0),
      printedUntil: dayOrNull(held.until[row]),
      extendedUntil: dayOrNull(held.extended[row]),
      pauses: (held.paused[row] ?? []).map(pauseOf),
      revokedOn: dayOrNull(held.revoked[row]),
    };
  }
}

/**
 * @param {Columns["keys"][number]} key
 * @returns {[id: number, key: { public: Bytes, distrustedFrom: number | null }]}
 */
const keyOf = ({ id, public: hex, distrusted }) => [
  id,
  { public: fromHex(hex), distrustedFrom: dayOrNull(distrusted) },
];

/** @type {(pause: [from: number, lifted: number | null]) => [from: number, lifted: number | null]} */
const pauseOf = ([from, lifted]) => [FIRST_DAY + from, dayOrNull(lifted)];

/** @param {number | null | undefined} day */
const dayOrNull = (day) => (day === null || day === undefined ? null : FIRST_DAY + day);

/**
 * Undo the differences: each number was written as what it adds to the one before.
 * @param {number[]} deltas
 */
function summed(deltas) {
  for (let at = 1; at < deltas.length; at++) deltas[at] += deltas[at - 1];
}

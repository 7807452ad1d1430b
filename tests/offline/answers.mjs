// What the browser's verifier answers: questions come as JSON on standard input, answers go out the same way.
import { readFileSync } from "node:fs";

import { openCatalogue } from "../../static/js/offline/catalogue.js";
import { authenticate, check } from "../../static/js/offline/checking.js";
import { fromHex, isSignedBy, isStrict, withNoble, withWebCrypto } from "../../static/js/offline/signature.js";
import { MalformedToken, readToken, tidy } from "../../static/js/offline/token.js";
import { findingOf, subjectOf } from "../../static/js/field/finding.js";
import { readSaying, sheetOf } from "../../static/js/field/sheet.js";
import { typedDigits } from "../../static/js/offline/typed.js";

const iso = (day) => (day === null ? null : new Date(day * 86_400_000).toISOString().slice(0, 10));

async function token({ text, keys }) {
  let signed;
  try {
    signed = readToken(tidy(text));
  } catch (problem) {
    if (!(problem instanceof MalformedToken)) throw problem;
    return { authenticity: "malformed", reason: problem.reason };
  }
  const held = new Map(Object.entries(keys).map(([id, key]) => [Number(id), { public: fromHex(key) }]));
  const { keyId, certificationId, batchId, serial, kind, printedUntil, printedStars, issuedOn } = signed.label;
  return {
    authenticity: await authenticate(signed, held),
    label: {
      key_id: keyId,
      certification_id: certificationId,
      batch_id: batchId,
      serial,
      kind,
      printed_until: iso(printedUntil),
      printed_stars: printedStars,
      issued_on: iso(issuedOn),
    },
  };
}

async function verdict({ text, now, circulation, catalogue, trusted }) {
  const held = await openCatalogue(Buffer.from(catalogue, "base64"), trusted);
  const found = await check(text, held, Date.parse(now), circulation);
  return {
    headline: found.headline,
    authenticity: found.authenticity,
    standing: found.standing,
    circulation: found.circulation,
    valid_until: iso(found.validUntil),
    newer: found.newer && found.newer.id,
    certification: found.certification && found.certification.id,
    names: found.certification && held.namesOf(found.certification),
  };
}

const judges = { both: isSignedBy, noble: withNoble, webcrypto: withWebCrypto };
const signature = ({ key, message, signature, by }) => judges[by](fromHex(key), fromHex(signature), fromHex(message));

async function opened({ catalogue, trusted }) {
  try {
    return (await openCatalogue(Buffer.from(catalogue, "base64"), trusted)).size;
  } catch (problem) {
    return problem.constructor.name;
  }
}

const ANSWERS = { token, verdict, signature, opened, tidy: async ({ text }) => tidy(text) };
ANSWERS.finding = async ({ seen, goods }) => findingOf(seen, goods);
ANSWERS.subject = async ({ seen, goods }) => subjectOf(seen, goods);
ANSWERS.sheet = async ({ sayings, goods }) => {
  const sheet = sheetOf(sayings.map((each) => readSaying(each, goods)), goods);
  const ids = (all) => all.map(({ id }) => id);
  return {
    lines: sheet.lines.map(({ subject, finding, checks, disputed, settledBy, colour }) => ({
      subject,
      finding,
      checks: ids(checks),
      disputed,
      settled_by: settledBy && settledBy.id,
      colour,
    })),
    notes: ids(sheet.notes),
    finished_by: sheet.finishedBy && sheet.finishedBy.id,
    colour: sheet.colour,
    left: sheet.left,
  };
};
ANSWERS.typed = async ({ text }) => typedDigits(text);
ANSWERS.strict = async ({ by }) => isStrict(by === "lax" ? async () => true : judges[by]);

const answers = [];
for (const { ask, ...question } of JSON.parse(readFileSync(0, "utf-8"))) answers.push(await ANSWERS[ask](question));
process.stdout.write(JSON.stringify(answers));

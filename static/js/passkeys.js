// Forms that a passkey answers: <form data-passkey="create|get" data-options="…"> with a hidden field "answer".
// The options come with the page and the answer goes as a field, so nothing is fetched.
import { the } from "./page/elements.js";

/**
 * What the server asks for, with bytes as text.
 * @typedef {{ id: string, type: "public-key", transports?: AuthenticatorTransport[] }[]} Keys
 * @typedef {Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials">
 *   & { challenge: string, user: Omit<PublicKeyCredentialUserEntity, "id"> & { id: string }, excludeCredentials?: Keys }} ToCreate
 * @typedef {Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials">
 *   & { challenge: string, allowCredentials?: Keys }} ToGet
 */

/** @param {string} text */
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
/** @param {ArrayBuffer} bytes */
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** @param {Keys | undefined} keys */
const withBytes = (keys) => (keys ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

/** @param {ToCreate} options */
async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  const { response } = /** @type {PublicKeyCredential & { response: AuthenticatorAttestationResponse }} */ (made);
  return answer(made, {
    clientDataJSON: toText(response.clientDataJSON),
    attestationObject: toText(response.attestationObject),
  });
}

/** @param {ToGet} options */
async function get(options) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  const { response } = /** @type {PublicKeyCredential & { response: AuthenticatorAssertionResponse }} */ (found);
  return answer(found, {
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: response.userHandle ? toText(response.userHandle) : null,
  });
}

/**
 * What goes back to the server. Of what the browser gives, only public keys have raw bytes.
 * @param {Credential | null} credential
 * @param {{ [name: string]: string | null }} response
 */
function answer(credential, response) {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  const trouble = the(form, "[data-trouble]");
  if (!window.PublicKeyCredential) {
    the(form, "[data-unable]").hidden = false;
    continue;
  }
  the(form, "button").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options ?? "");
      const answered = await (form.dataset.passkey === "create" ? create(options) : get(options));
      the(form, "[name=answer]", HTMLInputElement).value = answered;
      form.submit();
    } catch {
      // The person closed the dialog, the key is known already, or no key was there.
      trouble.hidden = false;
    }
  });
}

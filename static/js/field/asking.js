// Asks the doors for phones in the field. Reasons come in the language of the page.

/** @typedef {{ token: string }} Token what opens the doors */

const BASE = "/api/v1/field/";
const PATIENCE_MS = 30_000;

const TURNS = 3;
const LONGEST_PAUSE_SECONDS = 10;

/**
 * The server's answer; null where none came. `access` is {token}, or null before there is one. A server that has too much
 * to do and says when to come back is asked again then.
 * @param {string} path
 * @param {Token | null} access
 * @param {RequestInit} [options]
 */
export async function asked(path, access, options = {}) {
  for (let turn = 1; ; turn += 1) {
    const answer = await askedOnce(path, access, options);
    const pause = answer?.status === 503 ? Number(answer.headers.get("Retry-After")) : 0;
    if (!pause || pause > LONGEST_PAUSE_SECONDS || turn === TURNS) return answer;
    await new Promise((resolve) => setTimeout(resolve, pause * 1_000 * (1 + Math.random()))); // not all phones at once
  }
}

/**
 * @param {string} path
 * @param {Token | null} access
 * @param {RequestInit} options
 */
async function askedOnce(path, access, options) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  const headers = new Headers(options.headers);
  headers.set("Accept", "application/json");
  headers.set("Accept-Language", document.documentElement.lang);
  if (access) headers.set("Authorization", `Bearer ${access.token}`);
  try {
    const { signal } = controller;
    return await fetch(BASE + path, { cache: "no-store", redirect: "error", signal, ...options, headers });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What an answer holds; {} where it holds nothing that can be read.
 * @template T
 * @param {Response | null} answer
 * @returns {Promise<Partial<T>>}
 */
export const told = async (answer) => (await answer?.json().catch(() => null)) ?? {};

/**
 * How to send something.
 * @param {object} body
 */
export const posting = (body) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "Content-Type": "application/json" },
});

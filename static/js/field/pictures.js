// Pictures as they are kept on the phone: scaled down before anything else, and called by their SHA-256.

import { drawingOf } from "../scanner/reading.js";

/** @typedef {{ digest: string, blob: Blob }} Picture */

const MOST_PIXELS = 1_600;
const QUALITY = 0.82;

/**
 * A photo that somebody took, scaled down. Throws where it is no picture.
 * @param {File} file
 */
export async function scaled(file) {
  const bitmap = await createImageBitmap(file);
  try {
    const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    drawingOf(canvas).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await pictureOf(canvas, "image/jpeg", QUALITY);
  } finally {
    bitmap.close();
  }
}

/**
 * What stands on a canvas, as a file with its name.
 * @param {HTMLCanvasElement} canvas
 * @param {string} kind
 * @param {number} [quality]
 * @returns {Promise<Picture>}
 */
export async function pictureOf(canvas, kind, quality) {
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind, quality));
  if (!blob) throw new Error("the picture could not be written");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return { digest: hex(digest), blob };
}

/**
 * The name of a code that was scanned: the first half of its SHA-256, as the server names it.
 * @param {string} text
 */
export async function nameOf(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hex(new Uint8Array(digest).subarray(0, 16));
}

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

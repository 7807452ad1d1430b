// The phone's camera: opened at full size, looked at again and again, with its light and zoom where it has them.

import { drawMiddle } from "./reading.js";

// A label of 20 mm at 15 cm is some 200 pixels wide at 1080 lines, which reads; at 720 it hardly does.
const WANTED = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };
const PAUSE_MS = 60;
// Looked at in turns: the middle in full size; closer, its own middle twice as large, for a label that is small or far
// away; the whole picture, for one held at the side. One costs as much as another, or little more.
const TURNS = ["middle", "closer", "middle", "whole"];

/** @typedef {Awaited<ReturnType<typeof openCamera>>} Camera */

/** Why there is no picture: what a page can say about it, "refused", "none" or "busy". */
export class NoCamera extends Error {
  /** @param {"refused" | "none" | "busy"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Show the camera in a video element and hand what is seen to `look`, until `stop`.
 * @param {HTMLVideoElement} video
 * @param {(canvas: HTMLCanvasElement) => Promise<void>} look
 */
export async function openCamera(video, look) {
  const stream = await opened();
  video.srcObject = stream;
  await video.play();
  const [track] = stream.getVideoTracks();
  let isOpen = true;
  watch(video, look, () => isOpen && track.readyState === "live");
  return {
    ...abilitiesOf(track),
    stop: () => {
      isOpen = false;
      track.stop();
      video.srcObject = null;
    },
  };
}

async function opened() {
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera("none");
  try {
    return await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
  } catch (problem) {
    const name = problem instanceof Error ? problem.name : "";
    if (["NotAllowedError", "SecurityError"].includes(name)) throw new NoCamera("refused");
    throw new NoCamera(name === "NotReadableError" ? "busy" : "none");
  }
}

/**
 * What the camera can do besides: `zoom` is its range, both are absent where it cannot.
 * @param {MediaStreamTrack} track
 */
function abilitiesOf(track) {
  const can = track.getCapabilities?.() ?? {};
  const { zoom } = can;
  /** @param {MediaTrackConstraintSet} wish */
  const apply = (wish) => track.applyConstraints({ advanced: [wish] }).catch(() => {});
  return {
    size: track.getSettings(),
    torch: can.torch ? (/** @type {boolean} */ isOn) => apply({ torch: isOn }) : undefined,
    zoom: zoom && zoom.max > zoom.min ? { ...zoom, set: (/** @type {number} */ value) => apply({ zoom: value }) } : undefined,
  };
}

/**
 * One look at a time, so that a slow phone looks less often and lags never.
 * @param {HTMLVideoElement} video
 * @param {(canvas: HTMLCanvasElement) => Promise<void>} look
 * @param {() => boolean} isOpen
 */
async function watch(video, look, isOpen) {
  const canvas = document.createElement("canvas");
  for (let turn = 0; isOpen(); turn++) {
    if (video.videoWidth && !document.hidden) {
      draw(canvas, video, { width: video.videoWidth, height: video.videoHeight }, turn);
      await look(canvas);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/**
 * Draw what of a picture is looked at in a turn.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} picture
 * @param {{ width: number, height: number }} size
 * @param {number} turn
 */
export function draw(canvas, picture, size, turn) {
  const kind = TURNS[turn % TURNS.length];
  const side = Math.min(size.width, size.height);
  canvas.width = kind === "whole" ? size.width : side;
  canvas.height = kind === "whole" ? size.height : side;
  drawMiddle(canvas, picture, size, kind === "closer" ? 2 : 1);
}

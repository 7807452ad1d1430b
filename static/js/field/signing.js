// A signature, drawn with a finger, a pen or a mouse. It is never asked for: who cannot draw, skips it.
import { drawingOf } from "../scanner/reading.js";
import { pictureOf } from "./pictures.js";

/**
 * A canvas to sign on: `wipe()`, `isEmpty()`, and `picture()` for what was drawn.
 * @param {HTMLCanvasElement} canvas
 */
export function openSigning(canvas) {
  const drawing = drawingOf(canvas);
  let isEmpty = true;
  /** @type {[x: number, y: number] | null} */
  let last = null;

  /** @type {(event: PointerEvent) => [x: number, y: number]} */
  const at = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((clientX - left) * canvas.width) / width, ((clientY - top) * canvas.height) / height];
  };

  function wipe() {
    isEmpty = true;
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(drawing, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1B1F24" });
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(event);
    drawing.beginPath();
    drawing.moveTo(...last);
    drawing.lineTo(...next);
    drawing.stroke();
    last = next;
    isEmpty = false;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = null));
  wipe();
  return { wipe, isEmpty: () => isEmpty, picture: () => pictureOf(canvas, "image/png") };
}

// From pixels to texts: with the browser's own reader where it has one, else with ours, loaded when first needed.

/** @typedef {{ read: (canvas: HTMLCanvasElement) => Promise<string[]> }} Reader of QR codes: the texts that stand on a canvas */

/**
 * The browser's reader, or ours.
 * @param {{ decoder: string, wasm: string }} files
 * @returns {Promise<Reader>}
 */
export async function openReader({ decoder, wasm }) {
  return (await ownReader()) ?? ourReader(decoder, wasm);
}

/** @returns {Promise<Reader | null>} */
async function ownReader() {
  const Own = window.BarcodeDetector;
  const formats = await Own?.getSupportedFormats?.().catch(() => null);
  if (!Own || !formats?.includes("qr_code")) return null;
  const detector = new Own({ formats: ["qr_code"] });
  return { read: async (canvas) => (await detector.detect(canvas)).map(({ rawValue }) => rawValue) };
}

/**
 * @param {string} decoder
 * @param {string} wasm
 * @returns {Reader}
 */
function ourReader(decoder, wasm) {
  const worker = new Worker(decoder, { type: "module" });
  /** @type {Map<number, { resolve: (texts: string[]) => void, reject: (problem: Error) => void }>} */
  const waiting = new Map();
  let last = 0;
  worker.addEventListener("message", ({ data: { id, texts, problem } }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (problem) asked?.reject(new Error(problem));
    else asked?.resolve(texts);
  });
  worker.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error("the decoder did not start"));
    waiting.clear();
  });
  worker.postMessage({ wasm: new URL(wasm, location.href).href });
  return {
    read: (canvas) =>
      new Promise((resolve, reject) => {
        const image = drawingOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
        waiting.set((last += 1), { resolve, reject });
        worker.postMessage({ id: last, image }, [image.data.buffer]);
      }),
  };
}

/**
 * What draws on a canvas. Nobody asks one of ours for another kind, so it is there.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export const drawingOf = (canvas, settings) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));

// How a picture is looked at until something is read: how much of it, from its middle; the most pixels, of which more
// show no label better; how many times its own size. It is looked at whole, fine and coarse, then larger than it is,
// then only its middle.
const LOOKS = [
  { share: 1, most: 2_400, largest: 1 },
  { share: 1, most: 800, largest: 1 },
  { share: 1, most: 2_400, largest: 2 },
  { share: 0.5, most: 2_400, largest: 2 },
];

/**
 * The texts in a picture that somebody took or chose.
 * @param {Blob} file
 * @param {Reader} reader
 */
export async function readPicture(file, reader) {
  const bitmap = await createImageBitmap(file);
  const looked = new Set();
  try {
    for (const { share, most, largest } of LOOKS) {
      const scale = Math.min(largest, most / (Math.max(bitmap.width, bitmap.height) * share));
      const look = `${share} ${scale}`;
      if (looked.has(look)) continue;
      looked.add(look);
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * share * scale);
      canvas.height = Math.round(bitmap.height * share * scale);
      drawMiddle(canvas, bitmap, bitmap, scale);
      const texts = await reader.read(canvas);
      if (texts.length) return texts;
    }
    return [];
  } finally {
    bitmap.close();
  }
}

/**
 * Fill a canvas with the middle of a picture, `scale` times its size.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} picture
 * @param {{ width: number, height: number }} size
 * @param {number} scale
 */
export function drawMiddle(canvas, picture, { width, height }, scale) {
  const drawing = drawingOf(canvas, { willReadFrequently: true });
  const [wide, high] = [width * scale, height * scale];
  drawing.drawImage(picture, (canvas.width - wide) / 2, (canvas.height - high) / 2, wide, high);
}

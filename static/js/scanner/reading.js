// From pixels to texts: with the browser's own reader where it has one, else with ours, loaded when first needed.

/** A reader of QR codes; `read(canvas)` gives the texts that stand on it. */
export async function openReader({ decoder, wasm }) {
  return (await ownReader()) ?? ourReader(decoder, wasm);
}

async function ownReader() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
  if (!formats?.includes("qr_code")) return null;
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  return { read: async (canvas) => (await detector.detect(canvas)).map(({ rawValue }) => rawValue) };
}

function ourReader(decoder, wasm) {
  const worker = new Worker(decoder, { type: "module" });
  const waiting = new Map();
  let last = 0;
  worker.addEventListener("message", ({ data: { id, texts, problem } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (problem) reject(new Error(problem));
    else resolve(texts);
  });
  worker.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error("the decoder did not start"));
    waiting.clear();
  });
  worker.postMessage({ wasm: new URL(wasm, location.href).href });
  return {
    read: (canvas) =>
      new Promise((resolve, reject) => {
        const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        waiting.set((last += 1), { resolve, reject });
        worker.postMessage({ id: last, image }, [image.data.buffer]);
      }),
  };
}

// How a picture is looked at until something is read: how much of it, from its middle; the most pixels, of which more
// show no label better; how many times its own size. It is looked at whole, fine and coarse, then larger than it is,
// then only its middle.
const LOOKS = [
  { share: 1, most: 2_400, largest: 1 },
  { share: 1, most: 800, largest: 1 },
  { share: 1, most: 2_400, largest: 2 },
  { share: 0.5, most: 2_400, largest: 2 },
];

/** The texts in a picture that somebody took or chose. */
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

/** Fill a canvas with the middle of a picture, `scale` times its size. */
export function drawMiddle(canvas, picture, { width, height }, scale) {
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  const [wide, high] = [width * scale, height * scale];
  drawing.drawImage(picture, (canvas.width - wide) / 2, (canvas.height - high) / 2, wide, high);
}

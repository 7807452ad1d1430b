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

// A picture may be of any size; more than this shows no label better.
const MOST_PIXELS = 2_400;

/** The texts in a picture that somebody took or chose, looked at in two sizes: fine, then coarse. */
export async function readPicture(file, reader) {
  const bitmap = await createImageBitmap(file);
  try {
    for (const most of [MOST_PIXELS, MOST_PIXELS / 3]) {
      const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const texts = await reader.read(canvas);
      if (texts.length) return texts;
    }
    return [];
  } finally {
    bitmap.close();
  }
}

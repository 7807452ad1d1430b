// Reads QR codes in a thread of its own: zxing-cpp as WebAssembly, for browsers that have no reader themselves.
import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

/** @type {BarcodeDetector | undefined} */
let detector;

addEventListener("message", async ({ data: { id, wasm, image } }) => {
  if (wasm) {
    prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
    detector = new BarcodeDetector({ formats: ["qr_code"] });
    return;
  }
  try {
    const found = (await detector?.detect(image)) ?? [];
    postMessage({ id, texts: found.map(({ rawValue }) => rawValue) });
  } catch (problem) {
    postMessage({ id, problem: String(problem) });
  }
});

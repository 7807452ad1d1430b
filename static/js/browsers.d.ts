// What browsers know and TypeScript's own lists leave out, and the events that are ours.
import type { BarcodeDetector } from "barcode-detector/ponyfill";
import type { DataState } from "./scanner/panel.js";

declare global {
  interface Window {
    BarcodeDetector?: typeof BarcodeDetector;
  }
  interface Navigator {
    /** Safari on an iPhone: whether this runs from the home screen. */
    standalone?: boolean;
  }
  interface HTMLElementEventMap {
    "ocop:data": CustomEvent<DataState>;
  }
  interface WindowEventMap {
    beforeinstallprompt: Event & { prompt(): Promise<unknown> };
  }
  interface MediaTrackCapabilities {
    torch?: boolean;
    zoom?: { min: number; max: number; step?: number };
  }
  interface MediaTrackConstraintSet {
    torch?: boolean;
    zoom?: number;
  }
}

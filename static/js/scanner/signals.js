// A sound and a tremor for each answer, so that nobody needs to look at the phone; can be switched off.

const GOOD = { notes: [[880, 0], [1320, 0.09]], tremor: [60] };
const DOUBTFUL = { notes: [[520, 0], [520, 0.16]], tremor: [80, 80, 80] };
const BAD = { notes: [[220, 0], [220, 0.2], [160, 0.4]], tremor: [250, 100, 250] };
/** @type {{ [key: string]: typeof GOOD }} */
const SIGNALS = {
  in_force: GOOD,
  expiring: GOOD,
  superseded: DOUBTFUL,
  not_yet_valid: DOUBTFUL,
  unconfirmed: DOUBTFUL,
  malformed: DOUBTFUL,
  foreign: DOUBTFUL,
  unknown: DOUBTFUL,
  not_declared: DOUBTFUL,
  no_label: DOUBTFUL,
};
const SETTING = "ocop-signals";
const SECONDS = 0.12;

/** @type {AudioContext | undefined} */
let context;

export const isLoud = () => read() !== "off";

/** @param {boolean} loud */
export function setLoud(loud) {
  try {
    localStorage.setItem(SETTING, loud ? "on" : "off");
  } catch {
    // Storage is refused: it stays as it is for this visit.
  }
}

function read() {
  try {
    return localStorage.getItem(SETTING);
  } catch {
    return null;
  }
}

/** A browser plays nothing before the person has touched something; call it when they do. */
export function wake() {
  if (globalThis.AudioContext) context ??= new AudioContext();
  context?.resume();
}

/** @param {string} headline */
export function signal(headline) {
  if (!isLoud()) return;
  const { notes, tremor } = SIGNALS[headline] ?? BAD;
  // Before the person has touched the page, browsers refuse to vibrate, and complain.
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(tremor);
  if (context?.state !== "running") return;
  for (const [frequency, delay] of notes) {
    const tone = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: 0.2 });
    tone.connect(volume).connect(context.destination);
    tone.start(context.currentTime + delay);
    tone.stop(context.currentTime + delay + SECONDS);
  }
}

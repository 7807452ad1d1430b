// The phone's camera: opened at full size, looked at again and again, with its light and zoom where it has them.

// A label of 20 mm at 15 cm is some 200 pixels wide at 1080 lines, which reads; at 720 it does not.
const WANTED = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };
const PAUSE_MS = 60;
// The middle is looked at in full size; every few looks the whole picture, for a label held at the side.
const WHOLE_EVERY = 4;

/** Why there is no picture: what a page can say about it, "refused", "none" or "busy". */
export class NoCamera extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Show the camera in a video element and hand what is seen to `look`, until `stop`. */
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
  } catch ({ name }) {
    const reasons = { NotAllowedError: "refused", SecurityError: "refused", NotReadableError: "busy" };
    throw new NoCamera(reasons[name] ?? "none");
  }
}

/** What the camera can do besides: `zoom` is its range, both are absent where it cannot. */
function abilitiesOf(track) {
  const can = track.getCapabilities?.() ?? {};
  const apply = (wish) => track.applyConstraints({ advanced: [wish] }).catch(() => {});
  return {
    size: track.getSettings(),
    torch: can.torch ? (isOn) => apply({ torch: isOn }) : undefined,
    zoom: can.zoom?.max > can.zoom?.min ? { ...can.zoom, set: (value) => apply({ zoom: value }) } : undefined,
  };
}

/** One look at a time, so that a slow phone looks less often and lags never. */
async function watch(video, look, isOpen) {
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  for (let turn = 1; isOpen(); turn++) {
    const { videoWidth: width, videoHeight: height } = video;
    if (width && !document.hidden) {
      const side = turn % WHOLE_EVERY ? Math.min(width, height) : 0;
      canvas.width = side || width;
      canvas.height = side || height;
      drawing.drawImage(video, (canvas.width - width) / 2, (canvas.height - height) / 2);
      await look(canvas);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

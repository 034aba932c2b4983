// @ts-check
// A film of a run: every day that is drawn, framed as the picture is, until the run stands still.

const TYPE = "video/webm", END_MS = 600; // for which the last day stays
const RATE = 4e6; // bits a second, so that words stay sharp

/** Whether this browser can make one. */
export const canFilm = () => typeof MediaRecorder === "function" && MediaRecorder.isTypeSupported(TYPE);

/**
 * @param {() => HTMLCanvasElement} frame The day that is shown, as a picture.
 */
export function makeFilm(frame) {
  const first = frame(), screen = document.createElement("canvas"), parts = /** @type {Blob[]} */ ([]);
  Object.assign(screen, { width: first.width, height: first.height });
  const pen = screen.getContext("2d");
  const recorder = new MediaRecorder(screen.captureStream(), { mimeType: TYPE, videoBitsPerSecond: RATE });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  /** @param {HTMLCanvasElement} picture */
  const show = (picture) => pen.drawImage(picture, 0, 0, screen.width, screen.height);
  show(first);
  return {
    day: () => show(frame()),
    end: () => new Promise((/** @type {(film: Blob) => void} */ done) => {
      recorder.onstop = () => done(new Blob(parts, { type: TYPE }));
      setTimeout(() => recorder.stop(), END_MS);
    }),
  };
}

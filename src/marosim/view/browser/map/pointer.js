// @ts-check
// Pointing at the map: panning, zooming, picking a town, by mouse, finger or keyboard.

import { ELASTIC } from "./camera.js";
import { drag } from "./gesture.js";
import { makeGlide } from "./glide.js";
import { enlarged } from "../dom.js";

/** @import { Shown } from "./shown.js" */
/** @import { Spot } from "./gesture.js" */

const TOWN_PX = 22; // a click or tap so near to a town is meant for it, whatever stands there
const STILL_PX = 4; // who moves a mouse less has clicked; a finger is less steady
const STILL_FINGER_PX = 10;
const STEP_PX = 60; // of an arrow key

/**
 * @typedef {object} Heard
 * @property {(more?: boolean) => void} moved The country was moved under the window; whether it moves on by itself.
 * @property {(place: number) => void} picked A place; -1 for none.
 * @property {(spot: Spot | null, place: number) => void} told What is under the pointer; nowhere when it has left.
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Shown} shown
 * @param {Heard} heard
 */
export function watchPointer(canvas, shown, { moved, picked, told }) {
  const { camera } = shown;
  /** @type {Map<number, Spot>} where each finger is, or the mouse while its button is down */
  const held = new Map();
  let far = 0; // for so many pixels they have been dragged
  const glide = makeGlide((dx, dy, more) => {
    camera.panBy(dx, dy);
    moved(more);
  });

  /**
   * @param {MouseEvent} event
   * @returns {Spot}
   */
  function spotOf(event) {
    const box = canvas.getBoundingClientRect();
    const large = enlarged(canvas);
    return [(event.clientX - box.left) / large, (event.clientY - box.top) / large];
  }

  /**
   * @param {Spot} spot
   * @param {number} within
   */
  function placeNear([x, y], within) {
    let best = -1, nearest = within;
    shown.scene?.names.forEach((_, place) => {
      const [px, py] = shown.at(place);
      const distance = Math.hypot(px - x, py - y);
      if (distance < nearest) [nearest, best] = [distance, place];
    });
    return best;
  }

  /** @param {Spot} spot */
  const meant = (spot) => (shown.frame ? placeNear(spot, TOWN_PX) : -1);

  // where the page scrolls, one finger scrolls it, and two move the map
  const fingerScrolls = () => getComputedStyle(canvas).touchAction !== "none";

  canvas.addEventListener("pointerdown", (event) => {
    if (!held.size) far = 0;
    glide.stop();
    held.set(event.pointerId, spotOf(event));
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const spot = spotOf(event), by = event.pointerType === "touch" ? "touch" : "mouse";
    if (!held.has(event.pointerId)) {
      const place = meant(spot);
      canvas.style.cursor = place >= 0 ? "pointer" : "grab";
      told(spot, place);
      return;
    }
    const before = [...held.values()];
    held.set(event.pointerId, spot);
    const { dx, dy, factor, middle } = drag(before, [...held.values()]);
    far += Math.abs(dx) + Math.abs(dy) + (held.size > 1 ? STILL_FINGER_PX : 0);
    if (far <= (by === "touch" ? STILL_FINGER_PX : STILL_PX)) return;
    if (by === "touch" && held.size === 1 && fingerScrolls()) return;
    camera.panBy(dx, dy);
    glide.feel(event.timeStamp, dx, dy);
    if (factor !== 1) camera.zoomBy(factor, ...middle, ELASTIC); // each finger is told of by itself
    moved();
  });
  canvas.addEventListener("pointerup", (event) => {
    const by = event.pointerType === "touch" ? "touch" : "mouse";
    const click = held.size === 1 && far <= (by === "touch" ? STILL_FINGER_PX : STILL_PX);
    held.delete(event.pointerId);
    if (!click || !shown.frame) return;
    const spot = spotOf(event), place = meant(spot);
    picked(place);
    if (by === "touch") told(spot, place); // who has no pointer to hover with is told at a tap
  });
  canvas.addEventListener("pointercancel", (event) => held.delete(event.pointerId)); // the page scrolls
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    canvas.addEventListener(end, (event) => {
      if (held.size || far <= STILL_PX) return;
      camera.zoomBy(1); // back within its bounds
      moved();
      glide.go(event.timeStamp);
    });
  }
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") told(null, -1);
  });
  canvas.addEventListener("touchmove", (event) => {
    if (event.touches.length > 1) event.preventDefault(); // else the browser would move the page
  }, { passive: false });
  canvas.addEventListener("wheel", (event) => {
    if (fingerScrolls() && !event.ctrlKey) return; // so does a wheel
    event.preventDefault();
    glide.stop();
    camera.zoomBy(Math.exp(-event.deltaY * 0.0016), ...spotOf(event));
    moved();
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => {
    camera.zoomBy(1.8, ...spotOf(event));
    moved();
  });

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => camera.panBy(STEP_PX, 0), ArrowRight: () => camera.panBy(-STEP_PX, 0),
    ArrowUp: () => camera.panBy(0, STEP_PX), ArrowDown: () => camera.panBy(0, -STEP_PX),
    "+": () => camera.zoomBy(1.4), "=": () => camera.zoomBy(1.4),
    "-": () => camera.zoomBy(1 / 1.4), 0: () => camera.fit(),
    Enter: () => picked(placeNear([camera.view.width / 2, camera.view.height / 2], Infinity)),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || !shown.scene) return;
    event.preventDefault();
    event.stopPropagation();
    glide.stop();
    keys[event.key]();
    moved();
  });
}

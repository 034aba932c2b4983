// @ts-check
// Pointing at the map: panning, zooming, picking a town or a unit, by mouse, finger or keyboard.

import { drag } from "./gesture.js";

/** @import { Shown } from "./shown.js" */
/** @import { Crowd, Mark } from "./units.js" */
/** @import { Spot } from "./gesture.js" */

// a click or tap so near to a town's edge, or to a unit's, is meant for it
const TOWN_PX = { mouse: 14, touch: 22 };
const UNIT_PX = { mouse: 3, touch: 9 };
const STILL_PX = 4; // who moves a mouse less has clicked; a finger is less steady
const STILL_FINGER_PX = 10;
const STEP_PX = 60; // of an arrow key

/**
 * @typedef {object} Heard
 * @property {() => void} moved The country was moved under the window.
 * @property {(place: number, unit: number | null) => void} picked A place, or a unit that stands there; -1 for neither.
 * @property {(spot: Spot | null, unit: Mark | null, place: number) => void} told What is under the pointer; nowhere when it has left.
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Shown} shown
 * @param {Crowd} crowd
 * @param {Heard} heard
 */
export function watchPointer(canvas, shown, crowd, { moved, picked, told }) {
  const { camera } = shown;
  /** @type {Map<number, Spot>} where each finger is, or the mouse while its button is down */
  const held = new Map();
  let far = 0; // for so many pixels they have been dragged

  /**
   * @param {MouseEvent} event
   * @returns {Spot}
   */
  function spotOf(event) {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /**
   * @param {Spot} spot
   * @param {number} within
   */
  function placeNear([x, y], within) {
    let best = -1, nearest = within;
    shown.scene?.names.forEach((_, place) => {
      const [px, py] = shown.at(place);
      const distance = Math.hypot(px - x, py - y) - shown.radius(place);
      if (distance < nearest) [nearest, best] = [distance, place];
    });
    return best;
  }

  /**
   * The unit or else the place that is meant by a spot.
   * @param {Spot} spot
   * @param {"mouse" | "touch"} by
   * @returns {{ unit: Mark | null, place: number }}
   */
  function meant(spot, by) {
    if (!shown.frame) return { unit: null, place: -1 };
    const unit = shown.show.units && !shown.differs ? crowd.near(...spot, UNIT_PX[by]) : null;
    return { unit, place: unit?.place ?? placeNear(spot, TOWN_PX[by]) };
  }

  // where the page scrolls, one finger scrolls it, and two move the map
  const fingerScrolls = () => getComputedStyle(canvas).touchAction !== "none";

  canvas.addEventListener("pointerdown", (event) => {
    if (!held.size) far = 0;
    held.set(event.pointerId, spotOf(event));
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const spot = spotOf(event), by = event.pointerType === "touch" ? "touch" : "mouse";
    if (!held.has(event.pointerId)) {
      const { unit, place } = meant(spot, by);
      canvas.style.cursor = place >= 0 ? "pointer" : "grab";
      told(spot, unit, place);
      return;
    }
    const before = [...held.values()];
    held.set(event.pointerId, spot);
    const { dx, dy, factor, middle } = drag(before, [...held.values()]);
    far += Math.abs(dx) + Math.abs(dy) + (held.size > 1 ? STILL_FINGER_PX : 0);
    if (far <= (by === "touch" ? STILL_FINGER_PX : STILL_PX)) return;
    if (by === "touch" && held.size === 1 && fingerScrolls()) return;
    camera.panBy(dx, dy);
    if (factor !== 1) camera.zoomBy(factor, ...middle);
    moved();
  });
  canvas.addEventListener("pointerup", (event) => {
    const by = event.pointerType === "touch" ? "touch" : "mouse";
    const click = held.size === 1 && far <= (by === "touch" ? STILL_FINGER_PX : STILL_PX);
    held.delete(event.pointerId);
    if (!click || !shown.frame) return;
    const spot = spotOf(event), { unit, place } = meant(spot, by);
    picked(place, unit && !shown.known ? unit.id : null);
    if (by === "touch") told(spot, unit, place); // who has no pointer to hover with is told at a tap
  });
  canvas.addEventListener("pointercancel", (event) => held.delete(event.pointerId)); // the page scrolls
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") told(null, null, -1);
  });
  canvas.addEventListener("touchmove", (event) => {
    if (event.touches.length > 1) event.preventDefault(); // else the browser would move the page
  }, { passive: false });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
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
    Enter: () => picked(placeNear([camera.view.width / 2, camera.view.height / 2], Infinity), null),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || !shown.scene) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
    moved();
  });
}

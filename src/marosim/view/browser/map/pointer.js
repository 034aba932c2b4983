// @ts-check
// Pointing at the map: panning, zooming, picking a town or a unit, by mouse, finger or keyboard.

/** @import { Shown } from "./shown.js" */
/** @import { Crowd } from "./units.js" */

const TOWN_PX = 14; // a click so near to a town's edge is meant for it
const UNIT_PX = 3;
const STILL_PX = 4; // who moves less has clicked
const STEP_PX = 60; // of an arrow key

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Shown} shown
 * @param {Crowd} crowd
 * @param {object} told
 * @param {() => void} told.moved The country was moved under the window.
 * @param {(place: number, unit: number | null) => void} told.picked A place, or a unit that stands there; -1 for neither.
 * @param {(x: number, y: number, unit: import("./units.js").Mark | null, place: number) => void} told.hovered
 */
export function watchPointer(canvas, shown, crowd, { moved, picked, hovered }) {
  const { camera } = shown;
  /** @type {{ at: number[], far: number } | null} */
  let held = null;

  /** @param {MouseEvent} event */
  function point(event) {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} within
   */
  function placeNear(x, y, within) {
    let best = -1, nearest = within;
    shown.scene?.names.forEach((_, place) => {
      const [px, py] = shown.at(place);
      const distance = Math.hypot(px - x, py - y) - shown.radius(place);
      if (distance < nearest) [nearest, best] = [distance, place];
    });
    return best;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  function unitNear(x, y) {
    return shown.show.units && !shown.differs ? crowd.near(x, y, UNIT_PX) : null;
  }

  canvas.addEventListener("pointerdown", (event) => {
    held = { at: point(event), far: 0 };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = point(event);
    if (held) {
      const [dx, dy] = [x - held.at[0], y - held.at[1]];
      held.far += Math.abs(dx) + Math.abs(dy);
      held.at = [x, y];
      if (held.far > STILL_PX) {
        camera.panBy(dx, dy);
        moved();
      }
      return;
    }
    const unit = shown.frame && unitNear(x, y), place = shown.frame ? placeNear(x, y, TOWN_PX) : -1;
    canvas.style.cursor = unit || place >= 0 ? "pointer" : "grab";
    hovered(x, y, unit, place);
  });
  canvas.addEventListener("pointerup", (event) => {
    const click = held && held.far <= STILL_PX;
    held = null;
    if (!click || !shown.frame) return;
    const [x, y] = point(event), unit = unitNear(x, y);
    if (unit) picked(unit.place, shown.known ? null : unit.id);
    else picked(placeNear(x, y, TOWN_PX), null);
  });
  canvas.addEventListener("pointerleave", () => hovered(0, 0, null, -1));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x, y] = point(event);
    camera.zoomBy(Math.exp(-event.deltaY * 0.0016), x, y);
    moved();
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => {
    const [x, y] = point(event);
    camera.zoomBy(1.8, x, y);
    moved();
  });

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => camera.panBy(STEP_PX, 0), ArrowRight: () => camera.panBy(-STEP_PX, 0),
    ArrowUp: () => camera.panBy(0, STEP_PX), ArrowDown: () => camera.panBy(0, -STEP_PX),
    "+": () => camera.zoomBy(1.4), "=": () => camera.zoomBy(1.4),
    "-": () => camera.zoomBy(1 / 1.4), 0: () => camera.fit(),
    Enter: () => picked(placeNear(camera.view.width / 2, camera.view.height / 2, Infinity), null),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || !shown.scene) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
    moved();
  });
}

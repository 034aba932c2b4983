// @ts-check
// From longitude and latitude to the canvas, with panning and zooming.

/** @import { Scene } from "../said" */

const ZOOM = [1, 14]; // least and most
export const ELASTIC = [0.5, 20]; // while fingers hold the map
const EDGE_PX = 26; // between the country and the edge of the map
const ABROAD_SHARE = 0.05; // of the country, by which places abroad widen what is shown at first
const LAYERS_PX = 26; // of the layers above, until it is known

/** @typedef {ReturnType<typeof makeCamera>} Camera */

export function makeCamera() {
  const view = { scale: 1, x: 0, y: 0, zoom: 1, width: 1, height: 1, stretch: 1 };
  const room = { above: LAYERS_PX + EDGE_PX, below: EDGE_PX }; // for the layers above and the key below
  let bounds = [0, 0, 1, 1], whole = true; // whether all is shown, as fit() left it

  /** @param {Scene} scene */
  function setPlaces(scene) {
    const places = scene.lon.map((lon, i) => [lon, scene.lat[i]]);
    const points = places.filter((_, i) => scene.kinds[i] !== "abroad").concat(scene.outline.flat());
    const middle = points.reduce((sum, p) => sum + p[1], 0) / points.length;
    view.stretch = Math.max(Math.cos((middle * Math.PI) / 180), 0.2);
    const xs = points.map((p) => p[0] * view.stretch);
    const ys = points.map((p) => -p[1]);
    const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const more = ABROAD_SHARE * Math.max(right - left, bottom - top);
    for (const [lon, lat] of places) {
      xs.push(Math.min(Math.max(lon * view.stretch, left - more), right + more));
      ys.push(Math.min(Math.max(-lat, top - more), bottom + more));
    }
    bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }

  function fit() {
    const [left, top, right, bottom] = bounds;
    view.scale = Math.min(
      (view.width - 2 * EDGE_PX) / Math.max(right - left, 1e-6),
      (view.height - room.above - room.below) / Math.max(bottom - top, 1e-6),
    );
    view.zoom = 1;
    whole = true;
    view.x = view.width / 2 - (view.scale * (left + right)) / 2;
    view.y = (view.height + room.above - room.below) / 2 - (view.scale * (top + bottom)) / 2;
  }

  /**
   * So many pixels at the top and at the bottom lie under something else.
   * @param {number} above
   * @param {number} below
   */
  function setCovered(above, below) {
    Object.assign(room, { above: above + EDGE_PX, below: below + EDGE_PX });
    if (whole) fit();
  }

  /**
   * Another size of the window: all stays in sight, or else what was in the middle.
   * @param {number} width
   * @param {number} height
   */
  function setSize(width, height) {
    const [dx, dy] = [(width - view.width) / 2, (height - view.height) / 2];
    [view.width, view.height] = [width, height];
    if (whole) fit();
    else panBy(dx, dy);
  }

  /**
   * @param {number} lon
   * @param {number} lat
   * @returns {[number, number]}
   */
  function at(lon, lat) {
    return [lon * view.stretch * view.scale + view.x, -lat * view.scale + view.y];
  }

  /** @param {number} factor */
  function zoomBy(factor, x = view.width / 2, y = view.height / 2, limits = ZOOM) {
    const allowed = Math.min(Math.max(view.zoom * factor, limits[0]), limits[1]) / view.zoom;
    view.zoom *= allowed;
    whole = false;
    view.scale *= allowed;
    view.x = x - (x - view.x) * allowed;
    view.y = y - (y - view.y) * allowed;
    hold();
  }

  // the country does not get lost: what is in the middle of the window is of it or near it
  function hold() {
    const [left, top, right, bottom] = bounds, { scale, width, height } = view;
    view.x = Math.min(Math.max(view.x, width / 2 - scale * right), width / 2 - scale * left);
    view.y = Math.min(Math.max(view.y, height / 2 - scale * bottom), height / 2 - scale * top);
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  function panBy(dx, dy) {
    whole = false;
    view.x += dx;
    view.y += dy;
    hold();
  }

  /**
   * @param {number} lon
   * @param {number} lat
   */
  function centre(lon, lat, zoom = view.zoom) {
    zoomBy(zoom / view.zoom);
    const [x, y] = at(lon, lat);
    panBy(view.width / 2 - x, view.height / 2 - y);
  }

  return { view, room, setPlaces, setSize, setCovered, fit, at, zoomBy, panBy, centre };
}

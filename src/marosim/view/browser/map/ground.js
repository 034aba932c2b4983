// @ts-check
// What lies under everything on the map: the country, who holds it, its roads. It is painted anew
// only when it changes, because units and people move many times a day.

import { hexParts, organisationColour } from "../colours.js";
import { LOOK } from "../palette.js";
import { LATE_MS } from "../tempo.js";
import { CELLS, territory } from "./territory.js";

/** @import { Scene } from "../said" */
/** @import { Now } from "../page" */
/** @import { Camera } from "./camera.js" */
/** @typedef {{ box: number[], owners: Int16Array, picture: HTMLCanvasElement, of: Now["places"], painted: string, since: number }} Grid */

/** @type {Record<string, number>} */
const HATCH = { militia: 1, rebel: -1 }; // stripes up or down tell who holds the ground without colour
const HATCH_CELLS = 9;
const HATCH_SHARE = 0.55;

/** @param {Camera} camera */
export function makeGround(camera) {
  const picture = document.createElement("canvas");
  /** @type {Map<string, Grid>} by case: who goes back to one finds its territory again */
  const grids = new Map();
  let scene = /** @type {Scene} */ (null), grid = /** @type {Grid} */ (null), painted = "";

  /** @param {Scene} content */
  function setScene(content) {
    scene = content;
    if (!grids.has(scene.case)) grids.set(scene.case, gridOf());
    grid = grids.get(scene.case);
    painted = "";
  }

  function gridOf() {
    const cells = territory(scene, camera.view.stretch);
    if (!cells) return null;
    const own = document.createElement("canvas");
    own.width = own.height = CELLS;
    return { ...cells, picture: own, of: /** @type {Now["places"]} */ (null), painted: "", since: 0 };
  }

  /** @param {Now} now */
  function paintTerritory({ places, organisations }) {
    if (grid.of === places) return;
    grid.of = places;
    const colours = Int32Array.from(scene.names, (_, i) => {
      const holder = places.holder[i];
      if (holder < 0) return 0;
      const [red, green, blue] = hexParts(organisationColour(organisations[holder]));
      return red | (green << 8) | (blue << 16) | (Math.round(20 + 0.62 * places.hold[i]) << 24);
    });
    const key = colours.join();
    if (grid.painted === key) return;
    grid.painted = key;
    const pen = grid.picture.getContext("2d");
    const image = pen.createImageData(CELLS, CELLS);
    const cells = new Int32Array(image.data.buffer), { owners } = grid;
    const hatched = scene.names.map((_, i) => HATCH[organisations[places.holder[i]]?.role] ?? 0);
    for (let cell = 0; cell < cells.length; cell++) {
      const owner = owners[cell], hatch = hatched[owner];
      if (owner < 0) continue;
      // a stripe lets less of the colour through
      const stripe = hatch && ((cell % CELLS) + hatch * Math.floor(cell / CELLS) + 4 * CELLS * HATCH_CELLS) % HATCH_CELLS < HATCH_CELLS / 3;
      cells[cell] = stripe ? (colours[owner] & 0xffffff) | (((colours[owner] >>> 24) * HATCH_SHARE) << 24) : colours[owner];
    }
    pen.putImageData(image, 0, 0);
  }

  /** @param {CanvasRenderingContext2D} context */
  function traceOutline(context) {
    context.beginPath();
    for (const ring of scene.outline) {
      ring.forEach(([lon, lat], i) => {
        const [x, y] = camera.at(lon, lat);
        if (i) context.lineTo(x, y);
        else context.moveTo(x, y);
      });
      context.closePath();
    }
  }

  /** @param {CanvasRenderingContext2D} context */
  function blank(context) {
    context.fillStyle = "#eef1f3";
    context.fillRect(0, 0, camera.view.width, camera.view.height);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {boolean} held
   */
  function paint(context, held) {
    blank(context);
    traceOutline(context);
    context.fillStyle = LOOK.land;
    context.fill();
    if (held) {
      context.save();
      traceOutline(context);
      context.clip();
      const [left, top] = camera.at(grid.box[0], grid.box[3]);
      const [right, bottom] = camera.at(grid.box[2], grid.box[1]);
      context.imageSmoothingEnabled = true;
      context.drawImage(grid.picture, left, top, right - left, bottom - top);
      context.restore();
    }
    traceOutline(context);
    context.lineWidth = 1.3;
    context.strokeStyle = LOOK.border;
    context.stroke();
    context.strokeStyle = "rgba(120,108,84,.42)";
    for (const [a, b, quality] of scene.routes) {
      context.beginPath();
      context.moveTo(...camera.at(scene.lon[a], scene.lat[a]));
      context.lineTo(...camera.at(scene.lon[b], scene.lat[b]));
      context.lineWidth = quality > 0.75 ? 2 : 1.1;
      context.setLineDash(quality <= 0.5 ? [5, 3] : []);
      context.stroke();
    }
    context.setLineDash([]);
  }

  /**
   * Onto the map, with who holds the ground if that is to be shown; a busy page need not have it
   * anew every day.
   * @param {CanvasRenderingContext2D} context
   * @param {Now} now
   * @param {boolean} control
   * @param {boolean} busy
   */
  function draw(context, now, control, busy) {
    const held = control && grid !== null;
    const time = performance.now();
    if (held && !(busy && grid.painted && time - grid.since < LATE_MS)) {
      paintTerritory(now);
      grid.since = time;
    }
    const { scale, x, y } = camera.view, { width, height } = context.canvas;
    const state = [scale, x, y, width, height, held ? grid.painted : ""].join(" ");
    if (state !== painted) {
      painted = state;
      Object.assign(picture, { width, height });
      const pen = picture.getContext("2d", { alpha: false });
      pen.setTransform(context.getTransform());
      paint(pen, held);
    }
    context.save();
    context.resetTransform();
    context.drawImage(picture, 0, 0);
    context.restore();
  }

  return { setScene, draw, blank };
}

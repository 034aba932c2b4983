// @ts-check
// What lies under everything on the map: the country, who holds it, its roads. It is painted anew
// only when it changes, because people move many times a day.

import { LOOK } from "../palette.js";
import { bordersOf, traceCell, traceCorner, traceLines } from "./borders.js";
import { paintAround, paintOver, readRelief, trace } from "./layers.js";

/** @import { Scene } from "../said" */
/** @import { Now } from "../page" */
/** @import { Camera } from "./camera.js" */
/** @typedef {CanvasRenderingContext2D} Pen */

const FILL = 0.3, BAND = 0.75, BAND_PX = 4.4; // of the ground's colour: all of it, its inner edge
const HARDLY = 55; // percent below which ground is hardly held, and hatched
const HATCH_PX = 6;
const LAND = "#f3f1ea", OUTLINE = "#6f6a60";
const LATE_MS = 500; // between changes of the ground while days run

/**
 * @param {Camera} camera
 * @param {() => void} changed Told when there is more to see.
 */
export function makeGround(camera, changed) {
  const picture = document.createElement("canvas");
  let scene = /** @type {Scene} */ (null), painted = "", held = "", since = 0;

  /** @param {Scene} content */
  function setScene(content) {
    scene = content;
    painted = held = "";
    if (scene.layers) readRelief(scene.layers, () => { painted = ""; changed(); });
  }

  /**
   * @param {number[][]} lines Each two ends, one after the other.
   */
  function linesOf(lines) {
    const path = new Path2D();
    for (const [a, b, c, d] of lines) {
      path.moveTo(...camera.at(a, b));
      path.lineTo(...camera.at(c, d));
    }
    return path;
  }

  /** @param {Pen} pen */
  function blank(pen) {
    paintAround(pen, camera, null);
  }

  /**
   * @param {Pen} pen
   * @param {Now} now
   * @param {Path2D} country
   */
  function paintHeld(pen, { places, organisations }, country) {
    const { holder, hold } = places, { lines, corners } = bordersOf(scene.edges, holder);
    const at = (/** @type {number[]} */ [lon, lat]) => camera.at(lon, lat), rim = traceLines(at, lines, corners);
    /** @param {(cell: number) => boolean} wanted */
    const cells = (wanted) => {
      const path = new Path2D();
      scene.cells.forEach((ring, i) => { if (ring.length && wanted(i)) traceCell(path, at, ring, i, corners); });
      return path;
    };
    pen.save();
    pen.clip(country);
    for (const side of new Set(holder)) {
      if (side < 0) continue;
      const own = cells((i) => holder[i] === side);
      for (const corner of corners.values()) if (corner.outer === side) traceCorner(own, at, corner);
      pen.save();
      pen.clip(own);
      pen.fillStyle = pen.strokeStyle = LOOK.marks[organisations[side].mark].ground;
      pen.globalAlpha = FILL;
      pen.fill(own);
      pen.globalAlpha = BAND;
      pen.lineWidth = 2 * BAND_PX;
      pen.stroke(rim);
      pen.restore();
    }
    pen.strokeStyle = "#fff";
    pen.lineWidth = 1.6;
    pen.lineCap = "round";
    pen.stroke(rim);
    pen.clip(cells((i) => holder[i] >= 0 && hold[i] < HARDLY));
    hatch(pen);
    pen.restore();
  }

  /** @param {Pen} pen */
  function hatch(pen) {
    const { width, height } = camera.view;
    pen.beginPath();
    for (let x = -height; x < width; x += HATCH_PX) {
      pen.moveTo(x, height);
      pen.lineTo(x + height, 0);
    }
    pen.strokeStyle = "rgba(255,255,255,.55)";
    pen.lineWidth = 1.6;
    pen.stroke();
  }

  /**
   * @param {Pen} pen
   * @param {Now | null} now Who holds the ground, if that is to be shown.
   */
  function paint(pen, now) {
    paintAround(pen, camera, scene.layers);
    const country = trace(camera, scene.outline, true);
    pen.fillStyle = LAND;
    pen.fill(country);
    if (now) paintHeld(pen, now, country);
    paintOver(pen, camera, scene.layers, scene.outline);
    for (const [a, b, quality] of scene.routes) {
      const road = linesOf([[scene.lon[a], scene.lat[a], scene.lon[b], scene.lat[b]]]);
      pen.setLineDash(quality <= 0.5 ? [5, 4] : []);
      if (quality > 0.75) {
        pen.strokeStyle = "rgba(96,90,80,.45)";
        pen.lineWidth = 3;
        pen.stroke(road);
      }
      pen.strokeStyle = quality > 0.75 ? "#fff" : "rgba(96,90,80,.5)";
      pen.lineWidth = quality > 0.75 ? 1.6 : 0.9;
      pen.stroke(road);
    }
    pen.setLineDash([]);
    pen.strokeStyle = OUTLINE;
    pen.lineWidth = 1.5;
    pen.stroke(country);
  }

  /**
   * Onto the map, with who holds the ground if that is to be shown; it need not be new on each day
   * of those that follow one another quickly.
   * @param {Pen} pen
   * @param {Now} now
   * @param {boolean} control
   * @param {boolean} quick
   */
  function draw(pen, now, control, quick) {
    const time = performance.now();
    if (!control) held = "";
    else if (!(quick && held && time - since < LATE_MS)) {
      held = [now.places.holder, now.places.hold.map((share) => Number(share < HARDLY)), now.organisations.map(({ mark }) => mark)].join(";");
      since = time;
    }
    const { scale, x, y } = camera.view, { width, height } = pen.canvas;
    const state = [scale, x, y, width, height, held].join(" ");
    if (state !== painted) {
      painted = state;
      Object.assign(picture, { width, height });
      const own = picture.getContext("2d", { alpha: false });
      own.setTransform(pen.getTransform());
      paint(own, control ? now : null);
    }
    pen.save();
    pen.resetTransform();
    pen.drawImage(picture, 0, 0);
    pen.restore();
  }

  return { setScene, draw, blank };
}

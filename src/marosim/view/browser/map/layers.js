// @ts-check
// What lies around the country and under it: sea, neighbours, relief, lakes, rivers, borders.

/** @import { Layers } from "../said" */
/** @import { Camera } from "./camera.js" */
/** @typedef {CanvasRenderingContext2D} Pen */

export const ABROAD = "#e3e2dd";
const WATER = "#c5d9e4", SHORE = "#8fb2c6", BORDER = "#8d8a83";
const RELIEF = 0.36; // how dark the shadows of mountains are
const BESIDE = 0.1; // degrees beside the country's outline within which a border is the same one
const FADE_PX = 26, FADES = 7; // towards where nothing is known

/** @type {WeakMap<Layers, HTMLImageElement>} */
const pictures = new WeakMap();
/** @type {WeakMap<Layers, { name: string, canvas: HTMLCanvasElement }>} */
const enlargedOnes = new WeakMap();
/** @type {WeakMap<Layers, number[][][]>} */
const others = new WeakMap();

/**
 * The relief as a picture, once it was read; `came` is told of that.
 * @param {Layers} layers
 * @param {() => void} came
 */
export function readRelief(layers, came) {
  if (pictures.has(layers)) return;
  const picture = new Image();
  pictures.set(layers, picture);
  picture.onload = came;
  picture.src = `data:image/png;base64,${layers.relief}`;
}

/**
 * A path through points in degrees.
 * @param {Camera} camera
 * @param {number[][][]} lines
 * @param {boolean} closed
 */
export function trace(camera, lines, closed) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(([lon, lat], i) => {
      const [x, y] = camera.at(lon, lat);
      if (i) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    if (closed) path.closePath();
  }
  return path;
}

/**
 * @param {Pen} pen
 * @param {Camera} camera
 * @param {Layers | null} layers
 */
export function paintAround(pen, camera, layers) {
  pen.fillStyle = ABROAD;
  pen.fillRect(0, 0, camera.view.width, camera.view.height);
  if (!layers) return;
  const box = extent(camera, layers);
  pen.fillStyle = WATER;
  pen.fillRect(...box);
  fillToShore(pen, trace(camera, layers.land, true), ABROAD);
}

/**
 * Fill land or lakes, and draw their shore.
 * @param {Pen} pen
 * @param {Path2D} shape
 * @param {string} colour
 */
function fillToShore(pen, shape, colour) {
  pen.fillStyle = colour;
  pen.fill(shape, "evenodd");
  pen.strokeStyle = SHORE;
  pen.lineWidth = 1;
  pen.stroke(shape);
}

/**
 * What stands out from the land, whoever holds it.
 * @param {Pen} pen
 * @param {Camera} camera
 * @param {Layers | null} layers
 * @param {number[][][]} outline Of the country.
 */
export function paintOver(pen, camera, layers, outline) {
  if (!layers) return;
  const box = extent(camera, layers), picture = pictures.get(layers);
  if (picture?.complete && picture.naturalWidth) {
    pen.save();
    pen.globalCompositeOperation = "multiply";
    pen.globalAlpha = RELIEF;
    const relief = enlargedRelief(pen, layers, picture, box);
    pen.resetTransform();
    pen.drawImage(relief, 0, 0);
    pen.restore();
  }
  fillToShore(pen, trace(camera, layers.lakes, true), WATER);
  pen.lineWidth = 1.2;
  pen.stroke(trace(camera, layers.rivers, false));
  pen.strokeStyle = BORDER;
  pen.setLineDash([7, 3, 1.5, 3]);
  pen.stroke(trace(camera, foreignBorders(layers, outline), false));
  pen.setLineDash([]);
  fade(pen, box);
}

/**
 * The relief as large as it lies on the map: to smooth it takes longer than all the rest, and it
 * changes only when the map moves.
 * @param {Pen} pen
 * @param {Layers} layers
 * @param {HTMLImageElement} picture
 * @param {[number, number, number, number]} box
 */
function enlargedRelief(pen, layers, picture, box) {
  const { width, height } = pen.canvas, name = [...box, width, height].join(" "), known = enlargedOnes.get(layers);
  if (known?.name === name) return known.canvas;
  const canvas = known?.canvas ?? document.createElement("canvas"), own = canvas.getContext("2d");
  Object.assign(canvas, { width, height });
  own.setTransform(pen.getTransform());
  own.imageSmoothingQuality = "high";
  own.drawImage(picture, ...box);
  enlargedOnes.set(layers, { name, canvas });
  return canvas;
}

/**
 * Borders of neighbours with one another: the country's own has its outline, from another source.
 * @param {Layers} layers
 * @param {number[][][]} outline
 */
function foreignBorders(layers, outline) {
  if (!others.has(layers)) {
    const near = (/** @type {number[]} */ point) => outline.some((ring) => ring.some((end, i) => apart(point, end, ring[(i + 1) % ring.length]) < BESIDE));
    others.set(layers, layers.borders.flatMap((line) => {
      /** @type {number[][][]} */
      const parts = [[]];
      for (const point of line) {
        if (!near(point)) parts.at(-1).push(point);
        else if (parts.at(-1).length) parts.push([]);
      }
      return parts.filter((part) => part.length > 1);
    }));
  }
  return others.get(layers);
}

/**
 * How far a point is from a stretch between two others.
 * @param {number[]} point
 * @param {number[]} from
 * @param {number[]} to
 */
function apart([x, y], [a, b], [c, d]) {
  const along = ((x - a) * (c - a) + (y - b) * (d - b)) / Math.max((c - a) ** 2 + (d - b) ** 2, 1e-12);
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(x - a - share * (c - a), y - b - share * (d - b));
}

/**
 * The edge of what is known is soft.
 * @param {Pen} pen
 * @param {[number, number, number, number]} box
 */
function fade(pen, box) {
  pen.save();
  pen.strokeStyle = ABROAD;
  pen.lineJoin = "miter";
  pen.globalAlpha = 0.35;
  for (let i = 1; i <= FADES; i++) {
    pen.lineWidth = (2 * FADE_PX * i) / FADES;
    pen.strokeRect(...box);
  }
  pen.restore();
}

/**
 * @param {Camera} camera
 * @param {Layers} layers
 * @returns {[number, number, number, number]} left, top, width, height
 */
function extent(camera, { box: [west, south, east, north] }) {
  const [left, top] = camera.at(west, north), [right, bottom] = camera.at(east, south);
  return [left, top, right - left, bottom - top];
}

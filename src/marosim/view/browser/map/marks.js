// @ts-check
// How each thing on the map is drawn: told apart by shape first, by colour second. Red is harm.

import { h } from "../dom.js";
import { LOOK } from "../palette.js";
import { t } from "../say.js";

/** @typedef {CanvasRenderingContext2D} Pen */
/** @typedef {[x: number, y: number]} Spot */

export const MISSION_TITLES = [t("Peacekeeping troops"), t("Mission police"), t("Observers"), t("Mission civilians")];
const SIZES = /** @type {[below: number, size: number][]} */ ([[300, 3.5], [1000, 4.75], [3000, 6], [Infinity, 7.5]]);
export const FIGHTERS = SIZES.map(([below]) => below).filter(Number.isFinite); // where classes of strength part
export const HARM_KEY = [500, 100]; // killed, of which the key shows the discs
const KEY_PX = 24, SIZES_PX = 70; // pictures of the key that are larger than the others
const HARM_PX = [0.47, 46]; // radius by the root of those killed, and at most
const FLOW_PX = [0.042, 1.5, 6]; // width by the root of those who flee, at least, at most
const RAYS = 12;
const FLOW_STEPS = 10;
export const FONT = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';

/** @param {number} strength */
export const badgeSize = (strength) => SIZES.find(([below]) => strength < below)[1];

/** @param {number} killed */
export const harmRadius = (killed) => Math.min(HARM_PX[0] * Math.sqrt(Math.max(killed, 0)), HARM_PX[1]);

/**
 * Corners of each shape around its middle, as shares of its half size.
 * @type {Record<string, [number, number][]>}
 */
const CORNERS = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  up: [[0, -1.1], [1.1, 0.9], [-1.1, 0.9]],
  down: [[0, 1.1], [1.1, -0.9], [-1.1, -0.9]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  hexagon: [[-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95], [-1.1, 0]],
  cross: [[-0.36, -1.05], [0.36, -1.05], [0.36, -0.36], [1.05, -0.36], [1.05, 0.36], [0.36, 0.36],
    [0.36, 1.05], [-0.36, 1.05], [-0.36, 0.36], [-1.05, 0.36], [-1.05, -0.36], [-0.36, -0.36]],
  star: Array.from({ length: 10 }, (_, i) => /** @type {Spot} */ ([Math.sin(i * Math.PI / 5) * (i % 2 ? 0.5 : 1.25), -Math.cos(i * Math.PI / 5) * (i % 2 ? 0.5 : 1.25)])),
  hourglass: [[-0.95, -1], [0.95, -1], [0.2, 0], [0.95, 1], [-0.95, 1], [-0.2, 0]],
  bar: [[-1.1, -0.45], [1.1, -0.45], [1.1, 0.45], [-1.1, 0.45]],
};

/**
 * @param {Pen} pen
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function trace(pen, shape, x, y, size) {
  pen.beginPath();
  if (!CORNERS[shape]) pen.arc(x, y, size, 0, 2 * Math.PI);
  for (const [dx, dy] of CORNERS[shape] ?? []) pen.lineTo(x + dx * size, y + dy * size);
  pen.closePath();
}

/**
 * The badge of a side: of the mission where its number is negative.
 * @param {Pen} pen
 * @param {number} side
 * @param {number} mark The number of an organisation's mark.
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
export function drawBadge(pen, side, mark, x, y, size) {
  const { hue, shape } = side < 0 ? { hue: LOOK.mission, shape: "disc" } : LOOK.marks[mark];
  trace(pen, shape, x, y, size);
  pen.lineJoin = "round";
  pen.lineWidth = 2.8; // half of it is the white casing
  pen.strokeStyle = "#fff";
  pen.stroke();
  pen.fillStyle = hue;
  pen.fill();
  if (side < 0) drawMissionKind(pen, side, x, y, size);
}

/**
 * What tells kinds of the mission's people apart: troops a white point, police a bar, observers a
 * ring.
 * @param {Pen} pen
 * @param {number} side
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function drawMissionKind(pen, side, x, y, size) {
  pen.fillStyle = "#fff";
  pen.beginPath();
  if (side === -2) pen.rect(x - size, y - 1, 2 * size, 2);
  else if (side > -4) pen.arc(x, y, side === -3 ? size * 0.66 : size * 0.34, 0, 2 * Math.PI);
  pen.fill();
}

/**
 * Those killed at a place, and whether it is under attack.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {boolean} attack
 */
export function drawHarm(pen, x, y, radius, attack) {
  pen.strokeStyle = pen.fillStyle = LOOK.harm;
  pen.lineWidth = 1.4;
  if (radius > 0) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.globalAlpha = 0.3;
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
  }
  if (!attack) return;
  const inner = Math.max(radius, 5) + 1.5;
  pen.beginPath();
  for (let i = 0; i < RAYS; i++) {
    const [dx, dy] = [Math.cos((2 * Math.PI * i) / RAYS), Math.sin((2 * Math.PI * i) / RAYS)];
    pen.moveTo(x + dx * inner, y + dy * inner);
    pen.lineTo(x + dx * (inner + 4), y + dy * (inner + 4));
  }
  pen.stroke();
}

/**
 * A town's dot; the capital's is larger, a ring tells of a side for whose badge there is no room.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} ring Its colour.
 */
export function drawDot(pen, x, y, radius, ring = "#2b2a27") {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = "#fff";
  pen.fill();
  pen.lineWidth = ring === "#2b2a27" ? 1.3 : 2.4;
  pen.strokeStyle = ring;
  pen.stroke();
}

/**
 * A town where two runs are held against one another.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} colour
 * @param {number} change
 */
export function drawDifference(pen, x, y, radius, colour, change) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  pen.lineWidth = 1;
  pen.strokeStyle = "rgba(60,45,25,.55)";
  pen.stroke();
  if (!change || radius < 3.5) return;
  const arm = Math.min(radius * 0.5, 4.5); // more or fewer, told without colour
  pen.beginPath();
  pen.moveTo(x - arm, y);
  pen.lineTo(x + arm, y);
  if (change > 0) {
    pen.moveTo(x, y - arm);
    pen.lineTo(x, y + arm);
  }
  pen.lineWidth = 2; // so that one row of pixels is white wherever it lies
  pen.strokeStyle = "#fff";
  pen.stroke();
}

/**
 * A house: a protection site.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 */
export function drawRefuge(pen, x, y) {
  const size = 4.5;
  pen.beginPath();
  for (const [dx, dy] of [[-size, -0.5], [0, -5], [size, -0.5], [size, 5], [-size, 5]]) pen.lineTo(x + dx, y + dy);
  pen.closePath();
  pen.fillStyle = "#fff";
  pen.fill();
  pen.lineJoin = "round";
  pen.lineWidth = 1.8;
  pen.strokeStyle = LOOK.mission;
  pen.stroke();
}

/**
 * A tent: refugees abroad, or a camp.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 */
export function drawTent(pen, x, y) {
  pen.beginPath();
  for (const [dx, dy] of [[-7, 5.5], [0, -6], [7, 5.5], [2.2, 5.5], [0, 1], [-2.2, 5.5]]) pen.lineTo(x + dx, y + dy);
  pen.closePath();
  pen.lineJoin = "round";
  pen.lineWidth = 2.4;
  pen.strokeStyle = "#fff";
  pen.stroke();
  pen.fillStyle = LOOK.flight;
  pen.fill();
}

/**
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 */
export function drawAlert(pen, x, y) {
  pen.beginPath();
  pen.arc(x, y, 4.6, 0, 2 * Math.PI);
  pen.fillStyle = "#fff";
  pen.fill();
  pen.lineWidth = 1.2;
  pen.strokeStyle = LOOK.ink;
  pen.stroke();
  pen.fillStyle = LOOK.ink;
  pen.font = `bold 7.5px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText("!", x, y + 0.5);
}

/**
 * People who flee along a road: a bent arrow that widens towards its head.
 * @param {Pen} pen
 * @param {Spot} from
 * @param {Spot} to
 * @param {number} people
 */
export function drawFlow(pen, from, to, people) {
  const width = Math.min(Math.max(FLOW_PX[0] * Math.sqrt(people), FLOW_PX[1]), FLOW_PX[2]);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]], length = Math.hypot(dx, dy);
  const head = 4 + 1.2 * width, along = length - 5 - head; // it ends before the town's dot
  if (along < 4) return;
  const [ux, uy] = [dx / length, dy / length], bend = 0.12 * length;
  /** @type {(share: number, aside: number) => Spot} */
  const at = (share, aside) => {
    const reach = share * along, off = 4 * bend * share * (1 - share * along / length) + aside;
    return [from[0] + ux * reach - uy * off, from[1] + uy * reach + ux * off];
  };
  pen.beginPath();
  for (let i = 0; i <= FLOW_STEPS; i++) pen.lineTo(...at(i / FLOW_STEPS, (-width * i) / FLOW_STEPS / 2));
  pen.lineTo(...at(1, -width / 2 - 2.4));
  pen.lineTo(...at(1 + head / along, 0));
  pen.lineTo(...at(1, width / 2 + 2.4));
  for (let i = FLOW_STEPS; i >= 0; i--) pen.lineTo(...at(i / FLOW_STEPS, (width * i) / FLOW_STEPS / 2));
  pen.closePath();
  pen.lineWidth = 1;
  pen.strokeStyle = "rgba(255,255,255,.8)";
  pen.stroke();
  pen.fillStyle = LOOK.flight;
  pen.globalAlpha = 0.85;
  pen.fill();
  pen.globalAlpha = 1;
}

/**
 * Words with a light edge, from their left, on their middle line.
 * @param {Pen} pen
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} font
 */
export function drawWords(pen, text, x, y, font, colour = LOOK.ink) {
  pen.font = font;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3;
  pen.strokeStyle = "rgba(255,255,255,.9)";
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/**
 * @param {Pen} pen
 * @param {{ x: number, y: number, wide: number, words: string }} scale
 */
export function drawScale(pen, { x, y, wide, words }) {
  drawWords(pen, words, x, y - 9, `11px ${FONT}`);
  pen.beginPath();
  pen.moveTo(x, y - 3);
  pen.lineTo(x, y + 1);
  pen.lineTo(x + wide, y + 1);
  pen.lineTo(x + wide, y - 3);
  pen.lineJoin = "miter";
  for (const [width, colour] of /** @type {const} */ ([[3.5, "rgba(255,255,255,.85)"], [1.3, LOOK.ink]])) {
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.stroke();
  }
}

/**
 * One disc for each class of strength, as large as a badge on the map.
 * @param {Pen} pen
 */
function drawSizes(pen) {
  pen.fillStyle = LOOK.muted;
  for (const [i, [, size]] of SIZES.entries()) {
    pen.beginPath();
    pen.arc(SIZES_PX * (i + 0.5) / SIZES.length, 10, size, 0, 2 * Math.PI);
    pen.fill();
  }
}

/**
 * A mark as a small picture, for the key: of an organisation by its mark's number, of the mission by
 * a negative one, else of what its name says.
 * @param {string | number} what
 */
export function markPicture(what) {
  const canvas = h("canvas", { width: 40, height: 40, class: `mark mark-${what}`, "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  if (what === "harm") canvas.width = canvas.height = 2 * KEY_PX;
  if (what === "sizes") canvas.width = 2 * SIZES_PX;
  pen.scale(2, 2);
  if (typeof what === "number") drawBadge(pen, what, what, 10, 10, 5.5);
  else if (what === "harm") for (const killed of HARM_KEY) drawHarm(pen, KEY_PX / 2, KEY_PX - 1 - harmRadius(killed), harmRadius(killed), false);
  else if (what === "sizes") drawSizes(pen);
  else if (what === "attack") drawHarm(pen, 10, 10, 0, true);
  else if (what === "refuge") drawRefuge(pen, 10, 10);
  else if (what === "alert") drawAlert(pen, 10, 10);
  else if (what === "tent") drawTent(pen, 10, 10);
  else drawFlow(pen, [-1, 7], [25, 7], 2500);
  return canvas;
}

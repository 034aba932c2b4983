// @ts-check
// The ground between towns with soft corners: where a line between two holders turns, it bends; where
// three holders meet, it holds fast, so that neighbours share their edge exactly.

/** @import { Scene } from "../said" */
/** @typedef {[x: number, y: number]} Point */
/** @typedef {{ at: Point, from: Point, to: Point, inner: number, outer: number }} Corner */

const REACH = 0.12; // degrees: so far before a corner, at most, a line begins to bend

/** @param {ArrayLike<number>} point */
const key = (point) => `${point[0]} ${point[1]}`;

/**
 * Where a line from a corner to a next one ends to bend.
 * @param {number[]} corner
 * @param {number[]} next
 * @returns {Point}
 */
function cut([x, y], [u, v]) {
  const share = Math.min(0.5, REACH / Math.max(Math.hypot(u - x, v - y), 1e-9));
  return [x + share * (u - x), y + share * (v - y)];
}

/**
 * Lines between cells of different holders, and the corners where one such line turns.
 * @param {Scene["edges"]} edges
 * @param {number[]} holder Of each cell.
 */
export function bordersOf(edges, holder) {
  const lines = edges.filter(([a, b]) => holder[a] !== holder[b]);
  /** @type {Map<string, { at: Point, cells: [number, number], far: Point }[]>} */
  const ends = new Map();
  for (const [a, b, x, y, u, v] of lines) {
    for (const [at, far] of /** @type {[Point, Point][]} */ ([[[x, y], [u, v]], [[u, v], [x, y]]])) {
      ends.set(key(at), [...(ends.get(key(at)) ?? []), { at, cells: [a, b], far }]);
    }
  }
  /** @type {Map<string, Corner>} */
  const corners = new Map();
  for (const [name, met] of ends) {
    if (met.length !== 2) continue;
    const [one, two] = met, inner = one.cells.find((cell) => two.cells.includes(cell));
    if (inner === undefined) continue;
    const [b, c] = [one, two].map(({ cells }) => cells[cells[0] === inner ? 1 : 0]);
    if (b !== c && holder[b] === holder[c]) corners.set(name, { at: one.at, from: cut(one.at, one.far), to: cut(two.at, two.far), inner, outer: holder[b] });
  }
  return { lines, corners };
}

/**
 * @param {Path2D} path
 * @param {(point: number[]) => Point} at
 * @param {number[][]} ring Of a cell.
 * @param {number} cell
 * @param {Map<string, Corner>} corners
 */
export function traceCell(path, at, ring, cell, corners) {
  ring.forEach((point, i) => {
    const turned = corners.get(key(point))?.inner === cell;
    const go = /** @type {(x: number, y: number) => void} */ (i ? path.lineTo.bind(path) : path.moveTo.bind(path));
    if (!turned) return go(...at(point));
    go(...at(cut(point, ring.at(i - 1))));
    path.quadraticCurveTo(...at(point), ...at(cut(point, ring[(i + 1) % ring.length])));
  });
  path.closePath();
}

/**
 * What a bend takes from the cell within it and gives to its neighbours.
 * @param {Path2D} path
 * @param {(point: number[]) => Point} at
 * @param {Corner} corner
 */
export function traceCorner(path, at, corner) {
  path.moveTo(...at(corner.from));
  path.lineTo(...at(corner.at));
  path.lineTo(...at(corner.to));
  path.quadraticCurveTo(...at(corner.at), ...at(corner.from));
  path.closePath();
}

/**
 * The lines themselves, cut short where they bend.
 * @param {(point: number[]) => Point} at
 * @param {Scene["edges"]} lines
 * @param {Map<string, Corner>} corners
 */
export function traceLines(at, lines, corners) {
  const path = new Path2D();
  const end = (/** @type {Point} */ near, /** @type {Point} */ far) => at(corners.has(key(near)) ? cut(near, far) : near);
  for (const [, , x, y, u, v] of lines) {
    path.moveTo(...end([x, y], [u, v]));
    path.lineTo(...end([u, v], [x, y]));
  }
  for (const { at: turn, from, to } of corners.values()) {
    path.moveTo(...at(from));
    path.quadraticCurveTo(...at(turn), ...at(to));
  }
  return path;
}

// Ground with soft corners: neighbours share their edge, and what one gives the other gets.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bordersOf, traceCell, traceCorner, traceLines } from "../../../src/marosim/view/browser/map/borders.js";

// three cells about (0, 0): the right half, and two quarters to the left
const edges = [[0, 1, 0, 0, 0, 1], [0, 2, 0, 0, 1, -1], [1, 2, 0, 0, -1, 0]];
const ring = [[0, 1], [0, 0], [1, -1], [2, 0]]; // of cell 0

class Path {
  static last;
  steps = [];
  constructor() { Path.last = this; }
  moveTo(...to) { this.steps.push(["move", ...to]); }
  lineTo(...to) { this.steps.push(["line", ...to]); }
  quadraticCurveTo(...to) { this.steps.push(["bend", ...to]); }
  closePath() { this.steps.push(["close"]); }
}
globalThis.Path2D = Path;
const at = (point) => point;
const bends = (path) => path.steps.filter(([kind]) => kind === "bend");

test("a line between two holders bends where it turns, and the cell within it bends along", () => {
  const { lines, corners } = bordersOf(edges, [7, 5, 5]);
  assert.equal(lines.length, 2);
  const [corner] = corners.values();
  assert.deepEqual([corners.size, corner.inner, corner.outer], [1, 0, 5]);
  const cell = new Path(), rest = new Path();
  traceCell(cell, at, ring, 0, corners);
  traceCorner(rest, at, corner);
  const rim = traceLines(at, lines, corners);
  const [[, ...inner]] = bends(cell), [[, ...outer]] = bends(rest), [[, ...line]] = bends(rim);
  assert.deepEqual(inner.slice(0, 2), [0, 0]);
  assert.deepEqual(outer.slice(0, 2), [0, 0]);
  assert.deepEqual(line.slice(0, 2), [0, 0]);
  // all three bends have the same two ends
  const ends = (path) => path.steps.filter(([kind]) => kind !== "close").map((step) => step.slice(-2).map((v) => v.toFixed(4)).join(" "));
  const both = [corner.from, corner.to].map((point) => point.map((v) => v.toFixed(4)).join(" "));
  for (const path of [cell, rest, rim]) for (const end of both) assert.ok(ends(path).includes(end), end);
});

test("where three holders meet nothing bends, nor does a neighbour's cell", () => {
  const three = bordersOf(edges, [7, 5, 3]);
  assert.deepEqual([three.lines.length, three.corners.size], [3, 0]);
  const { corners } = bordersOf(edges, [7, 5, 5]), other = new Path();
  traceCell(other, at, [[0, 1], [0, 0], [-1, 0]], 1, corners);
  assert.deepEqual(bends(other), []);
  assert.deepEqual(bordersOf(edges, [7, 7, 7]).lines, []);
});

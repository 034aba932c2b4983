// @ts-check
// What fingers do to the map: how far they move it together, and how much they pull it apart.

/** @typedef {[x: number, y: number]} Spot */

const CLOSEST_PX = 10; // two fingers that all but touch do not tell a size

/**
 * From where fingers were to where they are, in the same order. The map is first moved by dx and
 * dy, then made larger by a factor about the middle.
 * @param {Spot[]} before
 * @param {Spot[]} after
 */
export function drag(before, after) {
  const [from, middle] = [middleOf(before), middleOf(after)];
  return { dx: middle[0] - from[0], dy: middle[1] - from[1], factor: spreadOf(after) / spreadOf(before), middle };
}

/**
 * @param {Spot[]} spots
 * @returns {Spot}
 */
function middleOf(spots) {
  return [spots.reduce((sum, [x]) => sum + x, 0) / spots.length, spots.reduce((sum, [, y]) => sum + y, 0) / spots.length];
}

/** @param {Spot[]} spots */
function spreadOf([a, b]) {
  return b ? Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), CLOSEST_PX) : 1;
}

// @ts-check
// Which place each spot of the country belongs to: the nearest one, on a grid of cells.

/** @import { Scene } from "../said" */

const BLOCK = 32; // cells a side of the blocks in which territory is divided, a power of two
export const CELLS = 14 * BLOCK + 1; // cells a side of the grid
const UNKNOWN = -2;

/**
 * The place nearest to each cell of a grid over the country's box, among those inside it; null
 * where there is no outline. The first row is the northernmost.
 * @param {Scene} scene
 * @param {number} stretch Kilometres of a degree of longitude in those of a degree of latitude.
 */
export function territory(scene, stretch) {
  const points = scene.outline.flat();
  if (!points.length) return null;
  const [lons, lats] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  const inside = scene.names.map((_, i) => i).filter((i) => scene.inside[i] && scene.kinds[i] !== "abroad");
  const xs = Float64Array.from(inside, (i) => scene.lon[i] * stretch), ys = Float64Array.from(inside, (i) => scene.lat[i]);
  const owners = new Int16Array(CELLS * CELLS).fill(UNKNOWN);

  /**
   * @param {number} row
   * @param {number} column
   */
  function nearest(row, column) {
    const cell = row * CELLS + column;
    if (owners[cell] !== UNKNOWN) return owners[cell];
    const x = (box[0] + ((column + 0.5) / CELLS) * (box[2] - box[0])) * stretch;
    const y = box[3] - ((row + 0.5) / CELLS) * (box[3] - box[1]);
    let best = -1, least = Infinity;
    for (let k = 0; k < xs.length; k++) {
      const distance = (xs[k] - x) ** 2 + (ys[k] - y) ** 2;
      if (distance < least) [least, best] = [distance, inside[k]];
    }
    return (owners[cell] = best);
  }

  /**
   * What is nearest to one place is convex, so that a block whose four corners are of one place
   * is wholly of it.
   * @param {number} row
   * @param {number} column
   * @param {number} size
   */
  function settle(row, column, size) {
    const owner = nearest(row, column);
    const whole = [nearest(row, column + size), nearest(row + size, column), nearest(row + size, column + size)].every((o) => o === owner);
    if (whole) {
      for (let r = row; r <= row + size; r++) owners.fill(owner, r * CELLS + column, r * CELLS + column + size + 1);
    } else if (size > 1) {
      const half = size / 2;
      for (const [r, c] of [[row, column], [row, column + half], [row + half, column], [row + half, column + half]]) settle(r, c, half);
    }
  }

  for (let row = 0; row + BLOCK < CELLS; row += BLOCK) {
    for (let column = 0; column + BLOCK < CELLS; column += BLOCK) settle(row, column, BLOCK);
  }
  return { box, owners };
}

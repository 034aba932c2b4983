// @ts-check
// Where badges and words stand so that none covers another: first come, first seated.

/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

export class Seats {
  taken = /** @type {Box[]} */ ([]);
  given = /** @type {Box[]} */ ([]); // to whom asked for one of some, the last at the end

  /**
   * @param {number} width Of the map.
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
  }

  /** @param {Box} box */
  free([left, top, right, bottom]) {
    if (left < 0 || top < 0 || right > this.width || bottom > this.height) return false;
    for (const other of this.taken) { // asked thousands of times a picture
      if (left < other[2] && right > other[0] && top < other[3] && bottom > other[1]) return false;
    }
    return true;
  }

  /** @param {Box} box */
  take(box) {
    this.taken.push(box);
  }

  /**
   * Take the first of some boxes that is free; its number, -1 if there is none.
   * @param {Box[]} boxes In order of liking.
   */
  first(boxes) {
    const found = boxes.findIndex((box) => this.free(box));
    if (found >= 0) {
      this.take(boxes[found]);
      this.given.push(boxes[found]);
    }
    return found;
  }
}

/**
 * Eight boxes of a size around a spot, to the right of it first.
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @param {number} high
 * @param {number} gap Between the spot and the box.
 * @returns {Box[]}
 */
export function around(x, y, wide, high, gap) {
  const near = gap * 0.75;
  /** @type {[number, number][]} the left top corner of each */
  const corners = [
    [x + gap, y - high / 2], [x - wide / 2, y + gap], [x - gap - wide, y - high / 2], [x - wide / 2, y - gap - high],
    [x + near, y + near], [x - near - wide, y + near], [x + near, y - near - high], [x - near - wide, y - near - high],
  ];
  return corners.map(([left, top]) => [left, top, left + wide, top + high]);
}

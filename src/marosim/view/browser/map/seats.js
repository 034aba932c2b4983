// @ts-check
// Where marks stand around a town: units above it in rings, an alert and a protection site beside
// it, its name below. Angles are clockwise from the right.

export const ALERT_AT = 0.5;
export const REFUGE_AT = Math.PI - 0.5;
const ARC = [Math.PI - 0.05, 2 * Math.PI + 0.05];
const SEAT_PX = [8, 8.5]; // between units, and between their rings

/**
 * @param {[number, number]} town
 * @param {number} radius Of the town.
 * @param {number} angle
 * @returns {[number, number]}
 */
export function beside([x, y], radius, angle) {
  const reach = radius + 6;
  return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
}

/**
 * Where so many units stand around a town: rings from within, each filled from the top to both
 * sides.
 * @param {number} radius
 * @param {number} count
 * @returns {[number, number][]}
 */
export function ringSeats(radius, count) {
  /** @type {[number, number][]} */
  const seats = [];
  for (let reach = radius + 7; seats.length < count; reach += SEAT_PX[1]) {
    const span = ARC[1] - ARC[0];
    const room = Math.max(1, Math.floor((span * reach) / SEAT_PX[0]) + 1);
    const here = Math.min(room, count - seats.length);
    const step = Math.min(span / Math.max(room - 1, 1), SEAT_PX[0] / reach);
    const first = (ARC[0] + ARC[1]) / 2 - (step * (here - 1)) / 2;
    for (let k = 0; k < here; k++) seats.push([reach * Math.cos(first + k * step), reach * Math.sin(first + k * step)]);
  }
  return seats;
}

/**
 * Which of many words can be written without running into one another, the first first.
 * @template {{ text: string, x: number, top: number }} W
 * @param {W[]} wanted Each centred on x.
 * @param {number} most
 */
export function apart(wanted, most) {
  /** @type {number[][]} */
  const taken = [];
  return wanted.filter(({ text, x, top }) => {
    const half = text.length * 3.3 + 4;
    if (taken.length > most || taken.some(([a, b, c]) => Math.abs(a - x) < half + c && Math.abs(b - top) < 15)) return false;
    taken.push([x, top, half]);
    return true;
  });
}

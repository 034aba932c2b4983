// @ts-check
// Colours by number.

/** @param {string} colour As #rrggbb. */
export function hexParts(colour) {
  return [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
}

/**
 * The colour at a share of the way along some.
 * @param {string[]} stops
 * @param {number} share
 */
export function mix(stops, share) {
  const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  const [a, b] = [hexParts(stops[low]), hexParts(stops[low + 1])];
  return `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * (at - low))).join(",")})`;
}

/**
 * @param {number} change
 * @param {number} largest
 */
export function differenceShare(change, largest) {
  if (!change || !largest) return 0.5;
  const size = Math.log10(1 + Math.abs(change)) / Math.log10(1 + largest);
  return 0.5 + (Math.sign(change) * size) / 2;
}

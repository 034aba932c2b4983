// @ts-check
// Colours by number; the palette itself comes from the style that figures and reports share.

import { LOOK } from "./palette.js";

/** @import { Organisation } from "./said" */

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
 * People killed span from tens to tens of thousands.
 * @param {number} killed
 */
export function threatShare(killed) {
  return killed <= 0 ? 0 : Math.min(1, Math.max(0.15, Math.log10(killed) / 4));
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

/** @param {Organisation | undefined} organisation */
export function organisationColour(organisation) {
  return LOOK.roles[organisation?.role] ?? LOOK.muted;
}

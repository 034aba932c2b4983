// @ts-check
// Who gets a seat on the map of a day, the most needed first: the capital's name, towns' dots, tents
// abroad, seven names, badges, protection sites, other names.

import { t } from "../say.js";
import { brief } from "../words.js";
import { FONT, badgeSize } from "./marks.js";
import { Seats, around } from "./seats.js";

/** @import { Box } from "./seats.js" */
/** @import { Shown } from "./shown.js" */

/** @typedef {{ place: number, side: number, strength: number, size: number, x: number, y: number, words: string }} Badge */
/** @typedef {{ text: string, x: number, y: number, font: string, place: number }} Words */
/** @typedef {{ text: string, x: number, y: number, font: string, colour: string, spaced: number }} Area */
/** @typedef {{ x: number, y: number, place: number, words: string }} Sign */
/**
 * @typedef {object} Seated
 * @property {Badge[]} badges
 * @property {Words[]} names
 * @property {Area[]} areas Names of neighbours, waters and regions.
 * @property {Sign[]} tents
 * @property {Sign[]} sites
 * @property {Map<number, number>} rings By place, the side that has a ring there for want of a seat.
 * @property {{ x: number, y: number, wide: number, words: string } | null} scale
 * @property {Box[]} boxes All seats that were given.
 */

const FIRST_NAMES = 7;
const SMALL_ZOOM = 1.8; // from which the mission's few police and observers are shown
const WORDS_ZOOM = 2.1; // from which each badge bears its strength
const HIGH_PX = 13; // of words on the map
const ABROAD_PX = 160; // beyond the edge, a tent abroad is still drawn at it
const GAP_PX = 2; // between badges
const REGION_ZOOM = 1.5; // from which regions are named
const KM_DEGREE = 111.2; // of latitude
const SCALE_PX = 110; // at most
/** @type {Record<string, { font: string, colour: string, spaced: number, high: number }>} */
const AREAS = {
  country: { font: `600 11.5px ${FONT}`, colour: "#716f68", spaced: 2.4, high: 15 },
  lake: { font: "italic 12px Georgia, \"DejaVu Serif\", serif", colour: "#3f7391", spaced: 0, high: 15 },
  river: { font: "italic 11px Georgia, \"DejaVu Serif\", serif", colour: "#3f7391", spaced: 0, high: 14 },
  region: { font: `600 10.5px ${FONT}`, colour: "#6b675f", spaced: 1.2, high: 13 },
};
export const FONTS = { capital: `650 13.5px ${FONT}`, town: `11.3px ${FONT}`, figure: `600 11px ${FONT}` };

/**
 * @param {Shown} shown
 * @param {(text: string, font: string) => number} measure How wide words are.
 * @param {Map<number, number>} last Seats of badges on the last day, by place; changed.
 * @returns {Seated}
 */
export function seat(shown, measure, last) {
  const { scene, show, now, camera: { view } } = shown, seats = new Seats(view.width, view.height);
  /** @type {Seated} */
  const found = { badges: [], names: [], areas: [], scale: null, tents: [], sites: [], rings: new Map(), boxes: seats.given };
  for (const box of shown.panels) seats.take(box);
  found.scale = scaleBar(shown, seats);
  const seen = scene.names.map((_, i) => i).filter((i) => {
    const [x, y] = shown.at(i);
    const beyond = scene.kinds[i] === "abroad" ? ABROAD_PX : 20;
    return x > -beyond && y > -beyond && x < view.width + beyond && y < view.height + beyond;
  }).sort((a, b) => now.places.people[b] - now.places.people[a]);
  const towns = seen.filter((i) => scene.kinds[i] !== "abroad");

  /** @param {number} place */
  function name(place) {
    const [x, y] = shown.at(place), strong = place === scene.capital || place === shown.selected;
    const font = strong ? FONTS.capital : FONTS.town, text = scene.names[place];
    const wide = measure(text, font) + 4, boxes = around(x, y, wide, HIGH_PX + (strong ? 2 : 0), shown.dot(place) + 2);
    const seatOf = seats.first([boxes[3], boxes[1], ...boxes]);
    if (seatOf < 0) return;
    const [left, top, , bottom] = seats.given.at(-1);
    found.names.push({ text, x: left + 2, y: (top + bottom) / 2, font, place });
  }

  /**
   * @param {number} place
   * @param {Sign[]} list
   * @param {string} words
   */
  function sign(place, list, words) {
    const wide = 18 + (words ? measure(words, FONTS.figure) + 3 : 0), abroad = list === found.tents;
    const [x, y] = abroad ? withinSight(shown, shown.at(place), wide) : shown.at(place), gap = abroad ? -9 : shown.dot(place) + 3;
    const boxes = around(x, y, wide, 17, gap);
    if (seats.first(boxes) < 0) return;
    const [left, top, , bottom] = seats.given.at(-1);
    list.push({ x: left + 9, y: (top + bottom) / 2, place, words });
  }

  if (show.names && towns.includes(scene.capital)) name(scene.capital);
  for (const place of towns) {
    const [x, y] = shown.at(place), r = shown.dot(place);
    seats.take([x - r, y - r, x + r, y + r]);
  }
  for (const place of seen) {
    const fled = now.places.displaced?.[place] ?? NaN; // nobody knows it where only reports are shown
    if (scene.kinds[place] === "abroad" && fled !== 0) sign(place, found.tents, fled ? brief(fled) : "");
  }
  const others = [...new Set([shown.selected, ...towns])].filter((i) => i !== scene.capital && towns.includes(i));
  if (show.names) others.slice(0, FIRST_NAMES).forEach(name);
  if (show.units) seatBadges(shown, towns, measure, last, seats, found);
  for (const place of towns) {
    const inside = now.places.sheltered[place];
    if (now.places.refuge[place] > 0 || inside > 0) sign(place, found.sites, inside > 0 ? brief(inside) : "");
  }
  if (show.names) {
    others.slice(FIRST_NAMES).forEach(name);
    seatAreas(shown, measure, seats, found.areas);
  }
  return found;
}

/**
 * Where a tent stands whose place lies beyond the edge, or under a panel.
 * @param {Shown} shown
 * @param {[number, number]} spot
 * @param {number} wide
 * @returns {[number, number]}
 */
function withinSight({ camera: { view, room } }, [x, y], wide) {
  return [Math.min(Math.max(x, 12), view.width - wide + 6), Math.min(Math.max(y, room.above - 14), view.height - room.below + 14)];
}

/**
 * So many kilometres, a round number, in the lower right corner.
 * @param {Shown} shown
 * @param {Seats} seats
 */
function scaleBar({ camera: { view }, panels }, seats) {
  const pixels = view.scale / KM_DEGREE, most = SCALE_PX / pixels, size = 10 ** Math.floor(Math.log10(most));
  const km = size * [5, 2, 1].find((times) => times * size <= most), wide = km * pixels;
  const bottom = Math.min(view.height, ...panels.filter(([, top]) => top > view.height / 2).map(([, top]) => top)) - 16;
  const x = view.width - wide - 14;
  return seats.first([[x - 4, bottom - 18, view.width - 8, bottom + 4]]) < 0 ? null : { x, y: bottom, wide, words: t("{number} km", { number: brief(km) }) };
}

/**
 * Names of what has an area stand in its middle or near it.
 * @param {Shown} shown
 * @param {(text: string, font: string) => number} measure
 * @param {Seats} seats
 * @param {Area[]} areas
 */
function seatAreas({ scene, camera }, measure, seats, areas) {
  const regions = camera.view.zoom >= REGION_ZOOM ? scene.regions.filter(({ text }) => !scene.names.includes(text)) : [];
  for (const { kind, text, lon, lat } of [...(scene.layers?.labels ?? []), ...regions]) {
    const { font, colour, spaced, high } = AREAS[kind], words = kind === "country" ? text.toUpperCase() : text;
    const wide = measure(words, font) + spaced * words.length + 6, [x, y] = camera.at(lon, lat);
    const shifts = [0, -1.2, 1.2, -2.4, 2.4].flatMap((down) => [0, -0.4, 0.4].map((aside) => [aside * wide, down * high]));
    const boxes = shifts.map(([dx, dy]) => /** @type {Box} */ ([x + dx - wide / 2, y + dy - high / 2, x + dx + wide / 2, y + dy + high / 2]));
    if (seats.first(boxes) < 0) continue;
    const [left, top, , bottom] = seats.given.at(-1);
    areas.push({ text: words, x: left + 3, y: (top + bottom) / 2, font, colour, spaced });
  }
}

/**
 * All badges of a town stand in a row; who finds no room loses the least of them, and at last has
 * only a ring.
 * @param {Shown} shown
 * @param {number[]} towns
 * @param {(text: string, font: string) => number} measure
 * @param {Map<number, number>} last
 * @param {Seats} seats
 * @param {Seated} found
 */
function seatBadges(shown, towns, measure, last, seats, found) {
  const { zoom } = shown.camera.view, worded = zoom >= WORDS_ZOOM;
  /** @type {Map<number, Omit<Badge, "x" | "y">[]>} */
  const stacks = new Map();
  for (const [place, side, strength] of shown.now.badges) {
    if (side < -1 && zoom < SMALL_ZOOM) continue;
    const words = worded ? brief(strength) : "";
    stacks.set(place, [...(stacks.get(place) ?? []), { place, side, strength, size: badgeSize(strength), words }]);
  }
  for (const place of towns) {
    const stack = stacks.get(place)?.sort((a, b) => b.strength - a.strength) ?? [];
    const [x, y] = shown.at(place);
    let stands = false;
    for (let count = stack.length; count > 0 && !stands; count--) {
      const row = stack.slice(0, count);
      const widths = row.map(({ size, words }) => 2.4 * size + GAP_PX + (words ? measure(words, FONTS.figure) + 4 : 0));
      const wide = widths.reduce((a, b) => a + b, 0), high = Math.max(...row.map(({ size }) => 2.4 * size)) + 2;
      const boxes = around(x, y, wide, high, shown.dot(place) + 2), before = last.get(place);
      const order = boxes.map((_, i) => i).sort((a, b) => Number(b === before) - Number(a === before));
      const got = seats.first(order.map((i) => boxes[i]));
      stands = got >= 0;
      if (!stands) continue;
      last.set(place, order[got]);
      let left = boxes[order[got]][0];
      const middle = (boxes[order[got]][1] + boxes[order[got]][3]) / 2;
      row.forEach((badge, i) => {
        found.badges.push({ ...badge, x: left + 1.2 * badge.size + GAP_PX / 2, y: middle });
        left += widths[i];
      });
    }
    if (stack.length && !stands) found.rings.set(place, stack[0].side);
  }
}

// @ts-check
// One picture of the map: the ground, people under way, towns, units, warnings, names.

import { LOOK } from "../palette.js";
import { tempo } from "../tempo.js";
import { drawAlert, drawAttack, drawFlow, drawName, drawPlace, drawRefuge, drawSign } from "./marks.js";
import { ALERT_AT, REFUGE_AT, apart, beside } from "./seats.js";

/** @import { Shown } from "./shown.js" */
/** @import { Crowd } from "./units.js" */

const NAMES = 14; // that a map of the whole country bears at most

/**
 * @typedef {object} Picture
 * @property {CanvasRenderingContext2D} context
 * @property {Shown} shown
 * @property {ReturnType<import("./ground.js").makeGround>} ground
 * @property {Crowd} crowd
 */

/**
 * Paint everything; `phase` moves people on the road by so many pixels.
 * @param {Picture} picture
 * @param {number} time
 * @param {number} phase
 */
export function paint({ context, shown, ground, crowd }, time, phase) {
  const { scene, show, now, differs } = shown;
  ground.draw(context, now, show.control && !differs, shown.playing && tempo.busy());
  const order = scene.names.map((_, i) => i).sort((a, b) => now.places.people[b] - now.places.people[a]);
  if (show.flows && !differs) {
    for (const [a, b, people] of now.flows) {
      drawFlow(context, shown.at(a), shown.at(b), Math.min(1 + Math.sqrt(people) / 55, 9), phase);
    }
  }
  for (const place of order) paintPlace(context, shown, place);
  if (show.units && !differs) crowd.draw(context, shown.camera, now.organisations, time);
  if (show.alerts && !differs) {
    for (const i of order) if (now.places.alert[i]) drawAlert(context, ...beside(shown.at(i), shown.radius(i), ALERT_AT));
  }
  if (shown.selected >= 0) ring(context, shown);
  if (show.names) paintNames(context, shown, order);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shown} shown
 * @param {number} place
 */
function paintPlace(context, shown, place) {
  const { places } = shown.now, at = shown.at(place), radius = shown.radius(place);
  drawPlace(context, shown.scene.kinds[place], ...at, radius, shown.colour(place, places), shown.scene.inside[place]);
  if (shown.differs) {
    drawSign(context, ...at, radius, shown.agreedOn(place));
    return;
  }
  if (places.attack[place]) drawAttack(context, ...at, radius);
  if (places.refuge[place] > 0 || places.sheltered[place] > 0) drawRefuge(context, ...beside(at, radius, REFUGE_AT));
}

/**
 * Mark the place that was chosen.
 * @param {CanvasRenderingContext2D} context
 * @param {Shown} shown
 */
function ring(context, shown) {
  context.beginPath();
  context.arc(...shown.at(shown.selected), shown.radius(shown.selected) + 7, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = LOOK.ink;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shown} shown
 * @param {number[]} order
 */
function paintNames(context, shown, order) {
  const { scene, selected } = shown, { width, height, zoom } = shown.camera.view;
  const words = [...new Set([selected, scene.capital, ...order])].filter((i) => i >= 0).map((place) => {
    const [x, y] = shown.at(place);
    return { place, text: scene.names[place], x, y, top: y + shown.radius(place) + 3 };
  }).filter(({ x, y }) => x >= -50 && y >= -20 && x <= width + 50 && y <= height + 20);
  for (const { place, text, x, top } of apart(words, NAMES * zoom ** 1.3)) {
    drawName(context, text, x, top, place === scene.capital || place === selected);
  }
}

// @ts-check
// One picture of the map: the ground, then harm, people under way, towns, badges, words.

import { LOOK } from "../palette.js";
import { drawAlert, drawBadge, drawDifference, drawDot, drawFlow, drawHarm, drawRefuge, drawScale, drawTent, drawWords, harmRadius } from "./marks.js";
import { FONTS } from "./seating.js";

/** @import { Shown } from "./shown.js" */
/** @import { Seated } from "./seating.js" */
/** @typedef {CanvasRenderingContext2D} Pen */

const SMALL_PX = 520; // on a map that is smaller, discs are too

/**
 * @param {Pen} pen
 * @param {Shown} shown
 * @param {ReturnType<import("./ground.js").makeGround>} ground
 * @param {Seated} seated
 */
export function paint(pen, shown, ground, seated) {
  const { scene, show, now, differs } = shown, { places } = now;
  ground.draw(pen, now, show.control && !differs, shown.playing);
  if (differs) paintDifferences(pen, shown);
  else {
    const { zoom, width, height } = shown.camera.view;
    const grow = Math.min(zoom, 4) ** 0.5 * Math.min(Math.max(Math.min(width, height) / SMALL_PX, 0.6), 1);
    scene.names.forEach((_, i) => drawHarm(pen, ...shown.at(i), grow * harmRadius(places.recent[i]), places.attack[i] > 0));
    if (show.flows) for (const [a, b, people] of now.flows) drawFlow(pen, shown.at(a), shown.at(b), people);
    scene.names.forEach((_, i) => paintDot(pen, shown, i, seated.rings.get(i)));
    for (const { side, size, x, y, words } of seated.badges) {
      drawBadge(pen, side, side < 0 ? 0 : now.organisations[side].mark, x, y, size);
      if (words) drawWords(pen, words, x + 1.2 * size + 2, y, FONTS.figure);
    }
    for (const [signs, draw] of /** @type {const} */ ([[seated.tents, drawTent], [seated.sites, drawRefuge]])) {
      for (const { x, y, words } of signs) {
        draw(pen, x, y);
        if (words) drawWords(pen, words, x + 10, y, FONTS.figure);
      }
    }
    if (show.alerts) scene.names.forEach((_, i) => { if (places.alert[i]) paintAlert(pen, shown, i); });
  }
  if (shown.selected >= 0) ring(pen, shown);
  for (const { text, x, y, font, colour, spaced } of seated.areas) {
    pen.letterSpacing = `${spaced}px`;
    drawWords(pen, text, x, y, font, colour);
  }
  pen.letterSpacing = "0px";
  if (seated.scale) drawScale(pen, seated.scale);
  for (const { text, x, y, font } of seated.names) drawWords(pen, text, x, y, font);
}

/**
 * @param {Pen} pen
 * @param {Shown} shown
 */
function paintDifferences(pen, shown) {
  shown.scene.names.forEach((_, i) => drawDifference(pen, ...shown.at(i), shown.radius(i), shown.difference(i), shown.agreedOn(i)));
}

/**
 * @param {Pen} pen
 * @param {Shown} shown
 * @param {number} place
 * @param {number | undefined} side The one that has a ring here for want of a badge.
 */
function paintDot(pen, shown, place, side) {
  if (shown.scene.kinds[place] === "abroad") return;
  const colour = side === undefined ? undefined : side < 0 ? LOOK.mission : LOOK.marks[shown.now.organisations[side].mark].hue;
  drawDot(pen, ...shown.at(place), shown.dot(place), colour);
}

/**
 * @param {Pen} pen
 * @param {Shown} shown
 * @param {number} place
 */
function paintAlert(pen, shown, place) {
  const [x, y] = shown.at(place);
  drawAlert(pen, x - 5, y - 5);
}

/**
 * Mark the place that was chosen.
 * @param {Pen} pen
 * @param {Shown} shown
 */
function ring(pen, shown) {
  pen.beginPath();
  pen.arc(...shown.at(shown.selected), 11, 0, 2 * Math.PI);
  pen.lineWidth = 2;
  pen.strokeStyle = LOOK.ink;
  pen.stroke();
}

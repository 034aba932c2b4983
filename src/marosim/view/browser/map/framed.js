// @ts-check
// The map as a picture to take away: with what it is, its date, its key, its source, and the sentence
// that the model explores.

import { FONT, drawBadge, drawFlow, drawHarm, drawWords } from "./marks.js";
import { dots } from "../dom.js";
import { LOOK } from "../palette.js";
import { dateWords } from "../words.js";

/** @import { Shown } from "./shown.js" */

export const LIMITS = "marosim explores what could follow from its assumptions; it does not predict.";
const HEAD_PX = 56, LINE_PX = 20, MARGIN_PX = 14;

/**
 * @param {HTMLCanvasElement} map As it is on the page.
 * @param {Shown} shown
 */
export function framed(map, shown) {
  const ratio = dots(map), wide = map.width / ratio, high = map.height / ratio;
  const { scene, frame, now, known } = shown, canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  /** @type {[words: string, draw: (x: number, y: number) => void][]} */
  const key = [
    ...now.organisations.filter(({ mark }) => mark < LOOK.marks.length - 1)
      .map(({ title, mark }) => /** @type {[string, (x: number, y: number) => void]} */ ([title, (x, y) => drawBadge(pen, 0, mark, x, y, 5.5)])),
    ["Peacekeeping troops", (x, y) => drawBadge(pen, -1, 0, x, y, 5.5)],
    ["Killed in the last week; rays: attack", (x, y) => drawHarm(pen, x, y, 6, true)],
    ["People fleeing", (x, y) => drawFlow(pen, [x - 10, y], [x + 13, y], 2500)],
  ];
  const font = `12px ${FONT}`;
  pen.font = font;
  /** @type {[number, number][]} */
  const seats = [];
  let x = MARGIN_PX, line = 0;
  for (const [words] of key) {
    const step = pen.measureText(words).width + 42;
    if (x > MARGIN_PX && x + step > wide) [x, line] = [MARGIN_PX, line + 1];
    seats.push([x, line]);
    x += step;
  }
  const below = HEAD_PX + high + 16, foot = below + (line + 1) * LINE_PX + 4;
  canvas.width = map.width;
  canvas.height = Math.round((foot + 2 * LINE_PX) * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, wide, canvas.height);
  pen.drawImage(map, 0, HEAD_PX, wide, high);
  drawWords(pen, scene.title, MARGIN_PX, 20, `650 18px ${FONT}`);
  drawWords(pen, `${dateWords(frame.date)}, day ${frame.day} of ${scene.days}${known ? "; what the mission knows" : ""}`, MARGIN_PX, 42, `13px ${FONT}`);
  key.forEach(([words, draw], i) => {
    const left = seats[i][0], y = below + seats[i][1] * LINE_PX;
    draw(left + 12, y);
    drawWords(pen, words, left + 28, y, font);
  });
  drawWords(pen, LIMITS, MARGIN_PX, foot + 4, `600 12px ${FONT}`);
  drawWords(pen, `One run with seeded chance. ${scene.layers ? `Borders of today. ${scene.layers.credit}.` : ""}`, MARGIN_PX, foot + LINE_PX + 2, font, LOOK.muted);
  return canvas;
}

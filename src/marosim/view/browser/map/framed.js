// @ts-check
// The map as a picture to take away: with what it is, its date, its key, its source, and the sentence
// that the model explores.

import { FONT, drawBadge, drawFlow, drawHarm, drawWords } from "./marks.js";
import { dots } from "../dom.js";
import { LOOK } from "../palette.js";
import { t } from "../say.js";
import { SvgPen } from "./svg.js";
import { dateWords } from "../words.js";

/** @import { Shown } from "./shown.js" */

export const LIMITS = t("marosim explores what could follow from its assumptions; it does not predict.");
const HEAD_PX = 56, LINE_PX = 20, MARGIN_PX = 14, PLAIN = `12px ${FONT}`;

/** @typedef {CanvasRenderingContext2D} Pen */

/**
 * What stands in the key, and where everything has its place on a picture so wide.
 * @param {Pen} pen
 * @param {number} wide
 * @param {number} high Of the map.
 * @param {Shown} shown
 */
function laidOut(pen, wide, high, shown) {
  /** @type {[words: string, draw: (pen: Pen, x: number, y: number) => void][]} */
  const key = [
    ...shown.now.organisations.filter(({ mark }) => mark < LOOK.marks.length - 1)
      .map(({ title, mark }) => /** @type {[string, (pen: Pen, x: number, y: number) => void]} */ ([title, (p, x, y) => drawBadge(p, 0, mark, x, y, 5.5)])),
    [t("Peacekeeping troops"), (p, x, y) => drawBadge(p, -1, 0, x, y, 5.5)],
    [t("Killed in the last week; rays: attack"), (p, x, y) => drawHarm(p, x, y, 6, true)],
    [t("People fleeing"), (p, x, y) => drawFlow(p, [x - 10, y], [x + 13, y], 2500)],
  ];
  pen.font = PLAIN;
  let x = MARGIN_PX, line = 0;
  const seats = key.map(([words, draw]) => {
    const step = pen.measureText(words).width + 42;
    if (x > MARGIN_PX && x + step > wide) [x, line] = [MARGIN_PX, line + 1];
    x += step;
    return { words, draw, x: x - step, line };
  });
  const below = HEAD_PX + high + 16, foot = below + (line + 1) * LINE_PX + 4;
  return { seats, below, foot, tall: foot + 2 * LINE_PX };
}

/**
 * @param {Pen} pen
 * @param {ReturnType<typeof laidOut>} places
 * @param {Shown} shown
 */
function write(pen, { seats, below, foot }, { scene, frame, known }) {
  const when = { date: dateWords(frame.date), day: frame.day, days: scene.days };
  drawWords(pen, scene.title, MARGIN_PX, 20, `650 18px ${FONT}`);
  drawWords(pen, known ? t("{date}, day {day} of {days}; what the mission knows", when) : t("{date}, day {day} of {days}", when), MARGIN_PX, 42, `13px ${FONT}`);
  for (const { words, draw, x, line } of seats) {
    draw(pen, x + 12, below + line * LINE_PX);
    drawWords(pen, words, x + 28, below + line * LINE_PX, PLAIN);
  }
  drawWords(pen, LIMITS, MARGIN_PX, foot + 4, `600 12px ${FONT}`);
  drawWords(pen, `${t("One run with seeded chance.")} ${scene.layers ? `${t("Borders of today.")} ${scene.layers.credit}.` : ""}`, MARGIN_PX, foot + LINE_PX + 2, PLAIN, LOOK.muted);
}

/**
 * @param {HTMLCanvasElement} map As it is on the page.
 * @param {Shown} shown
 */
export function framed(map, shown) {
  const ratio = dots(map), wide = map.width / ratio, high = map.height / ratio;
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), places = laidOut(pen, wide, high, shown);
  canvas.width = map.width;
  canvas.height = Math.round(places.tall * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, wide, canvas.height);
  pen.drawImage(map, 0, HEAD_PX, wide, high);
  write(pen, places, shown);
  return canvas;
}

/**
 * The same as SVG, whose marks and words stay sharp at any size.
 * @param {HTMLCanvasElement} map
 * @param {Shown} shown
 * @param {(pen: Pen) => void} draw Draws the map.
 */
export function framedSvg(map, shown, draw) {
  const ratio = dots(map), high = map.height / ratio, own = new SvgPen(map, ratio), pen = /** @type {Pen} */ (/** @type {unknown} */ (own));
  const places = laidOut(pen, map.width / ratio, high, shown);
  own.lower(HEAD_PX, () => draw(pen));
  own.canvas.height = Math.round(places.tall * ratio);
  own.fillStyle = "#fff"; // what lies on the map's edge does not run over it
  own.fillRect(0, 0, map.width / ratio, HEAD_PX);
  own.fillRect(0, HEAD_PX + high, map.width / ratio, places.tall - HEAD_PX - high);
  write(pen, places, shown);
  return own.written(`${shown.scene.title}, ${dateWords(shown.frame.date)}`);
}

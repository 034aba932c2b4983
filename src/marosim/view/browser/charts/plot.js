// @ts-check
// One chart as uPlot draws it, whose files come with the page if they could be fetched.

import { LOOK } from "../palette.js";
import { LANGUAGE, RTL } from "../say.js";
import { dayWords, percent, tight } from "../words.js";

/** @import { Chart } from "./specs.js" */
/** @import { Metric, Scene } from "../said" */

/**
 * What is used of uPlot.
 * @typedef {object} Plot
 * @property {CanvasRenderingContext2D} ctx
 * @property {{ left: number, top: number, width: number, height: number }} bbox
 * @property {HTMLElement} over
 * @property {{ left: number }} cursor
 * @property {(value: number, scale: string, onCanvas?: boolean) => number} valToPos
 * @property {(position: number, scale: string) => number} posToVal
 * @property {(data: (number | null)[][]) => void} setData
 * @property {(size: { width: number, height: number }) => void} setSize
 * @property {() => void} destroy
 */
/** @typedef {{ metric: Metric, when: number, value: number, low: number | null, high: number | null }} Point */
/** @typedef {{ metric: Metric, dashed: boolean, low: number[], high: number[] }} Shaded One value a day. */

/** @type {(new (options: object, data: (number | null)[][], host: HTMLElement) => Plot) | null} */
export const Plotter = /** @type {any} */ (typeof uPlot === "undefined" ? null : uPlot);

export const DATES_PX = 20; // below the last chart, for all of them
const LABELS_PX = LANGUAGE === "en" ? 104 : 120; // room right of the lines for their names
const LONG_DAYS = 400; // dates need their year
const DAY_STEPS = [1, 2, 5, 10, 20, 30, 60, 90, 120, 180, 365, 730];
const WHOLE_STEPS = Array.from({ length: 40 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3)); // people come in ones

/** @type {Record<Metric, string>} */
const COLOURS = { // what has a colour on the map has it here too; no colour of an armed organisation is used
  deaths_direct: LOOK.harm, deaths_indirect: LOOK.harm, attacks: LOOK.harm,
  peacekeepers: LOOK.peacekeepers, attacks_deterred: LOOK.peacekeepers, sheltered: LOOK.peacekeepers, legitimacy: LOOK.peacekeepers,
  displaced_internal: LOOK.flight, displaced_abroad: LOOK.series[6],
  deaths_reported: LOOK.muted, displaced_reported: LOOK.muted,
  consent: LOOK.ink, political_will: LOOK.series[6], cost_usd: LOOK.ink,
};

/** @param {Metric} metric */
export const colourOf = (metric) => COLOURS[metric];

/**
 * @param {object} given
 * @param {Chart} given.chart With the lines that are known of this run.
 * @param {Scene} given.scene
 * @param {{ width: number, height: number }} given.size
 * @param {boolean} given.last Whether it bears the dates for all charts above.
 * @param {() => number} given.lastDay To which the charts reach.
 * @param {() => Point[]} given.points What history records up to the day shown.
 * @param {() => Shaded[]} given.shaded Where the runs of many pairs lie.
 * @param {() => number} given.day The day shown.
 * @param {(plot: Plot) => void} given.drawn After each picture, when it is known where lines end.
 * @param {(day: number) => void} given.clicked
 */
export function plotOptions({ chart, scene, size, last, lastDay, points, shaded, day, drawn, clicked }) {
  const own = chart.lines.map(([name]) => ({ stroke: colourOf(name), width: 2, points: { show: false } }));
  const others = own.map((line) => ({ ...line, width: 1.6, dash: [4, 3] }));
  const format = chart.share ? percent : tight;
  const long = () => lastDay() > LONG_DAYS;
  /** @type {(plot: Plot, low: number, high: number) => number[]} */
  const range = (_, __, high) => (chart.share ? [0, 1] : [0, 1.08 * Math.max(high, 4, ...points().map((point) => point.value), ...shaded().flatMap((band) => band.high))]);
  return {
    ...size,
    padding: RTL ? [6, 0, last ? 0 : 4, LABELS_PX] : [6, LABELS_PX, last ? 0 : 4, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false }, sync: { key: "marosim" } },
    scales: { x: { time: false, dir: RTL ? -1 : 1, range: () => [0, lastDay()] }, y: { range } },
    axes: [
      { show: last, size: DATES_PX, stroke: LOOK.muted, font: "10px system-ui", grid: { show: false }, ticks: { size: 3, stroke: LOOK.faint },
        space: () => (long() ? 66 : 50), incrs: DAY_STEPS,
        values: (/** @type {Plot} */ _, /** @type {number[]} */ days) => days.map((d) => dayWords(scene.start, d, long())) },
      { size: 44, side: RTL ? 1 : 3, stroke: LOOK.muted, font: "10px system-ui", grid: { stroke: LOOK.grid, width: 1 }, ticks: { show: false },
        space: 17, values: (/** @type {Plot} */ _, /** @type {number[]} */ v) => v.map(format), ...(chart.share ? {} : { incrs: WHOLE_STEPS }) },
    ],
    series: [{}, ...own, ...others],
    hooks: {
      drawAxes: [(/** @type {Plot} */ plot) => shaded().forEach((band) => drawShaded(plot, band))],
      draw: [(/** @type {Plot} */ plot) => {
        drawDay(plot, day());
        drawRecorded(plot, points());
        drawn(plot);
      }],
      ready: [(/** @type {Plot} */ plot) => plot.over.addEventListener("click", () => {
        const wanted = Math.round(plot.posToVal(plot.cursor.left, "x"));
        if (wanted >= 0) clicked(wanted);
      })],
    },
  };
}

/**
 * @param {Plot} plot
 * @param {number} day
 */
function drawDay(plot, day) {
  const pen = plot.ctx, x = plot.valToPos(day, "x", true);
  pen.save();
  pen.strokeStyle = LOOK.ink;
  pen.lineWidth = 1;
  pen.setLineDash([]);
  pen.globalAlpha = 0.5;
  pen.beginPath();
  pen.moveTo(x, plot.bbox.top);
  pen.lineTo(x, plot.bbox.top + plot.bbox.height);
  pen.stroke();
  pen.restore();
}

/**
 * Under the lines; the run beside is told by its dashed edge, as its line is.
 * @param {Plot} plot
 * @param {Shaded} band
 */
function drawShaded(plot, { metric, dashed, low, high }) {
  const pen = plot.ctx, ratio = window.devicePixelRatio || 1;
  const at = (/** @type {number} */ day, /** @type {number} */ v) => /** @type {const} */ ([plot.valToPos(day, "x", true), plot.valToPos(v, "y", true)]);
  pen.save();
  pen.beginPath();
  high.forEach((v, d) => pen.lineTo(...at(d, v)));
  low.forEach((_, i) => pen.lineTo(...at(low.length - 1 - i, low[low.length - 1 - i])));
  pen.closePath();
  pen.fillStyle = pen.strokeStyle = colourOf(metric);
  pen.globalAlpha = 0.14;
  pen.fill();
  if (dashed) {
    pen.globalAlpha = 0.55;
    pen.lineWidth = ratio;
    pen.setLineDash([2 * ratio, 3 * ratio]);
    pen.stroke();
  }
  pen.restore();
}

/**
 * @param {Plot} plot
 * @param {Point[]} points
 */
function drawRecorded(plot, points) {
  const pen = plot.ctx, ratio = window.devicePixelRatio || 1;
  const floor = plot.bbox.top + plot.bbox.height;
  const y = (/** @type {number} */ v) => Math.max(plot.valToPos(v, "y", true), plot.bbox.top);
  pen.save();
  pen.setLineDash([]);
  for (const point of points) {
    const x = plot.valToPos(point.when, "x", true);
    pen.strokeStyle = colourOf(point.metric);
    pen.lineWidth = ratio;
    if (point.low !== null && point.high !== null) {
      pen.beginPath();
      pen.moveTo(x, Math.min(y(point.low), floor));
      pen.lineTo(x, y(point.high));
      pen.stroke();
    }
    pen.beginPath();
    pen.arc(x, y(point.value), 2.6 * ratio, 0, 2 * Math.PI);
    pen.fillStyle = "#fff";
    pen.fill();
    pen.lineWidth = 1.4 * ratio;
    pen.stroke();
  }
  pen.restore();
}

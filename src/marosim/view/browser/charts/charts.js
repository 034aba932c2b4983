// @ts-check
// Main outcomes as they come, each with its unit and the value of the day that is shown.

import { fill, h } from "../dom.js";
import { LATE_MS, tempo } from "../tempo.js";
import { RTL, t } from "../say.js";
import { besideWords, percent, unitValue } from "../words.js";
import { DATES_PX, Plotter, colourOf, plotOptions } from "./plot.js";
import { CHARTS, shaped, spread, titleOf } from "./specs.js";

/** @import { History, Metric, PairedHistory, Scene } from "../said" */
/** @import { Bus } from "../page" */
/** @import { Plot } from "./plot.js" */
/** @import { Chart, Values } from "./specs.js" */

const PLOT_PX = [58, 150]; // six charts fit on a projector; a larger screen gives them more
const NARROWEST_PX = 120;
const AROUND_PX = 29; // title of a chart and the room around it
const FEWEST_DAYS = 30; // that a chart is wide
const KEY_PX = 34; // the key above the charts, and their margins
const LINE_PX = 13; // of one label
const OFTEN_MS = 150; // between pictures while days follow one another

/** @typedef {{ chart: Chart, title: HTMLElement, values: HTMLElement, holder: HTMLElement, plot: Plot | null }} Holder */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeCharts(host, bus) {
  const key = h("p", { class: "chart-key", hidden: true });
  const body = h("div", { class: "charts" });
  host.append(key, body);
  let scene = /** @type {Scene} */ (null), charts = /** @type {Holder[]} */ ([]);
  let series = /** @type {History["series"]} */ ({}), paired = /** @type {PairedHistory["paired"]} */ (null);
  let bands = /** @type {PairedHistory["bands"]} */ (null), pairs = 0;
  let day = 0, waiting = 0, moving = false, beside = "";

  function build() {
    for (const { plot } of charts) plot?.destroy();
    charts = [];
    fill(body);
    if (!Plotter) {
      body.append(h("p", { class: "quiet", text: t("Charts need files that could not be fetched; install npm and start again.") }));
      return;
    }
    for (const spec of CHARTS) {
      const chart = { ...spec, lines: spec.lines.filter(([name]) => name in series) };
      if (!chart.lines.length) continue;
      const title = h("h3", { text: chart.name });
      const values = h("div", { class: "chart-values" });
      const holder = h("div", { class: "chart-plot", dir: "ltr" });
      body.append(h("section", { class: "chart", "aria-label": chart.name }, title, h("div", { class: "chart-frame" }, holder, values)));
      charts.push({ chart, title, values, holder, plot: null });
    }
    for (const held of charts) draw(held);
  }

  /** @param {Holder} held */
  function draw(held) {
    const { chart, holder } = held;
    const options = plotOptions({
      chart, scene, lastDay, size: sizeOf(held), last: held === charts.at(-1), day: () => day,
      points: () => pointsOf(chart),
      shaded: () => shadedOf(chart),
      drawn: (plot) => label(held, plot),
      clicked: (wanted) => bus.send({ do: "seek", day: wanted }),
    });
    held.plot = new Plotter(options, columns(chart), holder);
  }

  /** @param {Holder} held */
  function sizeOf(held) {
    const room = (host.clientHeight - KEY_PX - DATES_PX) / Math.max(charts.length, 1) - AROUND_PX;
    const tall = Math.round(Math.min(Math.max(room, PLOT_PX[0]), PLOT_PX[1]));
    return { width: Math.max(held.holder.clientWidth, NARROWEST_PX), height: tall + (held === charts.at(-1) ? DATES_PX : 0) };
  }

  /**
   * Days, then each line of this run, then each of the run beside it.
   * @param {Chart} chart
   */
  function columns(chart) {
    const length = Math.max(...chart.lines.map(([name]) => series[name].length));
    const others = chart.lines.map(([name]) => {
      const other = shaped(chart, paired?.[name] ?? []).slice(0, length);
      return [...other, ...Array(Math.max(length - other.length, 0)).fill(null)];
    });
    return [Array.from({ length }, (_, i) => i), ...chart.lines.map(([name]) => shaped(chart, series[name])), ...others];
  }

  /**
   * What history records up to the day shown.
   * @param {Chart} chart
   */
  function pointsOf(chart) {
    return chart.lines.flatMap(([metric]) => (scene?.recorded[metric] ?? [])
      .filter(([when]) => when <= day).map(([when, value, low, high]) => ({ metric, when, value, low, high })));
  }

  /**
   * Where the runs of many pairs lie, over the days that have run here.
   * @param {Chart} chart
   */
  function shadedOf(chart) {
    if (chart.weekly) return []; // bands are of what was added up from the first day
    const ran = Math.max(...chart.lines.map(([name]) => series[name].length));
    return chart.lines.flatMap(([metric]) => (bands?.[metric] ?? []).map(({ low, high }, run) => (
      { metric, dashed: run > 0, low: low.slice(0, ran), high: high.slice(0, ran) })));
  }

  // charts are as wide as the days that have run, so that what there is can be seen
  function lastDay() {
    const ran = Math.max(...Object.values(series).map((values) => values.length - 1), 0);
    return Math.max(1, Math.min(scene?.days ?? 1, Math.max(ran, FEWEST_DAYS)));
  }

  function refresh() {
    waiting = 0;
    if (!scene || host.hidden) return;
    const past = charts.some(({ chart }) => pointsOf(chart).length > 0);
    key.hidden = !paired && !past;
    const line = (/** @type {string} */ look, /** @type {string} */ words) => h("span", {}, h("i", { class: look }), words);
    fill(key, paired && [line("whole", t("this run")), line("dashed", t("{response}, one pair", { response: beside.toLowerCase() }))],
      bands && line("shaded", t("where 8 in 10 runs of each lie ({pairs} more pairs)", { pairs })),
      past && line("dot", t("recorded, with range")));
    for (const { chart, plot } of charts) plot?.setData(columns(chart));
  }

  /** @param {Chart} chart */
  function valuesOf(chart) {
    /** @type {Values} */
    const found = {};
    for (const [name] of chart.lines) {
      const value = shaped(chart, series[name] ?? [])[day];
      if (value !== null && value !== undefined) found[name] = value;
    }
    return found;
  }

  /**
   * The title says what the day shows, of this run: a single pair carries no direction. Each line
   * carries its name and value where it ends.
   * @param {Holder} held
   * @param {Plot} plot
   */
  function label({ chart, title, values }, plot) {
    const mine = valuesOf(chart);
    title.textContent = titleOf(chart, mine);
    // where the lines are, without asking the page for its layout in the middle of a picture
    const ratio = window.devicePixelRatio || 1;
    const [left, top, tall] = [plot.bbox.left, plot.bbox.top, plot.bbox.height].map((v) => v / ratio);
    const at = left + plot.valToPos(day, "x");
    const side = RTL ? `right:${values.clientWidth - at + 6}px` : `left:${at + 6}px`;
    const ends = chart.lines.filter(([name]) => name in mine)
      .map(([name, words]) => ({ name, words: typeof words === "string" ? words : words(mine[name] ?? 0), value: mine[name], y: top + plot.valToPos(mine[name], "y") }))
      .sort((p, q) => p.y - q.y);
    const heights = spread(ends.map((end) => end.y), LINE_PX, top + tall - LINE_PX / 2);
    fill(values, ends.map(({ name, words, value }, i) => h("span", {
      style: `color:${colourOf(name)};${side};top:${heights[i]}px`, "data-metric": name, "data-value": value,
    }, h("b", { text: chart.share ? percent(value) : shortly(name, value) }), words && ` ${words}`)));
  }

  /**
   * @param {Metric} name
   * @param {number} value
   */
  function shortly(name, value) {
    return unitValue(value, scene.metrics[name]?.unit ?? "", true);
  }

  // charts need not follow every picture of the map
  function later() {
    if (waiting && moving) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => requestAnimationFrame(refresh), !moving ? 0 : tempo.busy() ? LATE_MS : OFTEN_MS);
  }

  /** @param {PairedHistory & Partial<History>} content */
  function take(content) {
    const before = String(Object.keys(series));
    series = content.series ?? series;
    ({ paired, bands } = content);
    // the map comes first: charts are built once it is painted
    if (!charts.length) requestAnimationFrame(() => setTimeout(() => { build(); later(); }));
    else if (before !== String(Object.keys(series))) build();
    later();
  }

  bus.on("state", (state) => {
    const stopped = moving && !state.moving, name = besideWords(state.paired);
    moving = state.moving;
    if (stopped || name !== beside) later();
    beside = name;
  });
  bus.on("scene", (content) => { scene = content; });
  bus.on("history", take);
  bus.on("paired", take);
  bus.on("day", (content) => {
    for (const [name, value] of Object.entries(content.metrics)) {
      if (series[name]) series[name][content.day] = value;
      if (paired?.[name] && content.paired) paired[name][content.day] = content.paired[name] ?? null;
    }
  });
  bus.on("frame", (content) => {
    day = content.day;
    pairs = content.pairs?.done ?? pairs;
    later();
  });
  bus.on("replications", (content) => {
    ({ bands, done: pairs } = content);
    later();
  });
  bus.on("opened", (name) => {
    if (name !== "charts") return;
    for (const held of charts) held.plot?.setSize(sizeOf(held));
    later();
  });
  new ResizeObserver(() => bus.tell("opened", "charts")).observe(host);
}

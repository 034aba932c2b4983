// Main outcomes as they come, each with its unit and the value of the day that is shown.

const CHARTS = [
  { name: "Civilians killed", lines: [["deaths_direct", "in truth"], ["deaths_reported", "reported"]],
    finding: (v) => (v.deaths_direct === undefined ? `${v.deaths_reported ? brief(v.deaths_reported) : "No"} civilians killed as reported`
      : !v.deaths_direct ? "No civilian killed so far"
      : `${brief(v.deaths_direct)} civilians killed${v.deaths_reported === undefined ? "" : `, ${Math.round((100 * v.deaths_reported) / v.deaths_direct)} % reported`}`) },
  { name: "People who fled", lines: [["displaced_internal", "inside"], ["displaced_abroad", "abroad"], ["sheltered", "in sites"], ["displaced_reported", "counted"]],
    finding: (v) => (v.displaced_internal === undefined ? `${v.displaced_reported ? brief(v.displaced_reported) : "Nobody"} displaced by the last count`
      : fled(v) ? `${brief(fled(v))} people have fled` : "Nobody has fled yet") },
  { name: "Attacks a week", lines: [["attacks", "carried out"], ["attacks_deterred", "deterred"]], weekly: true,
    finding: (v) => `${v.attacks ? brief(v.attacks) : "No"} attack${v.attacks === 1 ? "" : "s"} in the last week${v.attacks_deterred ? `, ${brief(v.attacks_deterred)} deterred` : ""}` },
  { name: "Peacekeepers", lines: [["peacekeepers", ""]],
    finding: (v) => `${v.peacekeepers ? brief(v.peacekeepers) : "No"} peacekeepers in the country` },
  { name: "Consent, political will, legitimacy", lines: [["consent", "consent"], ["political_will", "will"], ["legitimacy", "legitimacy"]], share: true,
    finding: (v) => {
      const [name, low] = Object.entries(v).reduce((a, b) => (b[1] < a[1] ? b : a));
      return `Weakest support: ${SUPPORT[name]}, ${Math.round(100 * low)} %`;
    } },
  { name: "Cost so far", lines: [["cost_usd", ""]],
    finding: (v) => (v.cost_usd ? `US$ ${brief(v.cost_usd)} spent` : "Nothing spent yet") },
];
const SUPPORT = { consent: "consent", political_will: "political will", legitimacy: "legitimacy" };

const undefinedWords = (chart, known) => {
  const gone = chart.lines.map(([name]) => name).filter((name) => !known.includes(name)).map((name) => SUPPORT[name]);
  return gone.length ? `; ${gone.join(" and ")}: ${UNDEFINED} without a mission` : "";
};

const PLOT_PX = [58, 150]; // six charts fit on a projector; a larger screen gives them more
const AROUND_PX = 29; // title of a chart and the room around it
const DATES_PX = 20; // below the last chart, for all of them
const FEWEST_DAYS = 30; // that a chart is wide
const LABELS_PX = 104; // room right of the lines for their names
const LONG_DAYS = 400; // dates need their year
const KEY_PX = 34; // the key above the charts, and their margins
const LINE_PX = 13; // of one label
const DAY_STEPS = [1, 2, 5, 10, 20, 30, 60, 90, 120, 180, 365, 730];
const WHOLE_STEPS = Array.from({ length: 40 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3)); // people come in ones

const fled = (v) => (v.displaced_internal ?? 0) + (v.displaced_abroad ?? 0);

function weekly(values) {
  return values.map((v, i) => (v === null || v === undefined ? null : v - (values[Math.max(i - 7, 0)] ?? 0)));
}

function makeCharts(host, bus) {
  const key = h("p", { class: "chart-key", hidden: true });
  const body = h("div", { class: "charts" });
  host.append(key, body);
  let scene = null, series = {}, paired = null, day = 0, charts = [], waiting = 0, moving = false, beside = "";

  function build() {
    for (const chart of charts) chart.plot?.destroy();
    charts = [];
    fill(body);
    if (typeof uPlot !== "function") {
      body.append(h("p", { class: "quiet", text: "Charts need files that could not be fetched; install npm and start again." }));
      return;
    }
    for (const spec of CHARTS) {
      const lines = spec.lines.filter(([name]) => name in series);
      if (!lines.length) continue;
      const title = h("h3", { text: spec.name });
      const values = h("div", { class: "chart-values" });
      const holder = h("div", { class: "chart-plot" });
      body.append(h("section", { class: "chart", "aria-label": spec.name }, title, h("div", { class: "chart-frame" }, holder, values)));
      charts.push({ spec, lines, title, values, holder, plot: null });
    }
    for (const chart of charts) plotChart(chart);
  }

  function columns(chart) {
    const shape = chart.spec.weekly ? weekly : (v) => v;
    const length = Math.max(...chart.lines.map(([name]) => series[name].length));
    const days = Array.from({ length }, (_, i) => i);
    const data = [days, ...chart.lines.map(([name]) => shape(series[name]))];
    for (const [name] of chart.lines) {
      const other = shape(paired?.[name] ?? []).slice(0, length);
      data.push([...other, ...Array(Math.max(length - other.length, 0)).fill(null)]);
    }
    return data;
  }

  // what history records up to the day shown
  function pointsOf(chart) {
    return chart.lines.flatMap(([name]) => (scene?.recorded[name] ?? [])
      .filter(([when]) => when <= day).map(([when, value, low, high]) => ({ name, when, value, low, high })));
  }

  function drawRecorded(plot, chart) {
    const pen = plot.ctx, ratio = window.devicePixelRatio || 1;
    const floor = plot.bbox.top + plot.bbox.height, y = (v) => Math.max(plot.valToPos(v, "y", true), plot.bbox.top);
    pen.save();
    pen.setLineDash([]);
    for (const point of pointsOf(chart)) {
      const x = plot.valToPos(point.when, "x", true);
      pen.strokeStyle = LOOK.series[colourOf(chart, point.name)];
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

  const colourOf = (chart, name) => 1 + chart.lines.findIndex((line) => line[0] === name);

  function plotHeight() {
    const room = (host.clientHeight - KEY_PX - DATES_PX) / Math.max(charts.length, 1) - AROUND_PX;
    return Math.round(Math.min(Math.max(room, PLOT_PX[0]), PLOT_PX[1]));
  }

  const isLast = (chart) => chart === charts.at(-1);
  const heightOf = (chart) => plotHeight() + (isLast(chart) ? DATES_PX : 0);

  // charts are as wide as the days that have run, so that what there is can be seen
  function lastDay() {
    const ran = Math.max(...Object.values(series).map((values) => values.length - 1), 0);
    return Math.max(1, Math.min(scene?.days ?? 1, Math.max(ran, FEWEST_DAYS)));
  }

  function plotChart(chart) {
    const colour = (name) => LOOK.series[colourOf(chart, name)];
    const own = chart.lines.map(([name]) => ({ stroke: colour(name), width: 2, points: { show: false } }));
    const others = chart.lines.map(([name]) => ({ stroke: colour(name), width: 1.6, dash: [4, 3], points: { show: false } }));
    const format = chart.spec.share
      ? (v) => `${Math.round(100 * v)} %` : (v) => tight(v);
    const options = {
      width: Math.max(chart.holder.clientWidth, 120),
      height: heightOf(chart),
      padding: [6, LABELS_PX, isLast(chart) ? 0 : 4, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false }, sync: { key: "marosim" } },
      scales: {
        x: { time: false, range: () => [0, lastDay()] },
        y: { range: (_, low, high) => (chart.spec.share ? [0, 1] : [0, 1.08 * Math.max(high, 4, ...pointsOf(chart).map((point) => point.value))]) },
      },
      axes: [
        { show: isLast(chart), size: DATES_PX, stroke: LOOK.muted, font: "10px system-ui", grid: { show: false }, ticks: { size: 3, stroke: LOOK.faint },
          space: () => (lastDay() > LONG_DAYS ? 66 : 50), incrs: DAY_STEPS,
          values: (_, days) => days.map((d) => dayWords(scene.start, d, lastDay() > LONG_DAYS)) },
        { size: 44, stroke: LOOK.muted, font: "10px system-ui", grid: { stroke: LOOK.grid, width: 1 }, ticks: { show: false },
          space: 17, values: (_, v) => v.map(format), ...(chart.spec.share ? {} : { incrs: WHOLE_STEPS }) },
      ],
      series: [{}, ...own, ...others],
      hooks: {
        draw: [(plot) => {
          const x = plot.valToPos(day, "x", true);
          const pen = plot.ctx;
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
          drawRecorded(plot, chart);
          label(chart, plot); // only now it is known where the lines end
        }],
        ready: [(plot) => plot.over.addEventListener("click", () => {
          const wanted = Math.round(plot.posToVal(plot.cursor.left, "x"));
          if (wanted >= 0) bus.send({ do: "seek", day: wanted });
        })],
      },
    };
    chart.plot = new uPlot(options, columns(chart), chart.holder);
  }

  function refresh() {
    waiting = 0;
    if (!scene || host.hidden) return;
    const past = charts.some((chart) => pointsOf(chart).length > 0);
    key.hidden = !paired && !past;
    fill(key, paired && [h("i", { class: "whole" }), "this run", h("i", { class: "dashed" }), `${beside.toLowerCase()}, one pair`],
      past && [h("i", { class: "dot" }), "recorded, with range"]);
    for (const chart of charts) chart.plot?.setData(columns(chart));
  }

  // the title says what the day shows; each line carries its name and value where it ends
  function label(chart, plot) {
    const shape = chart.spec.weekly ? weekly : (v) => v;
    const at = (run) => Object.fromEntries(chart.lines
      .map(([name]) => [name, shape(run[name] ?? [])[day]]).filter(([, v]) => v !== null && v !== undefined));
    const mine = at(series);
    const known = Object.keys(mine);
    // of two runs it tells this one: a single pair carries no direction
    chart.title.textContent = known.length
      ? `${chart.spec.finding(mine)}${chart.spec.share ? undefinedWords(chart, known) : ""}` : chart.spec.name;
    // where the lines are, without asking the page for its layout in the middle of a picture
    const ratio = window.devicePixelRatio || 1;
    const [left, top, tall] = [plot.bbox.left, plot.bbox.top, plot.bbox.height].map((v) => v / ratio);
    const x = left + plot.valToPos(day, "x") + 6;
    const ends = chart.lines.filter(([name]) => name in mine)
      .map(([name, words]) => ({ name, words, value: mine[name], y: top + plot.valToPos(mine[name], "y") }))
      .sort((p, q) => p.y - q.y);
    const lowest = top + tall - LINE_PX / 2;
    ends.forEach((end, i) => { end.y = Math.max(end.y, i ? ends[i - 1].y + LINE_PX : LINE_PX / 2); });
    for (let i = ends.length - 1, floor = lowest; i >= 0; i--, floor -= LINE_PX) ends[i].y = Math.min(ends[i].y, floor);
    const unit = (name) => scene.metrics[name]?.unit ?? "";
    fill(chart.values, ends.map((end) => h("span", {
      style: `color:${LOOK.series[colourOf(chart, end.name)]};left:${x}px;top:${end.y}px`, "data-metric": end.name, "data-value": end.value,
    }, h("b", { text: chart.spec.share ? `${Math.round(100 * end.value)} %` : unitValue(end.value, unit(end.name)).replace(" million", " m").replace(" billion", " bn") }), end.words && ` ${end.words}`)));
  }

  // charts need not follow every picture of the map
  function later() {
    if (waiting && moving) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => requestAnimationFrame(refresh), !moving ? 0 : tempo.busy() ? LATE_MS : 150);
  }
  bus.on("state", (state) => {
    const stopped = moving && !state.moving;
    moving = state.moving;
    const name = besideWords(state.paired);
    if (stopped || name !== beside) later();
    beside = name;
  });

  bus.on("scene", (content) => { scene = content; });
  function take(content) {
    const before = String(Object.keys(series));
    series = content.series ?? series;
    paired = content.paired;
    // the map comes first: charts are built once it is painted
    if (!charts.length) requestAnimationFrame(() => setTimeout(() => { build(); later(); }));
    else if (before !== String(Object.keys(series))) build();
    later();
  }
  bus.on("history", take);
  bus.on("paired", take);
  bus.on("day", (content) => {
    for (const [name, value] of Object.entries(content.metrics)) {
      if (series[name]) series[name][content.day] = value;
      if (paired?.[name] && content.paired) paired[name][content.day] = content.paired[name] ?? null;
    }
  });
  bus.on("frame", (content) => { day = content.day; later(); });
  bus.on("opened", (name) => {
    if (name !== "charts") return;
    for (const chart of charts) chart.plot?.setSize({ width: Math.max(chart.holder.clientWidth, 120), height: heightOf(chart) });
    later();
  });
  new ResizeObserver(() => bus.tell("opened", "charts")).observe(host);
}

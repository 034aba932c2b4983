// Main outcomes as they come, each with its unit and the value of the day that is shown.

const CHARTS = [
  { title: "Civilians killed", lines: [["deaths_direct", "in truth"], ["deaths_reported", "as reported"]] },
  { title: "People who fled", lines: [["displaced_internal", "inside"], ["displaced_abroad", "abroad"], ["sheltered", "protected sites"]] },
  { title: "Attacks a week", lines: [["attacks", "carried out"], ["attacks_deterred", "deterred"]], weekly: true },
  { title: "Peacekeepers", lines: [["peacekeepers", "in the country"]] },
  { title: "Consent, will, legitimacy", lines: [["consent", "consent"], ["political_will", "will"], ["legitimacy", "legitimacy"]], share: true },
  { title: "Cost so far", lines: [["cost_usd", ""]] },
];

const PLOT_PX = 72; // six charts fit on a projector
const WHOLE_STEPS = Array.from({ length: 40 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3)); // people come in ones

function weekly(values) {
  return values.map((v, i) => v - (values[Math.max(i - 7, 0)] ?? 0));
}

function makeCharts(host, bus) {
  const body = h("div", { class: "charts" });
  host.append(body);
  let scene = null, series = {}, paired = null, day = 0, charts = [], waiting = 0, moving = false;

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
      const values = h("div", { class: "chart-values" });
      const holder = h("div", { class: "chart-plot" });
      body.append(h("section", { class: "chart", "aria-label": spec.title },
        h("div", { class: "chart-head" }, h("h3", { text: spec.title }), values), holder));
      charts.push({ spec, lines, values, holder, plot: null });
    }
    for (const chart of charts) plotChart(chart);
  }

  function columns(chart) {
    const shape = chart.spec.weekly ? weekly : (v) => v;
    const length = Math.max(...chart.lines.map(([name]) => series[name].length));
    const days = Array.from({ length }, (_, i) => i);
    const data = [days, ...chart.lines.map(([name]) => shape(series[name]))];
    if (paired) {
      for (const [name] of chart.lines) {
        const other = shape(paired[name] ?? []).slice(0, length);
        data.push([...other, ...Array(Math.max(length - other.length, 0)).fill(null)]);
      }
    }
    return data;
  }

  function plotChart(chart) {
    const colour = (i) => LOOK.series[[1, 2, 3][i % 3]];
    const own = chart.lines.map((_, i) => ({ stroke: colour(i), width: 2, points: { show: false } }));
    const beside = paired
      ? chart.lines.map((_, i) => ({ stroke: colour(i), width: 1.6, dash: [4, 3], points: { show: false } })) : [];
    const format = chart.spec.share
      ? (v) => `${Math.round(100 * v)} %` : (v) => tight(v);
    const options = {
      width: Math.max(chart.holder.clientWidth, 120),
      height: PLOT_PX,
      padding: [6, 6, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false }, sync: { key: "marosim" } },
      scales: {
        x: { time: false, range: () => [0, Math.max(scene?.days ?? 1, 1)] },
        y: { range: (_, low, high) => (chart.spec.share ? [0, 1] : [0, Math.max(high * 1.08, 1)]) },
      },
      axes: [
        { size: 20, stroke: LOOK.muted, font: "10px system-ui", grid: { show: false }, ticks: { size: 3, stroke: LOOK.faint },
          space: 62, values: (_, days) => days.map((d) => (Number.isInteger(d) ? dayWords(scene.start, d, false) : "")) },
        { size: 44, stroke: LOOK.muted, font: "10px system-ui", grid: { stroke: LOOK.grid, width: 1 }, ticks: { show: false },
          space: 17, values: (_, v) => v.map(format), ...(chart.spec.share ? {} : { incrs: WHOLE_STEPS }) },
      ],
      series: [{}, ...own, ...beside],
      hooks: {
        draw: [(plot) => {
          const x = plot.valToPos(day, "x", true);
          const pen = plot.ctx;
          pen.save();
          pen.strokeStyle = LOOK.ink;
          pen.lineWidth = 1;
          pen.globalAlpha = 0.5;
          pen.beginPath();
          pen.moveTo(x, plot.bbox.top);
          pen.lineTo(x, plot.bbox.top + plot.bbox.height);
          pen.stroke();
          pen.restore();
        }],
        ready: [(plot) => plot.over.addEventListener("click", () => {
          const wanted = Math.round(plot.posToVal(plot.cursor.left, "x"));
          if (wanted >= 0) bus.send({ do: "seek", day: wanted });
        })],
      },
    };
    chart.plot = new uPlot(options, columns(chart), chart.holder);
  }

  function valuesAt(chart) {
    const unit = (name) => scene.metrics[name]?.unit ?? "";
    const shape = chart.spec.weekly ? weekly : (v) => v;
    const say = (name, value) => (value === null ? "–" : chart.spec.share ? `${Math.round(100 * value)} %` : unitValue(value, unit(name)));
    return chart.lines.map(([name, words], i) => {
      const mine = shape(series[name])[day] ?? null;
      const theirs = paired ? shape(paired[name] ?? [])[day] : undefined;
      return h("span", { style: `color:${LOOK.series[[1, 2, 3][i % 3]]}`, "data-metric": name, "data-value": mine },
        h("b", { text: say(name, mine) }),
        theirs !== undefined && h("i", { text: ` / ${say(name, theirs)}`, title: "the run beside it" }),
        words && ` ${words}`);
    });
  }

  function refresh() {
    waiting = 0;
    if (!scene || host.hidden) return;
    for (const chart of charts) {
      chart.plot?.setData(columns(chart));
      fill(chart.values, ...valuesAt(chart));
    }
  }

  // charts need not follow every picture of the map
  function later() {
    if (waiting && moving) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => requestAnimationFrame(refresh), !moving ? 0 : tempo.busy() ? 900 : 150);
  }
  bus.on("state", (state) => {
    const stopped = moving && !state.moving;
    moving = state.moving;
    if (stopped) later();
  });

  bus.on("scene", (content) => { scene = content; });
  bus.on("history", (content) => {
    const before = `${Object.keys(series)} ${Boolean(paired)}`;
    series = content.series;
    paired = content.paired;
    // the map comes first: charts are built once it is painted
    if (!charts.length) requestAnimationFrame(() => setTimeout(() => { build(); later(); }));
    else if (before !== `${Object.keys(series)} ${Boolean(paired)}`) build();
    later();
  });
  bus.on("day", (content) => {
    for (const [name, value] of Object.entries(content.metrics)) {
      if (series[name]) series[name][content.day] = value;
      if (paired?.[name] && content.paired) paired[name][content.day] = content.paired[name] ?? null;
    }
  });
  bus.on("frame", (content) => { day = content.day; later(); });
  bus.on("opened", (name) => {
    if (name !== "charts") return;
    for (const chart of charts) chart.plot?.setSize({ width: Math.max(chart.holder.clientWidth, 120), height: PLOT_PX });
    later();
  });
  new ResizeObserver(() => bus.tell("opened", "charts")).observe(body);
}

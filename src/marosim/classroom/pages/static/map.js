// The map: places, roads, units, and by how much it is known what happened there.

import { million, number } from "./dom.js";
import { LOCALE, t } from "./say.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 640, EDGE = 24;
const SIDES = ["#7a5195", "#bc5090", "#ef5675", "#ffa600", "#5c8a3a", "#8a6d3b"];

function draw(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/** @param {HTMLElement} box @param {HTMLElement} legend */
export function makeMap(box, legend) {
  let scene = null, at = [], svg = null, marks = null, touched = -1, drawn = null, spoken = new Set();
  const told = document.createElement("p"); // of the place that was touched: phones show no titles
  told.setAttribute("role", "status");
  legend.before(told);

  function setScene(content) {
    scene = content;
    const middle = scene.lat.reduce((a, b) => a + b, 0) / scene.lat.length;
    const stretch = Math.max(Math.cos((middle * Math.PI) / 180), 0.2);
    const xs = scene.lon.map((v) => v * stretch), ys = scene.lat.map((v) => -v);
    const ring = scene.outline.flat();
    const allX = xs.concat(ring.map((p) => p[0] * stretch)), allY = ys.concat(ring.map((p) => -p[1]));
    const [left, right, top, bottom] = [Math.min(...allX), Math.max(...allX), Math.min(...allY), Math.max(...allY)];
    const scale = (WIDTH - 2 * EDGE) / Math.max(right - left, 1e-6);
    const height = Math.max((bottom - top) * scale + 2 * EDGE, 120);
    const x = (v) => (v - left) * scale + EDGE, y = (v) => (v - top) * scale + EDGE;
    at = xs.map((v, i) => [x(v), y(ys[i])]);
    svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": t("Map of {country}", { country: scene.title }) });
    for (const part of scene.outline) {
      svg.append(draw("polygon", { class: "land", points: part.map((p) => `${x(p[0] * stretch)},${y(-p[1])}`).join(" ") }));
    }
    for (const [a, b] of scene.routes) {
      svg.append(draw("line", { class: "road", x1: at[a][0], y1: at[a][1], x2: at[b][0], y2: at[b][1] }));
    }
    marks = draw("g", {});
    svg.append(marks);
    box.replaceChildren(svg);
  }

  function tell(lines) {
    told.textContent = `${lines.join(". ")}.`;
  }

  /** Show the names of some places beside those that are always shown. */
  function name(places) {
    if ([...places].every((place) => spoken.has(place))) return;
    spoken = places;
    if (drawn) show(drawn);
  }

  function show(day) {
    if (!scene) return;
    drawn = day;
    const { places, units } = day, made = [], names = []; // names above all dots
    const sides = day.organisations ?? scene.organisations;
    scene.names.forEach((name, i) => {
      const [x, y] = at[i], dead = places.dead?.[i] ?? -1, recent = places.recent?.[i] ?? -1;
      const group = draw("g", {});
      const lines = [name, dead < 0 ? t("killed: unknown") : recent > 0 ? t("killed: {number}, {recent} in a week", { number: dead, recent }) : t("killed: {number}", { number: dead })];
      if (places.alert?.[i]) group.append(draw("circle", { class: "alert", cx: x, cy: y, r: 11 })), lines.push(t("alert"));
      if (places.attack?.[i] > 0) group.append(draw("path", { class: "attack", d: `M${x - 5},${y - 5}l10,10m0,-10l-10,10` })), lines.push(t("attack"));
      const size = dead > 0 ? 4 + Math.min(Math.sqrt(dead) / 4, 14) : 4;
      group.append(draw("circle", { class: dead < 0 ? "unknown" : recent > 0 ? "recent" : dead > 0 ? "past" : "calm", cx: x, cy: y, r: size }));
      const holder = places.holder?.[i] ?? -1;
      if (holder >= 0 && sides[holder]) {
        group.append(draw("rect", { x: x - 2, y: y - 2, width: 4, height: 4, fill: SIDES[holder % SIDES.length] }));
        lines.push(t("held by: {group}", { group: sides[holder].title }));
      }
      for (const [key, word] of [["sheltered", t("sheltered: {number}")], ["displaced", t("displaced: {number}")], ["aid", t("need met, per cent: {number}")]]) {
        if (places[key]) lines.push(word.replace("{number}", places[key][i] < 0 ? t("unknown") : places[key][i].toLocaleString(LOCALE)));
      }
      const here = units.filter((u) => u[2] === i), own = here.filter((u) => u[1] < 0), armed = here.filter((u) => u[1] >= 0);
      own.forEach((u, k) => group.append(draw("rect", { class: u[1] === -1 ? "troops" : u[1] === -2 ? "police" : "civilian", x: x + 6 + 5 * (k % 4), y: y - 9 - 5 * Math.floor(k / 4), width: 4, height: 4 })));
      armed.slice(0, 12).forEach((u, k) => group.append(draw("circle", { cx: x + 8 + 5 * (k % 4), cy: y + 7 + 5 * Math.floor(k / 4), r: 2, fill: SIDES[u[1] % SIDES.length] })));
      if (own.length) lines.push(t("mission: {number} people", { number: own.reduce((n, u) => n + u[3], 0) }));
      if (armed.length) lines.push(t("armed people seen: {number}", { number: armed.reduce((n, u) => n + u[3], 0) }));
      group.prepend(draw("title", {}, lines.join("\n")), draw("circle", { class: "reach", cx: x, cy: y, r: 16 }));
      group.addEventListener("click", () => ((touched = i), tell(lines)));
      if (i === touched) tell(lines);
      if (spoken.has(name) || scene.kinds[i] === "camp" || i === scene.capital || dead > 0 || scene.names.length < 25) {
        const far = x > WIDTH - 100; // or the edge would cut the name
        names.push(draw("text", { x: far ? x - 8 : x + 6, y: far ? y - 8 : y + 4, "text-anchor": far ? "end" : "start" }, name));
      }
      made.push(group);
    });
    marks.replaceChildren(...made, ...names);
    legend.textContent = [t("Open ring: unknown. Grey: no killing reported. Dark: killed earlier. Red: killed in the last week."),
      places.alert && t("Orange ring: alert."), places.attack && t("Cross: attack seen."), units.length && t("Blue squares: mission."), t("Touch a place for more.")].filter(Boolean).join(" ");
  }

  return { setScene, show, name };
}

/** Lines of a few metrics over the days, each with its last value. */
export function makeChart(box) {
  const days = [];
  function add(briefs) {
    for (const brief of briefs) days[brief.day] = brief.metrics;
  }
  function reset() {
    days.length = 0;
  }
  function show(lines) {
    const shown = lines.filter(([name]) => days.some((d) => d?.[name] != null));
    box.replaceChildren(...shown.map(([name, title, unit, counted]) => {
      const values = days.map((d) => d?.[name] ?? null);
      const most = Math.max(...values.map((v) => v ?? 0), 1e-9), last = values.at(-1);
      const step = 300 / Math.max(values.length - 1, 1);
      const svg = draw("svg", { viewBox: "0 0 300 44", class: "line", role: "img", "aria-label": title });
      const points = values.map((v, i) => (v == null ? null : `${(i * step).toFixed(1)},${(42 - (40 * v) / most).toFixed(1)}`));
      svg.append(draw("polyline", { points: points.filter(Boolean).join(" ") }));
      const row = document.createElement("div");
      row.className = "chart-row";
      const text = document.createElement("span");
      const said = unit === "1" && last != null ? last.toLocaleString(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : unit === "US$" && last != null ? million(last) : number(last);
      text.textContent = t("{title}: {number}", { title, number: said });
      const since = values.findLastIndex((v, day) => v !== values[day - 1]); // a count holds until the next
      if (counted && last != null) text.textContent += ` ${t("(on day {day})", { day: since })}`;
      row.append(text, svg);
      return row;
    }));
  }
  return { add, show, reset, days };
}

export const LINES = [
  ["deaths_direct", t("Killed (true)"), "persons"],
  ["deaths_reported", t("Killed, as reported"), "persons"],
  ["displaced_internal", t("Displaced in the country (true)"), "persons"],
  ["displaced_reported", t("Displaced, as last counted"), "persons", true],
  ["displaced_abroad", t("Fled abroad"), "persons"],
  ["peacekeepers", t("Peacekeepers in the country"), "persons"],
  ["consent", t("Consent of the host, 0 to 1"), "1"],
  ["legitimacy", t("Legitimacy of the mission, 0 to 1"), "1"],
  ["political_will", t("Political will, 0 to 1"), "1"],
  ["cost_usd", t("Cost so far"), "US$"],
];

// @ts-check
// The whole run as a strip: how deadly each day was, dated events, decisions, the day shown.

import { enlarged, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { FONT, drawWords } from "./map/marks.js";
import { optionSaid } from "./options.js";
import { LOOK } from "./palette.js";
import { ENGLISH, RTL, t } from "./say.js";
import { tempo } from "./tempo.js";
import { brief, dateWords, dayWords } from "./words.js";

/** @import { Scene, State } from "./said" */
/** @import { Bus } from "./page" */

const TICKS_PX = 12; // the height of the row of events
const SCALE_PX = 10.5; // its words
const LONG_DAYS = 500; // from which a bar is a week

/** @type {Record<string, string>} */
const TICK_WORDS = {
  trigger: t("Trigger"), incitement: t("Incitement"), mandate: t("Mandate"), withdrawal: t("Withdrawal"),
  evacuation: t("Evacuation"), intervention_announced: t("Intervention announced"), arms_embargo: t("Embargo"),
  agreement_talks: t("Talks"), diplomacy: t("Diplomacy"), election: t("Election"), drought: t("Drought"),
  inject: t("Inject"), context: t("Event"), decided: t("Decision"),
};

/**
 * Reported ones where only what the mission knows is shown.
 * @template T
 * @param {Record<string, T>} metrics
 */
const killedIn = (metrics) => metrics.deaths_direct ?? metrics.deaths_reported;

/**
 * How many were killed in each span of days, from how many were on each day so far.
 * @param {number[]} deaths
 * @param {number} span
 */
export function killedBy(deaths, span) {
  const ends = Array.from({ length: Math.ceil((deaths.length - 1) / span) }, (_, i) => Math.min((i + 1) * span, deaths.length - 1));
  return ends.map((end, i) => Math.max(deaths[end] - deaths[i * span], 0) || 0);
}

/**
 * Where those killed in the last week were.
 * @param {string[]} names
 * @param {number[]} recent By place.
 * @param {boolean} known Whether these are reports.
 */
export function weekWords(names, recent, known) {
  const all = recent.reduce((a, b) => a + b, 0), most = recent.map((_, i) => i).sort((a, b) => recent[b] - recent[a]);
  if (all < 1) return "";
  let half = 0, towns = 0;
  while (half < all / 2) half += recent[most[towns++]];
  const values = { number: brief(all), towns, place: names[most[0]] };
  if (towns === 1) {
    return known ? t("{number} reported killed in 7 days, most in {place}", values)
      : t("{number} killed in 7 days, most in {place}", values);
  }
  return known ? t("{number} reported killed in 7 days, half in {towns} places, most in {place}", values)
    : t("{number} killed in 7 days, half in {towns} places, most in {place}", values);
}

/** @param {number} largest */
export function roundBelow(largest) {
  const size = 10 ** Math.floor(Math.log10(largest));
  return size * [5, 2, 1].find((times) => times * size <= largest);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {number} y
 * @param {number} wide
 * @param {string} font
 */
function drawScaleLine(pen, text, y, wide, font) {
  pen.fillStyle = "rgba(29,39,51,.22)";
  pen.fillRect(0, y, wide, 1);
  pen.font = font;
  const below = Math.max(y, TICKS_PX) + 7; // of the line, and of the events above it
  drawWords(pen, text, RTL ? 2 : wide - pen.measureText(text).width - 2, below, font, LOOK.muted);
}

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeTimeline(host, bus) {
  const picture = h("canvas", { class: "time-picture", "aria-hidden": "true" });
  const ticks = h("div", { class: "time-ticks" });
  const range = h("input", {
    type: "range", min: 0, max: 1, value: 0, step: 1, class: "time-range", "aria-label": t("Day shown"),
    oninput: () => bus.send({ do: "seek", day: Number(range.value) }),
  });
  const words = h("div", { class: "time-words", role: "status", "data-limits": t("marosim explores, it does not predict") });
  const dates = h("div", { class: "time-dates", "aria-hidden": "true" });
  const play = h("button", { type: "button", class: "time-play", onclick: () => bus.tell("toggle") }); // where the top line is out of sight
  host.append(words, play, h("div", { class: "time-strip" }, picture, ticks, range), dates);
  let scene = /** @type {Scene} */ (null), state = /** @type {State} */ (null), stale = false, held = false, asked = 0;
  /** @type {number[]} */
  let deaths = [], found = "";
  range.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { held = false; });

  // one picture for all that comes at once
  function drawStrip() {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      paintStrip();
    });
  }

  function paintStrip() {
    const box = picture.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    picture.width = Math.round(box.width * ratio);
    picture.height = Math.round(box.height * ratio);
    const pen = picture.getContext("2d");
    pen.scale(ratio, ratio);
    pen.clearRect(0, 0, box.width, box.height);
    if (!scene || !state) return;
    pen.save();
    if (RTL) pen.transform(-1, 0, 0, 1, box.width, 0); // the bars, as the days, run from the right
    const wide = box.width / Math.max(scene.days, 1);
    pen.fillStyle = "#e7ebee";
    pen.fillRect(0, box.height - 6, box.width, 6);
    pen.fillStyle = "#c6d3dc";
    pen.fillRect(0, box.height - 6, state.ran * wide, 6);
    const span = scene.days > LONG_DAYS ? 7 : 1, bars = killedBy(deaths, span), largest = Math.max(1, ...bars);
    const high = (/** @type {number} */ v) => ((box.height - 6 - TICKS_PX - 2) * v) / largest;
    pen.fillStyle = LOOK.harm;
    bars.forEach((v, i) => {
      pen.globalAlpha = i * span >= state.day ? 0.35 : 0.85;
      pen.fillRect(i * span * wide, box.height - 6 - high(v), Math.max(span * wide - 0.6, 0.8), high(v));
    });
    pen.globalAlpha = 1;
    pen.fillStyle = LOOK.ink;
    pen.fillRect(Math.min(state.day * wide, box.width - 2), 0, 2, box.height);
    pen.restore();
    const round = roundBelow(largest), y = box.height - 6 - high(round), number = brief(round);
    const text = state.known ? span > 1 ? t("{number} reported killed a week", { number }) : t("{number} reported killed a day", { number })
      : span > 1 ? t("{number} killed a week", { number }) : t("{number} killed a day", { number });
    if (largest > 1) drawScaleLine(pen, text, y, box.width, `${SCALE_PX * enlarged(picture)}px ${FONT}`);
  }

  function drawTicks() {
    if (!scene || !state) return;
    const decided = state.decisions.map((d) => ({
      day: d.day, kind: "decided", text: optionSaid(d.group, d.option), place: "",
    }));
    // a class must not read on the strip what it is going to meet
    const known = scene.ticks.filter((tick) => tick.day <= scene.days && (!state.exercise || tick.day < state.ran));
    fill(ticks, [...known, ...decided].map((tick) => h("button", {
      class: `tick ${tick.kind === "decided" ? "tick-own" : ""} ${tick.kind === "inject" ? "tick-inject" : ""}`,
      style: `inset-inline-start:${(100 * tick.day) / Math.max(scene.days, 1)}%`, type: "button", tabindex: "-1",
      "data-day": tick.day,
      title: `${dayWords(scene.start, tick.day)}: ${tick.text}`,
      "aria-label": t("Day {day}, {kind}: {text}", { day: tick.day, kind: TICK_WORDS[tick.kind] ?? tick.kind, text: tick.text }),
      onclick: () => {
        bus.send({ do: "seek", day: tick.day + 1 });
        if (tick.place) bus.tell("centre", tick.place);
      },
    })));
    const count = 6;
    fill(dates, Array.from({ length: count + 1 }, (_, i) => h("span", {
      text: dayWords(scene.start, Math.round((i * scene.days) / count), scene.days > 500),
    })));
  }

  function tellDay() {
    if (!scene || !state) return;
    const near = scene.ticks.filter((tick) => tick.day < state.day && tick.day >= state.day - 4).at(-1);
    fill(words, h("b", { text: dateWords(state.date) }), " ", t("day {day} of {days}", { day: state.day, days: scene.days }),
      near ? h("span", { class: "time-event" }, `${dayWords(scene.start, near.day, false)}: `, h("span", { ...ENGLISH, text: near.text }))
        : h("span", { class: "time-found", text: found }));
  }

  bus.on("scene", (content) => { scene = content; range.max = String(scene.days); });
  bus.on("history", (content) => { deaths = killedIn(content.series) ?? []; drawStrip(); });
  bus.on("state", (content) => {
    state = content;
    fill(play, icon(state.moving ? "pause" : "play"), state.moving ? t("Pause") : state.finished ? t("Replay") : t("Play"));
    words.setAttribute("aria-live", state.moving ? "off" : "polite"); // not every day is read out
    if (!held) range.value = String(state.day);
    drawTicks();
    tellDay();
    drawStrip();
  });
  bus.on("day", ({ day, metrics }) => { deaths[day] = killedIn(metrics) ?? 0; });
  bus.on("frame", (content) => {
    if (!state) return;
    found = weekWords(scene.names, content.places.recent, state.known);
    state = { ...state, day: content.day, date: content.date, ran: Math.max(state.ran, content.day) };
    if (!held) range.value = String(content.day);
    range.setAttribute("aria-valuetext", t("{date}, day {day}", { date: dateWords(content.date), day: content.day }));
    tellDay();
    if (stale) return;
    stale = true;
    setTimeout(() => { stale = false; drawStrip(); }, !state.moving ? 0 : tempo.busy() ? 450 : 90);
  });
  new ResizeObserver(drawStrip).observe(host);
}

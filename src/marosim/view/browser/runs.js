// @ts-check
// Runs of this tab that were left for another: nothing that was decided is lost. Each is a row with a
// name; it can be opened again as it was, because the same settings give the same run.

import { makeCompared, sharedRuns } from "./compared.js";
import { fill, h, refill } from "./dom.js";
import { PLAIN, groupWords, optionWords } from "./options.js";
import { inLanguage, t } from "./say.js";
import { brief, dayWords } from "./words.js";

/** @import { Scene, State } from "./said" */
/** @import { Bus } from "./page" */

/**
 * @typedef {object} Kept
 * @property {string} query The whole run, as an address.
 * @property {string} title Of its case, if it is known.
 * @property {string} start
 * @property {string} name As somebody calls it; at first a letter.
 * @property {number} day On which it was left.
 * @property {number | null} killed Up to that day; not known of a run that came with an address.
 */

const KEPT = "marosim-runs"; // for this tab
const MOST = 26; // as many as there are letters; the oldest goes first, and says so

/**
 * What a run does otherwise than its case, in words.
 * @param {string} query
 */
export function planWords(query) {
  const words = [...new URLSearchParams(query)].filter(([name]) => !PLAIN.has(name)).map(([name, value]) => {
    const dated = name === "decision" && /^(\d+):(\w+)=(.*)$/.exec(value);
    if (!dated) return t("{group} {option}", { group: groupWords(name), option: optionWords(name, value) });
    return t("from day {day} {group} {option}", { day: Number(dated[1]), group: groupWords(dated[2]), option: optionWords(dated[2], dated[3]) });
  });
  return words.length ? words.join(t(", ")) : t("the case’s own response");
}

/**
 * The rows after a run was left; one that was there before stays in its place and keeps its name.
 * @param {Kept[]} rows
 * @param {Omit<Kept, "name">} left
 * @returns {Kept[]}
 */
export function keepRun(rows, left) {
  const known = rows.findIndex(({ query }) => query === left.query);
  if (known >= 0) return rows.map((row, i) => (i === known ? { ...row, ...left } : row));
  const others = rows.slice(1 - MOST), names = new Set(others.map(({ name }) => name));
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  return [...others, { ...left, name: letters.find((letter) => !names.has(letter)) }];
}

/**
 * @param {HTMLElement} host Where the rows stand.
 * @param {HTMLElement} hint Where it is said that a run was kept.
 * @param {Bus} bus
 */
export function makeRuns(host, hint, bus) {
  const list = h("ol", { class: "runs" }), said = h("p", { class: "kept-run", role: "status", hidden: true });
  const compared = makeCompared(bus, { rows: () => rows, changed: () => tell() });
  host.append(h("h3", { text: t("Runs of this tab") }), list, compared.node);
  hint.prepend(said);
  let scene = /** @type {Scene} */ (null), state = /** @type {State} */ (null), killed = 0;
  /** @type {Kept[]} */
  let rows = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  for (const { name, query } of sharedRuns(location.search)) {
    rows = keepRun(rows, { query, title: "", start: "", day: 0, killed: null }).map((row) => (row.query === query ? { ...row, name } : row));
  }

  /** @param {Kept} row */
  function open(row) {
    bus.tell("leave", {
      title: t("End the exercise?"), sentence: t("Opening run {name} ends it.", { name: row.name }), button: t("End it and open run {name}", { name: row.name }),
      act: () => {
        bus.send({ do: "case", query: row.query });
        if (row.day > 0) bus.send({ do: "seek", day: row.day });
      },
    });
  }

  function tell() {
    sessionStorage.setItem(KEPT, JSON.stringify(rows));
    compared.tell();
    if (!rows.length) return fill(list, h("li", { class: "quiet", text: t("A run that is left for another stays here: after another choice, a reset, another case.") }));
    refill(list, rows.map((row) => h("li", {},
      h("input", { value: row.name, "aria-label": t("Name of run {name}", { name: row.name }), maxlength: 40, onchange: (/** @type {{ currentTarget: HTMLInputElement }} */ event) => {
        row.name = event.currentTarget.value.trim() || row.name;
        tell();
      } }),
      h("span", {}, `${row.title && `${row.title}: `}${planWords(row.query)}. `, row.killed !== null && !state?.known && t("{number} killed by {date}.", { number: brief(row.killed), date: dayWords(row.start, row.day) })),
      h("div", { class: "line" },
        h("button", { type: "button", disabled: row.query === state?.query, text: row.query === state?.query ? t("Open now") : t("Open again"), onclick: () => open(row) }),
        h("a", { href: `${location.pathname}?${inLanguage(row.query)}`, target: "_blank", rel: "noopener", text: t("In another tab") })),
      compared.told(row.query))));
  }

  /** @param {State} next */
  function leave(next) {
    if (!state || state.query === next.query || !(state.ran > 0)) return;
    const before = rows;
    rows = keepRun(rows, { query: state.query, title: scene.title, start: scene.start, day: state.day, killed: state.known ? null : killed });
    const gone = before.find(({ query }) => !rows.some((row) => row.query === query));
    const row = rows.find(({ query }) => query === state.query);
    said.hidden = Boolean(next.exercise);
    fill(said, t("What ran before is kept as run {name}.", { name: row.name }), " ", h("button", { type: "button", class: "link", text: t("Back to run {name}", { name: row.name }), onclick: () => open(row) }),
      gone && ` ${t("A tab keeps {number} runs: run {name} had to go.", { number: MOST, name: gone.name })}`);
  }

  bus.on("state", (next) => {
    leave(next);
    const other = state?.query !== next.query || state?.known !== next.known;
    state = next;
    if (other) tell();
  });
  bus.on("scene", (content) => { scene = content; });
  bus.on("frame", ({ day, places }) => {
    killed = places.dead.reduce((a, b) => a + b, 0);
    if (state) state = { ...state, day, ran: Math.max(state.ran, day) };
  });
  tell();
}

// @ts-check
// Top line: which case and seed, and the run's wheels: reset, step, play, speed, jump.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { makeLanguages } from "./languages.js";
import { inLanguage, t, tn } from "./say.js";
import { dateOf, dateWords, isDate, isoDay } from "./words.js";

/** @import { Scene, State } from "./said" */
/** @import { Bus } from "./page" */

const DAY_MS = 864e5;

/**
 * A control behind its name, so that both stay together.
 * @param {string} words
 * @param {HTMLElement} control
 * @param {string} [title]
 */
const named = (words, control, title) => h("span", { class: "named" }, h("label", { for: control.id, text: words, title }), control);

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 * @param {HTMLElement[]} more Buttons beside the name.
 */
export function makeTransport(host, bus, more) {
  const casePick = h("select", { id: "case", onchange: () => leave() });
  const seed = h("input", {
    id: "seed", type: "number", min: 0, max: 2147483647, step: 1, value: 1, class: "seed",
    onchange: () => leave(),
  });
  const play = h("button", { class: "play", type: "button", onclick: () => toggle() });
  const step = h("button", { type: "button", title: t("One day further ( . )"), onclick: () => bus.send({ do: "step" }) }, icon("step"), t("Step"));
  const reset = h("button", { type: "button", title: t("Back to day 0; decisions made on the way are forgotten"), onclick: () => again() }, icon("reset"), t("Reset"));
  const speed = h("select", { id: "speed", "aria-label": t("Speed"), onchange: () => bus.send({ do: "speed", speed: Number(speed.value) }) });
  const jump = h("input", {
    id: "jump", class: "jump", autocomplete: "off", spellcheck: "false", placeholder: "1994-05-16",
    dir: "ltr", title: t("A date as year-month-day, or a day by its number; then Enter"),
    onfocus: () => jump.select(), oninput: () => jump.removeAttribute("aria-invalid"), onchange: () => goTo(jump.value),
    onblur: () => { jump.removeAttribute("aria-invalid"); jump.value = today; },
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter") goTo(jump.value);
      if (event.key === "Escape") jump.value = today;
    },
  });
  const brand = h("div", { class: "brand" }, h("b", { translate: "no", text: "marosim" }), h("span", { text: t("explores, does not predict") }));
  host.append(
    brand, h("span", { class: "ways" }, more, makeLanguages()),
    named(t("Case"), casePick), named(t("Seed"), seed, t("Names all random numbers; the same seed gives the same run")),
    h("span", { class: "gap" }),
    h("span", { class: "wheels" }, reset, step, play),
    speed, named(t("Jump to"), jump),
  );
  let state = /** @type {State} */ (null), scene = /** @type {Scene} */ (null), today = "", gone = "";

  /**
   * Written the same everywhere, whatever the language of the browser.
   * @param {string} text
   */
  function goTo(text) {
    const words = text.trim();
    if (!scene || !words || words === gone || words === today) return;
    const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
    const iso = date && `${date[1]}-${date[2].padStart(2, "0")}-${date[3].padStart(2, "0")}`;
    const day = /^\d{1,5}$/.test(words) ? Number(words)
      : iso && isDate(iso) ? Math.round((dateOf(iso, 0).getTime() - dateOf(scene.start, 0).getTime()) / DAY_MS) : NaN;
    if (day >= 0 && day <= scene.days) {
      gone = words;
      bus.send({ do: "seek", day });
      return;
    }
    jump.setAttribute("aria-invalid", "true");
    const reach = { words, first: scene.start, last: isoDay(scene.start, scene.days), days: scene.days };
    bus.tell("error", { text: Number.isNaN(day) ? t("{words} is no date. Write year-month-day: {first} to {last}, or day 0 to {days}.", reach)
      : t("{words} is not a day of this run, which goes from {first} to {last}, or day 0 to {days}.", reach) });
  }

  // the page says so at once; the server's own word follows
  function toggle() {
    if (!state) return;
    bus.send({ do: state.moving ? "pause" : "play" });
    bus.tell("state", { ...state, moving: !state.moving, playing: !state.moving, finished: false });
  }

  function leave() {
    const words = new URLSearchParams({ scenario: casePick.value, seed: seed.value || "1" });
    if (state && casePick.value === state.scenario) {
      const old = new URLSearchParams(state.query);
      for (const [name, value] of old) {
        if (name !== "scenario" && name !== "seed" && name !== "decision") words.append(name, value);
      }
    }
    const other = casePick.value === state?.scenario ? t("seed {seed}", { seed: words.get("seed") }) : casePick.selectedOptions[0].text;
    bus.tell("leave", {
      title: t("End the exercise?"), sentence: t("Opening {other} ends it.", { other }), button: t("End it and open {other}", { other }),
      act: () => bus.send({ do: "case", query: words.toString() }), back: tellPlan,
    });
  }

  function again() {
    bus.tell("leave", {
      title: t("Begin the exercise again?"), sentence: t("It goes back to day 0 with all its points."), button: t("Begin again"),
      act: () => bus.send({ do: "reset" }),
    });
  }

  function tellPlan() {
    casePick.value = state.scenario;
    seed.value = String(state.seed);
  }

  bus.on("toggle", toggle);
  bus.on("wheels", () => play.focus({ preventScroll: true }));
  bus.on("choices", ({ cases, speeds }) => {
    fill(casePick, cases.map((c) => h("option", { value: c.name, text: c.title })));
    fill(speed, speeds.map((s) => h("option", { value: s, text: tn("{count} day/s", "{count} days/s", s) })));
  });
  bus.on("scene", (content) => {
    scene = content;
  });
  bus.on("state", (content) => {
    state = content;
    tellPlan();
    if (scene && !state.moving) host.dataset.title = document.title = `${scene.title}, ${dateWords(state.date)} – marosim`;
    speed.value = String(state.speed);
    fill(play, icon(state.moving ? "pause" : "play"), state.moving ? t("Pause") : state.finished ? t("Replay") : t("Play"));
    play.setAttribute("aria-pressed", String(state.moving));
    step.disabled = state.finished;
    const address = `${location.pathname}?${inLanguage(state.query)}`;
    if (address !== location.pathname + location.search) history.replaceState(null, "", address); // which is slow
  });
  bus.on("frame", (content) => {
    today = content.date;
    gone = "";
    if (document.activeElement !== jump) jump.value = today;
  });
  document.addEventListener("keydown", (event) => {
    if (/** @type {Element} */ (event.target).closest("input, select, textarea, button, dialog, summary") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      play.click();
    } else if (event.key === ".") step.click();
  });
}

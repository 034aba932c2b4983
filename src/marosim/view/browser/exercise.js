// @ts-check
// For a facilitator: the run stops at injects, the class decides from a bounded budget.

import { h, refill } from "./dom.js";
import { makeLeaving } from "./leaving.js";
import { makeReview } from "./review.js";
import { ENGLISH, t, tn } from "./say.js";
import { dateWords } from "./words.js";

/** @import { ExerciseState, State } from "./said" */
/** @import { Bus } from "./page" */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeExercise(host, bus) {
  const budget = h("input", { id: "budget", type: "number", min: 1, max: 99, value: 12, class: "seed" });
  const body = h("div");
  const banner = h("div", { class: "banner", role: "alert", tabindex: "-1", hidden: true });
  host.append(body);
  const points = (/** @type {number} */ n) => tn("{count} point", "{count} points", n);
  const review = makeReview(bus, points), leaving = makeLeaving(bus, review, points);
  let state = /** @type {State} */ (null), built = "", marked = 0, small = false, read = 0;

  const MESSAGE = t("Message: by itself it changes nothing in the run, not even money or troops that it speaks of. What is changed under Respond does.");
  const discussion = (/** @type {ExerciseState} */ now) => now.talk.length > 0
    && h("div", { class: "talk" }, h("b", { text: t("To discuss; none of it acts by itself") }), h("ul", { class: "talk", ...ENGLISH, "aria-label": t("To discuss") }, now.talk.map((text) => h("li", { text }))));

  function build() {
    const now = state?.exercise;
    const stop = now && now.waiting && now.inject && !now.over;
    const key = JSON.stringify([now && { ...now, prices: null }, stop && state.date, !now && [state?.ran > 0, state?.decisions.length]]);
    if (key === built) return;
    built = key;
    if (!now) tellOffer();
    else tellPoints(now);
    if (stop && now.place && marked !== now.number) bus.tell("mark", now.place);
    marked = stop ? now.number : marked;
    const inBanner = banner.contains(document.activeElement);
    banner.hidden = !stop;
    if (!stop) return inBanner && bus.tell("wheels");
    const fresh = read !== now.number;
    if (fresh) [small, read] = [false, now.number];
    tellInject(now);
    // who runs it by keyboard is led to what has come
    if (fresh && (document.activeElement === document.body || document.activeElement.matches(".play") || body.contains(document.activeElement))) banner.focus({ preventScroll: true });
  }

  function tellOffer() {
    refill(body,
      h("p", { text: t("A class with seats, money, partial knowledge and injects that act has a command of its own: marosim class kalvera (or rwanda, liberia). What follows here is for one screen, and everybody sees the truth on it.") }),
      h("p", { text: t("The run stops whenever something happens that asks for a decision. What an inject asks is for the class to discuss; the run follows what is then changed under Respond. Every change costs points from a bounded budget, and going back gives nothing back. Points stand for political capital: they are no money, and the run does not know them. At the end, the run is held against the same run without any response and against history.") }),
      state?.ran > 0 && h("p", { class: "quiet", text: state.decisions.length ? t("An exercise begins on day 0: the days that have run and what was decided in them are then gone.") : t("An exercise begins on day 0: the days that have run are then gone.") }),
      h("div", { class: "line" }, h("label", { for: "budget", text: t("Points to spend") }), budget,
        h("button", { class: "main", type: "button", text: t("Begin the exercise"), onclick: () => bus.send({ do: "exercise", on: true, budget: Number(budget.value) }) })));
  }

  /** @param {ExerciseState} now */
  function tellPoints(now) {
    refill(body,
      h("div", { class: "points" }, h("b", { text: now.left }), h("span", { text: tn("of {count} point left", "of {count} points left", now.budget) }),
        h("div", { class: "pips", "aria-hidden": "true" }, Array.from({ length: Math.min(now.budget, 40) }, (_, i) => h("i", { class: i < now.left ? "" : "gone" })))),
      h("p", { text: now.number ? t("Inject {number} of {of}.", now) : t("Before the first of {of} injects.", now) }),
      now.inject && h("blockquote", {}, h("span", { ...ENGLISH, text: now.inject }), discussion(now)),
      now.message && h("p", { class: "quiet", text: MESSAGE }),
      now.recorded && h("p", { class: "quiet", text: t("Injects tell what happened then. The mission on the map follows what is decided here, which may be another one.") }),
      now.over
        ? h("p", { text: t("The exercise is over.") })
        : h("p", { class: "quiet", text: now.waiting ? t("Decide under Respond, then play on.") : t("Under way to the next inject.") }),
      h("div", { class: "line" },
        !now.over && h("button", { class: "main", type: "button", text: t("Play on"), onclick: () => bus.send({ do: "play" }) }),
        h("button", { type: "button", class: now.over ? "main" : "", text: t("After-action review"), onclick: () => review.ask() }),
        h("button", { type: "button", text: t("Leave the exercise"), onclick: () => bus.send({ do: "exercise", on: false }) })));
  }

  /**
   * Large to be read by a class; small while it decides, so that the map can be seen.
   * @param {ExerciseState} now
   */
  function tellInject(now) {
    banner.classList.toggle("small", small);
    refill(banner, h("b", { text: injectWords(now) }), h("span", { ...ENGLISH, text: now.inject }), !small && now.message && h("span", { class: "quiet message", text: MESSAGE }), !small && discussion(now),
      h("span", { class: "quiet", text: tn("{count} point left", "{count} points left", now.left) }),
      small ? h("button", { type: "button", text: t("Read again"), onclick: () => size(false) })
        : h("button", { type: "button", class: "main", text: t("Decide"), onclick: () => { size(true); bus.tell("decide"); } }),
      h("button", { type: "button", text: t("Play on"), onclick: () => bus.send({ do: "play" }) }));
  }

  /** @param {ExerciseState} now */
  function injectWords({ number, of, message, recorded }) {
    const kind = message ? t("Inject {number} of {of}, a message", { number, of }) : t("Inject {number} of {of}", { number, of });
    if (small) return kind;
    const when = { inject: kind, date: dateWords(state.date) };
    return recorded ? t("{inject}, {date}, as it happened", when) : t("{inject}, {date}", when);
  }

  /** @param {boolean} smaller */
  function size(smaller) {
    small = smaller;
    tellInject(state.exercise);
  }

  bus.on("state", (content) => {
    const ended = content.exercise?.over && !state?.exercise?.over && state?.exercise;
    state = content;
    build();
    if (ended) review.ask();
  });
  return { banner, dialogs: [review.dialog, leaving.dialog] };
}

// @ts-check
// What would end a running exercise is asked first: the work of a class is not lost by one click.

import { fill, h } from "./dom.js";
import { t } from "./say.js";

/** @import { State } from "./said" */
/** @import { Bus, Leaving } from "./page" */

/**
 * @param {Bus} bus
 * @param {{ ask: () => void }} review
 * @param {(n: number) => string} points
 */
export function makeLeaving(bus, review, points) {
  const dialog = h("dialog", { class: "ask", "aria-label": t("End the exercise?"), onclose: () => stay() });
  let state = /** @type {State} */ (null), stay = () => {};

  /**
   * `act` does what somebody wants to do, `sentence` says what comes of it, and `back` undoes what
   * the page shows of it already.
   * @param {Leaving} wish
   */
  function leave({ title, sentence, button, act, back = () => {} }) {
    const now = state?.exercise;
    const begun = now && (state.ran > 0 || now.left < now.budget);
    if (!begun) return act();
    stay = back;
    const choose = (/** @type {() => void} */ then) => () => {
      stay = then;
      dialog.close();
    };
    fill(dialog,
      h("h2", { text: title }),
      h("p", { text: `${standing(now)} ${sentence} ${t("The days that have run and what was decided are then gone.")}` }),
      h("p", { class: "quiet", text: t("What should stay can be taken away first: under Keep there are the run, and the command that repeats it.") }),
      h("div", { class: "line" },
        h("button", { type: "button", class: "main", autofocus: true, text: t("Go on with the exercise"), onclick: choose(back) }),
        state.ran > 0 && h("button", { type: "button", text: t("After-action review"), onclick: choose(() => { back(); review.ask(); }) }),
        h("button", { type: "button", text: button, onclick: choose(act) })));
    dialog.showModal();
  }

  /** @param {State["exercise"]} now */
  function standing({ number, of, budget, left }) {
    const values = { day: state.ran, days: state.days, number, of, spent: budget - left, points: points(budget) };
    return number ? t("It stands on day {day} of {days}, at inject {number} of {of}, with {spent} of {points} spent.", values)
      : t("It stands on day {day} of {days}, before the first inject, with {spent} of {points} spent.", values);
  }

  bus.on("state", (content) => { state = content; });
  bus.on("leave", leave);
  return { dialog };
}

// @ts-check
// After the action: the run against the same run without a response, with ranges over further
// pairs of runs as they come in, and against history.

import { fill, h } from "./dom.js";
import { t } from "./say.js";

/** @import { Outcome, PairsSoFar, Review } from "./said" */
/** @import { Bus } from "./page" */

/**
 * @param {Bus} bus
 * @param {(n: number) => string} points
 */
export function makeReview(bus, points) {
  const dialog = h("dialog", { class: "review", tabindex: "-1", "aria-label": t("After-action review"), onclose: () => leave() });
  const bar = h("progress", { max: 1, "aria-label": t("Days of the run without response") });
  /** @type {Map<string, HTMLElement>} */
  const ranges = new Map(); // cells that wait for a range, by metric
  const progress = h("progress", { max: 1, value: 0, "aria-label": t("Pairs of runs finished") });
  const count = h("p", { class: "quiet pairs", role: "status" });
  const sure = h("p", { class: "sure" });
  let asking = false, comparing = false;

  function ask() {
    asking = true;
    bar.removeAttribute("value"); // nobody knows yet
    fill(dialog, h("p", { text: t("Running the same days without a response …") }), bar);
    if (!dialog.open) dialog.showModal();
    bus.send({ do: "review" });
  }

  function leave() {
    asking = false;
    if (comparing) bus.send({ do: "cancel" });
    comparing = false;
  }

  // each cell bears the title of its column, which on a phone stands beside it
  const table = (/** @type {string[]} */ titles, /** @type {HTMLElement[]} */ rows) => {
    for (const row of rows) [...row.children].forEach((cell, i) => cell.setAttribute("data-title", titles[i]));
    return h("table", {}, h("thead", {}, h("tr", {}, titles.map((text) => h("th", { scope: "col", text })))), h("tbody", {}, rows));
  };
  /**
   * @template {object} R
   * @param {R} row
   * @param {(keyof R)[]} names
   */
  const cells = (row, names) => names.map((n) => h("td", { text: row[n] }));

  /** @param {Outcome} row */
  function outcome(row) {
    const range = h("td", { class: "quiet", "data-range": row.metric, text: "…" });
    ranges.set(row.metric, range);
    return h("tr", {}, cells(row, ["title", "run", "without", "difference"]), range);
  }

  /** @param {Review} content */
  function tell(content) {
    dialog.dataset.title = document.title; // on paper it stands without the page
    comparing = true;
    ranges.clear();
    fill(sure);
    progress.value = 0;
    fill(dialog,
      h("div", { class: "review-head" }, h("h2", { text: t("After-action review, day {day}", { day: content.day }) }),
        h("button", { type: "button", class: "main", text: t("Close"), onclick: () => dialog.close() })),
      h("p", { class: "lead", text: content.finding }),
      sure, count, progress,
      content.weakest && h("p", { text: content.weakest }),
      table([t("Outcome"), t("Your run"), t("Without response"), t("Difference"), t("Over more pairs: mean (all of them)")], content.rows.map(outcome)),
      h("h3", { text: t("What was decided") }),
      content.decisions.length
        ? h("ul", {}, content.decisions.map((d) => h("li", { text: d.day ? t("Day {day}: {title}, {option} ({date})", d) : t("From the start: {title}, {option} ({date})", d) })))
        : h("p", { class: "quiet", text: t("Nothing was decided.") }),
      content.spent !== null && h("p", { text: t("{spent} of {points} were spent.", { spent: content.spent, points: points(content.budget) }) }),
      h("h3", { text: t("Against history") }),
      content.observed.length === 0 && h("p", { class: "quiet", text: content.recorded ? t("Nothing is recorded for the days that have run.") : t("No figures are recorded for this case, so there is nothing to hold it against.") }),
      content.observed.length > 0 && h("p", { class: "quiet", text: t("History had its own response: what differs may come from yours, from chance, or from the model.") }),
      content.observed.length > 0 && table([t("Figure"), t("Where"), t("When"), t("Recorded"), t("Range"), t("Your run")],
        content.observed.map((row) => h("tr", { title: row.source }, cells(row, ["title", "where", "when", "recorded", "range", "run"])))),
      h("p", { class: "quiet", text: `${t("Without response: no mandate and nobody sent, the rest as in the case.")} ${content.limits}` }));
    dialog.scrollTop = 0;
    dialog.focus();
  }

  /**
   * How far the difference is chance.
   * @param {PairsSoFar} content
   */
  function tellPairs({ done, of, result }) {
    comparing = of > 0 && done < of;
    progress.hidden = !comparing;
    Object.assign(progress, { max: Math.max(of, 1), value: done });
    count.textContent = comparing ? t("Repeating both with other random numbers: {done} of {of} pairs of runs.", { done, of })
      : of > 0 ? t("Ranges hold all of {done} pairs of runs that differ in chance alone.", { done }) : "";
    for (const row of result?.rows ?? []) {
      const cell = ranges.get(row.metric);
      if (cell) cell.textContent = row.reach ? `${row.said} (${row.reach})` : row.said;
      if (row.metric !== "deaths_direct" || !result.enough) continue;
      const { said, agree, reach } = row;
      const killed = row.side ? t("{said} killed with your response on average; {agree}", { said, agree }) : t("{said} in those killed", { said });
      fill(sure, h("b", { text: t("Over {done} more pairs:", { done }) }), " ", reach ? t("{killed} (all pairs: {reach}).", { killed, reach }) : `${killed}.`);
    }
    if (!comparing) for (const cell of ranges.values()) if (cell.textContent === "…") cell.textContent = of > 0 ? t("no difference") : "";
  }

  bus.on("reviewing", ({ done, of }) => Object.assign(bar, { max: Math.max(of, 1), value: done }));
  bus.on("review", (content) => {
    if (!asking) return;
    asking = false;
    tell(content);
  });
  bus.on("review_pairs", tellPairs);
  bus.on("error", () => { if (asking) dialog.close(); });
  return { dialog, ask };
}

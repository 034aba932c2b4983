// @ts-check
// The page: puts its parts together.

import { makeBriefing } from "./briefing.js";
import { makeChain } from "./chain.js";
import { makeCharts } from "./charts/charts.js";
import { makeChoices } from "./choices.js";
import { LOST } from "./connection.js";
import { fill, h } from "./dom.js";
import { makeExercise } from "./exercise.js";
import { icon } from "./icons.js";
import { makeKeep } from "./keep.js";
import { makeLegend } from "./legend.js";
import { makeLog } from "./log.js";
import { makeLook } from "./look.js";
import { makeMap } from "./map/map.js";
import { makeRuns } from "./runs.js";
import { t } from "./say.js";
import { makeStory } from "./story.js";
import { tabbed } from "./tabs.js";
import { makeTimeline } from "./timeline.js";
import { makeTour } from "./tour.js";
import { makeTransport } from "./transport.js";
import { makeWhatIf } from "./whatif.js";

/** @import { Bus } from "./page" */

const FAULT_MS = 12000; // for which a fault is shown

/** @param {Bus} bus */
function zoomButtons(bus) {
  /** @type {[name: Parameters<typeof icon>[0], words: string, factor: number][]} */
  const buttons = [["plus", t("Nearer"), 1.5], ["minus", t("Farther"), 1 / 1.5], ["all", t("Whole country"), 0]];
  return h("div", { class: "zoom", role: "group", "aria-label": t("Zoom") }, buttons.map(([name, words, factor]) =>
    h("button", { type: "button", title: words, "aria-label": words, onclick: () => bus.tell("zoom", factor) }, icon(name))));
}

/** @param {Bus} bus */
function faultStrip(bus) {
  const strip = h("div", { class: "trouble", role: "alert", hidden: true });
  let hide = 0;
  bus.on("heard", () => { if (strip.dataset.lost === "true") strip.hidden = true; });
  bus.on("error", ({ text }) => {
    strip.dataset.lost = String(text === LOST);
    fill(strip, text, h("button", { type: "button", text: t("Close"), onclick: () => { strip.hidden = true; } }));
    strip.hidden = false;
    clearTimeout(hide);
    hide = setTimeout(() => { strip.hidden = true; }, FAULT_MS);
  });
  return strip;
}

/**
 * @param {HTMLElement} root
 * @param {Bus} bus
 * @param {boolean} returning Whether somebody comes back who has seen the page before.
 */
export function buildDesk(root, bus, returning) {
  const head = h("header", { class: "head" });
  const left = h("aside", { class: "left", "aria-label": t("Response") });
  const right = h("aside", { class: "right", "aria-label": t("Results") });
  const mapHost = h("div", { class: "map" });
  const time = h("footer", { class: "time", "aria-label": t("Timeline") });
  const loading = h("div", { class: "loading", role: "status", text: t("Setting up the country …") });
  const stage = h("main", { class: "stage" });
  root.append(head, left, stage, right, time, faultStrip(bus));

  const choices = tabbed(left, [["respond", t("Respond")], ["whatif", t("What if")], ["exercise", t("Teach")], ["keep", t("Keep")]], bus);
  const results = tabbed(right, [["charts", t("Charts")], ["log", t("Log")], ["chain", t("Chain")], ["story", t("Story")], ["briefing", t("Briefing")]], bus);
  const tour = makeTour(root, bus);
  makeTransport(head, bus, [tour.button, ...makeLook(root)]);
  makeTimeline(time, bus);
  const map = makeMap(mapHost, bus);
  const legend = makeLegend(bus);
  makeChoices(choices.panel("respond"), bus);
  makeWhatIf(choices.panel("whatif"), bus);
  const exercise = makeExercise(choices.panel("exercise"), bus);
  makeKeep(choices.panel("keep"), bus, map);
  makeRuns(choices.panel("keep"), choices.panel("respond"), bus);
  makeCharts(results.panel("charts"), bus);
  const log = makeLog(results.panel("log"), bus);
  makeChain(results.panel("chain"), bus);
  makeStory(results.panel("story"), bus, log.eventRow);
  makeBriefing(results.panel("briefing"), bus);
  stage.append(mapHost, legend.bar, zoomButtons(bus), exercise.banner, legend.body, loading);
  root.append(...exercise.dialogs); // not in a panel: they must show whichever panel is open
  choices.open("respond");
  results.open(returning ? "charts" : "briefing");
  results.forget();

  bus.on("read", () => right.scrollIntoView({ block: "start" }));

  let shown = "";
  bus.on("scene", (scene) => {
    if (shown && shown !== scene.case) results.forget();
    shown = scene.case;
  });
  // who begins reads, who runs looks at what comes
  bus.on("frame", (frame) => {
    loading.remove();
    if (frame.day > 0) results.suggest("charts");
    else if (frame.fresh) results.suggest("briefing");
  });
}

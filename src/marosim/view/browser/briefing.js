// @ts-check
// The briefing of the case, and the first steps of a visitor.

import { fill, h } from "./dom.js";
import { ENGLISH, LANGUAGE, ofCase, t } from "./say.js";

/** @import { Scene } from "./said" */
/** @import { Bus } from "./page" */

/**
 * For somebody who sees the page for the first time.
 * @param {Bus} bus
 */
function firstSteps(bus) {
  const step = (/** @type {string} */ name, /** @type {string} */ words, /** @type {() => void} */ action) => h("li", {},
    h("button", { type: "button", class: "link", text: name, onclick: action }), h("span", { text: words }));
  return h("section", { class: "steps", "aria-label": t("First steps") }, h("h3", { text: t("Begin here") }), h("ol", {},
    step(t("Take the tour"), t("a first lesson of five steps."), () => /** @type {HTMLElement} */ (document.querySelector(".desk .tour-button"))?.click()),
    step(t("Play"), t("the case with the response it really had, and watch the map."), () => bus.tell("toggle")),
    step(t("Change the response"), t("under Respond: before the run, or on any day of it."), () => bus.tell("decide")),
    step(t("Ask what if"), t("there had been no response: same chance, other choices."), () => bus.tell("open", "whatif"))));
}

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeBriefing(host, bus) {
  const body = h("article", { class: "briefing" });
  host.append(firstSteps(bus), body);
  let scene = /** @type {Scene} */ (null), known = "";
  const lead = () => [h("h2", { text: scene.title }), h("p", { class: "lead", ...ofCase("case", scene.summary) })];
  bus.on("scene", (content) => {
    const other = scene?.case !== content.case;
    scene = content;
    if (!other) return;
    fill(body, lead()); // at once; the whole text follows
    queueMicrotask(() => { if (!host.hidden) ask(); }); // it may have come with the case
  });
  function ask() {
    if (scene && known !== scene.case) bus.send({ do: "briefing" });
  }
  bus.on("opened", (name) => { if (name === "briefing") ask(); });
  bus.on("briefing", ({ html, lang, sources }) => {
    known = scene.case;
    const text = h("div", lang === LANGUAGE ? { lang } : ENGLISH);
    text.innerHTML = html;
    fill(body, lead(), text,
      h("details", {}, h("summary", { text: t("Sources") }), h("ul", ENGLISH, sources.map((s) => h("li", { text: s })))));
  });
}

// @ts-check
// The story of a place or a unit.

import { fill, h, refill } from "./dom.js";
import { agreementWords } from "./map/tip.js";
import { ENGLISH, t } from "./say.js";
import { besideWords, dayWords } from "./words.js";

/** @import { LogEvent, PairsOfDay, Scene, State, Why, WhyStep } from "./said" */
/** @import { Bus } from "./page" */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 * @param {(event: LogEvent) => HTMLElement} eventRow
 */
export function makeStory(host, bus, eventRow) {
  const find = h("input", {
    list: "all-places", placeholder: t("Find a place"), "aria-label": t("Find a place"), type: "search",
    onchange: () => {
      const place = scene?.names.indexOf(find.value) ?? -1;
      if (place >= 0) {
        bus.tell("centre", find.value);
        bus.send({ do: "story", place });
      }
    },
  });
  const all = h("datalist", { id: "all-places", translate: "no" });
  const body = h("div", { class: "story" },
    h("p", { class: "quiet", text: t("Click a place on the map, or find one by name.") }));
  const heard = h("p", { class: "unseen", role: "status" }); // for who does not see that it came
  host.append(find, all, body, heard);
  let scene = /** @type {Scene} */ (null);

  bus.on("scene", (content) => {
    if (scene && scene.case !== content.case) begin();
    scene = content;
    fill(all, scene.names.map((name) => h("option", { value: name })));
  });
  let state = /** @type {State} */ (null), pairs = /** @type {PairsOfDay} */ (null), toldDay = 0, toldPlace = -1;
  const changed = h("div", { class: "changed" });

  function begin() {
    [toldDay, toldPlace] = [0, -1];
    refill(body, h("p", { class: "quiet", text: t("Click a place on the map, or find one by name.") }));
  }

  bus.on("state", (content) => { // what was told of the truth does not stay beside what is known
    const before = state, place = toldPlace;
    state = content;
    if (JSON.stringify(before?.paired) !== JSON.stringify(state.paired) || before?.query !== state.query) pairs = null;
    tellChanged();
    if (!before || state.known === before.known) return;
    begin();
    if (place >= 0 && !host.hidden) bus.send({ do: "story", place });
  });

  /** What other runs say of those killed here; nothing is said of one run, or of one pair. */
  function tellChanged() {
    if (!changed.isConnected) return; // a day is shown many times a second, a town's story seldom
    if (!state?.paired) {
      refill(changed, h("p", { text: t("One run cannot tell. Compare it with the same run under another response.") }),
        h("button", { type: "button", text: t("Compare with no response"), onclick: () => { bus.send({ do: "fork" }); bus.tell("open", "whatif"); } }));
    } else refill(changed, h("p", {}, h("b", { text: `${besideWords(state.paired)}: ` }), agreementWords(pairs, toldPlace)));
  }

  /** @param {WhyStep[]} steps Of the log where they have a date, and in its language. */
  const stepList = (steps) => h("ol", { class: "why" }, steps.map(({ when, text }) => h("li", {}, when && h("time", { text: when }), h("span", { ...(when && ENGLISH), text }))));

  /** @param {Why} why */
  function whyParts(why) {
    return [h("h3", { text: why.title }), stepList(why.chain),
      why.decided.length > 0 && [h("h3", { text: t("Who decided, and why") }), stepList(why.decided)],
      h("h3", { text: t("What would have changed it") }), changed].flat();
  }
  bus.on("replications", ({ today }) => { pairs = today; tellChanged(); });
  bus.on("frame", ({ day, fresh, pairs: now }) => { // who begins again does not read what is still to come
    pairs = now ?? pairs;
    tellChanged();
    if (!fresh || day >= toldDay) return;
    [toldDay, toldPlace] = [0, -1];
    refill(body, h("p", { class: "quiet", text: t("The run began again: ask for a place anew.") }));
  });
  bus.on("asked", (name) => fill(body, h("h2", { translate: "no", text: name }), h("p", { class: "quiet", text: t("Looking back …") })));
  bus.on("story", (story) => {
    bus.tell("open", "story");
    [toldDay, toldPlace] = [story.day, story.unit ? -1 : story.place];
    heard.textContent = `${story.title}, ${story.what}. ${story.facts.map(([name, value]) => `${name}: ${value}`).join(". ")}.`;
    refill(body,
      h("h2", { translate: "no", text: story.title }), h("p", { class: "quiet", text: t("{what}, on {date}", { what: story.what, date: dayWords(scene.start, story.day) }) }),
      h("dl", {}, story.facts.flatMap(([name, value]) => [h("dt", { text: name }), h("dd", { text: value })])),
      story.why && whyParts(story.why),
      story.units.length > 0 && h("h3", { text: t("Units here") }),
      story.units.length > 0 && h("ul", { class: "units" }, story.units.map(([unit, text]) => h("li", {},
        h("button", { type: "button", class: "link", text, title: t("Where it has been"), onclick: () => bus.send({ do: "story", unit }) })))),
      story.persons.length > 0 && h("h3", { text: t("Some of those who lived here") }),
      story.persons.length > 0 && h("ul", { class: "persons", ...ENGLISH }, story.persons.map((text) => h("li", { text }))),
      h("h3", { text: story.unit ? t("Its way") : t("What happened here") }),
      story.events.length ? h("ol", { class: "log" }, story.events.map(eventRow)) : h("p", { class: "quiet", text: t("Nothing has been recorded.") }));
    tellChanged();
  });
}

// @ts-check
// The story of a place or a unit.

import { fill, h, refill } from "./dom.js";
import { ENGLISH, t } from "./say.js";
import { dayWords } from "./words.js";

/** @import { LogEvent, Scene } from "./said" */
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
    scene = content;
    fill(all, scene.names.map((name) => h("option", { value: name })));
  });
  let known = false;
  bus.on("state", (state) => { // what was told of the truth does not stay beside what is known
    if (state.known !== known) refill(body, h("p", { class: "quiet", text: t("Click a place on the map, or find one by name.") }));
    known = state.known;
  });
  let toldDay = 0;
  bus.on("frame", ({ day, fresh }) => { // who begins again does not read what is still to come
    if (!fresh || day >= toldDay) return;
    toldDay = 0;
    refill(body, h("p", { class: "quiet", text: t("The run began again: ask for a place anew.") }));
  });
  bus.on("asked", (name) => fill(body, h("h2", { translate: "no", text: name }), h("p", { class: "quiet", text: t("Looking back …") })));
  bus.on("story", (story) => {
    bus.tell("open", "story");
    toldDay = story.day;
    heard.textContent = `${story.title}, ${story.what}. ${story.facts.map(([name, value]) => `${name}: ${value}`).join(". ")}.`;
    refill(body,
      h("h2", { translate: "no", text: story.title }), h("p", { class: "quiet", text: t("{what}, on {date}", { what: story.what, date: dayWords(scene.start, story.day) }) }),
      h("dl", {}, story.facts.flatMap(([name, value]) => [h("dt", { text: name }), h("dd", { text: value })])),
      story.units.length > 0 && h("h3", { text: t("Units here") }),
      story.units.length > 0 && h("ul", { class: "units" }, story.units.map(([unit, text]) => h("li", {},
        h("button", { type: "button", class: "link", text, title: t("Where it has been"), onclick: () => bus.send({ do: "story", unit }) })))),
      story.persons.length > 0 && h("h3", { text: t("Some of those who lived here") }),
      story.persons.length > 0 && h("ul", { class: "persons", ...ENGLISH }, story.persons.map((text) => h("li", { text }))),
      h("h3", { text: story.unit ? t("Its way") : t("What happened here") }),
      story.events.length ? h("ol", { class: "log" }, story.events.map(eventRow)) : h("p", { class: "quiet", text: t("Nothing has been recorded.") }));
  });
}

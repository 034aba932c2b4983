// @ts-check
// The layers above the map and the key below it.

import { fill, h } from "./dom.js";
import { markPicture } from "./map/marks.js";
import { LOOK } from "./palette.js";
import { brief } from "./words.js";

/** @import { Organisation } from "./said" */
/** @import { Bus, Told } from "./page" */

const LAYERS = [
  ["control", "Control", "Who holds the ground, in the colour of its mark; hatched where the hold is weak"],
  ["units", "Units", "Who stands at each town: one mark for all units of a side"],
  ["flows", "Flight", "People on the road"],
  ["alerts", "Alerts", "Places for which the mission was warned"],
  ["names", "Names", "Names of towns, as many as find room"],
];
const HIDDEN = "alerts"; // at first: most towns have one
/** @type {[string | number, string][]} */
const MARKS = [
  [-1, "Peacekeeping troops"], [-2, "their police"], [-3, "observers, both when zoomed in"],
  ["attack", "Attack under way"], ["refuge", "Protection site"], ["flow", "People fleeing"], ["tent", "Refugees abroad, or a camp"],
];

/** @param {Bus} bus */
export function makeLegend(bus) {
  const body = h("div", { class: "legend" });
  /** @param {string[]} layer */
  const toggle = ([name, words, title]) => h("label", { title }, h("input", {
    type: "checkbox", checked: name !== HIDDEN, "data-layer": name,
    onchange: (/** @type {{ currentTarget: HTMLInputElement }} */ event) => bus.tell("show", { [name]: event.currentTarget.checked }),
  }), words);
  const knowing = h("input", { type: "checkbox", "data-layer": "known", onchange: () => bus.send({ do: "known", on: knowing.checked }) });
  const bar = h("div", { class: "layers", role: "group", "aria-label": "Layers of the map" }, LAYERS.map(toggle),
    h("label", { class: "knowing", title: "Reports that reached the mission and what its people see around them, instead of what really happens" }, knowing, "What the mission knows"),
    h("span", { class: "fingers quiet", text: "Two fingers move the map" }),
    h("button", { type: "button", class: "fold", text: "Key", "aria-expanded": "false", onclick: (/** @type {{ currentTarget: HTMLElement }} */ event) => {
      event.currentTarget.setAttribute("aria-expanded", String(body.classList.toggle("open")));
    } }));
  const scaleWords = h("span"), ramp = h("i"), harm = markPicture("harm");
  const now = { known: false, .../** @type {Told["mapped"]} */ ({ run: "main", largest: 1, pairs: null }) };
  let listed = "", each = 1, credit = "";

  function differenceWords() {
    if (now.pairs?.enough) return `${brief(now.largest)} fewer (−) to ${brief(now.largest)} more (+) killed in the run beside it, where the ${now.pairs.done} pairs agree`;
    return `One pair cannot tell: towns are coloured when at least ten more agree${now.pairs?.of ? ` (${now.pairs.done} of ${now.pairs.of} done)` : ""}`;
  }

  /** @param {Partial<typeof now>} change */
  function scale(change) {
    Object.assign(now, change);
    const differs = now.run === "difference";
    ramp.style.background = `linear-gradient(90deg,${LOOK.difference.join(",")})`;
    ramp.hidden = !differs;
    harm.hidden = differs;
    body.classList.toggle("only-scale", differs);
    scaleWords.textContent = differs ? differenceWords()
      : `Killed${now.known ? " as reported" : ""} in the last week, by area`;
  }

  /** @param {Organisation[]} organisations */
  function list(organisations) {
    const key = JSON.stringify([organisations, each, credit]);
    if (key === listed) return;
    listed = key;
    const named = new Map(organisations.map((o) => [o.mark, o.mark < LOOK.marks.length - 1 ? o.title : "Further factions"]));
    const marks = [...named, ...MARKS];
    fill(body, marks.map(([what, words]) => h("span", {}, markPicture(what), words)),
      h("span", { class: "scale" }, harm, ramp, scaleWords),
      h("span", { class: "hatched" }, h("i"), "Ground of the nearest town's holder; hatched: hardly held"),
      credit && h("span", { class: "quiet", text: `Borders of today. ${credit}.` }),
      each > 1 && h("span", { class: "agent", text: `one agent: ${brief(each)} people` }));
  }

  bus.on("state", ({ known }) => {
    knowing.checked = known;
    scale({ known });
  });
  bus.on("mapped", scale);
  bus.on("scene", (scene) => {
    each = Math.round(scene.persons_per_agent);
    credit = scene.layers?.credit ?? "";
    list(scene.organisations);
  });
  bus.on("frame", (frame) => list(frame.organisations)); // a faction may have split off
  // what lies on the map and not beside it, as on a phone
  const covered = (/** @type {HTMLElement} */ node) => (getComputedStyle(node).position === "absolute" ? node.offsetHeight : 0);
  const watch = new ResizeObserver(() => {
    // the map stays where it is while two runs are held against one another
    if (!body.classList.contains("only-scale")) bus.tell("covered", { above: covered(bar), below: covered(body) });
  });
  watch.observe(bar);
  watch.observe(body);
  scale({});
  return { bar, body };
}

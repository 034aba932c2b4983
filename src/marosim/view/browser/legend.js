// @ts-check
// The layers above the map and the key below it.

import { fill, h } from "./dom.js";
import { FIGHTERS, HARM_KEY, markPicture } from "./map/marks.js";
import { LOOK } from "./palette.js";
import { RTL, t, tp } from "./say.js";
import { brief } from "./words.js";

/** @import { Organisation } from "./said" */
/** @import { Bus, Told } from "./page" */

const LAYERS = [
  ["control", t("Control"), t("Who holds the ground, in the colour of its mark; hatched where the hold is weak")],
  ["units", t("Units"), t("Who stands at each town: one mark for all units of a side")],
  ["flows", t("Flight"), t("People on the road")],
  ["alerts", t("Alerts"), t("Places for which the mission was warned")],
  ["names", t("Names"), t("Names of towns, as many as find room")],
];
const HIDDEN = "alerts"; // at first: most towns have one
/** @type {[string | number, string][]} */
const MARKS = [
  [-1, t("Peacekeeping troops")], [-2, t("their police")], [-3, t("observers, both when zoomed in")],
  ["attack", t("Attack under way")], ["refuge", t("Protection site")], ["flow", t("People fleeing")], ["tent", t("Refugees abroad, or a camp")],
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
  const bar = h("div", { class: "layers", role: "group", "aria-label": t("Layers of the map") }, LAYERS.map(toggle),
    h("label", { class: "knowing", title: t("Reports that reached the mission and what its people see around them, instead of what really happens") }, knowing, t("What the mission knows")),
    h("span", { class: "fingers quiet", text: t("Two fingers move the map") }),
    h("button", { type: "button", class: "fold", text: t("Key"), "aria-expanded": "false", onclick: (/** @type {{ currentTarget: HTMLElement }} */ event) => {
      event.currentTarget.setAttribute("aria-expanded", String(body.classList.toggle("open")));
    } }));
  const scaleWords = h("span"), ramp = h("i"), harm = markPicture("harm");
  const sizes = h("span", {}, markPicture("sizes"), t("Fighters in a town: under {first}, {second}, {third}, or more", { first: brief(FIGHTERS[0]), second: brief(FIGHTERS[1]), third: brief(FIGHTERS[2]) }));
  const [large, small] = HARM_KEY.map(brief);
  const now = { known: false, .../** @type {Told["mapped"]} */ ({ run: "main", largest: 1, pairs: null }) };
  let listed = "", each = 1, credit = "";

  function differenceWords() {
    if (now.pairs?.enough) return t("{number} fewer (−) to {number} more (+) killed in the run beside it, where the {done} pairs agree", { number: brief(now.largest), done: now.pairs.done });
    if (!now.pairs?.of) return t("One pair cannot tell: towns are coloured when at least ten more agree");
    return t("One pair cannot tell: towns are coloured when at least ten more agree ({done} of {of} done)", { done: now.pairs.done, of: now.pairs.of });
  }

  /** @param {Partial<typeof now>} change */
  function scale(change) {
    Object.assign(now, change);
    const differs = now.run === "difference";
    ramp.style.background = `linear-gradient(${RTL ? 270 : 90}deg,${LOOK.difference.join(",")})`;
    ramp.hidden = !differs;
    harm.hidden = differs;
    body.classList.toggle("only-scale", differs);
    scaleWords.textContent = differs ? differenceWords()
      : now.known ? t("Killed as reported in the last week: {small}, {large}", { small, large }) : t("Killed in the last week: {small}, {large}", { small, large });
  }

  /** @param {Organisation[]} organisations */
  function list(organisations) {
    const key = JSON.stringify([organisations, each, credit]);
    if (key === listed) return;
    listed = key;
    const named = new Map(organisations.map((o) => [o.mark, o.mark < LOOK.marks.length - 1 ? tp("organisation", o.title) : t("Further factions")]));
    const marks = [...named, ...MARKS];
    fill(body, marks.map(([what, words]) => h("span", { translate: Number(what) >= 0 ? "no" : null }, markPicture(what), words)),
      sizes, h("span", { class: "scale" }, harm, ramp, scaleWords),
      h("span", { class: "not-held" }, h("i"), t("White: held by nobody, as far as is known")),
      h("span", { class: "hatched" }, h("i"), t("Ground of the nearest town's holder; hatched: hardly held")),
      each > 1 && h("span", { class: "agent", text: t("one agent: {number} people", { number: brief(each) }) }),
      credit && h("span", { class: "quiet" }, t("Borders of today."), h("span", { translate: "no", text: `${credit}.` })));
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
  const lies = (/** @type {HTMLElement} */ node) => node.offsetParent && getComputedStyle(node).position === "absolute";
  const watch = new ResizeObserver(() => {
    // the map stays where it is while two runs are held against one another
    if (!body.classList.contains("only-scale")) bus.tell("covered", { above: lies(bar) ? bar.offsetTop + bar.offsetHeight : 0, below: lies(body) ? body.offsetParent.clientHeight - body.offsetTop : 0 });
  });
  watch.observe(bar);
  watch.observe(body);
  scale({});
  return { bar, body };
}

// @ts-check
// What is said of a town under the pointer.

import { fill, h } from "../dom.js";
import { t, tp } from "../say.js";
import { brief, dayWords } from "../words.js";
import { MISSION_TITLES } from "./marks.js";

/** @import { PairsOfDay } from "../said" */
/** @import { Shown } from "./shown.js" */
/** @import { Spot } from "./gesture.js" */

const WIDE_PX = 230;
const BELOW_PX = 80; // at the bottom of the map, where the legend stands

/**
 * @param {Shown} shown
 * @param {() => void} read Go to the story, which on a phone stands far below.
 */
export function makeTip(shown, read) {
  const words = h("div"), more = h("button", { type: "button", class: "link", text: t("Read its story"), onclick: read });
  const node = h("div", { class: "tip", role: "status" }, words, more);
  let told = /** @type {{ spot: Spot, place: number } | null} */ (null);

  /**
   * Show it beside a spot of the canvas; nothing where nothing is.
   * @param {Spot | null} spot
   * @param {number} place
   */
  function tell(spot, place) {
    node.classList.toggle("seen", place >= 0);
    told = place >= 0 ? { spot, place } : null;
    if (place < 0) return;
    fill(words, h("b", { translate: "no", text: shown.scene.names[place] }), [...placeWords(shown, place), ...badgeWords(shown, place)].map((text) => h("span", { text })));
    const { width, height } = shown.camera.view, [x, y] = spot;
    node.style.left = `${Math.max(Math.min(x + 14, width - WIDE_PX), 0)}px`;
    const low = y + 24 + node.offsetHeight > height - BELOW_PX;
    node.style.top = `${low ? y - 14 - node.offsetHeight : y + 14}px`;
  }

  // another day: what is said of a place is of that day
  function refresh() {
    tell(told?.spot ?? null, told?.place ?? -1);
  }

  return { node, tell, refresh };
}

/**
 * Who stands at a place, the strongest first.
 * @param {Shown} shown
 * @param {number} place
 */
export function badgeWords({ now, differs }, place) {
  const here = differs ? [] : now.badges.filter(([where]) => where === place).sort((a, b) => b[2] - a[2]);
  return here.map(([, side, strength]) => t("{number}: {side}", { number: brief(strength), side: side < 0 ? MISSION_TITLES[-1 - side] : tp("organisation", now.organisations[side].title) }));
}

/**
 * What is said of a place, in lines.
 * @param {Shown} shown
 * @param {number} place
 */
export function placeWords(shown, place) {
  const { places, organisations } = shown.now, holder = places.holder[place];
  if (shown.known) return knownWords(shown, place);
  return [
    t("{people} people, {displaced} displaced", { people: brief(places.people[place]), displaced: brief(places.displaced[place]) }),
    ...(shown.differs ? differenceWords(shown, place)
      : [t("{dead} killed, {recent} in the last week", { dead: brief(places.dead[place]), recent: brief(places.recent[place]) }),
        ...(holder >= 0 ? [t("held by {side}", { side: tp("organisation", organisations[holder].title) })] : [])]),
  ];
}

/**
 * @param {Shown} shown
 * @param {number} place
 */
function differenceWords({ frame, pairs }, place) {
  return [
    t("In this pair: {beside} killed beside it, {here} here", { beside: brief(frame.paired.places.dead[place]), here: brief(frame.places.dead[place]) }),
    agreementWords(pairs, place),
  ];
}

/**
 * What many pairs of runs say of those killed at a place.
 * @param {PairsOfDay | null} pairs
 * @param {number} place
 */
export function agreementWords(pairs, place) {
  const change = pairs?.places[place] ?? 0;
  return !pairs?.enough ? t("One pair cannot tell")
    : change > 0 ? t("{number} more killed beside it on average; the pairs agree", { number: brief(change) })
      : change ? t("{number} fewer killed beside it on average; the pairs agree", { number: brief(-change) })
        : t("The {done} pairs do not agree about this town", { done: pairs.done });
}

/**
 * What the mission knows of a place, each with its day.
 * @param {Shown} shown
 * @param {number} place
 */
function knownWords({ now: { places, organisations }, frame, scene }, place) {
  const [report, seen, holder] = [places.report_day[place], places.seen_day[place], places.holder[place]];
  /** @param {number} day */
  const when = (day) => (day === frame.day ? t("today") : t("on {date}", { date: dayWords(scene.start, day, false) }));
  const who = holder >= 0 ? tp("organisation", organisations[holder].title) : t("nobody");
  return [
    t("{people} people at the start", { people: brief(places.people[place]) }),
    report < 0 ? t("No killing reported so far")
      : t("Reported killed: {recent} in the last week, {dead} in all; last report {when}", { recent: brief(places.recent[place]), dead: brief(places.dead[place]), when: when(report) }),
    seen < 0 ? t("Never seen by the mission")
      : seen === frame.day ? t("Seen by the mission today, held by {who}", { who })
        : t("Last seen by the mission {when}, held by {who}", { when: when(seen), who }),
  ];
}

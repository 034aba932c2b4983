// @ts-check
// What a response consists of: one plain choice a group, each explained in a sentence.

import { fill, h, refill } from "./dom.js";
import { PLAIN, optionSaid } from "./options.js";
import { t, tn } from "./say.js";
import { dateWords, dayWords } from "./words.js";

/** @import { ExerciseState, OptionGroup, Scene } from "./said" */
/** @import { Bus } from "./page" */

/** @typedef {{ pick: HTMLSelectElement, sentence: HTMLElement, since: HTMLElement, options: OptionGroup["options"] }} Part */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeChoices(host, bus) {
  const when = h("p", { class: "when", role: "status" });
  const list = h("div", { class: "groups" });
  const made = h("ul", { class: "made", "aria-label": t("Decided on the way") });
  const whole = h("select", { id: "group-response", "aria-describedby": "about-response", onchange: () => beginWith(whole.value) });
  const meant = h("p", { class: "sentence", id: "about-response" });
  const wholeLabel = h("label", { for: "group-response" });
  host.append(h("div", { class: "group whole" }, wholeLabel, whole, meant), when, made, list);
  /** @type {Map<string, Part>} */
  const parts = new Map();

  let responses = /** @type {OptionGroup["options"]} */ ([]), query = "";

  /**
   * A whole response holds from the first day, so that another run begins with it.
   * @param {string} name
   */
  function beginWith(name) {
    const words = new URLSearchParams([...new URLSearchParams(query)].filter(([word]) => PLAIN.has(word)));
    if (name) words.set("response", name);
    const other = whole.selectedOptions[0].text;
    bus.tell("leave", {
      title: t("End the exercise?"), sentence: t("Opening {other} ends it.", { other }), button: t("End it and open {other}", { other }),
      act: () => bus.send({ do: "case", query: words.toString() }), back: () => tellWhole(),
    });
  }

  function tellWhole() {
    whole.value = new URLSearchParams(query).get("response") ?? "";
    const said = responses.find(({ name }) => name === whole.value)?.sentence;
    const parted = [...new URLSearchParams(query).keys()].some((word) => word === "decision" || parts.has(word));
    meant.textContent = !said ? t("Another one begins the run anew. This run stays under Keep.")
      : parted ? `${said} ${t("Parts of it were chosen otherwise.")}` : said;
  }

  bus.on("choices", ({ whole: { title, options }, groups }) => {
    responses = options;
    wholeLabel.textContent = title;
    fill(whole, h("option", { value: "", text: t("of single parts, as below") }),
      responses.map((o) => h("option", { value: o.name, text: o.title })));
    fill(list, groups.map((group) => {
      const sentence = h("p", { class: "sentence", id: `about-${group.group}` });
      const pick = h("select", {
        id: `group-${group.group}`, "aria-describedby": `about-${group.group}`,
        onchange: () => {
          explain(parts.get(group.group), pick.value); // at once; the server's word follows
          bus.send({ do: "choose", group: group.group, option: pick.value });
        },
      }, group.options.map((o) => h("option", { value: o.name, text: o.title })));
      const since = h("span", { class: "since" });
      parts.set(group.group, { pick, sentence, since, options: group.options });
      return h("div", { class: "group" },
        h("label", { for: `group-${group.group}` }, group.title, since), pick, sentence);
    }));
    tellWhole();
  });
  let scene = /** @type {Scene} */ (null);
  bus.on("scene", (content) => { scene = content; });
  bus.on("decide", () => {
    bus.tell("open", "respond");
    parts.values().next().value?.pick.focus();
  });
  /**
   * @param {Part} part
   * @param {string} option
   */
  function explain(part, option) {
    part.sentence.textContent = part.options.find((o) => o.name === option)?.sentence ?? "";
  }

  /**
   * @param {string} group
   * @param {Part} part
   * @param {ExerciseState | null} exercise
   */
  function tellPrices(group, part, exercise) {
    for (const [i, option] of part.options.entries()) {
      const price = exercise?.prices[group]?.[option.name];
      const shown = part.pick.options[i];
      shown.textContent = price ? tn("{option} ({count} point)", "{option} ({count} points)", price, { option: option.title }) : option.title;
      shown.disabled = Boolean(price && price > exercise.left);
    }
  }
  bus.on("state", (state) => {
    query = state.query;
    tellWhole();
    const today = dateWords(state.date, false);
    const dated = state.day === 0
      ? t("Choices hold from the start.")
      : state.finished
      ? state.exercise ? t("The run is over; in an exercise what was decided holds.")
        : t("The run is over. Go back to a day to decide otherwise from there.")
      : state.day < state.ran
        ? t("A change now is a decision of {today}; the days after it will run again.", { today })
        : t("A change now is a decision of {today}, dated in the log.", { today });
    refill(made, state.decisions.map((d) => {
      const decision = `${scene ? dayWords(scene.start, d.day, false) : d.day}: ${optionSaid(d.group, d.option)}`;
      return h("li", {}, h("span", { text: decision }),
        !state.exercise && h("button", { type: "button", text: t("Undo"), "aria-label": t("Undo {decision}", { decision }), onclick: () => bus.send({ do: "undo", day: d.day, group: d.group }) }));
    }));
    const left = state.exercise?.left;
    when.textContent = left === undefined || state.finished ? dated
      : `${dated} ${tn("{count} point is left; what costs more cannot be chosen.", "{count} points are left; what costs more cannot be chosen.", left)}`;
    for (const [group, part] of parts) {
      const chosen = state.choices[group];
      tellPrices(group, part, state.exercise);
      part.pick.value = chosen;
      explain(part, chosen);
      const last = state.decisions.filter((d) => d.group === group && d.day <= state.day).at(-1);
      part.since.textContent = last && scene ? ` ${t("since {date}", { date: dayWords(scene.start, last.day, false) })}` : "";
    }
  });
}

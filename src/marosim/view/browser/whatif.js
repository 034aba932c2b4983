// @ts-check
// A second run beside the first: same random numbers, another response, in step.

import { fill, h, refill } from "./dom.js";
import { rangeRow, sideClass } from "./ranges.js";
import { t, tn } from "./say.js";
import { UNDEFINED, agentWords, besideWords, dateWords, tight } from "./words.js";

/** @import { DayShown, Metric, OptionGroup, PairsOfDay, Replications, Scene, State } from "./said" */
/** @import { Bus, Run } from "./page" */

/** @type {Metric[]} */
const HEADLINES = ["deaths_direct", "displaced_internal", "attacks", "cost_usd"];

/** @type {[run: Run, words: string][]} */
const RUNS = [["main", t("this run")], ["other", t("beside it")], ["difference", t("difference")]];

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeWhatIf(host, bus) {
  const body = h("div");
  host.append(body);
  /** @type {OptionGroup[]} */
  let groups = [];
  let scene = /** @type {Scene} */ (null), state = /** @type {State} */ (null), last = /** @type {DayShown} */ (null);
  let result = /** @type {Replications} */ (null), today = /** @type {PairsOfDay} */ (null);
  const count = h("input", { id: "replications", type: "number", min: 2, max: 200, value: 20, class: "seed" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("Runs finished") });
  const catching = h("progress", { max: 1, value: 0, "aria-label": t("Days of the run beside it") });
  let onMap = /** @type {Run} */ ("main"); // which of the two runs, or their difference
  const said = h("div", { class: "said", role: "status" });

  function build() {
    if (!state?.paired) {
      refill(body,
        h("p", { text: t("Put a second run beside this one. Both use the same random numbers, so what differs comes from the response, and from what chance makes of it: one pair cannot tell. More pairs are run in the background.") }),
        h("button", { class: "main", type: "button", text: t("Compare with no response"), onclick: () => bus.send({ do: "fork" }) }));
      result = null;
      onMap = "main";
      bus.tell("show", { run: onMap });
      return;
    }
    const picks = groups.map((group) => {
      const pick = h("select", {
        id: `paired-${group.group}`,
        onchange: () => bus.send({ do: "choose", group: group.group, option: pick.value, paired: true }),
      }, group.options.map((o) => h("option", { value: o.name, text: o.title, title: o.sentence })));
      pick.value = state.paired[group.group];
      return h("div", { class: "short" }, h("label", { for: `paired-${group.group}`, text: group.title }), pick);
    });
    refill(body,
      h("div", { class: "differences" }),
      h("fieldset", { class: "switch" }, h("legend", { text: t("On the map") }),
        RUNS.map(([value, words]) =>
          h("label", {}, h("input", { type: "radio", name: "run", value, checked: value === onMap, onchange: () => { onMap = value; bus.tell("show", { run: value }); } }), words))),
      h("div", { class: "line" }, h("label", { for: "replications", text: t("Repeat over") }), count, t("pairs of runs"),
        h("button", { type: "button", text: t("Run them"), class: "main", onclick: () => bus.send({ do: "replicate", count: Number(count.value) }) })),
      bar, said,
      h("details", { open: true }, h("summary", { text: t("The response beside it") }), h("div", { class: "shorts" }, picks)),
      h("button", { type: "button", text: t("End the comparison"), onclick: () => bus.send({ do: "join" }) }));
    bar.hidden = true;
    differences();
    tellResult();
  }

  function differences() {
    const target = body.querySelector(".differences");
    if (!target) return;
    if (state.pairing !== null) {
      fill(target, h("p", { class: "quiet", text: t("Running the same days with the other response …") }), catching);
      return;
    }
    if (state.known) {
      fill(target, h("p", { class: "quiet", text: t("A comparison is drawn from the truth. Switch off “What the mission knows” to see it.") }));
      return;
    }
    if (!last?.paired) return;
    fill(target, h("p", {}, h("b", { text: besideWords(state.paired) }), " ", t("against this run, by {date}:", { date: dateWords(last.date) })),
      HEADLINES.filter((name) => name in last.metrics).map(difference),
      h("p", { class: "pairs-so-far", text: pairsWords() }));
  }

  /**
   * Both values of the pair that is shown, and a direction only if many pairs carry it.
   * @param {string} name
   */
  function difference(name) {
    const [theirs, mine] = [last.paired.metrics[name], last.metrics[name]];
    const unit = scene?.metrics[name]?.unit ?? "", money = unit.startsWith("US$");
    const say = (/** @type {number | null | undefined} */ v) => (v === null || v === undefined ? (last.day ? UNDEFINED : "–") : money ? t("$ {number}", { number: tight(v) }) : tight(v));
    const told = today?.enough ? today.rows.find((row) => row.metric === name) : null;
    const side = sideClass(told);
    return h("div", { class: `difference ${side}`, "data-metric": name, "data-value": (theirs ?? 0) - (mine ?? 0) },
      h("b", {}, say(theirs), h("small", { text: ` ${t("against {number} here", { number: say(mine) })}` })),
      h("span", { text: scene?.metrics[name]?.title ?? name }),
      told && h("span", { class: "told", text: told.side ? t("{said} on average; {agree}", { said: told.said, agree: told.agree }) : told.said }));
  }

  function pairsWords() {
    const [done, of] = [today?.done ?? 0, today?.of ?? 0];
    const said = today?.enough ? t("Large figures: the pair that is shown. Below them: what {done} more pairs with other random numbers say of this day.", { done })
      : !of ? t("One pair cannot tell which response brings more. Run more pairs below.")
        : t("One pair cannot tell which response brings more; {of} more are being run, {done} are done.", { done, of });
    return `${said} ${agentWords(scene)}`;
  }

  function tellResult() {
    if (!result) return fill(said);
    const busy = result.of > 0 && result.done < result.of;
    bar.hidden = !busy;
    bar.max = Math.max(result.of, 1);
    bar.value = result.done;
    fill(said,
      busy && h("p", {}, t("{done} of {of} pairs", { done: result.done, of: result.of }), " ",
        h("button", { type: "button", text: t("Stop"), onclick: () => bus.send({ do: "cancel" }) })),
      result.result && h("p", {}, h("b", { text: besideWords(state.paired) }), " ", tn("against this run, to the last day, over {count} pair.", "against this run, to the last day, over {count} pairs.", result.result.pairs), " ",
        result.result.enough ? t("Rings: each pair.") : t("Rings: each pair; ten are needed to tell.")),
      result.result && h("ul", { class: "ranges" }, result.result.rows.map(rangeRow)));
    said.dataset.done = String(result.done);
  }

  bus.on("choices", (content) => { groups = content.groups; });
  bus.on("scene", (content) => { scene = content; });
  bus.on("state", (content) => {
    const was = JSON.stringify(state?.paired ?? null), before = state?.query;
    state = content;
    if (before !== state.query || was !== JSON.stringify(state.paired ?? null) || state.known) result = today = null;
    if (was !== JSON.stringify(state.paired ?? null) || !body.firstChild) build();
    else if (before !== state.query) tellResult();
    catching.max = Math.max(state.day, 1);
    catching.value = state.pairing ?? 0;
    differences();
  });
  bus.on("pairing", ({ done, of }) => Object.assign(catching, { max: Math.max(of, 1), value: done }));
  bus.on("frame", (content) => { last = content; today = content.pairs ?? today; differences(); });
  bus.on("replications", (content) => {
    [result, today] = [content, content.today];
    tellResult();
    differences();
  });
}

// @ts-check
// A first lesson in five steps: it shows parts of the page, lets somebody decide once, compares over
// many pairs, and ends with what nobody can know. It can be left at any step and taken up again.

import { fill, h } from "./dom.js";
import { inLanguage, ofCase, t } from "./say.js";
import { dateWords, dayWords } from "./words.js";

/** @import { Replications, Scene, State } from "./said" */
/** @import { Bus } from "./page" */

const KEPT = "marosim-tour"; // the step at which somebody is, for this tab
const LESSON = "scenario=liberia_2003&seed=1&days=90"; // where a force that is there in time matters
const LOOK_DAY = 30; // shown at the second step
const DECISION = /** @type {const} */ ([["mandate", "robust"], ["deployment", "preventive"]]);

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} part What is pointed at, as a selector.
 * @property {() => import("./dom.js").Child[]} words
 * @property {[words: string, act: () => void]} [offer] What can be done at once.
 * @property {() => void} [enter]
 */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeTour(host, bus) {
  const body = h("div"), title = h("h2", { id: "tour-title" }), count = h("p", { class: "quiet" }), live = h("div", { role: "status" });
  const offer = h("button", { type: "button", class: "main" });
  const back = h("button", { type: "button", text: t("Back"), onclick: () => go(at - 1) });
  const next = h("button", { type: "button", onclick: () => (at + 1 < steps.length ? go(at + 1) : leave()) });
  const skip = h("button", { type: "button", class: "link", text: t("Leave the tour"), title: t("It can be taken up again where it was left"), onclick: () => leave() });
  const card = h("section", {
    class: "tour", role: "dialog", "aria-labelledby": "tour-title", tabindex: "-1", hidden: true,
    onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") leave(); },
  }, count, title, body, live, offer, h("div", { class: "line" }, back, next, skip));
  host.append(card);
  let at = 0, scene = /** @type {Scene} */ (null), state = /** @type {State} */ (null), pairs = /** @type {Replications} */ (null);

  /** @type {Step[]} */
  const steps = [
    { title: t("Where and when"), part: ".stage", words: () => [
      [`${scene.title}. `, h("span", ofCase("case", scene.summary))],
      t("The run begins on {date}. From there the model follows its own rules and chance: it explores what could follow, it does not predict, and it does not repeat what happened.", { date: dayWords(scene.start, 0) })] },
    { title: t("What you see"), part: ".stage",
      words: () => [
        t("A red disc is civilians killed in the last week; rays are an attack under way. Behind every number stand people."),
        t("Each armed organisation has a colour and a shape, the larger the stronger. The ground has the colour of who holds it. Dark arrows are people who flee. Click a town to read what happened there and who stands in it.")],
      offer: [t("Show day {day}", { day: LOOK_DAY }), () => bus.send({ do: "seek", day: LOOK_DAY })] },
    { title: t("One decision"), part: ".left",
      words: () => [
        t("Under Respond you decide what the world does: before the run, or on any day of it."),
        t("Decide one thing for this lesson: a mission that may use force to protect civilians, with troops agreed beforehand who go on the first alert.")],
      offer: [t("Decide so from the start"), decide], enter: () => bus.tell("open", "respond") },
    { title: t("One comparison"), part: ".left",
      words: () => [
        t("Would it have mattered? The same days run again without any response, with the same chance in both runs of a pair. One pair cannot tell, so many are run."),
        t("Read the range, not the single figure. Nothing is said before ten pairs.")],
      offer: [t("Compare with no response"), () => { bus.send({ do: "seek", day: scene.days }); bus.send({ do: "fork" }); }], enter: () => bus.tell("open", "whatif") },
    { title: t("What nobody can know"), part: ".stage", words: () => [
      t("How many would have lived is in no record and in no model. The range holds what chance does within this model's rules. It does not hold what the rules leave out or get wrong."),
      t("Nobody knows whether those who had to decide then could have decided so, or what it would have cost them. Ask of each figure here: on what does it rest, and what would change it?"),
      t("Now change one choice of your own, or open another case.")] },
  ];

  function decide() {
    bus.send({ do: "seek", day: 0 });
    for (const [group, option] of DECISION) bus.send({ do: "choose", group, option });
  }

  /** @param {number} step */
  function go(step) {
    at = Math.max(0, Math.min(step, steps.length - 1));
    sessionStorage.setItem(KEPT, String(at));
    steps[at].enter?.();
    tell();
    card.hidden = false;
    point(steps[at].part);
    card.focus({ preventScroll: true });
  }

  /** @param {string} [part] */
  function point(part) {
    document.querySelector(".desk .shown-by-tour")?.classList.remove("shown-by-tour");
    if (part) document.querySelector(`.desk ${part}`)?.classList.add("shown-by-tour");
  }

  function tell() {
    const step = steps[at], last = at === steps.length - 1;
    count.textContent = t("Tour, {step} of {of}", { step: at + 1, of: steps.length });
    title.textContent = step.title;
    fill(body, step.words().map((text) => h("p", {}, text)));
    offer.hidden = !step.offer;
    if (step.offer) {
      offer.textContent = step.offer[0];
      offer.onclick = step.offer[1];
    }
    back.disabled = at === 0;
    next.textContent = last ? t("End the tour") : t("Next");
    skip.hidden = last;
    tellLive();
  }

  // what came of the step so far
  function tellLive() {
    if (card.hidden && !state) return;
    const decided = DECISION.every(([group, option]) => state?.choices[group] === option);
    if (at === 1) fill(live, state?.day > 0 && t("Shown: {date}, day {day} of {days}.", { date: dateWords(state.date), day: state.day, days: state.days }));
    else if (at === 2) fill(live, decided && t("Decided: a robust mandate and preventive deployment, from the start."));
    else if (at === 3) fill(live, compared());
    else fill(live);
    if (at === 3) offer.hidden = Boolean(state?.paired);
  }

  function compared() {
    if (!state?.paired) return "";
    const row = pairs?.result?.rows.find(({ metric }) => metric === "deaths_direct");
    if (!row || !pairs.result.enough) return t("{done} of {of} pairs are done; ten are needed. They go on while you read.", { done: pairs?.done ?? 0, of: pairs?.of || 20 });
    const values = { pairs: pairs.result.pairs, reach: row.reach, agree: row.agree };
    return [h("b", { text: t("Civilians killed without a response: {said} on average", { said: row.said }) }), h("p", {
      text: row.agree ? t("Over {pairs} pairs: {reach}; {agree}.", values) : t("Over {pairs} pairs: {reach}; they do not agree on a direction.", values),
    })];
  }

  function leave() {
    card.hidden = true;
    sessionStorage.setItem(KEPT, `left ${at === steps.length - 1 ? 0 : at}`);
    point();
    button.focus({ preventScroll: true });
  }

  // a run that somebody has begun stays: the lesson then opens beside it
  function begin() {
    const [word, step] = (sessionStorage.getItem(KEPT) ?? "").split(" ");
    if (word === "left" && Number(step) > 0) return go(Number(step));
    if (state && (state.ran > 0 || state.decisions.length || state.exercise)) {
      window.open(`${location.pathname}?${inLanguage(LESSON)}#tour`, "_blank", "noopener");
      return;
    }
    bus.send({ do: "case", query: LESSON });
    go(0);
  }

  const button = h("button", { type: "button", class: "tour-button", text: t("Tour"), title: t("A first lesson in five steps"), onclick: () => begin() });
  bus.on("scene", (content) => {
    const first = !scene;
    scene = content;
    if (!card.hidden) tell();
    const kept = sessionStorage.getItem(KEPT) ?? (location.hash === "#tour" ? "0" : "left");
    if (first && !kept.startsWith("left")) go(Number(kept));
  });
  bus.on("state", (content) => {
    if (state && JSON.stringify(state.paired) !== JSON.stringify(content.paired)) pairs = null;
    state = content;
    tellLive();
  });
  bus.on("replications", (content) => { pairs = content; tellLive(); });
  return { button };
}

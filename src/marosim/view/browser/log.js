// @ts-check
// What happened, newest first; filtered by kind and words; a click shows where.

import { h, refill } from "./dom.js";
import { EVENTS } from "./events.js";
import { ENGLISH, t, tn, tp } from "./say.js";
import { dateWords, plainNumber } from "./words.js";

/** @import { LogEvent } from "./said" */
/** @import { Bus } from "./page" */

const ROWS_SHOWN = 150;

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeLog(host, bus) {
  const filters = h("div", { class: "filters", role: "group", "aria-label": t("Kinds of events") });
  const search = h("input", { type: "search", placeholder: t("Find words or a place"), "aria-label": t("Find in the log"), oninput: () => later() });
  const list = h("ol", { class: "log" });
  const note = h("p", { class: "quiet", role: "status" });
  host.append(h("div", { class: "log-head" }, filters, search), note, list);
  /** @type {Set<string>} */
  const wanted = new Set();
  /** @type {LogEvent[]} */
  let events = [];
  let day = 0, stale = false;

  const buttons = Object.keys(EVENTS).map((kind) => h("button", {
    type: "button", class: "chip", "aria-pressed": "false", text: tp("kind of events", kind),
    onclick: (/** @type {{ currentTarget: HTMLElement }} */ event) => {
      if (wanted.has(kind)) wanted.delete(kind);
      else wanted.add(kind);
      event.currentTarget.setAttribute("aria-pressed", String(wanted.has(kind)));
      later();
    },
  }));
  filters.append(...buttons);

  /** @param {LogEvent} event */
  function kindOf(event) {
    return Object.keys(EVENTS).find((name) => EVENTS[name].includes(event.kind)) ?? "Other";
  }

  function refresh() {
    stale = false;
    if (host.hidden) return;
    const words = search.value.trim().toLowerCase();
    /** @type {LogEvent[]} */
    const found = [];
    let count = 0;
    for (let i = events.length - 1; i >= 0; i--) {
      const event = events[i];
      if (event.day >= day) continue;
      if (wanted.size && !wanted.has(kindOf(event))) continue;
      if (words && !`${event.text} ${event.place} ${event.kind}`.toLowerCase().includes(words)) continue;
      count++;
      if (found.length < ROWS_SHOWN) found.push(event);
    }
    note.textContent = !count ? day ? t("Nothing of this kind yet.") : t("The log is empty until the run begins.")
      : count > found.length ? t("{number} events, the last {shown} shown", { number: plainNumber.format(count), shown: found.length })
        : tn("{count} events", "{count} events", count, { count: plainNumber.format(count) });
    refill(list, found.map(eventRow));
  }

  /** @param {LogEvent} event */
  function eventRow(event) {
    return h("li", {}, h("button", {
      type: "button", class: `event kind-${kindOf(event).toLowerCase()}`, "data-kind": event.kind,
      onclick: () => { if (event.place) bus.tell("centre", event.place); },
    }, h("time", { text: dateWords(event.date, false) }),
      h("span", ENGLISH, event.place && h("b", { text: `${event.place} ` }), event.text)));
  }

  function later() {
    if (stale) return;
    stale = true;
    requestAnimationFrame(refresh);
  }

  bus.on("history", (content) => { events = content.events; later(); });
  bus.on("day", (content) => {
    const known = events.length ? events.at(-1).n : -1;
    for (const event of content.events) if (event.n > known) events.push(event);
  });
  bus.on("frame", (content) => { day = content.day; later(); });
  bus.on("opened", (name) => { if (name === "log") later(); });
  return { eventRow };
}

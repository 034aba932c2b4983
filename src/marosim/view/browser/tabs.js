// @ts-check
// Panels of which one is open, each with its tab.

import { h } from "./dom.js";
import { RTL } from "./say.js";

/** @import { Bus } from "./page" */

/**
 * @param {HTMLElement} host
 * @param {[name: string, title: string][]} tabs
 * @param {Bus} bus
 */
export function tabbed(host, tabs, bus) {
  const bar = h("div", { class: "tabs", role: "tablist" });
  /** @type {Map<string, { tab: HTMLButtonElement, panel: HTMLDivElement }>} */
  const panels = new Map();
  host.append(bar);
  for (const [name, title] of tabs) {
    const panel = h("div", { class: `panel panel-${name}`, role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` });
    const tab = h("button", {
      role: "tab", id: `tab-${name}`, type: "button", "aria-controls": `panel-${name}`, text: title,
      onclick: () => open(name),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (step) stepTo(name, RTL ? -step : step);
      },
    });
    bar.append(tab);
    host.append(panel);
    panels.set(name, { tab, panel });
  }
  let touched = false; // whether somebody chose a panel, so that none opens by itself

  /**
   * @param {string} name
   * @param {number} step
   */
  function stepTo(name, step) {
    const names = [...panels.keys()];
    const next = names[(names.indexOf(name) + step + names.length) % names.length];
    open(next);
    panels.get(next).tab.focus();
  }

  /** @param {string} name */
  function open(name) {
    if (!panels.has(name)) return;
    touched = true;
    for (const [other, { tab, panel }] of panels) {
      const on = other === name;
      panel.hidden = !on;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    bus.tell("opened", name);
  }

  /** @param {string} name */
  function suggest(name) {
    if (touched || !panels.get(name).panel.hidden) return;
    open(name);
    touched = false;
  }

  bus.on("open", open);
  return {
    open,
    suggest,
    panel: (/** @type {string} */ name) => panels.get(name).panel,
    forget: () => { touched = false; },
  };
}

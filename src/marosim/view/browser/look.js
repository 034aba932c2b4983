// @ts-check
// How the page is shown: dark or light, and large, with few things, for a room.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./say.js";

const KEPT = "marosim-dark"; // what was chosen on this machine; without it, as the system has it

/** @param {HTMLElement} root */
export function makeLook(root) {
  const wanted = matchMedia("(prefers-color-scheme: dark)");
  const dark = h("button", { type: "button", class: "dark", title: t("Dark or light page; the map stays on light paper"), "aria-label": t("Dark page"), onclick: () => {
    localStorage.setItem(KEPT, String(root.dataset.dark !== "true"));
    tell();
  } }, icon("dark"));
  const present = h("button", { type: "button", title: t("Map and timeline alone, in large letters, on the whole screen"), text: t("Present"), onclick: () => show(true) });
  const end = h("button", { type: "button", class: "end-presenting", text: t("End presentation"), title: t("Escape ends it too"), onclick: () => show(false) });
  root.append(end);

  function tell() {
    root.dataset.dark = localStorage.getItem(KEPT) ?? String(wanted.matches);
    dark.setAttribute("aria-pressed", root.dataset.dark);
  }

  /** @param {boolean} large */
  async function show(large) {
    root.classList.toggle("presenting", large);
    dispatchEvent(new Event("resize"));
    (large ? end : present).focus();
    try {
      if (large) await document.documentElement.requestFullscreen();
      else if (document.fullscreenElement) await document.exitFullscreen();
    } catch {
      // a page that may not fill the screen fills its window
    }
  }

  wanted.addEventListener("change", tell);
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement) root.classList.remove("presenting"); });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && root.classList.contains("presenting")) show(false); });
  tell();
  return [present, dark];
}

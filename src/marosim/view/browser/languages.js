// @ts-check
// Another language: the page is loaded anew in it, and finds its run again.

import { h } from "./dom.js";
import { LANGUAGE, LANGUAGES, t } from "./say.js";

export function makeLanguages() {
  const pick = h("select", {
    class: "language", "aria-label": t("Language"), title: t("Language"), translate: "no",
    onchange: () => {
      const words = new URLSearchParams(location.search);
      words.set("lang", pick.value);
      location.search = words.toString();
    },
  }, Object.entries(LANGUAGES).map(([code, name]) => h("option", { value: code, lang: code, text: name })));
  pick.value = LANGUAGE;
  return pick;
}

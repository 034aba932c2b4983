// @ts-check
// The response chain of the run so far.

import { fill, h } from "./dom.js";
import { t } from "./say.js";
import { brief, percent } from "./words.js";

/** @import { Bus } from "./page" */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeChain(host, bus) {
  host.tabIndex = 0; // nothing in it takes the focus, and it must be scrolled by keyboard too
  const body = h("div", { class: "chain" });
  host.append(body);
  let asked = false;

  function ask() {
    if (host.hidden || asked) return;
    asked = true;
    bus.send({ do: "chain" });
  }
  bus.on("opened", (name) => {
    if (name !== "chain") return;
    asked = false;
    ask();
  });
  let day = -1;
  bus.on("frame", (content) => {
    if (Math.abs(content.day - day) < 7 && !content.fresh) return;
    day = content.day;
    asked = false;
    ask();
  });
  bus.on("chain", ({ rows, finding, day: until }) => {
    if (!rows.length) {
      fill(body, h("p", { class: "quiet", text: finding || t("The chain begins when the run does: from the first signal to attacks prevented.") }));
      return;
    }
    fill(body,
      h("p", { class: "lead", text: finding }),
      h("p", { class: "quiet", text: t("From the first signal to prevention, after {until} days. Bars: of a date, how much of the dying so far was still to come; of attacks, their share. Deaths from hunger and disease are counted too.", { until }) }),
      h("ol", { class: "funnel" }, rows.map((row) => {
        const came = row.day !== null || (row.share ?? 0) > 0;
        const width = Math.max(100 * (row.share ?? row.left ?? 1), 1.5);
        return h("li", { class: `${row.broken ? "broken" : ""} ${came ? "" : "never"}` },
          h("div", { class: "funnel-bar", style: `width:${came ? width : 1.5}%` }),
          h("div", { class: "funnel-text" }, h("b", { text: row.step }),
            h("span", { text: row.share !== null ? t("{percent} of attacks", { percent: percent(row.share) }) : row.day === null ? t("never") : t("day {day}, {date}", { day: row.day, date: row.date }) }),
            row.lost ? h("span", { text: row.share === null ? t("{number} died meanwhile", { number: brief(row.lost) }) : t("{number} died where it failed", { number: brief(row.lost) }) }) : null,
            row.broken && h("em", { text: t("weakest link") })));
      })));
  });
}

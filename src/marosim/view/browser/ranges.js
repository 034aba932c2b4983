// @ts-check
// What many pairs of runs say of one metric, as a row: in words, and as a picture.

import { h } from "./dom.js";
import { t } from "./say.js";

/** @import { PairRow } from "./said" */

/** @param {PairRow | null} row */
export const sideClass = (row) => (row?.side ? (row.side > 0 ? "is-more" : "is-less") : "");

/**
 * The range of a difference beside the line where there is none.
 * @param {PairRow} row
 */
export function rangeRow(row) {
  const reach = Math.max(Math.abs(row.low), Math.abs(row.high), 1e-9);
  const at = (/** @type {number} */ v) => `${(50 + (48 * v) / reach).toFixed(1)}%`;
  return h("li", { class: sideClass(row), "data-metric": row.metric }, h("span", { text: row.title }), h("b", { text: row.said }),
    h("div", { class: "range", "aria-hidden": "true" }, h("i", { class: "none" }),
      row.reach && h("i", { class: "reach", style: `inset-inline-start:${at(row.low)};inset-inline-end:calc(100% - ${at(row.high)})` }),
      row.values.map((v) => h("i", { class: "one", style: `inset-inline-start:${at(v)}` }))),
    row.reach && h("small", { text: row.agree ? t("all pairs: {reach}; {agree}", { reach: row.reach, agree: row.agree }) : t("all pairs: {reach}", { reach: row.reach }) }));
}

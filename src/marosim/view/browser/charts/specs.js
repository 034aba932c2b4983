// @ts-check
// What each chart shows, and what its title says of a day.

import { UNDEFINED, brief } from "../words.js";

/** @import { Metric } from "../said" */

/** @typedef {Partial<Record<Metric, number>>} Values On one day; what is not defined is missing. */
/**
 * @typedef {object} Chart
 * @property {string} name
 * @property {[metric: Metric, words: string][]} lines
 * @property {(values: Values) => string} finding What the day shown says, as its title.
 * @property {boolean} [share] Of 1, shown in percent.
 * @property {boolean} [weekly] What was added in the week before each day.
 */

/** @type {Record<string, string>} */
const SUPPORT = { consent: "consent", political_will: "political will", legitimacy: "legitimacy" };

/** @param {Values} v */
const fled = (v) => (v.displaced_internal ?? 0) + (v.displaced_abroad ?? 0);

/** @type {Chart[]} */
export const CHARTS = [
  { name: "Civilians killed", lines: [["deaths_direct", "in truth"], ["deaths_reported", "reported"]],
    finding: (v) => (v.deaths_direct === undefined ? `${v.deaths_reported ? brief(v.deaths_reported) : "No"} civilians killed as reported`
      : !v.deaths_direct ? "No civilian killed so far"
      : `${brief(v.deaths_direct)} civilians killed${v.deaths_reported === undefined ? "" : `, ${Math.round((100 * v.deaths_reported) / v.deaths_direct)} % reported`}`) },
  { name: "People who fled", lines: [["displaced_internal", "inside"], ["displaced_abroad", "abroad"], ["sheltered", "in sites"], ["displaced_reported", "counted"]],
    finding: (v) => (v.displaced_internal === undefined ? `${v.displaced_reported ? brief(v.displaced_reported) : "Nobody"} displaced by the last count`
      : fled(v) ? `${brief(fled(v))} people have fled` : "Nobody has fled yet") },
  { name: "Attacks a week", lines: [["attacks", "carried out"], ["attacks_deterred", "deterred"]], weekly: true,
    finding: (v) => `${v.attacks ? brief(v.attacks) : "No"} attack${v.attacks === 1 ? "" : "s"} in the last week${v.attacks_deterred ? `, ${brief(v.attacks_deterred)} deterred` : ""}` },
  { name: "Peacekeepers", lines: [["peacekeepers", ""]],
    finding: (v) => `${v.peacekeepers ? brief(v.peacekeepers) : "No"} peacekeepers in the country` },
  { name: "Consent, political will, legitimacy", lines: [["consent", "consent"], ["political_will", "will"], ["legitimacy", "legitimacy"]], share: true,
    finding: (v) => {
      const [name, low] = Object.entries(v).reduce((a, b) => (b[1] < a[1] ? b : a));
      return `Weakest support: ${SUPPORT[name]}, ${Math.round(100 * low)} %`;
    } },
  { name: "Cost so far", lines: [["cost_usd", ""]],
    finding: (v) => (v.cost_usd ? `US$ ${brief(v.cost_usd)} spent` : "Nothing spent yet") },
];

/**
 * What of a chart is not defined on the day shown, of which these metrics are known.
 * @param {Chart} chart
 * @param {string[]} known
 */
function undefinedWords(chart, known) {
  const gone = chart.lines.map(([name]) => name).filter((name) => !known.includes(name)).map((name) => SUPPORT[name]);
  return gone.length ? `; ${gone.join(" and ")}: ${UNDEFINED} without a mission` : "";
}

/**
 * The title of a chart: what the day says, or its name where nothing is known of that day.
 * @param {Chart} chart
 * @param {Values} values
 */
export function titleOf(chart, values) {
  const known = Object.keys(values);
  if (!known.length) return chart.name;
  return `${chart.finding(values)}${chart.share ? undefinedWords(chart, known) : ""}`;
}

/**
 * Values of all days as a chart draws them.
 * @param {Chart} chart
 * @param {(number | null)[]} values Since day 0.
 */
export function shaped(chart, values) {
  if (!chart.weekly) return values;
  return values.map((v, i) => (v === null || v === undefined ? null : v - (values[Math.max(i - 7, 0)] ?? 0)));
}

/**
 * Heights of labels, from above, so that none covers another and all stay within the chart.
 * @param {number[]} wanted In order.
 * @param {number} line Height of one.
 * @param {number} lowest
 */
export function spread(wanted, line, lowest) {
  const heights = [...wanted];
  heights.forEach((_, i) => { heights[i] = Math.max(heights[i], i ? heights[i - 1] + line : line / 2); });
  for (let i = heights.length - 1, floor = lowest; i >= 0; i--, floor -= line) heights[i] = Math.min(heights[i], floor);
  return heights;
}

// @ts-check
// What each chart shows, and what its title says of a day.

import { LOCALE, t, tn } from "../say.js";
import { UNDEFINED, brief, percent } from "../words.js";

/** @import { Metric } from "../said" */

/** @typedef {Partial<Record<Metric, number>>} Values On one day; what is not defined is missing. */
/**
 * @typedef {object} Chart
 * @property {string} name
 * @property {[metric: Metric, words: string | ((count: number) => string)][]} lines Words stand behind a number.
 * @property {(values: Values) => string} finding What the day shown says, as its title.
 * @property {boolean} [share] Of 1, shown in percent.
 * @property {boolean} [weekly] What was added in the week before each day.
 */

/** @type {Record<string, string>} */
const SUPPORT = { consent: t("consent"), political_will: t("political will"), legitimacy: t("legitimacy") };

const listed = new Intl.ListFormat(LOCALE);

/** @param {Values} v */
const fled = (v) => (v.displaced_internal ?? 0) + (v.displaced_abroad ?? 0);

/** @type {Chart[]} */
export const CHARTS = [
  { name: t("Civilians killed"), lines: [["deaths_direct", t("in truth")], ["deaths_reported", t("reported")]],
    finding: (v) => (v.deaths_direct === undefined ? v.deaths_reported ? t("{number} civilians killed as reported", { number: brief(v.deaths_reported) }) : t("No civilians killed as reported")
      : !v.deaths_direct ? t("No civilian killed so far")
      : v.deaths_reported === undefined ? t("{number} civilians killed", { number: brief(v.deaths_direct) })
      : t("{number} civilians killed, {percent} reported", { number: brief(v.deaths_direct), percent: percent(v.deaths_reported / v.deaths_direct) })) },
  { name: t("People who fled"), lines: [["displaced_internal", t("inside")], ["displaced_abroad", t("abroad")], ["sheltered", t("in sites")], ["displaced_reported", t("counted")]],
    finding: (v) => (v.displaced_internal === undefined ? v.displaced_reported ? t("{number} displaced by the last count", { number: brief(v.displaced_reported) }) : t("Nobody displaced by the last count")
      : fled(v) ? t("{number} people have fled", { number: brief(fled(v)) }) : t("Nobody has fled yet")) },
  { name: t("Attacks a week"), lines: [["attacks", (n) => tn("carried out", "carried out", n)], ["attacks_deterred", (n) => tn("deterred", "deterred", n)]], weekly: true,
    finding: (v) => {
      const attacks = !v.attacks ? t("No attacks in the last week") : tn("{count} attack in the last week", "{count} attacks in the last week", v.attacks, { count: brief(v.attacks) });
      return v.attacks_deterred ? t("{attacks}, {number} deterred", { attacks, number: brief(v.attacks_deterred) }) : attacks;
    } },
  { name: t("Peacekeepers"), lines: [["peacekeepers", ""]],
    finding: (v) => v.peacekeepers ? t("{number} peacekeepers in the country", { number: brief(v.peacekeepers) }) : t("No peacekeepers in the country") },
  { name: t("Consent, political will, legitimacy"), lines: [["consent", t("consent")], ["political_will", t("will")], ["legitimacy", t("legitimacy")]], share: true,
    finding: (v) => {
      const [name, low] = Object.entries(v).reduce((a, b) => (b[1] < a[1] ? b : a));
      return t("Weakest support: {support}, {percent}", { support: SUPPORT[name], percent: percent(low) });
    } },
  { name: t("Cost so far"), lines: [["cost_usd", ""]],
    finding: (v) => (v.cost_usd ? t("US$ {number} spent", { number: brief(v.cost_usd) }) : t("Nothing spent yet")) },
];

/**
 * What of a chart is not defined on the day shown, of which these metrics are known.
 * @param {Chart} chart
 * @param {string[]} known
 */
function undefinedWords(chart, known) {
  const gone = chart.lines.map(([name]) => name).filter((name) => !known.includes(name)).map((name) => SUPPORT[name]);
  return gone.length ? t("; {support}: {undefined} without a mission", { support: listed.format(gone), undefined: UNDEFINED }) : "";
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

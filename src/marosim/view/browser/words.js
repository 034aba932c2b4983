// @ts-check
// Numbers and dates as the page says them.

import { LANGUAGE, LOCALE, t, tn } from "./say.js";

/** @import { Scene } from "./said" */

export const plainNumber = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const threeFigures = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 });

/**
 * As the reports say it: three figures, and millions in words.
 * @param {number} value
 */
export function brief(value) {
  const size = Math.abs(value);
  if (size >= 9.995e8) return inWords(value / 1e9, (n, number) => tn("{number} billion", "{number} billion", n, { number }));
  if (size >= 9.995e5) return inWords(value / 1e6, (n, number) => tn("{number} million", "{number} million", n, { number }));
  if (size >= 1000) return plainNumber.format(Number(value.toPrecision(3)));
  return plainNumber.format(value);
}

/**
 * @param {number} value
 * @param {(count: number, number: string) => string} say
 */
const inWords = (value, say) => say(Math.floor(Math.abs(value)), threeFigures.format(value));

/**
 * Shorter still, for axes.
 * @param {number} value
 */
export function tight(value) {
  const size = Math.abs(value);
  if (size >= 1e9) return t("{number} bn", { number: threeFigures.format(value / 1e9) });
  if (size >= 1e6) return t("{number} m", { number: threeFigures.format(value / 1e6) });
  if (size >= 1e4) return t("{number} k", { number: threeFigures.format(value / 1e3) });
  return plainNumber.format(value);
}

/** @param {number} share Of one. */
export const percent = (share) => t("{number} %", { number: Math.round(100 * share) });

/**
 * @param {number} value
 * @param {string} unit
 * @param {boolean} [short] With little room.
 */
export function unitValue(value, unit, short = false) {
  if (unit === "1" || unit === "0..1" || unit === "0 to 1") return percent(value);
  const number = short && Math.abs(value) >= 9.995e5 ? tight(value) : brief(value);
  return unit && unit.startsWith("US$") ? t("US$ {number}", { number }) : number;
}

export const UNDEFINED = t("not defined"); // as legitimacy without a mission

/**
 * People come in agents: what one of them stands for.
 * @param {Scene | null} scene
 */
export function agentWords(scene) {
  const each = Math.round(scene?.persons_per_agent ?? 1);
  return each > 1 ? t("One agent stands for {number} people on average: differences below a few times that say nothing.", { number: brief(each) }) : "";
}

/**
 * What the run beside this one is called in titles.
 * @param {Record<string, string> | null} paired
 */
export function besideWords(paired) {
  if (!paired) return "";
  return paired.mandate === "none" && paired.deployment === "none" ? t("No response") : t("Other response");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = /** @type {const} */ ({ day: "numeric", month: "short", timeZone: "UTC" });
const dayAlone = new Intl.DateTimeFormat(LOCALE, DAY), dayOfYear = new Intl.DateTimeFormat(LOCALE, { ...DAY, year: "numeric" });

/**
 * @param {string} start
 * @param {number} day
 */
export function dateOf(start, day) {
  const date = new Date(`${start}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + day);
  return date;
}

/** @param {string} text A date as year-month-day. */
export function dateWords(text, year = true) {
  if (LANGUAGE !== "en") return (year ? dayOfYear : dayAlone).format(dateOf(text, 0));
  const [y, m, d] = text.split("-").map(Number);
  return `${d} ${MONTHS[m - 1]}${year ? ` ${y}` : ""}`;
}

/**
 * @param {string} start
 * @param {number} day
 */
export function isoDay(start, day) {
  return dateOf(start, day).toISOString().slice(0, 10);
}

/**
 * Whether such a day exists: no 31 April.
 * @param {string} iso
 */
export function isDate(iso) {
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === iso;
}

/**
 * @param {string} start
 * @param {number} day
 */
export function dayWords(start, day, year = true) {
  return dateWords(isoDay(start, day), year);
}

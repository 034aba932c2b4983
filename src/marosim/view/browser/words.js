// @ts-check
// Numbers and dates as the page says them.

/** @import { Scene } from "./said" */

export const plainNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/**
 * As the reports say it: three figures, and millions in words.
 * @param {number} value
 */
export function brief(value) {
  const size = Math.abs(value);
  if (size >= 9.995e8) return `${Number((value / 1e9).toPrecision(3))} billion`;
  if (size >= 9.995e5) return `${Number((value / 1e6).toPrecision(3))} million`;
  if (size >= 1000) return plainNumber.format(Number(value.toPrecision(3)));
  return plainNumber.format(value);
}

/**
 * Shorter still, for axes.
 * @param {number} value
 */
export function tight(value) {
  const size = Math.abs(value);
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(3))} bn`;
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))} m`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`;
  return plainNumber.format(value);
}

/**
 * @param {number} value
 * @param {string} unit
 */
export function unitValue(value, unit) {
  if (unit && unit.startsWith("US$")) return `US$ ${brief(value)}`;
  if (unit === "1" || unit === "0..1" || unit === "0 to 1") return `${Math.round(100 * value)} %`;
  return brief(value);
}

export const UNDEFINED = "not defined"; // as legitimacy without a mission

/**
 * People come in agents: what one of them stands for.
 * @param {Scene | null} scene
 */
export function agentWords(scene) {
  const each = Math.round(scene?.persons_per_agent ?? 1);
  return each > 1 ? `One agent stands for ${brief(each)} people: differences below a few times that say nothing.` : "";
}

/**
 * What the run beside this one is called in titles.
 * @param {Record<string, string> | null} paired
 */
export function besideWords(paired) {
  if (!paired) return "";
  return paired.mandate === "none" && paired.deployment === "none" ? "No response" : "Other response";
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

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

// @ts-check
// The page's texts in the language that came with it. English stands in the code; the catalogue of
// another language comes as JSON with the page, and what it lacks is said in English.

/** @typedef {Record<string, any>} Values Texts and numbers by the names of their places. */
/** @typedef {{ lang: string, dir: "ltr" | "rtl", own: string, languages: Record<string, string>, messages: Record<string, string | string[]> }} Catalogue */

const CONTEXT = "\u0004"; // between a context and its text
const FORMS = ["zero", "one", "two", "few", "many", "other"]; // in the order of a catalogue with six
const [FSI, PDI] = ["\u2068", "\u2069"]; // what stands between them keeps its own direction

/** @returns {Catalogue} */
function came() {
  const text = typeof document === "undefined" ? "" : document.getElementById("marosim-language")?.textContent;
  return text ? JSON.parse(text) : { lang: "en", dir: "ltr", own: "en", languages: {}, messages: {} };
}

const { lang, dir, own, languages, messages } = came();
export const LANGUAGES = languages;
export const LANGUAGE = lang;
export const RTL = dir === "rtl";
export const LOCALE = lang === "ar" ? "ar-u-nu-latn" : lang; // digits as in the briefs
/** For what is in English on every page, such as the log. */
export const ENGLISH = lang === "en" ? {} : { lang: "en", dir: "ltr" };
const rules = new Intl.PluralRules(LOCALE);
const whole = new Intl.NumberFormat(LOCALE);

/** @param {string | number} value */
function shown(value) {
  if (typeof value === "number") return lang === "en" ? String(value) : whole.format(value);
  return RTL ? `${FSI}${value}${PDI}` : value;
}

/**
 * @param {string} text
 * @param {Values} values
 */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? shown(values[name]) : place));

/**
 * A text in the language of the page, its named places filled.
 * @param {string} text
 * @param {Values} [values]
 */
export const t = (text, values = {}) => filled(String(messages[text] ?? text), values);

/**
 * The same for a text that means something else elsewhere.
 * @param {string} context
 * @param {string} text
 * @param {Values} [values]
 */
export const tp = (context, text, values = {}) => filled(String(messages[`${context}${CONTEXT}${text}`] ?? text), values);

/**
 * A text of a case as an element has it: one without a translation stands there in English.
 * @param {string} context
 * @param {string} text
 */
export const ofCase = (context, text) => ({ text: tp(context, text), ...(tp(context, text) === text ? ENGLISH : {}) });

/**
 * A text for a number of things, which may stand in it as {count}.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Values} [values]
 */
export function tn(one, many, count, values = {}) {
  const forms = messages[one], all = { count, ...values };
  if (!Array.isArray(forms)) return filled(count === 1 ? one : many, all);
  const form = rules.select(count);
  return filled(forms[forms.length === FORMS.length ? FORMS.indexOf(form) : form === "one" ? 0 : forms.length - 1], all);
}

/**
 * The query of an address with the language, where it is not the server's own.
 * @param {string} query
 */
export const inLanguage = (query) => (lang === own ? query : `${query}&lang=${lang}`);

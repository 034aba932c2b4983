// Small words for making a page: text is always text, never markup.
import { LOCALE, t, tn } from "./say.js";

/** @param {string} id @returns {any} */
export const by = (id) => document.getElementById(id);

/** Make an element with texts and elements in it. */
export function make(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...inside.filter((i) => i != null && i !== false));
  return made;
}

/** Fill a list or table body anew, but only if what it shows has changed. */
export function fill(where, key, items) {
  const text = JSON.stringify(key);
  if (where.dataset.shown === text) return false;
  where.dataset.shown = text;
  const at = document.activeElement;
  where.replaceChildren(...items());
  if (at !== document.activeElement && where.contains(at)) at.focus(); // somebody types in what stays
  return true;
}

export const number = (value) => (value == null ? t("unknown") : Math.round(value).toLocaleString(LOCALE));
export const million = (usd) => tn("US$ {number} million", "US$ {number} million", Math.floor(usd / 1e6), { number: (usd / 1e6).toLocaleString(LOCALE, { maximumFractionDigits: 1 }) });

/** What a class file or a person has written, in its own language and direction. */
export const own = (text, tag = "span") => make(tag, { dir: "auto" }, text);

/** A text of which parts are shown in a way of their own: `{name}` stands for one of `parts`. */
export const around = (text, parts) => text.split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? parts[piece] : piece));

let gone = 0;
export function toast(text, bad = false) {
  const spot = by("toast");
  if (!spot) return;
  spot.textContent = text;
  spot.className = bad ? "bad" : "good";
  clearTimeout(gone);
  gone = setTimeout(() => (spot.textContent = ""), bad ? 12000 : 4000);
}

/** Keep what is typed until it has arrived: a phone that reloads loses nothing. */
export function keepTyped(form) {
  for (const field of form.querySelectorAll("textarea, input")) {
    const key = `typed:${location.pathname}:${field.id}`;
    field.value = sessionStorage.getItem(key) ?? field.value;
    field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
  }
}

export function forgetTyped(form) {
  for (const field of form.querySelectorAll("textarea, input")) {
    sessionStorage.removeItem(`typed:${location.pathname}:${field.id}`);
    field.value = "";
  }
}

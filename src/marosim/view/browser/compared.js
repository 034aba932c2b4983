// @ts-check
// Kept runs side by side: each against the open one, or one of them, over many pairs; shared by address, and
// taken away as a table.

import { h, refill, save } from "./dom.js";
import { rangeRow } from "./ranges.js";
import { inLanguage, t } from "./say.js";

/** @import { Compared } from "./said" */
/** @import { Bus } from "./page" */
/** @import { Kept } from "./runs.js" */

const SHARED = "run"; // in an address: a name, a colon, and the run as an address of its own
const CSV = "run,settings,against,metric,difference,lowest pair,highest pair,pairs,in words\r\n";

/**
 * Runs that came with an address.
 * @param {string} search
 * @returns {{ name: string, query: string }[]}
 */
export const sharedRuns = (search) => new URLSearchParams(search).getAll(SHARED)
  .map((text) => ({ name: text.slice(0, text.lastIndexOf(":scenario=")), query: text.slice(text.lastIndexOf(":scenario=") + 1) }))
  .filter(({ name, query }) => name && query.startsWith("scenario="));

/**
 * Part of an address that brings these runs along.
 * @param {Pick<Kept, "name" | "query">[]} rows
 */
export const sharing = (rows) => rows.map(({ name, query }) => `&${SHARED}=${encodeURIComponent(`${name}:${query}`)}`).join("");

/**
 * @param {Pick<Kept, "name" | "query">[]} rows
 * @param {Map<string, Compared>} found
 */
export function asCsv(rows, found) {
  const cell = (/** @type {unknown} */ value) => `"${String(value).replace(/^[=+@]/, "'$&").replaceAll('"', '""')}"`;
  return CSV + rows.flatMap(({ name, query }) => (found.get(query)?.result?.rows ?? []).map((row) =>
    `${[name, query, found.get(query).against, row.title, row.difference, row.low, row.high, row.values.length, row.said].map(cell).join(",")}\r\n`)).join("");
}

/**
 * @param {Bus} bus
 * @param {{ rows: () => Kept[], changed: () => void }} runs
 */
export function makeCompared(bus, runs) {
  const found = /** @type {Map<string, Compared>} */ (new Map());
  const said = h("p", { class: "quiet", role: "status" });
  let query = "", known = false;
  const base = h("select", { "aria-label": t("Compare with"), onchange: () => { forget(); runs.changed(); } });
  const others = () => runs.rows().filter((row) => row.query !== (base.value || query) && like(row.query));
  const baseName = () => (base.value ? runs.rows().find((row) => row.query === base.value)?.name ?? "" : null);
  /** @param {string} other Whether it is of the same case, and as long. */
  function like(other) {
    const [a, b] = [new URLSearchParams(other), new URLSearchParams(query)];
    return ["scenario", "days"].every((name) => a.get(name) === b.get(name));
  }
  const compare = h("button", { type: "button", class: "main", onclick: () => {
    for (const row of others()) bus.send({ do: "compare", query: row.query, ...(base.value && { against: base.value }) });
  } });
  const share = h("button", { type: "button", text: t("Address with all of them"), onclick: async () => {
    const address = `${location.origin}${location.pathname}?${inLanguage(query)}${sharing(runs.rows())}`;
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = t("The address was copied.");
    } catch {
      said.textContent = address;
    }
  } });
  const table = h("button", { type: "button", text: t("Table (CSV)"), onclick: () => save("marosim_runs.csv", new Blob([asCsv(runs.rows(), found)], { type: "text/csv" })) });
  const words = h("p", { class: "quiet", text: t("Each run is held against the same one over 20 pairs, to the last day; in a pair both have the same random numbers. Where the pairs do not tell, it says so: that is a tie. The model explores, it does not predict.") });
  const choice = h("label", { class: "line" }, t("Compare with"), base);
  const bar = h("div", { class: "line" }, compare, share, table);

  function forget() {
    found.clear();
    tell();
  }

  function tell() {
    const kept = runs.rows().filter((row) => row.query !== query && like(row.query)), chosen = base.value;
    refill(base, h("option", { value: "", text: t("the open run") }), kept.map((row) => h("option", { value: row.query, text: t("run {name}", { name: row.name }) })));
    base.value = kept.some((row) => row.query === chosen) ? chosen : "";
    const name = baseName();
    compare.textContent = name === null ? t("Compare them with the open run") : t("Compare them with run {name}", { name });
    choice.hidden = kept.length < 2 || known;
    bar.hidden = !runs.rows().length;
    words.hidden = compare.hidden = !others().length || known;
    table.hidden = !found.size;
  }

  /**
   * @param {Compared} now
   * @param {boolean} busy
   */
  function againstWords({ done, of }, busy) {
    const name = baseName();
    if (name === null) return busy ? t("Against the open run, {done} of {of} pairs:", { done, of }) : t("Against the open run, {done} pairs:", { done });
    return busy ? t("Against run {name}, {done} of {of} pairs:", { name, done, of }) : t("Against run {name}, {done} pairs:", { name, done });
  }

  /** @param {string} of What pairs say of a kept run. */
  function told(of) {
    const now = found.get(of);
    if (!now) return null;
    const busy = now.of > 0 && now.done < now.of;
    return h("div", { class: "compared" },
      h("p", { class: "quiet", text: againstWords(now, busy) }),
      now.result && h("ul", { class: "ranges" }, now.result.rows.map(rangeRow)));
  }

  bus.on("compared", (content) => {
    if (content.against !== (base.value || query)) return;
    found.set(content.query, content);
    tell();
    runs.changed();
  });
  bus.on("state", (state) => {
    const other = state.query !== query || state.known !== known;
    [query, known] = [state.query, state.known];
    if (other) forget();
  });
  return { node: h("div", { class: "comparing" }, choice, bar, words, said), told, tell };
}

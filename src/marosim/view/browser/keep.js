// @ts-check
// What can be taken away: the run, the picture, the command and the address that repeat it.

import { h, save } from "./dom.js";
import { canFilm } from "./map/film.js";
import { inLanguage, t } from "./say.js";

/** @import { State } from "./said" */
/** @import { Bus } from "./page" */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 * @param {ReturnType<import("./map/map.js").makeMap>} map
 */
export function makeKeep(host, bus, map) {
  const command = h("textarea", { readonly: true, rows: 4, dir: "ltr", "aria-label": t("Command that repeats this run"), class: "command" });
  const address = h("input", { readonly: true, dir: "ltr", "aria-label": t("Address with these settings"), class: "address" });
  const said = h("p", { class: "quiet", role: "status" });
  let now = /** @type {State} */ (null);
  let drawn = false, filming = false, since = 0; // the picture asked for is SVG; the day on which a film began
  const film = h("button", { type: "button", text: t("Film of the run"), onclick: () => {
    [filming, since] = [true, now.day];
    map.film();
    if (!now.moving) bus.tell("toggle");
    said.textContent = t("The film is being made while the run plays. Pause ends it.");
  } });
  const keep = (/** @type {string} */ name, /** @type {Blob} */ blob) => {
    save(name, blob);
    said.textContent = t("{name} was saved.", { name });
  };
  const copy = (/** @type {HTMLInputElement | HTMLTextAreaElement} */ from, /** @type {string} */ copied, /** @type {string} */ press) => async () => {
    try {
      await navigator.clipboard.writeText(from.value);
      said.textContent = copied;
    } catch {
      from.select();
      said.textContent = press;
    }
  };
  host.append(
    h("h3", { text: t("Take away") }),
    h("div", { class: "line" },
      h("button", { type: "button", class: "main", text: t("Export the run"), onclick: () => bus.send({ do: "export" }) }),
      [[t("Picture of the map"), false], [t("Picture as SVG"), true]].map(([text, asSvg]) =>
        h("button", { type: "button", text, onclick: () => { drawn = Boolean(asSvg); bus.send({ do: "picture" }); } })),
      canFilm() && film),
    h("p", { class: "quiet", text: t("A ZIP with settings, daily, places and events tables, as marosim run leaves them. Pictures and film bear title, date, key and source. A film runs from the day shown until the run stands still.") }),
    h("h3", { text: t("The same run on the command line") }), command,
    h("button", { type: "button", text: t("Copy the command"), onclick: copy(command, t("Command copied."), t("Press Ctrl-C to copy the command.")) }),
    h("h3", { text: t("The same settings for someone else") }), address,
    h("button", { type: "button", text: t("Copy the address"), onclick: copy(address, t("Address copied."), t("Press Ctrl-C to copy the address.")) }),
    said);
  bus.on("state", async (state) => {
    now = state;
    command.value = state.command;
    address.value = `${location.origin}${location.pathname}?${inLanguage(state.query)}`;
    film.disabled = state.finished || filming;
    if (!filming || state.moving) return;
    filming = film.disabled = false;
    keep(`marosim_${state.scenario}_day_${since}_to_${state.day}.webm`, await map.filmed());
  });
  bus.on("file", ({ name, type }, files) => {
    keep(name, new Blob(/** @type {BlobPart[]} */ (files), { type }));
  });
  bus.on("picture", async ({ name }) => keep(drawn ? name.replace(/png$/, "svg") : name, drawn ? map.svg() : await map.picture()));
}

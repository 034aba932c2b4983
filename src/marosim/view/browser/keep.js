// @ts-check
// What can be taken away: the run, the picture, the command and the address that repeat it.

import { h, save } from "./dom.js";

/** @import { Bus } from "./page" */

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 * @param {{ picture: () => Promise<Blob> }} map
 */
export function makeKeep(host, bus, map) {
  const command = h("textarea", { readonly: true, rows: 4, "aria-label": "Command that repeats this run", class: "command" });
  const address = h("input", { readonly: true, "aria-label": "Address with these settings", class: "address" });
  const said = h("p", { class: "quiet", role: "status" });
  const copy = (/** @type {HTMLInputElement | HTMLTextAreaElement} */ from, /** @type {string} */ words) => async () => {
    try {
      await navigator.clipboard.writeText(from.value);
      said.textContent = `${words} copied.`;
    } catch {
      from.select();
      said.textContent = `Press Ctrl-C to copy the ${words.toLowerCase()}.`;
    }
  };
  host.append(
    h("h3", { text: "Take away" }),
    h("div", { class: "line" },
      h("button", { type: "button", class: "main", text: "Export the run", onclick: () => bus.send({ do: "export" }) }),
      h("button", { type: "button", text: "Picture of the map", onclick: () => bus.send({ do: "picture" }) })),
    h("p", { class: "quiet", text: "A ZIP with settings, daily, places and events tables, as marosim run leaves them. The picture bears title, date, key and source." }),
    h("h3", { text: "The same run on the command line" }), command,
    h("button", { type: "button", text: "Copy the command", onclick: copy(command, "Command") }),
    h("h3", { text: "The same settings for someone else" }), address,
    h("button", { type: "button", text: "Copy the address", onclick: copy(address, "Address") }),
    said);
  bus.on("state", (state) => {
    command.value = state.command;
    address.value = `${location.origin}${location.pathname}?${state.query}`;
  });
  bus.on("file", ({ name, type }, files) => {
    save(name, new Blob(/** @type {BlobPart[]} */ (files), { type }));
    said.textContent = `${name} was saved.`;
  });
  bus.on("picture", async ({ name }) => {
    save(name, await map.picture());
    said.textContent = `${name} was saved.`;
  });
}

// @ts-check
// The map alone, for people who have a page of their own.

import { makeBus } from "../bus.js";
import { h } from "../dom.js";
import { makeMap } from "./map.js";

/** @typedef {{ get(name: string): any, on(what: string, ear: () => void): void, off(what: string, ear: () => void): void }} Model */

/** @param {{ model: Model, el: HTMLElement }} given As every widget gets them. */
export function render({ model, el }) {
  const host = h("div", { class: "map" });
  const root = h("div", { class: "desk desk-part" }, h("div", { class: "stage" }, host));
  root.style.height = `${model.get("height")}px`;
  el.append(root);
  const bus = makeBus(() => {});
  makeMap(host, bus);
  const setScene = () => bus.tell("scene", model.get("scene"));
  const setFrame = () => bus.tell("frame", model.get("frame"));
  setScene();
  setFrame();
  model.on("change:scene", setScene);
  model.on("change:frame", setFrame);
  return () => {
    model.off("change:scene", setScene);
    model.off("change:frame", setFrame);
  };
}

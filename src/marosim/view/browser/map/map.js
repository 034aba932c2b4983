// @ts-check
// The country on a canvas: territory, routes, towns, units that move, people under way.

import { h } from "../dom.js";
import { tempo } from "../tempo.js";
import { makeCamera } from "./camera.js";
import { makeGround } from "./ground.js";
import { stills } from "./motion.js";
import { paint } from "./paint.js";
import { watchPointer } from "./pointer.js";
import { Shown } from "./shown.js";
import { makeTip } from "./tip.js";
import { Crowd } from "./units.js";

/** @import { DayShown, Scene } from "../said" */
/** @import { Bus } from "../page" */

const MOVING_MS = 30; // between pictures of movement; more would be seen by nobody
const PICTURE_MS = 16;
const IDLE_SHARE = 4; // movement leaves so many times of what a picture takes to everything else
const NEAR_ZOOM = 2.2; // at least, where a place is brought to the middle
const FAR_DAYS = 3; // over more, units do not glide but are there

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeMap(host, bus) {
  const canvas = h("canvas", {
    class: "map-canvas", tabindex: "0", role: "application",
    "aria-label": "Map. Arrow keys move it, plus and minus zoom, 0 shows all, Enter tells the story of the place in the middle.",
  });
  const camera = makeCamera(), ground = makeGround(camera), shown = new Shown(camera), crowd = new Crowd();
  const tip = makeTip(shown, () => bus.tell("read"));
  host.append(canvas, tip.node);
  const context = canvas.getContext("2d", { alpha: false }); // nothing lies under it that had to be mixed in
  let asked = false, phase = 0, resting = 0;

  // data-still: this picture stays as it is until something is asked or a day comes
  function redraw() {
    canvas.dataset.still = "false";
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  }

  /** @param {number} time */
  function draw(time) {
    asked = false;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!shown.scene || !shown.frame) {
      ground.blank(context);
      return;
    }
    const flowing = shown.playing && !stills() && shown.show.flows && shown.now.flows.length > 0;
    if (flowing) phase = (time / 60) % 8; // a pause is a still picture
    paint({ context, shown, ground, crowd }, time, phase);
    tempo.painting();
    // where nothing glides, one picture a day is all
    if (crowd.gliding(time) || flowing) animate();
    else if (!shown.playing && !asked) canvas.dataset.still = "true";
  }

  function animate() {
    resting ||= setTimeout(() => { resting = 0; redraw(); }, Math.max(MOVING_MS - PICTURE_MS, IDLE_SHARE * tempo.cost()));
  }

  function tellRun() {
    canvas.dataset.run = shown.run;
    bus.tell("mapped", { run: shown.run, largest: shown.largestDifference, pairs: shown.pairs });
  }

  /** @param {DayShown} frame */
  function setFrame(frame) {
    const jump = frame.fresh || !shown.frame || Math.abs(frame.day - shown.frame.day) > FAR_DAYS;
    shown.setFrame(frame);
    crowd.setOut(performance.now(), jump || stills());
    crowd.place(shown.now.units, shown, jump);
    tellRun();
    tip.refresh();
    Object.assign(canvas.dataset, { day: frame.day, units: crowd.marks.size, dead: frame.places.dead.reduce((a, b) => a + b, 0) });
    redraw();
  }

  /** @param {Scene} scene */
  function setScene(scene) {
    if (shown.setScene(scene)) {
      camera.setPlaces(scene);
      ground.setScene(scene);
      crowd.forget();
      resize();
      camera.fit();
    }
    canvas.dataset.case = scene.case;
  }

  function resize() {
    const box = host.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    camera.setSize(box.width, box.height);
    shown.setSize(box.width, box.height);
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
    redraw();
  }

  /**
   * @param {number} place
   * @param {number | null} unit
   */
  function pick(place, unit) {
    shown.selected = place;
    if (place >= 0) {
      bus.tell("asked", shown.scene.names[place]);
      bus.send(unit === null ? { do: "story", place } : { do: "story", unit });
      bus.tell("open", "story");
    }
    redraw();
  }

  watchPointer(canvas, shown, crowd, { moved: () => { tip.tell(null, null, -1); redraw(); }, picked: pick, told: tip.tell });
  new ResizeObserver(resize).observe(host);
  bus.on("covered", ({ above, below }) => { camera.setCovered(above, below); redraw(); });
  bus.on("scene", setScene);
  bus.on("frame", setFrame);
  bus.on("state", (state) => {
    shown.playing = state.moving;
    shown.known = state.known;
    canvas.dataset.known = String(state.known);
    redraw();
  });
  bus.on("replications", ({ today }) => {
    shown.pairs = shown.frame?.paired ? today : null;
    canvas.dataset.pairs = String(shown.pairs?.done ?? 0);
    tellRun();
    redraw();
  });
  bus.on("show", (change) => {
    Object.assign(shown.show, change);
    tellRun();
    if (shown.frame && "run" in change) crowd.place(shown.now.units, shown, true);
    redraw();
  });
  bus.on("centre", (name) => {
    const place = shown.scene.names.indexOf(name);
    if (place < 0) return;
    shown.selected = place;
    camera.centre(shown.scene.lon[place], shown.scene.lat[place], Math.max(camera.view.zoom, NEAR_ZOOM));
    canvas.dataset.centre = name;
    redraw();
  });
  bus.on("mark", (name) => { shown.selected = shown.scene.names.indexOf(name); redraw(); });
  bus.on("zoom", (factor) => {
    if (factor) camera.zoomBy(factor);
    else camera.fit();
    redraw();
  });

  // for tests of the page: where things are on it
  Object.assign(canvas, {
    positionOf: (/** @type {string} */ name) => shown.at(shown.scene.names.indexOf(name)),
    unitPositions: () => [...crowd.marks.values()].map(({ id, x, y }) => ({ id, x, y })),
  });
  return { picture: () => new Promise((/** @type {BlobCallback} */ done) => canvas.toBlob(done, "image/png")) };
}

// @ts-check
// The country on a canvas: territory, roads, towns, who stands there, people under way.

import { dots, h } from "../dom.js";
import { tempo } from "../tempo.js";
import { makeCamera } from "./camera.js";
import { makeFilm } from "./film.js";
import { framed, framedSvg } from "./framed.js";
import { makeGround } from "./ground.js";
import { paint } from "./paint.js";
import { watchPointer } from "./pointer.js";
import { t } from "../say.js";
import { seat } from "./seating.js";
import { Shown } from "./shown.js";
import { makeTip } from "./tip.js";

/** @import { DayShown, Scene } from "../said" */
/** @import { Bus } from "../page" */
/** @import { Seated } from "./seating.js" */

const NEAR_ZOOM = 2.2; // at least, where a place is brought to the middle

/**
 * @param {HTMLElement} host
 * @param {Bus} bus
 */
export function makeMap(host, bus) {
  const canvas = h("canvas", {
    class: "map-canvas", tabindex: "0", role: "application",
    dir: "ltr", "aria-label": t("Map. Arrow keys move it, plus and minus zoom, 0 shows all, Enter tells the story of the place in the middle."),
  });
  const camera = makeCamera(), ground = makeGround(camera, redraw), shown = new Shown(camera);
  const tip = makeTip(shown, () => bus.tell("read"));
  host.append(canvas, tip.node);
  const pen = canvas.getContext("2d", { alpha: false }); // nothing lies under it that had to be mixed in
  const seats = [0, 1, 2, 3].map(() => /** @type {Map<number, number>} */ (new Map())); // of the truth and of the known, each with names and without
  const widths = /** @type {Map<string, number>} */ (new Map());
  let asked = false, gliding = false, seated = /** @type {Seated | null} */ (null), film = /** @type {ReturnType<typeof makeFilm> | null} */ (null);

  // data-still: this picture stays as it is until something is asked or a day comes
  function redraw() {
    canvas.dataset.still = "false";
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  }

  function draw() {
    asked = false;
    if (!canvas.width || !canvas.height) return; // it is hidden, and drawn again when it has a size
    const ratio = dots(canvas);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!shown.scene || !shown.frame) {
      ground.blank(pen);
      return;
    }
    seated = seat(shown, measure, seats[Number(shown.known) + 2 * Number(shown.show.names)]);
    paint(pen, shown, ground, seated);
    tempo.painting();
    film?.day();
    if (!shown.playing && !asked && !gliding) canvas.dataset.still = "true";
  }

  /**
   * @param {string} text
   * @param {string} font
   */
  function measure(text, font) {
    const key = `${font} ${text}`;
    if (!widths.has(key)) {
      pen.font = font;
      widths.set(key, pen.measureText(text).width);
    }
    return widths.get(key);
  }

  function tellRun() {
    canvas.dataset.run = shown.run;
    bus.tell("mapped", { run: shown.run, largest: shown.largestDifference, pairs: shown.pairs });
  }

  /** @param {DayShown} frame */
  function setFrame(frame) {
    shown.setFrame(frame);
    tellRun();
    tip.refresh();
    Object.assign(canvas.dataset, { day: frame.day, dead: frame.places.dead.reduce((a, b) => a + b, 0) });
    redraw();
  }

  /** @param {Scene} scene */
  function setScene(scene) {
    if (shown.setScene(scene)) {
      camera.setPlaces(scene);
      ground.setScene(scene);
      for (const last of seats) last.clear();
      resize();
      camera.fit();
    }
    canvas.dataset.case = scene.case;
  }

  function resize() {
    const ratio = dots(host), wide = host.clientWidth, high = host.clientHeight;
    camera.setSize(wide, high);
    shown.setSize(wide, high);
    canvas.width = Math.round(wide * ratio);
    canvas.height = Math.round(high * ratio);
    redraw();
  }

  /** @param {number} place */
  function pick(place) {
    shown.selected = place;
    if (place >= 0) {
      bus.tell("asked", shown.scene.names[place]);
      bus.send({ do: "story", place });
      bus.tell("open", "story");
    }
    redraw();
  }

  watchPointer(canvas, shown, { moved: (more = false) => { tip.tell(null, -1); gliding = more; redraw(); }, picked: pick, told: tip.tell });
  new ResizeObserver(resize).observe(host);
  bus.on("covered", (panels) => { camera.setCovered(panels.above, panels.below); shown.setCovered(panels); redraw(); });
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
    seated: () => seated,
  });
  return {
    picture: () => new Promise((/** @type {BlobCallback} */ done) => framed(canvas, shown).toBlob(done, "image/png")),
    svg: () => new Blob([framedSvg(canvas, shown, (other) => paint(other, shown, ground, seated))], { type: "image/svg+xml" }),
    film: () => { film = makeFilm(() => framed(canvas, shown)); },
    filmed: async () => {
      const whole = await film.end();
      film = null;
      return whole;
    },
  };
}

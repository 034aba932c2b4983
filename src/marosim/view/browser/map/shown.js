// @ts-check
// What the map shows: which case, day and run, and what follows from that for each town.

import { differenceShare, mix } from "../colours.js";
import { LOOK } from "../palette.js";
import { RTL } from "../say.js";

/** @import { DayShown, PairsOfDay, Scene } from "../said" */
/** @import { Now, Run, Show } from "../page" */
/** @import { Camera } from "./camera.js" */
/** @import { Box } from "./seats.js" */

const DOT_PX = [2.6, 3.4, 4.6]; // radius of a small town, a large one, the capital
const LARGE = 20000; // people
const BUTTONS_PX = [54, 140]; // width and height of the zoom buttons in their corner
const PEOPLE_SHARE = 26000; // so many pixels of the window give a town of one person one pixel

export class Shown {
  scene = /** @type {Scene | null} */ (null);
  frame = /** @type {DayShown | null} */ (null);
  pairs = /** @type {PairsOfDay | null} */ (null);
  known = false; // whether only what the mission knows is shown
  playing = false;
  selected = -1;
  show = /** @type {Show} */ ({ control: true, flows: true, units: true, alerts: false, names: true, run: "main" });
  peopleScale = 0.02;
  panels = /** @type {Box[]} */ ([]); // what lies on the map: nothing is written under it

  /** @param {Camera} camera */
  constructor(camera) {
    this.camera = camera;
  }

  /**
   * Take up another run; whether it is of another country.
   * @param {Scene} scene
   */
  setScene(scene) {
    const other = this.scene?.case !== scene.case;
    this.scene = scene;
    if (other) {
      this.frame = null; // of another country: not to be drawn on this one
      this.selected = -1;
    }
    return other;
  }

  /** @param {DayShown} frame */
  setFrame(frame) {
    this.frame = frame;
    this.pairs = frame.paired ? frame.pairs ?? null : null;
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  setSize(width, height) {
    this.peopleScale = Math.min(width, height) / PEOPLE_SHARE;
  }

  /**
   * A run beside it that is still being computed cannot be shown yet.
   * @returns {Run}
   */
  get run() {
    return this.frame?.paired ? this.show.run : "main";
  }

  get differs() {
    return this.run === "difference";
  }

  /** @returns {Now} */
  get now() {
    return this.run === "other" ? this.frame.paired : this.frame;
  }

  get largestDifference() {
    return Math.max(1, ...(this.pairs?.places ?? []).map(Math.abs));
  }

  /**
   * How many more are killed at a place beside this run, where many pairs of runs agree; else 0.
   * @param {number} place
   */
  agreedOn(place) {
    return this.pairs?.places[place] ?? 0;
  }

  /**
   * Where a place is on the canvas.
   * @param {number} place
   */
  at(place) {
    return this.camera.at(this.scene.lon[place], this.scene.lat[place]);
  }

  /**
   * @param {{ above: number, below: number }} covered
   */
  setCovered({ above, below }) {
    const { width, height } = this.camera.view;
    this.panels = [[0, 0, width, above], [0, height - below, width, height], RTL ? [0, 0, BUTTONS_PX[0], BUTTONS_PX[1]] : [width - BUTTONS_PX[0], 0, width, BUTTONS_PX[1]]];
  }

  /**
   * How large a town is drawn.
   * @param {number} place
   */
  dot(place) {
    if (this.differs) return this.radius(place);
    if (place === this.scene.capital) return DOT_PX[2];
    return DOT_PX[this.frame && this.now.places.people[place] >= LARGE ? 1 : 0];
  }

  /**
   * How large a town is drawn where two runs are held against one another: by its people.
   * @param {number} place
   */
  radius(place) {
    const people = this.frame ? this.now.places.people[place] : 0;
    return Math.max(2, Math.sqrt(people) * this.peopleScale * Math.min(this.camera.view.zoom, 4) ** 0.45);
  }

  /** @param {number} place */
  difference(place) {
    return mix(LOOK.difference, differenceShare(this.agreedOn(place), this.largestDifference));
  }
}

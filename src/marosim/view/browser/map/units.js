// @ts-check
// Units keep their mark from day to day, so that they can be seen to move. They stand around a
// town in rings that are open below, where its name stands; each side keeps together.

import { organisationColour } from "../colours.js";
import { LOOK } from "../palette.js";
import { MISSION_ROLES, drawUnit } from "./marks.js";
import { ringSeats } from "./seats.js";

/** @import { DayShown, Organisation } from "../said" */
/** @import { Camera } from "./camera.js" */
/** @import { Shown } from "./shown.js" */

/** @typedef {DayShown["units"][number]} Unit */
/**
 * A mark on its way from where it was to where it is to be: a town, and pixels from there.
 * @typedef {object} Mark
 * @property {number} id
 * @property {number} organisation Negative for the mission.
 * @property {number} place
 * @property {number} strength
 * @property {number} size In pixels, from its strength.
 * @property {Stand} from
 * @property {Stand} to
 * @property {number} x Where it is drawn now.
 * @property {number} y
 */
/** @typedef {{ lon: number, lat: number, dx: number, dy: number }} Stand */

const GLIDE_MS = [60, 350]; // shortest and longest that a mark takes to its next place

export class Crowd {
  marks = /** @type {Map<number, Mark>} */ (new Map());
  began = 0; // when they set out, as pictures count time
  span = 0; // for so many milliseconds they are under way

  forget() {
    this.marks = new Map();
  }

  /**
   * Stand units around their towns, those of one side together and the strongest first.
   * @param {Unit[]} units
   * @param {Shown} shown
   * @param {boolean} jump Whether they are there at once.
   */
  place(units, shown, jump) {
    /** @type {Map<number, Unit[]>} */
    const crowds = new Map();
    /** @type {Map<number, Mark>} */
    const next = new Map();
    for (const unit of units) crowds.set(unit[2], [...(crowds.get(unit[2]) ?? []), unit]);
    for (const [place, crowd] of crowds) {
      crowd.sort((a, b) => b[1] - a[1] || b[3] - a[3] || a[0] - b[0]);
      const seats = ringSeats(shown.radius(place), crowd.length);
      for (const [seat, [id, organisation, , strength]] of crowd.entries()) {
        const to = { lon: shown.scene.lon[place], lat: shown.scene.lat[place], dx: seats[seat][0], dy: seats[seat][1] };
        const from = jump ? to : this.marks.get(id)?.to ?? to;
        next.set(id, { id, organisation, place, strength, size: sizeOf(organisation, strength), from, to, x: 0, y: 0 });
      }
    }
    this.marks = next;
  }

  /**
   * Let marks glide from now on, for as long as there was between the last two days.
   * @param {number} time
   * @param {boolean} still Whether they are there at once.
   */
  setOut(time, still) {
    const since = time - this.began;
    this.began = time;
    this.span = still ? 0 : Math.min(Math.max(since, GLIDE_MS[0]), GLIDE_MS[1]);
  }

  /**
   * Whether marks are still under way.
   * @param {number} time
   */
  gliding(time) {
    return this.span > 0 && time - this.began <= this.span;
  }

  /**
   * Draw every mark where it is by now.
   * @param {CanvasRenderingContext2D} context
   * @param {Camera} camera
   * @param {Organisation[]} organisations
   * @param {number} time
   */
  draw(context, camera, organisations, time) {
    const share = Math.min(1, this.span ? (time - this.began) / this.span : 1);
    const eased = share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2;
    for (const mark of this.marks.values()) {
      const from = seen(camera, mark.from), to = seen(camera, mark.to);
      mark.x = from[0] + (to[0] - from[0]) * eased;
      mark.y = from[1] + (to[1] - from[1]) * eased;
      const own = mark.organisation < 0, organisation = organisations[mark.organisation];
      const role = own ? MISSION_ROLES[-1 - mark.organisation] : organisation.role;
      const colour = own ? LOOK.peacekeepers : organisationColour(organisation);
      drawUnit(context, role, mark.x, mark.y, mark.size * Math.min(camera.view.zoom, 3) ** 0.25, colour);
    }
  }

  /**
   * The mark at a spot of the canvas, or at most so many pixels from its edge.
   * @param {number} x
   * @param {number} y
   * @param {number} within
   */
  near(x, y, within) {
    let best = /** @type {Mark | null} */ (null), nearest = within;
    for (const mark of this.marks.values()) {
      const distance = Math.hypot(mark.x - x, mark.y - y) - mark.size;
      if (distance < nearest) [nearest, best] = [distance, mark];
    }
    return best;
  }
}

/**
 * @param {Camera} camera
 * @param {Stand} stand
 */
function seen(camera, { lon, lat, dx, dy }) {
  const [x, y] = camera.at(lon, lat);
  return [x + dx, y + dy];
}

/**
 * @param {number} organisation
 * @param {number} strength
 */
function sizeOf(organisation, strength) {
  return organisation < 0 ? Math.min(3 + Math.sqrt(strength) / 14, 7.5) : Math.min(2.4 + Math.sqrt(strength) / 20, 6);
}

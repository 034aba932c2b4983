// The map without a canvas: where things are, where marks stand, whose each spot is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCamera } from "../../../src/marosim/view/browser/map/camera.js";
import { drag } from "../../../src/marosim/view/browser/map/gesture.js";
import { apart, ringSeats } from "../../../src/marosim/view/browser/map/seats.js";
import { Shown } from "../../../src/marosim/view/browser/map/shown.js";
import { CELLS, territory } from "../../../src/marosim/view/browser/map/territory.js";
import { placeWords } from "../../../src/marosim/view/browser/map/tip.js";
import { Crowd } from "../../../src/marosim/view/browser/map/units.js";

const SCENE = {
  case: "square", start: "2000-01-01", days: 30, capital: 0,
  outline: [[[10, 0], [12, 0], [12, 2], [10, 2], [10, 0]]],
  names: ["West", "East", "Away"], kinds: ["town", "town", "abroad"], inside: [true, true, false],
  lon: [10.5, 11.5, 14], lat: [1, 1, 1], organisations: [{ title: "Army", role: "government" }],
};
const PLACES = {
  people: [40000, 10000, 0], displaced: [5, 0, 0], sheltered: [0, 0, 0], recent: [30, 0, 0], dead: [70, 0, 0],
  holder: [0, -1, -1], hold: [80, 0, 0], attack: [0, 0, 0], alert: [0, 0, 0], risk: [0, 0, 0], refuge: [0, 0, 0],
};

function shownOn(frame = {}, size = [800, 600]) {
  const camera = makeCamera(), shown = new Shown(camera);
  camera.setPlaces(SCENE);
  camera.setSize(...size);
  shown.setSize(...size);
  shown.setScene(SCENE);
  shown.setFrame({ day: 3, places: PLACES, units: [], flows: [], organisations: SCENE.organisations, ...frame });
  return shown;
}

test("the whole country is in sight, below the layers and above the legend", () => {
  for (const size of [[880, 560], [390, 500], [1600, 500]]) {
    const { camera } = shownOn({}, size);
    camera.setCovered(30, 40);
    for (const [lon, lat] of SCENE.outline[0]) {
      const [x, y] = camera.at(lon, lat);
      assert.ok(x >= 20 && x <= size[0] - 20, `x ${x} of ${size}`);
      assert.ok(y >= 50 && y <= size[1] - 60, `y ${y} of ${size}`);
    }
  }
});

test("what is under the pointer stays there while zooming", () => {
  const { camera } = shownOn();
  const before = camera.at(11.2, 0.7);
  camera.zoomBy(2.5, ...before);
  camera.zoomBy(0.7, ...before);
  const after = camera.at(11.2, 0.7);
  assert.ok(Math.hypot(after[0] - before[0], after[1] - before[1]) < 1e-6);
  camera.zoomBy(1e9);
  assert.ok(camera.view.zoom <= 24, "nearer than that there is nothing to see");
});

test("another size of the window keeps what somebody looked at in the middle", () => {
  const { camera } = shownOn();
  camera.centre(11.5, 1, 4);
  camera.setSize(500, 900);
  const [x, y] = camera.at(11.5, 1);
  assert.ok(Math.abs(x - 250) < 1e-6 && Math.abs(y - 450) < 1e-6);
});

test("each spot belongs to the nearest place inside", () => {
  const { owners } = territory(SCENE, 1);
  const row = Math.floor(CELLS / 2) * CELLS;
  assert.equal(owners[row + 5], 0);
  assert.equal(owners[row + CELLS - 5], 1);
  const abroad = { ...SCENE, lon: [10.5, 11.5, 11.9], inside: [true, true, true] };
  assert.equal(territory(abroad, 1).owners[row + CELLS - 5], 1, "what lies abroad holds no ground");
  const outside = { ...abroad, kinds: ["town", "town", "camp"], inside: [true, true, false] };
  assert.equal(territory(outside, 1).owners[row + CELLS - 5], 1, "nor does a camp outside");
  const west = owners.filter((owner) => owner === 0).length;
  assert.ok(Math.abs(west / owners.length - 0.5) < 0.01, `half of the square: ${west / owners.length}`);
  assert.equal(territory({ ...SCENE, outline: [] }, 1), null);
});

test("blocks that are filled at once hold the same as cells that are looked at one by one", () => {
  const names = Array.from({ length: 12 }, (_, i) => `P${i}`);
  const many = {
    ...SCENE, names, kinds: names.map(() => "town"), inside: names.map(() => true),
    lon: names.map((_, i) => 10 + ((i * 7919) % 97) / 48.5), lat: names.map((_, i) => ((i * 104729) % 89) / 44.5),
  };
  const { box, owners } = territory(many, 1);
  for (let cell = 0; cell < owners.length; cell += 977) {
    const x = box[0] + (((cell % CELLS) + 0.5) / CELLS) * (box[2] - box[0]);
    const y = box[3] - ((Math.floor(cell / CELLS) + 0.5) / CELLS) * (box[3] - box[1]);
    const distances = many.lon.map((lon, i) => Math.hypot(lon - x, many.lat[i] - y));
    assert.ok(distances[owners[cell]] <= Math.min(...distances) + 1e-9, `cell ${cell}`);
  }
});

test("units stand apart, above their town", () => {
  for (const count of [1, 7, 40]) {
    const seats = ringSeats(10, count);
    assert.equal(seats.length, count);
    assert.ok(seats.every(([, y]) => y < 2), "the name stands below");
    for (const [i, a] of seats.entries()) {
      for (const b of seats.slice(0, i)) assert.ok(Math.hypot(a[0] - b[0], a[1] - b[1]) > 7);
    }
  }
});

test("names that would run into another are left out, the later first", () => {
  const wanted = [{ text: "Kigali", x: 100, top: 50 }, { text: "Near", x: 110, top: 55 }, { text: "Far", x: 300, top: 55 }];
  assert.deepEqual(apart(wanted, 9).map(({ text }) => text), ["Kigali", "Far"]);
  assert.equal(apart(wanted, 0).length, 1);
});

test("a unit glides from where it was, unless the day is far", () => {
  const shown = shownOn(), crowd = new Crowd();
  crowd.place([[7, 0, 0, 900]], shown, true);
  crowd.place([[7, 0, 1, 900]], shown, false);
  const mark = crowd.marks.get(7);
  assert.equal(mark.from.lon, SCENE.lon[0]);
  assert.equal(mark.to.lon, SCENE.lon[1]);
  crowd.setOut(1000, false);
  assert.ok(crowd.gliding(1010) && !crowd.gliding(2000));
  crowd.place([[7, 0, 0, 900]], shown, true);
  assert.equal(crowd.marks.get(7).from.lon, SCENE.lon[0], "who jumps is there at once");
  crowd.setOut(3000, true);
  assert.ok(!crowd.gliding(3001));
});

test("the difference of two runs is shown only beside another run", () => {
  const shown = shownOn();
  shown.show.run = "difference";
  assert.equal(shown.run, "main");
  shown.setFrame({ ...shown.frame, paired: { places: PLACES, units: [], flows: [], organisations: [] }, pairs: { done: 3, of: 20, enough: false, rows: [], places: [0, 0, 0] } });
  assert.equal(shown.run, "difference");
  assert.match(placeWords(shown, 0).join(" "), /One pair cannot tell/);
  shown.pairs = { done: 12, of: 20, enough: true, rows: [], places: [-40, 0, 0] };
  assert.match(placeWords(shown, 0).join(" "), /40 fewer killed beside it on average/);
  assert.match(placeWords(shown, 1).join(" "), /do not agree/);
});

test("where only the known is shown, nothing is said of the truth", () => {
  const shown = shownOn({ places: { ...PLACES, displaced: undefined, report_day: [2, -1, -1], seen_day: [3, -1, -1] } });
  shown.known = true;
  assert.match(placeWords(shown, 0).join(" "), /last report on 3 Jan.*Seen by the mission today, held by Army/);
  assert.match(placeWords(shown, 1).join(" "), /No killing reported so far Never seen/);
});

test("another country begins without a day and without a choice", () => {
  const shown = shownOn();
  shown.selected = 1;
  assert.equal(shown.setScene({ ...SCENE, days: 60 }), false);
  assert.equal(shown.selected, 1);
  assert.equal(shown.setScene({ ...SCENE, case: "other" }), true);
  assert.equal(shown.selected, -1);
  assert.equal(shown.frame, null);
});

test("two fingers move the map together, and pull it apart about their middle", () => {
  assert.deepEqual(drag([[10, 10]], [[14, 7]]), { dx: 4, dy: -3, factor: 1, middle: [14, 7] });
  const both = drag([[100, 100], [160, 100]], [[40, 70], [100, 70]]);
  assert.deepEqual([both.dx, both.dy, both.factor], [-60, -30, 1]);
  const pinch = drag([[170, 100], [230, 100]], [[100, 100], [300, 100]]);
  assert.deepEqual([pinch.dx, pinch.dy, pinch.middle], [0, 0, [200, 100]]);
  assert.ok(Math.abs(pinch.factor - 200 / 60) < 1e-9);
  assert.ok(Number.isFinite(drag([[5, 5], [5, 5]], [[5, 5], [9, 5]]).factor));
});

// The map without a canvas: where things are, and what is said of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCamera } from "../../../src/marosim/view/browser/map/camera.js";
import { drag } from "../../../src/marosim/view/browser/map/gesture.js";
import { badgeSize, harmRadius } from "../../../src/marosim/view/browser/map/marks.js";
import { Shown } from "../../../src/marosim/view/browser/map/shown.js";
import { badgeWords, placeWords } from "../../../src/marosim/view/browser/map/tip.js";

const SCENE = {
  case: "square", start: "2000-01-01", days: 30, capital: 0,
  outline: [[[10, 0], [12, 0], [12, 2], [10, 2], [10, 0]]],
  names: ["West", "East", "Away"], kinds: ["town", "town", "abroad"], inside: [true, true, false],
  lon: [10.5, 11.5, 14], lat: [1, 1, 1], organisations: [{ title: "Army", role: "government", mark: 0 }],
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
  shown.setFrame({ day: 3, places: PLACES, badges: [], flows: [], organisations: SCENE.organisations, ...frame });
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
  assert.equal(camera.view.zoom, 14, "nearer than that there is nothing to see");
  camera.zoomBy(1e-9);
  assert.equal(camera.view.zoom, 1, "nor farther than the whole country");
});

test("the country cannot be moved out of sight", () => {
  for (const [dx, dy] of [[1e6, 0], [-1e6, 0], [0, 1e6], [0, -1e6], [-1e6, 1e6]]) {
    for (const zoom of [1, 5]) {
      const { camera } = shownOn();
      camera.zoomBy(zoom);
      camera.panBy(dx, dy);
      const [[left, bottom], [right, top]] = [camera.at(10, 0), camera.at(14, 2)];
      assert.ok(left <= 400 + 1e-6 && right >= 400 - 1e-6 && top <= 300 + 1e-6 && bottom >= 300 - 1e-6, `${dx}, ${dy}, ${zoom}`);
    }
  }
});

test("another size of the window keeps what somebody looked at in the middle", () => {
  const { camera } = shownOn();
  camera.centre(11.5, 1, 4);
  camera.setSize(500, 900);
  const [x, y] = camera.at(11.5, 1);
  assert.ok(Math.abs(x - 250) < 1e-6 && Math.abs(y - 450) < 1e-6);
});

test("a badge and a disc grow with what they stand for", () => {
  assert.deepEqual([0, 299, 300, 999, 1000, 2999, 3000, 90000].map(badgeSize), [3.5, 3.5, 4.75, 4.75, 6, 6, 7.5, 7.5]);
  assert.equal(harmRadius(0), 0);
  assert.ok(Math.abs(harmRadius(4000) / harmRadius(1000) - 2) < 1e-9, "area tells the number");
  assert.equal(harmRadius(1e6), 46);
});

test("a town's card says who stands there, the strongest first", () => {
  const shown = shownOn({ badges: [[0, -1, 300], [0, 0, 1200], [1, 0, 50]] });
  assert.deepEqual(badgeWords(shown, 0), ["1,200: Army", "300: Peacekeeping troops"]);
});

test("the difference of two runs is shown only beside another run", () => {
  const shown = shownOn();
  shown.show.run = "difference";
  assert.equal(shown.run, "main");
  shown.setFrame({ ...shown.frame, paired: { places: PLACES, badges: [], flows: [], organisations: [] }, pairs: { done: 3, of: 20, enough: false, rows: [], places: [0, 0, 0] } });
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

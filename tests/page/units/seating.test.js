// Where badges and words stand on the maps of all shipped cases, on crowded made-up days.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { makeCamera } from "../../../src/marosim/view/browser/map/camera.js";
import { FONTS, seat } from "../../../src/marosim/view/browser/map/seating.js";
import { Shown } from "../../../src/marosim/view/browser/map/shown.js";

const CASES = JSON.parse(readFileSync(process.env.MAROSIM_SCENES, "utf8"));
const SIZES = [[880, 560], [1600, 900], [640, 420], [390, 430]];
const measure = (text, font) => text.length * (font === FONTS.capital ? 8 : 6.4);

function shownOn({ scene, frame }, [width, height], zoom) {
  const camera = makeCamera(), shown = new Shown(camera);
  camera.setPlaces(scene);
  camera.setSize(width, height);
  shown.setSize(width, height);
  shown.setCovered({ above: 36, below: 60 });
  camera.setCovered(36, 60);
  camera.zoomBy(zoom);
  shown.setScene(scene);
  shown.setFrame(frame);
  return shown;
}

const meet = ([a, b, c, d], [l, t, r, e]) => a < r && c > l && b < e && d > t;

test("no two that have a seat cover one another, nor a town, nor leave the map", () => {
  let looked = 0;
  for (const one of CASES) {
    for (const size of SIZES) {
      for (const zoom of [1, 2.5, 6]) {
        const shown = shownOn(one, size, zoom), { boxes, names, badges } = seat(shown, measure, new Map());
        const where = `${one.scene.case} at ${size}, zoom ${zoom}`;
        for (const [i, box] of boxes.entries()) {
          for (const other of boxes.slice(0, i)) assert.ok(!meet(box, other), where);
          for (const panel of shown.panels) assert.ok(!meet(box, panel), `under a panel: ${where}`);
          assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= size[0] && box[3] <= size[1], where);
        }
        // what is drawn stands in its seat
        const inside = (l, t, r, b) => boxes.some(([a, c, d, e]) => a <= l + 1e-6 && c <= t + 1e-6 && d >= r - 1e-6 && e >= b - 1e-6);
        for (const { x, y, size: half, words } of badges) {
          const right = words ? x + 1.2 * half + 2 + measure(words, FONTS.figure) : x + 1.2 * half;
          assert.ok(inside(x - 1.2 * half, y - 1.2 * half, right, y + 1.2 * half), `a badge outside its seat: ${where}`);
        }
        for (const { text, x, y, font } of names) assert.ok(inside(x, y - 5, x + measure(text, font), y + 5), `${text}: ${where}`);
        looked += boxes.length;
      }
    }
  }
  assert.ok(looked > 2000, `${looked} seats`);
});

test("every side at a town in sight has a badge or is told of by a ring, the strongest first", () => {
  for (const one of CASES) {
    const shown = shownOn(one, SIZES[0], 2.5), { badges, rings } = seat(shown, measure, new Map());
    const drawn = new Map();
    for (const { place, side } of badges) drawn.set(place, [...(drawn.get(place) ?? []), side]);
    one.scene.names.forEach((name, place) => {
      const [x, y] = shown.at(place);
      const here = one.frame.badges.filter(([where]) => where === place).sort((a, b) => b[2] - a[2]).map(([, side]) => side);
      if (one.scene.kinds[place] === "abroad" || !here.length || x < 0 || y < 0 || x > 880 || y > 560) return;
      const seen = drawn.get(place) ?? [];
      assert.deepEqual(seen, here.slice(0, seen.length), `${name} of ${one.scene.case}`);
      assert.equal(rings.get(place), seen.length ? undefined : here[0], `${name} of ${one.scene.case}`);
    });
  }
});

test("nearer, more find a seat, and each badge says its strength", () => {
  for (const one of CASES) {
    const far = seat(shownOn(one, SIZES[0], 1), measure, new Map());
    assert.ok(far.badges.every(({ words }) => words === ""));
    assert.ok(far.names.some(({ place }) => place === one.scene.capital), one.scene.case);
    const near = seat(shownOn(one, SIZES[0], 3), measure, new Map());
    assert.ok(near.badges.length > 0 && near.badges.every(({ words, strength }) => strength < 1 || words !== ""));
  }
});

test("a badge keeps its seat from day to day where that is free", () => {
  const last = new Map(), one = CASES[0], shown = shownOn(one, SIZES[0], 1);
  const first = seat(shown, measure, last);
  last.set(first.badges[0].place, [...last.values()].at(-1));
  const again = seat(shown, measure, new Map(last)), once = seat(shown, measure, new Map(last));
  assert.deepEqual(again.badges, once.badges);
  const kept = new Map(last);
  seat(shown, measure, kept);
  assert.ok([...kept].filter(([place, where]) => last.get(place) === where).length >= 0.9 * kept.size);
});

// Charts, wishes and colours without a page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBus } from "../../../src/marosim/view/browser/bus.js";
import { CHARTS, shaped, spread, titleOf } from "../../../src/marosim/view/browser/charts/specs.js";
import { differenceShare, mix } from "../../../src/marosim/view/browser/colours.js";
import { Wishes } from "../../../src/marosim/view/browser/talk.js";

const chart = (/** @type {string} */ metric) => CHARTS.find(({ lines }) => lines.some(([name]) => name === metric));

test("a title says what the day shows", () => {
  assert.equal(titleOf(chart("deaths_direct"), {}), "Civilians killed");
  assert.equal(titleOf(chart("deaths_direct"), { deaths_direct: 0 }), "No civilian killed so far");
  assert.equal(titleOf(chart("deaths_direct"), { deaths_direct: 200, deaths_reported: 50 }), "200 civilians killed, 25 % reported");
  assert.equal(titleOf(chart("deaths_reported"), { deaths_reported: 50 }), "50 civilians killed as reported");
  assert.equal(titleOf(chart("attacks"), { attacks: 1 }), "1 attack in the last week");
});

test("what is not defined is said, and is not the weakest", () => {
  const title = titleOf(chart("consent"), { consent: 0.4, political_will: 0.3 });
  assert.equal(title, "Weakest support: political will, 30 %; legitimacy: not defined without a mission");
});

test("attacks of a week are those since the same day a week ago; gaps stay gaps", () => {
  const total = [0, 1, 2, 3, 4, 5, 6, 7, null, 20];
  assert.deepEqual(shaped(chart("attacks"), total), [0, 1, 2, 3, 4, 5, 6, 7, null, 18]);
  assert.equal(shaped(chart("deaths_direct"), total), total);
});

test("labels of lines that end together do not cover one another", () => {
  const heights = spread([40, 41, 42, 99], 13, 95);
  assert.deepEqual(heights, [40, 53, 66, 95]);
  const low = spread([90, 92, 94], 13, 95);
  assert.ok(low.every((y, i) => y <= 95 && (!i || y - low[i - 1] >= 13)), String(low));
});

test("who drags along the timeline gets the last day and not all between", () => {
  const wishes = new Wishes();
  assert.deepEqual(wishes.number({ do: "seek", day: 3 }), { do: "seek", day: 3, wish: 1 });
  assert.equal(wishes.number({ do: "seek", day: 4 }), null);
  assert.equal(wishes.number({ do: "seek", day: 9 }), null);
  assert.ok(wishes.busy);
  assert.deepEqual(wishes.answered(1), { do: "seek", day: 9 });
  assert.ok(!wishes.busy);
});

test("a day that waits is not asked for before the one on its way is answered", () => {
  const wishes = new Wishes();
  wishes.number({ do: "play" });
  wishes.number({ do: "seek", day: 3 });
  wishes.number({ do: "seek", day: 8 });
  assert.equal(wishes.answered(1), null);
  assert.deepEqual(wishes.answered(2), { do: "seek", day: 8 });
});

test("another wish is not held up by a day that is on its way", () => {
  const wishes = new Wishes();
  wishes.number({ do: "seek", day: 3 });
  assert.equal(wishes.number({ do: "play" }).wish, 2);
  assert.equal(wishes.answered(1), null);
  assert.ok(wishes.busy);
  wishes.answered(2);
  assert.ok(!wishes.busy);
});

test("what the page says by itself is no wish", () => {
  const wishes = new Wishes();
  assert.deepEqual(wishes.number({ do: "ack" }), { do: "ack" });
  assert.equal(wishes.asked, 0);
});

test("who listens on the bus hears its own kind, in order", () => {
  const heard = [], bus = makeBus((wish) => heard.push(wish.do));
  bus.on("asked", (name) => heard.push(`1 ${name}`));
  bus.on("asked", (name) => heard.push(`2 ${name}`));
  bus.tell("asked", "Kigali");
  bus.tell("centre", "Butare");
  bus.send({ do: "play" });
  assert.deepEqual(heard, ["1 Kigali", "2 Kigali", "play"]);
});

test("more and fewer are on two sides of the middle", () => {
  assert.equal(differenceShare(0, 100), 0.5);
  assert.equal(differenceShare(100, 100), 1);
  assert.equal(differenceShare(-100, 100), 0);
  assert.equal(mix(["#000000", "#ffffff"], 0.5), "rgb(128,128,128)");
});

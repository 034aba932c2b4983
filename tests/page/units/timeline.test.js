// The strip of the run: its bars hold everybody who was killed, and its words are of the worst places.

import assert from "node:assert/strict";
import { test } from "node:test";
import { killedBy, roundBelow, weekWords } from "../../../src/marosim/view/browser/timeline.js";

test("bars of a day or a week add up to all who were killed, the last one shorter", () => {
  const deaths = [0, 5, 5, 30, 31, 31, 40, 47, 60, 61];
  assert.deepEqual(killedBy(deaths, 1), [5, 0, 25, 1, 0, 9, 7, 13, 1]);
  assert.deepEqual(killedBy(deaths, 7), [47, 14]);
  assert.deepEqual(killedBy([0], 7), []);
});

test("the line of the scale is a round number that the tallest bar reaches", () => {
  assert.deepEqual([1, 4, 47, 999, 23400, 60000].map(roundBelow), [1, 2, 20, 500, 20000, 50000]);
});

test("the fewest places that hold half of those killed are counted, and the worst is named", () => {
  const names = ["Abo", "Bera", "Cora", "Dura"];
  assert.equal(weekWords(names, [10, 60, 0, 30], false), "100 killed in 7 days, most in Bera");
  assert.equal(weekWords(names, [30, 40, 5, 25], true), "100 reported killed in 7 days, half in 2 places, most in Bera");
  assert.equal(weekWords(names, [0, 0, 0, 0], false), "");
});

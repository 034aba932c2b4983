// Numbers and dates as the page says them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { agentWords, besideWords, brief, dayWords, isDate, isoDay, tight, unitValue } from "../../../src/marosim/view/browser/words.js";

test("a number has three figures, and millions in words", () => {
  assert.equal(brief(0), "0");
  assert.equal(brief(999), "999");
  assert.equal(brief(12345), "12,300");
  assert.equal(brief(999_499), "999,000");
  assert.equal(brief(999_500), "1 million", "never 1,000,000 beside 1 million");
  assert.equal(brief(1_234_567), "1.23 million");
  assert.equal(brief(-2_500_000_000), "-2.5 billion");
  assert.equal(tight(25_000), "25 k");
});

test("a value is said with its unit", () => {
  assert.equal(unitValue(0.256, "1"), "26 %");
  assert.equal(unitValue(1_500_000, "US$"), "US$ 1.5 million");
  assert.equal(unitValue(40, "persons"), "40");
});

test("days are counted in the calendar, whatever the clock of the browser", () => {
  assert.equal(isoDay("1994-02-27", 2), "1994-03-01");
  assert.equal(isoDay("1996-02-28", 1), "1996-02-29");
  assert.equal(dayWords("1994-04-06", 100), "15 Jul 1994");
  assert.equal(dayWords("1994-04-06", 0, false), "6 Apr");
});

test("a date that does not exist is none", () => {
  assert.ok(isDate("2024-02-29"));
  assert.ok(!isDate("2023-02-29"));
  assert.ok(!isDate("1994-04-31"));
  assert.ok(!isDate("1994-13-01"));
});

test("who is alone in an agent needs no word about it", () => {
  assert.equal(agentWords({ persons_per_agent: 1 }), "");
  assert.match(agentWords({ persons_per_agent: 250.4 }), /250 people/);
});

test("only a run with nobody and no mandate is called one without response", () => {
  assert.equal(besideWords(null), "");
  assert.equal(besideWords({ mandate: "none", deployment: "none" }), "No response");
  assert.equal(besideWords({ mandate: "none", deployment: "slow" }), "Other response");
});

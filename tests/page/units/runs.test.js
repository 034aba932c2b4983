// Runs that were left: each is kept once, with its name, and told in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keepRun, planWords } from "../../../src/marosim/view/browser/runs.js";

const run = (query, day = 3) => ({ query, title: "T", start: "2000-01-01", day, killed: day });

test("a run is kept once, where it was, under the name that it was given", () => {
  let rows = keepRun(keepRun([], run("a")), run("b"));
  assert.deepEqual(rows.map(({ name }) => name), ["A", "B"]);
  rows[0].name = "no force";
  rows = keepRun(rows, run("a", 9));
  assert.deepEqual(rows.map(({ name, day }) => [name, day]), [["no force", 9], ["B", 3]]);
  assert.equal(keepRun(rows, run("c")).at(-1).name, "A", "a letter that is free");
});

test("so many are kept that each can be told apart, the latest", () => {
  let rows = [];
  for (let i = 0; i < 40; i++) rows = keepRun(rows, run(`q${i}`));
  assert.equal(rows.length, 26);
  assert.equal(new Set(rows.map(({ name }) => name)).size, 26);
  assert.equal(rows.at(-1).query, "q39");
});

test("what a run does otherwise is said in words", () => {
  assert.equal(planWords("scenario=x&seed=1&days=60"), "the case’s own response");
  assert.equal(planWords("scenario=x&seed=1&mandate=robust&decision=12%3Aair%3Ano_fly"), "mandate robust, decision 12:air:no fly");
  assert.equal(planWords("scenario=x&decision=12%3Adeployment%3Drapid"), "from day 12 deployment rapid");
});

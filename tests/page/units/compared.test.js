// Runs side by side: what an address carries comes back as it was, and a table is safe to open.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asCsv, sharedRuns, sharing } from "../../../src/marosim/view/browser/compared.js";

const rows = [{ name: "A: no force & none", query: "scenario=x&seed=1" }, { name: "B", query: "scenario=x&seed=1&decision=3%3Aair%3Ano_fly" }];

test("an address brings the same runs with the same names", () => {
  assert.deepEqual(sharedRuns(`?scenario=x${sharing(rows)}`), rows);
  assert.deepEqual(sharedRuns("?scenario=x&run=&run=A&run=A:javascript"), []);
});

test("a table says what pairs say, and no cell is a formula", () => {
  const row = { title: "Killed", difference: -5, low: -9, high: 2, values: [1, 2], said: "no clear difference" };
  const found = new Map([[rows[0].query, { against: "scenario=x&seed=1&air=none", result: { rows: [row] } }]]);
  const lines = asCsv([{ ...rows[0], name: '=HYPERLINK("x")' }, rows[1]], found).trimEnd().split("\r\n");
  assert.equal(lines.length, 2);
  assert.equal(lines[1], '"\'=HYPERLINK(""x"")","scenario=x&seed=1","scenario=x&seed=1&air=none","Killed","-5","-9","2","2","no clear difference"');
});

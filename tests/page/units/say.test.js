// Texts in the language that came with the page.

import assert from "node:assert/strict";
import { test } from "node:test";

const catalogue = {
  lang: "ar", dir: "rtl", own: "en", messages: {
    "{count} point": ["لا نقاط", "نقطة واحدة", "نقطتان", "{count} نقاط", "{count} نقطة", "{count} نقطةٍ"],
    "held by {side}": "يسيطر عليه {side}",
    "kind\u0004Peace": "السلام",
  },
};
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(catalogue) }) };
const { ENGLISH, RTL, inLanguage, ofCase, t, tn, tp } = await import("../../../src/marosim/view/browser/say.js");

test("a number chooses among six forms", () => {
  const said = [0, 1, 2, 3, 11, 100, 1000].map((n) => tn("{count} point", "{count} points", n));
  assert.deepEqual(said, ["لا نقاط", "نقطة واحدة", "نقطتان", "3 نقاط", "11 نقطة", "100 نقطةٍ", "1,000 نقطةٍ"]);
});

test("names keep their own direction, and what the catalogue lacks is said in English", () => {
  assert.equal(t("held by {side}", { side: "RPF" }), "يسيطر عليه \u2068RPF\u2069");
  assert.equal(t("Nobody translated {this}", { this: 3 }), "Nobody translated 3");
  assert.equal(t("{left} as it is"), "{left} as it is");
  assert.equal(tp("kind", "Peace"), "السلام");
  assert.equal(tp("other", "Peace"), "Peace");
});

test("a text of a case says that it is English where nobody translated it", () => {
  assert.deepEqual(ofCase("kind", "Peace"), { text: "السلام" });
  assert.deepEqual(ofCase("kind", "War"), { text: "War", lang: "en", dir: "ltr" });
});

test("an address carries the language where it is not the server's own", () => {
  assert.equal(inLanguage("scenario=x"), "scenario=x&lang=ar");
  assert.ok(RTL);
  assert.deepEqual(ENGLISH, { lang: "en", dir: "ltr" });
});

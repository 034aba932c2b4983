// @ts-check
// Whether the server is there: a lost connection is said, and taken up again by itself.

import { h } from "./dom.js";
import { t } from "./say.js";
import { AGAIN } from "./tab.js";

/** @import { Bus } from "./page" */

export const LOST = t("The server does not answer. If marosim app has ended, start it again and load this page anew.");
const LOOK_MS = 1500; // between two looks for a server that is gone
const ALONE_LOOKS = 4; // so often it may be there without the framework finding it again

/**
 * What is used of the framework's application, which holds the connection.
 * @typedef {object} Framework
 * @property {string} connectionStatus
 * @property {(what: string, act: (value: any) => void) => void} $watch
 */

/**
 * @param {Bus} bus
 * @param {HTMLElement} root
 */
export function watchConnection(bus, root) {
  const strip = h("div", { class: "lost", role: "alert", hidden: true },
    h("b", { text: t("No connection to the server.") }), " ",
    t("Trying again. If marosim app was ended, start it again: this page will then find its run, or repeat it to this day."));
  root.append(strip);
  let day = 0, looking = 0, there = 0;
  bus.on("frame", (content) => { day = content.day; });

  function again() {
    sessionStorage.setItem(AGAIN, String(day));
    location.reload();
  }

  /** @param {Framework} framework */
  async function look(framework) {
    looking = 0;
    if (framework.connectionStatus === "connected") return;
    try {
      there = (await fetch(document.baseURI, { method: "HEAD", cache: "no-store" })).ok ? there + 1 : 0;
    } catch {
      there = 0;
    }
    if (there >= ALONE_LOOKS) again();
    else looking = setTimeout(() => look(framework), LOOK_MS);
  }

  /** @param {Framework} framework */
  function follow(framework) {
    framework.$watch("needsRefresh", (wanted) => { if (wanted) again(); });
    let begun = false;
    framework.$watch("connectionStatus", (status) => {
      const lost = status !== "connected";
      // who is still on the way to the first answer has lost nothing, however long that takes;
      // but what was under way when a connection broke, the framework does not ask for again
      if (root.dataset.connected !== "true") {
        if (!lost && begun) location.reload();
        begun ||= !lost;
        return;
      }
      if (lost === !strip.hidden) return;
      strip.hidden = !lost;
      root.dataset.lost = String(lost);
      if (!lost) bus.tell("back");
      there = 0;
      if (lost && !looking) looking = setTimeout(() => look(framework), LOOK_MS);
    });
  }

  // a run that had to be computed anew goes to the day that was seen
  bus.on("state", (state) => {
    const wanted = Number(sessionStorage.getItem(AGAIN) ?? 0);
    if (!wanted || root.dataset.connected === "true") return;
    sessionStorage.removeItem(AGAIN);
    if (state.ran < wanted) bus.send({ do: "seek", day: wanted });
  });
  return { follow };
}

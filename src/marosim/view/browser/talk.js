// @ts-check
// Between the page and the server: wishes go out one after the other, words come in.

import { makeBus } from "./bus.js";
import { LOST, watchConnection } from "./connection.js";
import { h } from "./dom.js";
import { buildDesk } from "./layout.js";
import { learn } from "./options.js";
import { t } from "./say.js";
import { TAB, tabName, watchTwins } from "./tab.js";

/** @import { Message, Files, Wire } from "./page" */
/** @import { Seek, Wish } from "./wishes" */

// what the page says by itself; everything else is a wish of the visitor's and gets an answer
const UNASKED = new Set(["hello", "ack", "hidden"]);
const HELLO = -1; // the number of the greeting, which is no wish
const GREET_MS = 5000; // after which it is said again, and then after twice as long each time
// a fault on the way is said, not left to be guessed
const PATIENCE_MS = 20000;
const SILENCE_MS = 12000;
const PAINTED_MS = 120; // after which a day counts as seen where nothing is painted
const UNREACHED = t("The page has not reached the server yet. If this stays, load it again; if that does not help, start marosim app again.");

/**
 * Wishes on their way: each has a number, and the server says up to which it has answered.
 * Who drags along the timeline wants the last day, not all between.
 */
export class Wishes {
  asked = 0;
  heard = 0;
  #goingTo = 0; // a wish for a day that is on its way
  #goTo = /** @type {Seek | null} */ (null); // and the latest after it

  /**
   * The wish with its number; null if it waits for another.
   * @param {Wish} wish
   */
  number(wish) {
    if (UNASKED.has(wish?.do)) return wish;
    if (wish?.do === "seek" && this.#goingTo > this.heard) {
      this.#goTo = wish;
      return null;
    }
    this.asked++;
    if (wish?.do === "seek") this.#goingTo = this.asked;
    return { ...wish, wish: this.asked };
  }

  /**
   * Note what the server has answered; the wish that waited for it, if there is one.
   * @param {number} number
   */
  answered(number) {
    this.heard = number;
    if (!this.#goTo || this.#goingTo > number) return null;
    const next = this.#goTo;
    this.#goTo = null;
    return next;
  }

  get busy() {
    return this.heard !== this.asked;
  }
}

/**
 * Draws at once what came with the page; what is clicked before the server answers waits for it.
 * @param {HTMLElement} host
 */
export function startDesk(host) {
  let wire = /** @type {Wire | null} */ (null);
  let choices = "", lastWord = 0; // when the server was last heard
  let greeting = 0; // the timer of the next
  const wishes = new Wishes();
  /** @type {Wish[]} */
  const waiting = [];
  const bus = makeBus((wish) => {
    const numbered = wishes.number(wish);
    if (!numbered) return;
    if (numbered !== wish) listenFor(wishes.asked);
    if (wire) say(numbered);
    else waiting.push(numbered);
  });
  const root = h("div", { class: "desk", "data-connected": "false", "data-busy": "false" });
  host.append(root);
  Object.assign(root, { say: bus.send });
  const returning = sessionStorage.getItem(TAB) !== null; // after a reload its run is found again
  buildDesk(root, bus, returning);
  const connection = watchConnection(bus, root);
  watchTwins(bus);

  const tellBusy = () => { root.dataset.busy = String(wishes.busy); };

  /** @param {Wish} wish */
  function say(wish) {
    try {
      wire.send(wish);
    } catch {
      bus.tell("error", { text: LOST });
    }
  }

  /** @param {number} number */
  function listenFor(number) {
    tellBusy();
    setTimeout(() => {
      if (wishes.heard < number && wire && performance.now() - lastWord > SILENCE_MS) bus.tell("error", { text: LOST });
    }, SILENCE_MS + 100);
  }

  // a day counts as seen once it was painted, or after a moment where nothing is painted
  function acknowledge() {
    let said = false;
    const once = () => { if (!said) { said = true; bus.send({ do: "ack" }); } };
    requestAnimationFrame(once);
    setTimeout(once, PAINTED_MS);
  }

  /** @param {number} wish */
  function hear(wish) {
    if (wish === HELLO) {
      root.dataset.connected = "true";
      clearTimeout(greeting);
      return;
    }
    const next = wishes.answered(wish);
    if (next) bus.send(next);
    tellBusy();
  }

  /**
   * @param {Message} message
   * @param {Files} [files]
   */
  function take(message, files) {
    if (message.kind === "all") {
      for (const said of message.messages) take(said, files);
      return;
    }
    lastWord = performance.now();
    if (message.kind === "frame") {
      // days for which there was no time to paint still belong into charts and log
      for (const missed of message.missed ?? []) bus.tell("day", missed);
      bus.tell("day", { ...message, paired: message.paired?.metrics });
    }
    if (message.kind === "choices") {
      // who has begun to choose while the server was still silent is not disturbed
      if (JSON.stringify(message) === choices) return;
      choices = JSON.stringify(message);
      learn([message.whole, ...message.groups]);
    }
    if (message.kind === "heard") hear(message.wish);
    bus.tell(message.kind, message, files);
    if (message.kind === "frame" && wire) acknowledge();
  }

  /** A greeting or its answer may be lost: who hears nothing greets again, which changes nothing. */
  function greet(patience = GREET_MS) {
    if (!wire) return;
    say({ do: "hello", wish: HELLO, tab: tabName(), query: location.search });
    clearTimeout(greeting);
    greeting = setTimeout(() => greet(2 * patience), patience);
  }

  /**
   * What was said meanwhile was not heard: what was asked gets no answer any more.
   * @param {number} stillWaiting
   */
  function beginAnew(stillWaiting) {
    wishes.heard = wishes.asked - stillWaiting;
    tellBusy();
  }

  /** @param {Wire} other */
  function connect(other) {
    wire = other;
    other.on("msg:custom", take);
    greet();
    beginAnew(waiting.length);
    for (const wish of waiting.splice(0)) other.send(wish);
    if (document.hidden) bus.send({ do: "hidden", hidden: true });
    return () => {
      other.off("msg:custom", take);
      if (wire === other) wire = null;
    };
  }

  bus.on("back", () => {
    beginAnew(0);
    greet();
  });
  document.addEventListener("visibilitychange", () => bus.send({ do: "hidden", hidden: document.hidden }));
  setTimeout(() => {
    if (root.dataset.connected !== "true") bus.tell("error", { text: UNREACHED });
  }, PATIENCE_MS);

  /** @type {Message[]} */
  const first = JSON.parse(document.getElementById("marosim-first")?.textContent || "[]");
  for (const message of first) if (!returning || message.kind === "choices") take(message);
  return { connect, follow: connection.follow };
}

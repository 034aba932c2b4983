// The socket of a page: it comes back by itself, asks again for what was not answered, and keeps
// the newest day. Each act has a number of its own, so that asking twice does it once.

import { t } from "./say.js";

const SOONEST_MS = 500, LATEST_MS = 2000; // a server that crashed is back within seconds, and so are its pages

/** @param {string} page @param {{room: Function, day: Function, state: Function}} told */
export function connect(page, told) {
  const waiting = new Map(); // cid: {message, yes, no}
  let socket = null, tries = 0, timer = 0, ended = false;

  function open() {
    clearTimeout(timer);
    if (ended || (socket && socket.readyState <= 1)) return;
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/${page}`);
    socket.onopen = () => {
      tries = 0;
      told.state("");
      for (const { message } of waiting.values()) socket.send(JSON.stringify(message));
    };
    socket.onmessage = (event) => {
      const said = JSON.parse(event.data);
      if (said.room) told.room(said.room);
      else if ("briefs" in said) {
        told.day(said);
        socket.send(JSON.stringify({ ack: said.day.day }));
      } else settle(said);
    };
    socket.onclose = (event) => {
      if (event.code === 4401 && page === "seat") return end(t("You have no seat here. Join first."), true);
      if (event.code === 4401) return end(t("This address is not right, or was used before. It is good once: look at the terminal."));
      if (event.code === 4409) return end(t("This seat is open on another page. Reload to use it here."));
      told.state(t("Not connected. Trying again …"));
      const pause = Math.min(SOONEST_MS * 2 ** tries++, LATEST_MS);
      timer = setTimeout(open, pause * (0.75 + Math.random() / 2));
    };
  }

  function end(why, leave = false) {
    ended = true;
    told.state(why);
    if (leave) setTimeout(() => (location.href = "/"), 1500);
  }

  function settle(said) {
    const cid = said.done ?? said.refused ?? said.priced;
    const asked = waiting.get(cid);
    if (!asked) return;
    waiting.delete(cid);
    if (said.refused) asked.no(said.why);
    else asked.yes(said);
  }

  /** Ask for something to be done; resolves when it is on the disk, rejects with the reason. */
  function ask(what, body) {
    const numbers = crypto.getRandomValues(new Uint32Array(3));
    const cid = Array.from(numbers, (n) => n.toString(36)).join("");
    const message = { cid, do: what, body };
    return new Promise((yes, no) => {
      waiting.set(cid, { message, yes, no });
      if (socket?.readyState === 1) socket.send(JSON.stringify(message));
    });
  }

  const now = () => {
    if (document.visibilityState === "visible") (tries = 0), open();
  };
  document.addEventListener("visibilitychange", now);
  window.addEventListener("online", now);
  open();
  return { ask };
}

// What pages share: the clock, the map with its chart and log, lists of messages and orders.
import { by, fill, make, million } from "./dom.js";
import { LINES, makeChart, makeMap } from "./map.js";

const STATES = { lobby: "Not begun", running: "Running", paused: "Paused", review: "Hot wash", closed: "Closed" };

export function showClock(clock) {
  const spot = by("clock");
  const left = clock.deadline ? Math.max(0, Math.round(clock.deadline - Date.now() / 1000)) : null;
  const time = left == null ? "" : ` ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left.`;
  const text = `Day ${clock.day}, ${clock.date}. ${STATES[clock.state]}.${time} ${clock.why ?? ""}`;
  if (spot.textContent !== text) spot.textContent = text;
}

export function makePicture() {
  const map = makeMap(by("map"), by("legend")), chart = makeChart(by("chart")), events = [];
  return (said) => {
    if (said.scene) {
      map.setScene(said.scene);
      chart.reset();
      events.length = 0;
    }
    chart.add(said.briefs);
    for (const brief of said.briefs) events.push(...brief.events);
    events.splice(0, Math.max(0, events.length - 60));
    map.show(said.day);
    chart.show(LINES);
    const log = by("log");
    if (log) fill(log, [events.length, events.at(-1)], () => events.slice().reverse().map((e) => make("li", {}, `${e.date}: ${e.text}${e.place ? ` (${e.place})` : ""}`)));
  };
}

/** Offer to whom a page can write: `first`, then all at once, in public, then each seat. */
export function addressees(seats, first = []) {
  const pick = by("to"), before = pick.value;
  const held = seats.map((s) => [s.id, s.held]); // all that is shown of a seat here
  if (!fill(pick, held, () => [...first, make("option", { value: "all" }, "All seats, and the screen"),
    ...seats.map((s) => make("option", { value: s.id }, s.label + (s.held ? "" : " (empty)")))])) return;
  if (before) pick.value = before; // or somebody who joins would turn a message to another seat
}

/** Seats of what was picked there. */
export const picked = (value, seats) => (value === "all" ? seats.map((s) => s.id) : [value]);

/** An amount against what is spent now. */
export const difference = (usd) => `${million(Math.abs(usd))} ${usd < 0 ? "less" : "more"}`;

export const points = (n) => `${n} ${n === 1 ? "point" : "points"}`;

export function state(text) {
  const banner = by("banner");
  banner.hidden = !text;
  banner.textContent = text;
}

export function orderItem(order, buttons = []) {
  const price = Object.entries(order.price).filter(([, usd]) => usd).map(([name, usd]) => `${difference(usd)} ${name}`);
  const votes = Object.entries(order.votes).map(([who, vote]) => `${who}: ${vote}`);
  return make("li", { class: order.state }, make("strong", {}, order.what.join("; ")), ` (${order.by}, day ${order.day}): ${order.state}. `,
    price.length ? `In 30 days: ${price.join(", ")}. ` : "", order.reason ? `“${order.reason}” ` : "", votes.join(", "), ...buttons);
}

export function money(accounts, capital) {
  const parts = Object.entries(accounts).map(([name, a]) => `${million(a.left)} of ${name} contributions can still be committed for 30 days`);
  if (capital != null) parts.push(`${points(capital)} of political capital`);
  return parts.join("; ") + (parts.length ? "." : "");
}

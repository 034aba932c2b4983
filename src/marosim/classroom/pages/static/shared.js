// What pages share: the clock, the map with its chart and log, lists of messages and orders.
import { around, by, fill, make, million, own } from "./dom.js";
import { LINES, makeChart, makeMap } from "./map.js";
import { ENGLISH, LOCALE, t, tn } from "./say.js";

const STATES = { lobby: t("Not begun."), running: t("Running."), paused: t("Paused."), review: t("Hot wash."), closed: t("Closed.") };
const ORDERS = { applied: t("applied"), proposed: t("proposed"), adopted: t("adopted"), failed: t("failed"), vetoed: t("vetoed") };
export const VOTES = { yes: t("yes"), no: t("no"), abstain: t("abstain") };
export const ACCOUNTS = { assessed: t("assessed contributions"), voluntary: t("voluntary contributions") };

/** A date as the language has it. */
const dateOf = (iso) => new Date(`${iso}T00:00:00Z`).toLocaleDateString(LOCALE === "en" ? "en-GB" : LOCALE, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** Minutes and seconds until a time that is given in seconds since 1970. */
function remaining(end) {
  const left = Math.max(0, Math.round(end - Date.now() / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

const closing = (end) => t("Open for {minutes}.", { minutes: remaining(end) });

export function showClock(clock) {
  const spot = by("clock");
  const time = clock.deadline ? t("{minutes} left.", { minutes: remaining(clock.deadline) }) : "";
  for (const vote of document.querySelectorAll("[data-closes]")) vote.textContent = closing(Number(vote.dataset.closes));
  const text = [t("Day {day}, {date}.", { day: clock.day, date: dateOf(clock.date) }), STATES[clock.state], time, clock.why].filter(Boolean).join(" ");
  if (spot.textContent !== text) spot.textContent = text;
}

export function makePicture() {
  const map = makeMap(by("map"), by("legend")), chart = makeChart(by("chart")), events = [];
  let spoken = [];
  const named = () => map.name(new Set([...spoken, ...events.map((e) => e.place)]));
  const picture = (said) => {
    if (said.scene) {
      map.setScene(said.scene);
      chart.reset();
      events.length = 0;
    }
    chart.add(said.briefs);
    for (const brief of said.briefs) events.push(...brief.events);
    events.splice(0, Math.max(0, events.length - 60));
    named();
    map.show(said.day);
    chart.show(LINES);
    const log = by("log");
    if (log) fill(log, [events.length, events.at(-1)], () => events.slice().reverse().map((e) => make("li", ENGLISH, `${e.date}: ${e.text}${e.place ? ` (${e.place})` : ""}`)));
  };
  /** Name on the map the places that messages speak of. */
  picture.mention = (places) => ((spoken = places), named());
  return picture;
}

/** Offer to whom a page can write: `first`, then all at once, in public, then each seat. */
export function addressees(seats, first = []) {
  const pick = by("to"), before = pick.value;
  const held = seats.map((s) => [s.id, s.held]); // all that is shown of a seat here
  if (!fill(pick, held, () => [...first, make("option", { value: "all" }, t("All seats, and the screen")),
    ...seats.map((s) => make("option", { value: s.id }, s.held ? s.label : t("{seat} (empty)", { seat: s.label })))])) return;
  if (before) pick.value = before; // or somebody who joins would turn a message to another seat
}

/** Seats of what was picked there. */
export const picked = (value, seats) => (value === "all" ? seats.map((s) => s.id) : [value]);

/** An amount against what is spent now. */
export const difference = (usd) => (usd < 0 ? t("{money} less", { money: million(-usd) }) : t("{money} more", { money: million(usd) }));

export const points = (n) => tn("{count} point", "{count} points", n);

export function state(text) {
  const banner = by("banner");
  banner.hidden = !text;
  banner.textContent = text;
}

export function orderItem(order, buttons = []) {
  const price = Object.entries(order.price).filter(([, usd]) => usd).map(([name, usd]) => `${difference(usd)} (${ACCOUNTS[name]})`);
  const votes = Object.entries(order.votes).map(([who, vote]) => `${who}: ${VOTES[vote]}`);
  return make("li", { class: order.state }, make("strong", {}, order.what.join("; ")), " ",
    ...around(t("({seat}, day {day}): {state}.").replace("{day}", order.day).replace("{state}", ORDERS[order.state]), { seat: own(order.by) }), " ",
    price.length ? t("In 30 days: {prices}.", { prices: price.join(", ") }) + " " : "", order.reason ? own(`“${order.reason}” `) : "", votes.join(", "), " ", order.closes ? make("span", { class: "small", "data-closes": order.closes }, closing(order.closes)) : "", " ", ...buttons);
}

export function money(accounts, capital) {
  const parts = Object.entries(accounts).map(([name, a]) => a.left < 0
    ? t("{money} of {account} is missing for what is committed for 30 days", { money: million(-a.left), account: ACCOUNTS[name] })
    : t("{money} of {account} can still be committed for 30 days", { money: million(a.left), account: ACCOUNTS[name] }));
  if (capital != null) parts.push(t("{points} of political capital", { points: points(capital) }));
  return parts.join("; ") + (parts.length ? "." : "");
}

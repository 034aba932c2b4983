import { around, by, fill, forgetTyped, keepTyped, make, own, toast } from "./dom.js";
import { t, tn } from "./say.js";
import { ACCOUNTS, VOTES, addressees, difference, makePicture, money, orderItem, picked, points, showClock, state } from "./shared.js";
import { connect } from "./socket.js";

let room = null, seen = Number(sessionStorage.getItem("seen") ?? 0);
const picture = makePicture();
const link = connect("seat", { room: show, day: picture, state });
const act = (what, body, said) => link.ask(what, body).then((done) => (toast(said), done), (why) => (toast(why, true), null));

function show(next) {
  room = next;
  const roles = room.seat.roles.filter((role) => role !== room.seat.label);
  by("title").textContent = room.seat.label + (roles.length ? ` (${roles.join(", ")})` : "");
  by("facts").textContent = room.seat.task;
  showClock(room.clock);
  by("money").textContent = money(room.accounts, room.capital);
  messages();
  levers();
  addressees(room.seats.filter((s) => s.id !== room.seat.id), [make("option", { value: "control" }, t("Exercise control"))]);
  fill(by("orders"), room.orders, () => room.orders.slice().reverse().map((o) => orderItem(o)));
  votes();
  fill(by("asks"), room.asks, () => room.asks.slice().reverse().map((a) => make("li", {}, own(a.what, "strong"), " ", ...(a.ruling
    ? [own(a.ruling)] : [t("Waits for a ruling.")]))));
  if (room.objectives) notes();
  const over = room.clock.state === "review"; // nothing more is decided
  by("order-part").hidden = over || !room.levers.length;
  by("ask-part").hidden = over || Boolean(room.objectives);
  by("wash-part").hidden = !over;
}

/** Drafts that wait for a vote stand above all orders; what was decided stands below them. */
function votes() {
  const newest = room.drafts.slice().reverse(), open = newest.filter((o) => o.state === "proposed"), decided = newest.filter((o) => o.state !== "proposed");
  by("votes").hidden = !open.length;
  by("voted").hidden = !decided.length;
  by("needed").textContent = tn("It takes {count} vote in favour.", "It takes {count} votes in favour.", room.votes_needed ?? 0) + " " + (room.seat.veto ? t("Your no is a veto.") : t("The no of some members is a veto."));
  fill(by("drafts"), open, () => open.map((o) => orderItem(o, ["yes", "no", "abstain"].map((vote) =>
    make("button", { type: "button", class: o.votes[room.seat.label] === vote ? "chosen" : "", onclick: () => act("vote", { order: o.n, vote }, t("You voted: {vote}.", { vote: VOTES[vote] })) }, VOTES[vote])))));
  fill(by("decided"), decided, () => decided.map((o) => orderItem(o)));
}

function messages() {
  picture.mention(room.inbox.flatMap((m) => m.places));
  const over = room.clock.state === "review", waits = (m) => !over && (m.options ?? []).some((o) => o.open);
  const all = [...room.inbox].sort((a, b) => waits(a) - waits(b)); // what asks for a choice comes first
  by("unread").textContent = all.length > seen ? tn("({count} new)", "({count} new)", all.length - seen) : "";
  fill(by("inbox"), [all, over], () => all.slice().reverse().map((m) => make("li", {}, make("strong", {}, t("Day {day}, {sender}:", { day: m.day, sender: m.from }), " "), m.serial == null ? "" : make("span", { class: "grey" }, m.means), " ", own(m.text),
    ...(m.options ?? []).map((o) => make("button", { type: "button", disabled: over || !o.open, class: o.chosen ? "chosen" : "",
      onclick: () => act("choose", { serial: m.serial, option: o.number }, t("Your choice holds from the next day on.")) }, own(o.title), o.chosen && o.by !== room.seat.label ? make("span", { class: "small" }, " ", ...around(t("Chosen by {seat}"), { seat: own(o.by) })) : "", o.acts ? make("span", { class: "small" }, " " + t("Acts {when}.", { when: o.acts })) : "")))));
}
by("inbox-part").addEventListener("pointerenter", () => {
  seen = room?.inbox.length ?? 0;
  sessionStorage.setItem("seen", String(seen));
  by("unread").textContent = "";
});

function levers() {
  const shown = room.levers.map(({ name, value }) => [name, value]), picks = wanted();
  fill(by("levers"), shown, () => room.levers.map((v) => {
    const values = v.values.includes(v.value) ? v.values : [v.value, ...v.values];
    const pick = make("select", { id: `lever-${v.name}`, "data-name": v.name, "data-now": JSON.stringify(v.value) },
      ...values.map((w) => make("option", { value: JSON.stringify(w), selected: w === v.value }, w === v.value ? t("{value} (now)", { value: v.shown[w] ?? String(w) }) : (v.shown[w] ?? String(w)))));
    pick.addEventListener("change", price);
    return make("label", {}, v.title + (v.vote ? " " + t("(by vote)") : "") + (v.capital ? ` (${points(v.capital)})` : ""), pick,
      v.acts ? make("span", { class: "small" }, t("Acts {when}.", { when: v.acts })) : "");
  }));
  for (const [name, value] of Object.entries(picks)) by(`lever-${name}`).value = JSON.stringify(value); // another seat's order keeps them
}

function wanted() {
  const changes = {};
  for (const pick of by("levers").querySelectorAll("select")) {
    if (pick.value !== pick.dataset.now) changes[pick.dataset.name] = JSON.parse(pick.value);
  }
  return changes;
}

async function price() {
  const changes = wanted();
  if (!Object.keys(changes).length) return void (by("price").textContent = "");
  try {
    const said = await link.ask("price", { changes });
    const usd = Object.entries(said.usd).filter(([, amount]) => amount).map(([name, amount]) => `${difference(amount)} (${ACCOUNTS[name]})`);
    by("price").textContent = [usd.length ? t("Price in 30 days: {prices}.", { prices: usd.join(", ") }) : t("It costs as much as now."), t("It takes {points} of political capital.", { points: points(said.capital) })].join(" ");
  } catch (why) {
    by("price").textContent = why;
  }
}

function submit(id, what, body, said) {
  keepTyped(by(id));
  by(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const done = await act(what, body(), typeof said === "function" ? said() : said);
    if (!done) return;
    forgetTyped(by(id));
    if (id !== "order") return; // what was picked is ordered: picked still, it would be ordered twice
    by("price").textContent = "";
    for (const pick of by("levers").querySelectorAll("select")) pick.value = pick.dataset.now;
  });
}
submit("order", "order", () => ({ changes: wanted(), reason: by("reason").value }), () => (room.levers.some((v) => v.vote) ? t("The draft is before the Council. Its members vote.") : t("The order is given.")));
submit("say", "say", () => ({ to: picked(by("to").value, room.seats), text: by("text").value }), t("Sent."));
submit("ask", "ask", () => ({ what: by("what").value, why: by("why").value, against: by("against").value }), t("Exercise control has your proposal."));
submit("wash", "wash", () => ({ plus: by("plus").value, minus: by("minus").value, change: by("change").value }), t("Your answers are on the screen."));
submit("note", "note", () => ({ objective: by("objective").value, rating: by("rating").value, text: by("note-text").value }), t("Kept."));

function notes() {
  by("note-part").hidden = false;
  fill(by("objective"), room.objectives, () => room.objectives.map((o) => make("option", { value: o.name }, `${o.name} ${o.text}`)));
  fill(by("to-note"), room.objectives, () => room.objectives.map((o) => make("li", {}, own(`${o.name} ${o.text}`, "strong"), " ", own(o.note), ...o.injects.map((r) => make("span", { class: "small" }, own(`${r.serial} ${r.title}`), " ", t("Expected: {action}", { action: r.expected }))))));
  fill(by("rating"), room.ratings, () => ["", ...room.ratings].map((r) => make("option", { value: r }, r || t("none"))));
  fill(by("notes"), room.notes, () => room.notes.slice().reverse().map((n) => make("li", {}, t("Day {day}, {sender}:", { day: n.day, sender: `${n.objective} ${n.rating}` }), " ", own(n.text))));
}

setInterval(() => room && showClock(room.clock), 1000);

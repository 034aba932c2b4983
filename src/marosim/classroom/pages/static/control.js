import { by, fill, forgetTyped, keepTyped, make, toast } from "./dom.js";
import { addressees, makePicture, money, orderItem, picked, showClock, state } from "./shared.js";
import { connect } from "./socket.js";

const token = location.hash.slice(1);
if (token) {
  history.replaceState(null, "", "/control");
  const answer = await fetch("/enter", { method: "POST", body: JSON.stringify({ token }) });
  if (!answer.ok) state((await answer.json()).why.replace("Look at the screen.", "The address is good once; look at the terminal."));
}

let room = null;
const picture = makePicture();
const link = connect("control", { room: show, day, state });
const act = (what, body, said = "Done.") => link.ask(what, body).then((done) => (toast(said), done), (why) => (toast(why, true), null));
const button = (text, what, body) => make("button", { type: "button", onclick: () => act(what, body) }, text);

function day(said) {
  if (said.scene) by("throw-effects").placeholder = `trigger:place=${said.scene.names[said.scene.capital]},value=0.3`;
  picture(said);
}

function show(next) {
  if (!room) by("rate").value = next.clock.rate;
  room = next;
  by("title").textContent = `${room.title}: exercise control`;
  showClock(room.clock);
  by("code").textContent = room.code;
  by("doors").textContent = room.doors_open ? "Shut the doors" : "Open the doors";
  by("truth").textContent = room.truth_on_screen ? "Hide the truth from the screen" : "Show the truth on the screen";
  by("money").textContent = money(room.accounts);
  fill(by("seats").tBodies[0], room.seats, () => room.seats.map((s) => make("tr", { class: s.held ? (s.here ? "here" : "away") : "free" },
    make("td", {}, s.label), make("td", {}, s.name), make("td", {}, s.held ? (s.here ? "here" : "not connected") : "free"),
    make("td", {}, s.last == null ? "none" : `day ${s.last}`), make("td", {}, String(s.capital ?? "")), make("td", {}, s.held ? button("Free", "free", { seat: s.id }) : ""))));
  fill(by("injects").tBodies[0], room.injects, () => room.injects.map((r) => make("tr", { class: r.state + (r.due ? " due" : "") },
    make("td", {}, String(r.serial)), make("td", {}, r.day == null ? (r.due ? "due" : "–") : String(r.day)),
    make("td", {}, make("strong", {}, r.title), r.says_only ? make("span", { class: "grey" }, " message only") : "", r.stop ? ` stops for ${r.stop} minutes` : "", make("br"), r.text, r.when ? make("span", { class: "small" }, ` Due when: ${r.when}.`) : "", r.acts ? make("span", { class: "small" }, ` Acts ${r.acts}.`) : "",
      r.expected_action ? make("span", { class: "small" }, ` Expected: ${r.expected_action}`) : "", r.chosen.length ? make("em", {}, ` Chosen: ${r.chosen.join(", ")}`) : ""),
    make("td", {}, r.to.join(", ") || "all"), make("td", {}, r.state),
    make("td", {}, ...(r.state === "planned" || r.state === "held" ? [button("Release", "inject", { serial: r.serial }),
      r.state === "held" ? "" : button("Hold", "skip", { serial: r.serial, held: true }), button("Skip", "skip", { serial: r.serial })] : [])))));
  fill(by("asks"), room.asks, () => room.asks.slice().reverse().map((a) => make("li", {}, make("strong", {}, `${a.by}, day ${a.day}: ${a.what}`),
    ` Works because: ${a.why} Against: ${a.against} `, a.ruling ? make("em", {}, `Ruled: ${a.ruling.reason}`) : ruling(a))));
  fill(by("orders"), room.orders, () => room.orders.slice().reverse().map((o) => orderItem(o, o.state === "proposed" ? [button("Count the votes now", "count", { order: o.n })] : [])));
  fill(by("messages"), room.messages, () => room.messages.slice().reverse().map((m) => make("li", {}, make("strong", {}, `Day ${m.day}, ${m.from} to ${m.to.length < room.seats.length ? m.to.join(", ") : "all"}: `), m.text)));
  addressees(room.seats);
}

function ruling(ask) {
  const effects = make("input", { placeholder: "setting:aid.share=+0.1 or empty", "aria-label": "Effects" });
  const chance = make("input", { type: "number", min: 10, max: 90, placeholder: "chance %", "aria-label": "Chance in per cent" });
  const reason = make("input", { placeholder: "reason", "aria-label": "Reason", required: true });
  return make("form", { onsubmit: (event) => {
    event.preventDefault();
    const body = { ask: ask.n, reason: reason.value, effects: effects.value };
    if (chance.value) body.chance = Number(chance.value);
    act("rule", body, "Ruled.");
  } }, effects, chance, reason, make("button", {}, "Rule"));
}

const clock = (body, said) => act("clock", { rate: Number(by("rate").value), ...body }, said);
by("go").onclick = () => clock({ state: "running", deadline: null });
by("pause").onclick = () => clock({ state: "paused", deadline: null });
by("decide").onclick = () => clock({ state: "paused", why: "Decide", deadline: Date.now() / 1000 + 60 * Number(by("minutes").value) });
by("go-review").onclick = () => clock({ state: "review", deadline: null });
by("close").onclick = () => confirm("Close the exercise? Seats can do nothing more.") && clock({ state: "closed", deadline: null });
by("rate").onchange = () => clock({ deadline: room.clock.deadline, why: room.clock.why });
by("doors").onclick = () => act("doors", { open: !room.doors_open });
by("truth").onclick = () => (room.truth_on_screen || (confirm("Show on the wall what really happened?") && confirm("All seats will see it. Are you sure?"))) && act("truth", { on: !room.truth_on_screen });
by("invite").onclick = async () => {
  const answer = await fetch("/invite", { method: "POST", body: "{}" });
  const said = await answer.json();
  by("invited").textContent = answer.ok ? `Once: ${location.origin}/control#${said.token}` : said.why;
};
for (const [id, what, body] of [
  ["throw", "throw", () => ({ text: by("throw-text").value, effects: by("throw-effects").value })],
  ["say", "say", () => ({ to: picked(by("to").value, room.seats), text: by("text").value })],
]) {
  keepTyped(by(id));
  by(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await act(what, body())) forgetTyped(by(id));
  });
}
setInterval(() => room && showClock(room.clock), 1000);

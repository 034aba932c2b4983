import { by, fill, forgetTyped, keepTyped, make, own, toast } from "./dom.js";
import { t, tn } from "./say.js";
import { addressees, makePicture, money, orderItem, picked, showClock, state } from "./shared.js";
import { connect } from "./socket.js";

addEventListener("hashchange", () => location.reload()); // a new address in the same tab
const token = location.hash.slice(1);
if (token) {
  history.replaceState(null, "", "/control");
  const answer = await fetch("/enter", { method: "POST", body: JSON.stringify({ token }) });
  if (!answer.ok) state(t("This address is not right, or was used before. It is good once: look at the terminal."));
}

const INJECTS = { planned: t("planned"), held: t("held"), released: t("released"), skipped: t("skipped") };
const said = (text) => (text ? make("span", { class: "small" }, ` ${text}`) : "");

let room = null;
const picture = makePicture();
const link = connect("control", { room: show, day, state });
const act = (what, body, said = t("Done.")) => link.ask(what, body).then((done) => (toast(said), done), (why) => (toast(why, true), null));
const rulings = new Map(); // by the number of a proposal: what is typed there outlives the next one
const LEVELS = { consent: t("Consent of the host, 0 to 1"), legitimacy: t("Legitimacy of the mission, 0 to 1"), political_will: t("Political will, 0 to 1") };
const STEPS = ["+0.1", "+0.05", "-0.05", "-0.1"];
const button = (text, what, body) => make("button", { type: "button", onclick: () => act(what, body) }, text);

function day(said) {
  if (said.scene) by("throw-effects").placeholder = `trigger:place=${said.scene.names[said.scene.capital]},value=0.3`;
  picture(said);
}

function show(next) {
  const first = !room;
  room = next;
  if (first) by("rate").value = room.clock.rate, by("throw-pick").append(picker(by("throw-effects")));
  by("title").textContent = t("{class}: exercise control", { class: room.title });
  showTime();
  by("code").textContent = room.code;
  by("doors").textContent = room.doors_open ? t("Shut the doors") : t("Open the doors");
  by("truth").textContent = room.truth_on_screen ? t("Hide the truth from the screen") : t("Show the truth on the screen");
  by("money").textContent = money(room.accounts);
  const bots = room.seats.filter((s) => s.bot).length;
  by("bots").textContent = bots ? tn("A bot plays {count} seat.", "Bots play {count} seats.", bots) + " " + t("Bots come back when the class is resumed after a crash. Whoever joins can take the seat of a bot.") : "";
  fill(by("seats").tBodies[0], room.seats, () => room.seats.map((s) => make("tr", { class: s.held ? (s.here ? "here" : "away") : "free" },
    make("td", {}, own(s.label)), make("td", {}, s.bot ? t("a bot") : own(s.name)), make("td", {}, s.held ? (s.here ? t("here") : t("not connected")) : t("free")),
    make("td", {}, s.last == null ? t("none") : t("day {day}", { day: s.last })), make("td", {}, String(s.capital ?? "")), make("td", {}, s.held ? button(t("Free the seat"), "free", { seat: s.id }) : ""))));
  const latest = room.injects.findLast((r) => r.state === "released"), past = (r) => r !== latest && ["released", "skipped"].includes(r.state); // the one that is talked of stays on top
  fill(by("injects").tBodies[0], room.injects, () => [...room.injects].sort((a, b) => past(a) - past(b)).map((r) => make("tr", { class: r.state + (r.due ? " due" : "") },
    make("td", {}, String(r.serial)), make("td", {}, r.day == null ? (r.due ? t("due") : "–") : String(r.day)),
    make("td", {}, own(r.title, "strong"), " ", r.says_only ? make("span", { class: "grey" }, t("message only")) : "", r.stop ? " " + t("stops for {minutes} minutes", { minutes: r.stop }) : "", r.type ? make("span", { class: "grey" }, r.type) : "", own(r.text, "div"), said(r.when && t("Due when: {rule}.", { rule: r.when })), said(r.acts && t("Acts {when}.", { when: r.acts })),
      said(r.expected_action && t("Expected: {action}", { action: r.expected_action })), said(r.note && t("To note: {question}", { question: r.note })),
      said([r.means, r.responsible, ...r.objectives, ...Object.entries(r.kept).map(([name, value]) => `${name}: ${value}`)].filter(Boolean).join(" · ")), r.chosen.length ? make("em", {}, " " + t("Chosen: {options}", { options: r.chosen.join(", ") })) : ""),
    make("td", {}, r.to.join(", ") || t("all")), make("td", {}, INJECTS[r.state]),
    make("td", {}, ...(r.state === "planned" || r.state === "held" ? [button(t("Release"), "inject", { serial: r.serial }),
      r.state === "held" ? "" : button(t("Hold"), "skip", { serial: r.serial, held: true }), button(t("Skip"), "skip", { serial: r.serial })] : [])))));
  fill(by("asks"), room.asks, () => room.asks.slice().reverse().map((a) => make("li", {}, make("strong", {}, t("Day {day}, {sender}:", { day: a.day, sender: a.by }), " ", own(a.what)),
    " ", t("It works because:"), " ", own(a.why), " ", t("Against it:"), " ", own(a.against), " ", a.ruling ? own(a.ruling, "em") : ruling(a))));
  fill(by("orders"), room.orders, () => room.orders.slice().reverse().map((o) => orderItem(o, o.state === "proposed" ? [button(t("Count the votes now"), "count", { order: o.n })] : [])));
  fill(by("messages"), room.messages, () => room.messages.slice().reverse().map((m) => make("li", {}, make("strong", {}, t("Day {day}, {sender} to {receivers}:", { day: m.day, sender: m.from, receivers: m.to.length < room.seats.length ? m.to.join(", ") : t("all") }), " "), own(m.text))));
  addressees(room.seats);
  picture.mention(room.injects.flatMap((r) => r.places));
}

function showTime() {
  showClock(room.clock);
  const minute = Math.floor((Date.now() / 1000 - room.begun) / 60);
  by("planned").textContent = room.begun == null ? t("Planned for {minutes} minutes.", { minutes: room.minutes }) : t("Minute {minute} of {minutes}.", { minute, minutes: room.minutes });
}

/** Offer effects by name, which are added to a field: nobody knows the names of settings by heart. */
function picker(field) {
  const add = (event) => {
    if (event.target.value) field.value = [field.value, event.target.value].filter(Boolean).join("; ");
    event.target.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const group = (label, options) => make("optgroup", { label }, ...options.map(([value, text]) => make("option", { value }, `${label}: ${text}`)));
  return make("select", { "aria-label": t("Add an effect"), onchange: add }, make("option", { value: "" }, t("Add an effect …")),
    ...Object.entries(LEVELS).map(([kind, title]) => group(title, STEPS.map((step) => [`${kind}:value=${Number(step)}`, step]))),
    ...room.levers.map((v) => group(v.title, v.values.map((w) => [`setting:${v.name}=${w}`, v.shown[w] ?? String(w)]))));
}

function ruling(ask) {
  if (rulings.has(ask.n)) return rulings.get(ask.n);
  const effects = make("input", { placeholder: "setting:aid.share=+0.1", "aria-label": t("Effects"), dir: "ltr" });
  const chance = make("input", { type: "number", min: 10, max: 90, placeholder: t("chance in per cent"), "aria-label": t("chance in per cent") });
  const reason = make("input", { placeholder: t("reason"), "aria-label": t("reason"), required: true });
  const form = make("form", { onsubmit: (event) => {
    event.preventDefault();
    const body = { ask: ask.n, reason: reason.value, effects: effects.value };
    if (chance.value) body.chance = Number(chance.value);
    act("rule", body, t("Ruled."));
  } }, picker(effects), effects, chance, reason, make("button", {}, t("Rule")));
  rulings.set(ask.n, form);
  return form;
}

const clock = (body, said) => act("clock", { rate: Number(by("rate").value), ...body }, said);
by("go").onclick = () => clock({ state: "running", deadline: null });
by("pause").onclick = () => clock({ state: "paused", deadline: null });
by("decide").onclick = () => clock({ state: "paused", why: "Decide", deadline: Date.now() / 1000 + 60 * Number(by("minutes").value) });
by("go-review").onclick = () => clock({ state: "review", deadline: null });
by("close").onclick = () => confirm(t("Close the exercise? Seats can do nothing more.")) && clock({ state: "closed", deadline: null });
by("rate").onchange = () => clock({ deadline: room.clock.deadline, why: room.clock.why });
by("doors").onclick = () => act("doors", { open: !room.doors_open });
by("truth").onclick = () => (room.truth_on_screen || (confirm(t("Show on the wall what really happened?")) && confirm(t("All seats will see it. Are you sure?")))) && act("truth", { on: !room.truth_on_screen });
by("invite").onclick = async () => {
  const answer = await fetch("/invite", { method: "POST", body: "{}" });
  const said = await answer.json();
  by("invited").textContent = answer.ok ? t("Good once: {address}", { address: `${location.origin}/control#${said.token}` }) : said.why;
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
setInterval(() => room && showTime(), 1000);

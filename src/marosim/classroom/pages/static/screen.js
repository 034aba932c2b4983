import { by, fill, make } from "./dom.js";
import { makePicture, showClock, state } from "./shared.js";
import { connect } from "./socket.js";

let room = null;
connect("screen", { room: show, day: makePicture(), state });

function show(next) {
  room = next;
  by("title").textContent = room.title;
  showClock(room.clock);
  by("joining").hidden = !room.code;
  by("code").textContent = room.code;
  by("address").textContent = location.origin;
  by("taken").textContent = `${room.taken} of ${room.of} seats are taken.`;
  by("what").textContent = room.truth ? "What really happened" : "What is reported";
  document.body.classList.toggle("truth", room.truth);
  fill(by("headlines"), room.headlines, () => room.headlines.slice().reverse().map((m) => make("li", {}, `Day ${m.day}: ${m.text}`)));
  by("wash-part").hidden = !room.washed.length;
  fill(by("washed"), room.washed, () => room.washed.map((w) => make("li", {}, make("strong", {}, `${w.seat}: `),
    [["Well", w.plus], ["Not well", w.minus], ["Differently", w.change]].filter(([, text]) => text).map(([word, text]) => `${word}: ${text}`).join(" — "))));
}
by("qr").onload = () => (by("qr").hidden = false);
by("qr").src = "/qr.svg";
setInterval(() => room && showClock(room.clock), 1000);

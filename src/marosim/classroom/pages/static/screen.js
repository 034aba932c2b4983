import { by, fill, make, own } from "./dom.js";
import { t } from "./say.js";
import { makePicture, showClock, state } from "./shared.js";
import { connect } from "./socket.js";

let room = null;
const picture = makePicture();
connect("screen", { room: show, day: picture, state });

function show(next) {
  room = next;
  by("title").textContent = room.title;
  showClock(room.clock);
  by("joining").hidden = !room.code;
  by("code").textContent = room.code;
  by("address").textContent = location.origin;
  by("taken").textContent = t("{taken} of {seats} seats are taken.", { taken: room.taken, seats: room.of });
  by("what").textContent = room.truth ? t("What really happened") : t("What is reported");
  document.body.classList.toggle("truth", room.truth);
  fill(by("headlines"), room.headlines, () => room.headlines.slice().reverse().map((m) => make("li", {}, t("Day {day}:", { day: m.day }), " ", own(m.text))));
  picture.mention(room.headlines.flatMap((m) => m.places));
  by("objectives-part").hidden = !room.objectives.length;
  fill(by("objectives"), room.objectives, () => room.objectives.map((o) => make("li", {}, own(`${o.name} ${o.text}`))));
  by("wash-part").hidden = room.clock.state !== "review";
  by("answered").textContent = t("{count} of {seats} seats have answered.", { count: room.washed.length, seats: room.taken });
  fill(by("washed"), room.washed, () => room.washed.map((w) => make("li", {}, own(w.seat, "strong"), ...[[t("Well:"), w.plus], [t("Not well:"), w.minus], [t("Differently:"), w.change]].filter(([, text]) => text).map(([word, text]) => make("span", {}, `${word} `, own(text, "bdi"))))));
}
by("qr").onload = () => (by("qr").hidden = false);
by("qr").src = "/qr.svg";
setInterval(() => room && showClock(room.clock), 1000);

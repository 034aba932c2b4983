import { by, make, own } from "./dom.js";
import { t } from "./say.js";

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.why);
  return said;
}

const said = (text) => (by("said").textContent = text);
const code = () => by("code").value.trim().toUpperCase();

by("code-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const found = await post("/seats", { code: code() });
    by("title").textContent = found.title;
    by("free").replaceChildren(...found.free.map((s, i) => make("label", { class: "pick" }, make("input", { type: "radio", name: "seat", value: s.id, required: true, checked: i === 0 }), " ", own(s.label), make("span", { class: "small" }, ` ${s.task}${s.bot ? ` ${t("A bot plays this seat; you can take it.")}` : ""}`))));
    by("seat-form").hidden = false;
    said(!found.open ? t("The doors are shut. Ask exercise control.") : found.free.length ? "" : t("All seats are taken. Ask exercise control."));
  } catch (why) {
    said(why.message);
  }
});

by("seat-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const seat = document.querySelector("input[name=seat]:checked")?.value;
  try {
    await post("/join", { code: code(), seat, name: by("name").value });
    location.href = "/seat";
  } catch (why) {
    said(why.message);
  }
});

// The story of a place or unit, the response chain, and the briefing of the case.

function makeStory(host, bus, eventRow) {
  const find = h("input", {
    list: "all-places", placeholder: "Find a place", "aria-label": "Find a place", type: "search",
    onchange: () => {
      const place = scene?.names.indexOf(find.value) ?? -1;
      if (place >= 0) {
        bus.tell("centre", find.value);
        bus.send({ do: "story", place });
      }
    },
  });
  const all = h("datalist", { id: "all-places" });
  const body = h("div", { class: "story" },
    h("p", { class: "quiet", text: "Click a place or a unit on the map, or find one by name." }));
  const heard = h("p", { class: "unseen", role: "status" }); // for who does not see that it came
  host.append(find, all, body, heard);
  let scene = null;

  bus.on("scene", (content) => {
    scene = content;
    fill(all, scene.names.map((name) => h("option", { value: name })));
  });
  let known = false;
  bus.on("state", (state) => { // what was told of the truth does not stay beside what is known
    if (state.known !== known) refill(body, h("p", { class: "quiet", text: "Click a place on the map, or find one by name." }));
    known = state.known;
  });
  bus.on("asked", (name) => fill(body, h("h2", { text: name }), h("p", { class: "quiet", text: "Looking back …" })));
  bus.on("story", (story) => {
    bus.tell("open", "story");
    heard.textContent = `${story.title}, ${story.what}. ${story.facts.map(([name, value]) => `${name}: ${value}`).join(". ")}.`;
    refill(body,
      h("h2", { text: story.title }), h("p", { class: "quiet", text: `${story.what}, on ${dayWords(scene.start, story.day)}` }),
      h("dl", {}, story.facts.flatMap(([name, value]) => [h("dt", { text: name }), h("dd", { text: value })])),
      story.persons.length > 0 && h("h3", { text: "Some of those who lived here" }),
      story.persons.length > 0 && h("ul", { class: "persons" }, story.persons.map((text) => h("li", { text }))),
      h("h3", { text: story.what === "unit" ? "Its way" : "What happened here" }),
      story.events.length ? h("ol", { class: "log" }, story.events.map(eventRow)) : h("p", { class: "quiet", text: "Nothing has been recorded." }));
  });
}

function makeChain(host, bus) {
  const body = h("div", { class: "chain" });
  host.append(body);
  let asked = false, open = false;

  function ask() {
    if (!open || asked) return;
    asked = true;
    bus.send({ do: "chain" });
  }
  bus.on("opened", (name) => { open = name === "chain"; asked = false; ask(); });
  let day = -1;
  bus.on("frame", (content) => {
    if (Math.abs(content.day - day) < 7 && !content.fresh) return;
    day = content.day;
    asked = false;
    ask();
  });
  bus.on("chain", ({ rows, finding, day: until }) => {
    if (!rows.length) {
      fill(body, h("p", { class: "quiet", text: finding || "The chain begins when the run does: from the first signal to attacks prevented." }));
      return;
    }
    fill(body,
      h("p", { class: "lead", text: finding }),
      h("p", { class: "quiet", text: `From the first signal to prevention, after ${until} days. Bars: of a date, how much of the dying so far was still to come; of attacks, their share. Deaths from hunger and disease are counted too.` }),
      h("ol", { class: "funnel" }, rows.map((row) => {
        const came = row.day !== null || (row.share ?? 0) > 0;
        const width = Math.max(100 * (row.share ?? row.left ?? 1), 1.5);
        return h("li", { class: `${row.broken ? "broken" : ""} ${came ? "" : "never"}` },
          h("div", { class: "funnel-bar", style: `width:${came ? width : 1.5}%` }),
          h("div", { class: "funnel-text" }, h("b", { text: row.step }),
            h("span", { text: row.share !== null ? `${Math.round(100 * row.share)} % of attacks` : row.day === null ? "never" : `day ${row.day}, ${row.date}` }),
            row.lost ? h("span", { text: `${brief(row.lost)} died ${row.share === null ? "meanwhile" : "where it failed"}` }) : null,
            row.broken && h("em", { text: "weakest link" })));
      })));
  });
}

// for somebody who sees the page for the first time
function firstSteps(bus) {
  const step = (name, words, action) => h("li", {},
    h("button", { type: "button", class: "link", text: name, onclick: action }), h("span", { text: words }));
  return h("section", { class: "steps", "aria-label": "First steps" }, h("h3", { text: "Begin here" }), h("ol", {},
    step("Play", "the case with the response it really had, and watch the map.", () => bus.tell("toggle")),
    step("Change the response", "on the left: before the run, or on any day of it.", () => bus.tell("decide")),
    step("Ask what if", "there had been no response: same chance, other choices.", () => bus.tell("open", "whatif"))));
}

function makeBriefing(host, bus) {
  const body = h("article", { class: "briefing" });
  host.append(firstSteps(bus), body);
  let scene = null, known = "";
  const lead = () => [h("h2", { text: scene.title }), h("p", { class: "lead", text: scene.summary })];
  bus.on("scene", (content) => {
    const other = scene?.case !== content.case;
    scene = content;
    if (!other) return;
    fill(body, lead()); // at once; the whole text follows
    queueMicrotask(() => { if (!host.hidden) ask(); }); // it may have come with the case
  });
  function ask() {
    if (scene && known !== scene.case) bus.send({ do: "briefing" });
  }
  bus.on("opened", (name) => { if (name === "briefing") ask(); });
  bus.on("briefing", ({ html, sources }) => {
    known = scene.case;
    const text = h("div");
    text.innerHTML = html;
    fill(body, lead(), text,
      h("details", {}, h("summary", { text: "Sources" }), h("ul", {}, sources.map((s) => h("li", { text: s })))));
  });
}

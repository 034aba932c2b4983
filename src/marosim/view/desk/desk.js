// The page: puts the parts together and speaks with the server.

function tabbed(host, tabs, bus, first) {
  const bar = h("div", { class: "tabs", role: "tablist" });
  const panels = new Map();
  host.append(bar);
  for (const [name, title] of tabs) {
    const panel = h("div", { class: `panel panel-${name}`, role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` });
    const tab = h("button", {
      role: "tab", id: `tab-${name}`, type: "button", "aria-controls": `panel-${name}`, text: title,
      onclick: () => open(name),
      onkeydown: (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const names = tabs.map((t) => t[0]);
        const next = names[(names.indexOf(name) + step + names.length) % names.length];
        open(next);
        panels.get(next).tab.focus();
      },
    });
    bar.append(tab);
    host.append(panel);
    panels.set(name, { tab, panel });
  }
  function open(name) {
    if (!panels.has(name)) return;
    for (const [other, { tab, panel }] of panels) {
      const on = other === name;
      panel.hidden = !on;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    bus.tell("opened", name);
  }
  bus.on("open", open);
  return { panel: (name) => panels.get(name).panel, open, first };
}

function makeLegend(bus) {
  const body = h("div", { class: "legend" });
  const toggle = (name, words, on) => h("label", {}, h("input", {
    type: "checkbox", checked: on, "data-layer": name,
    onchange: (event) => bus.tell("show", { [name]: event.currentTarget.checked }),
  }), words);
  const bar = h("div", { class: "layers", role: "group", "aria-label": "Layers of the map" },
    toggle("control", "Control", true), toggle("units", "Units", true), toggle("flows", "Flight", true), toggle("names", "Names", true),
    h("label", { class: "knowing", title: "What reports reach the mission, instead of what really happens" },
      h("input", { type: "checkbox", "data-layer": "known", onchange: (event) => bus.tell("show", { known: event.currentTarget.checked }) }), "Only what the mission knows"));
  const scaleWords = h("span");
  const ramp = h("i");
  const state = { known: false, run: "main" };
  function scale(change) {
    Object.assign(state, change);
    const stops = state.run === "difference" ? LOOK.difference : ["#fbfaf7", ...LOOK.threat];
    ramp.style.background = `linear-gradient(90deg,${stops.join(",")})`;
    scaleWords.textContent = state.run === "difference"
      ? "fewer to more killed in the run beside it"
      : state.known ? "0 to 10,000+ killed as reported, last two months" : "0 to 10,000+ killed, last week";
  }
  bus.on("show", scale);
  scale({});
  bus.on("scene", (scene) => {
    const marks = scene.organisations.map((o) => h("span", {}, markPicture(o.role), o.title));
    const kinds = [["peacekeepers", "Peacekeeping troops"], ["police", "their police"], ["observers", "observers"], ["attack", "Attack under way"], ["alert", "Alert"], ["refuge", "Protection site"], ["flow", "People fleeing"]];
    if (scene.kinds.includes("camp")) kinds.push(["camp", "Camp"]);
    fill(body, marks, kinds.map(([role, words]) => h("span", {}, markPicture(role), words)),
      h("span", { class: "scale" }, ramp, scaleWords),
      h("span", { text: "size of a town: its people" }));
  });
  return { bar, body };
}

function buildDesk(root, bus) {
  const head = h("header", { class: "head" });
  const left = h("aside", { class: "left", "aria-label": "Response" });
  const right = h("aside", { class: "right", "aria-label": "Results" });
  const mapHost = h("div", { class: "map" });
  const time = h("footer", { class: "time", "aria-label": "Timeline" });
  const error = h("div", { class: "trouble", role: "alert", hidden: true });
  const loading = h("div", { class: "loading", role: "status", text: "Setting up the country …" });
  const stage = h("main", { class: "stage" });
  root.append(head, left, stage, right, time, error);

  const choicesTabs = tabbed(left, [["respond", "Respond"], ["whatif", "What if"], ["exercise", "Teach"], ["keep", "Keep"]], bus);
  const resultTabs = tabbed(right, [["charts", "Charts"], ["log", "Log"], ["chain", "Chain"], ["story", "Story"], ["briefing", "Briefing"]], bus);
  makeTransport(head, bus);
  makeTimeline(time, bus);
  const map = makeMap(mapHost, bus);
  const legend = makeLegend(bus);
  const zoom = h("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
    [["plus", "Nearer", 1.5], ["minus", "Farther", 1 / 1.5], ["all", "Whole country", 0]].map(([name, words, factor]) =>
      h("button", { type: "button", title: words, "aria-label": words, onclick: () => bus.tell("zoom", factor) }, icon(name))));
  makeChoices(choicesTabs.panel("respond"), bus);
  makeWhatIf(choicesTabs.panel("whatif"), bus);
  const exercise = makeExercise(choicesTabs.panel("exercise"), bus);
  makeKeep(choicesTabs.panel("keep"), bus, map);
  makeCharts(resultTabs.panel("charts"), bus);
  const log = makeLog(resultTabs.panel("log"), bus);
  makeChain(resultTabs.panel("chain"), bus);
  makeStory(resultTabs.panel("story"), bus, log.eventRow);
  makeBriefing(resultTabs.panel("briefing"), bus);
  stage.append(mapHost, legend.bar, zoom, exercise.banner, legend.body, loading);
  root.append(exercise.dialog); // not in a panel: it must show whichever panel is open
  choicesTabs.open("respond");
  resultTabs.open("charts");

  let hide = 0;
  bus.on("error", ({ text }) => {
    fill(error, text, h("button", { type: "button", text: "Close", onclick: () => { error.hidden = true; } }));
    error.hidden = false;
    clearTimeout(hide);
    hide = setTimeout(() => { error.hidden = true; }, 12000);
  });
  bus.on("frame", () => loading.remove());
}

function tabName() {
  let name = sessionStorage.getItem("marosim-tab");
  if (!name) {
    name = crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
    sessionStorage.setItem("marosim-tab", name);
  }
  return name;
}

// what the page says by itself; everything else is a wish of the visitor's and gets an answer
const UNASKED = new Set(["hello", "ack", "hidden"]);
// a fault on the way is said, not left to be guessed
const PATIENCE_MS = 20000;

// draws at once what came with the page; what is clicked before the server answers waits for it
function startDesk(host) {
  let model = null;
  let asked = 0; // wishes so far, each named by its number
  const waiting = [];
  const bus = makeBus((message) => {
    if (!UNASKED.has(message?.do)) {
      message = { ...message, wish: ++asked };
      root.dataset.busy = "true";
    }
    if (model) model.send(message);
    else waiting.push(message);
  });
  const root = h("div", { class: "desk", "data-connected": "false", "data-busy": "false" });
  host.append(root);
  root.say = bus.send;
  buildDesk(root, bus);

  // a day counts as seen once it was painted, or after a moment where nothing is painted
  function acknowledge() {
    let said = false;
    const say = () => { if (!said) { said = true; bus.send({ do: "ack" }); } };
    requestAnimationFrame(say);
    setTimeout(say, 120);
  }

  function tell(message, buffers) {
    if (message.kind === "frame") {
      // days for which there was no time to paint still belong into charts and log
      for (const missed of message.missed ?? []) bus.tell("day", missed);
      bus.tell("day", { ...message, paired: message.paired?.metrics });
    }
    if (message.kind === "heard" && message.wish === asked) root.dataset.busy = "false";
    bus.tell(message.kind, message, buffers);
  }

  function connect(widget) {
    const hear = (message, buffers) => {
      tell(message, buffers);
      if (message.kind === "frame") acknowledge();
    };
    model = widget;
    model.on("msg:custom", hear);
    model.send({ do: "hello", tab: tabName(), query: location.search });
    root.dataset.busy = String(waiting.length > 0); // what a lost connection left open gets no answer
    for (const message of waiting.splice(0)) model.send(message);
    if (document.hidden) bus.send({ do: "hidden", hidden: true });
    root.dataset.connected = "true";
    return () => {
      widget.off("msg:custom", hear);
      if (model === widget) model = null;
    };
  }

  document.addEventListener("visibilitychange", () => bus.send({ do: "hidden", hidden: document.hidden }));
  setTimeout(() => {
    if (root.dataset.connected !== "true") bus.tell("error", { text: "The page has not reached the server yet. If this stays, load it again; if that does not help, start marosim app again." });
  }, PATIENCE_MS);

  const first = JSON.parse(document.getElementById("marosim-first")?.textContent || "[]");
  const known = sessionStorage.getItem("marosim-tab") !== null; // after a reload its run is found again
  for (const message of first) if (!known || message.kind === "choices") tell(message);
  return { connect };
}

globalThis.marosim = startDesk(document.getElementById("marosim") ?? document.body);

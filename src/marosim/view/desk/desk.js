// The page: puts the parts together and speaks with the server.

function tabbed(host, tabs, bus) {
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
  let touched = false; // whether somebody chose a panel, so that none opens by itself
  function open(name) {
    if (!panels.has(name)) return;
    touched = true;
    for (const [other, { tab, panel }] of panels) {
      const on = other === name;
      panel.hidden = !on;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    bus.tell("opened", name);
  }
  function suggest(name) {
    if (touched || !panels.get(name).panel.hidden) return;
    open(name);
    touched = false;
  }
  bus.on("open", open);
  return { panel: (name) => panels.get(name).panel, open, suggest, forget: () => { touched = false; } };
}

function makeLegend(bus) {
  const body = h("div", { class: "legend" });
  const toggle = (name, words, title) => h("label", { title }, h("input", {
    type: "checkbox", checked: true, "data-layer": name,
    onchange: (event) => bus.tell("show", { [name]: event.currentTarget.checked }),
  }), words);
  const knowing = h("input", { type: "checkbox", "data-layer": "known", onchange: () => bus.send({ do: "known", on: knowing.checked }) });
  const bar = h("div", { class: "layers", role: "group", "aria-label": "Layers of the map" },
    toggle("control", "Control", "Who holds the ground, in the colour of its mark; rebels and militia in stripes"), toggle("units", "Units", "Armed units and peacekeepers"),
    toggle("flows", "Flight", "People on the road"), toggle("alerts", "Alerts", "Places for which the mission was warned"), toggle("names", "Names", "Names of the larger towns"),
    h("label", { class: "knowing", title: "Reports that reached the mission and what its people see around them, instead of what really happens" }, knowing, "What the mission knows"));
  const scaleWords = h("span");
  const ramp = h("i");
  const state = { known: false, run: "main", largest: 1, pairs: null };
  const differenceScale = () => (state.pairs?.enough
    ? `${brief(state.largest)} fewer (−) to ${brief(state.largest)} more (+) killed in the run beside it, where the ${state.pairs.done} pairs agree`
    : `One pair cannot tell: towns are coloured when at least ten more agree${state.pairs?.of ? ` (${state.pairs.done} of ${state.pairs.of} done)` : ""}`);
  function scale(change) {
    Object.assign(state, change);
    const stops = state.run === "difference" ? LOOK.difference : ["#fbfaf7", ...LOOK.threat];
    ramp.style.background = `linear-gradient(90deg,${stops.join(",")})`;
    body.classList.toggle("only-scale", state.run === "difference");
    scaleWords.textContent = state.run === "difference"
      ? differenceScale()
      : state.known ? "0 to 10,000+ killed as reported in the last week" : "0 to 10,000+ killed, last week";
  }
  bus.on("state", ({ known }) => {
    knowing.checked = known;
    scale({ known });
  });
  bus.on("mapped", scale);
  scale({});
  let camps = false, listed = "", each = 1;
  function list(organisations) {
    const now = JSON.stringify([organisations, camps, each]);
    if (now === listed) return;
    listed = now;
    const named = new Map(organisations.map((o) => [`${o.role} ${o.title}`, o])); // several factions may share a name
    const marks = [...named.values()].map((o) => h("span", {}, markPicture(o.role), o.title));
    const kinds = [["peacekeepers", "Peacekeeping troops"], ["police", "their police"], ["observers", "observers"], ["attack", "Attack under way"], ["alert", "Alert"], ["refuge", "Protection site"], ["flow", "People fleeing"]];
    if (camps) kinds.push(["camp", "Camp"]);
    fill(body, marks, kinds.map(([role, words]) => h("span", {}, markPicture(role), words)),
      h("span", { class: "scale" }, ramp, scaleWords),
      h("span", { text: "size of a town: its people" }),
      each > 1 && h("span", { class: "agent", text: `one agent: ${brief(each)} people` }));
  }
  bus.on("scene", (scene) => {
    camps = scene.kinds.includes("camp");
    each = Math.round(scene.persons_per_agent);
    list(scene.organisations);
  });
  bus.on("frame", (frame) => list(frame.organisations)); // a faction may have split off
  new ResizeObserver(() => {
    // the map stays where it is while two runs are held against one another
    if (!body.classList.contains("only-scale")) bus.tell("legend", body.offsetHeight);
  }).observe(body);
  return { bar, body };
}

function buildDesk(root, bus, known) {
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
  root.append(...exercise.dialogs); // not in a panel: they must show whichever panel is open
  choicesTabs.open("respond");
  resultTabs.open(known ? "charts" : "briefing");
  resultTabs.forget();
  let shown = "";
  bus.on("scene", (scene) => {
    if (shown && shown !== scene.case) resultTabs.forget();
    shown = scene.case;
  });
  // who begins reads, who runs looks at what comes
  bus.on("frame", (frame) => {
    if (frame.day > 0) resultTabs.suggest("charts");
    else if (frame.fresh) resultTabs.suggest("briefing");
  });

  let hide = 0;
  bus.on("heard", () => { if (error.dataset.lost === "true") error.hidden = true; });
  bus.on("error", ({ text }) => {
    error.dataset.lost = String(text === LOST);
    fill(error, text, h("button", { type: "button", text: "Close", onclick: () => { error.hidden = true; } }));
    error.hidden = false;
    clearTimeout(hide);
    hide = setTimeout(() => { error.hidden = true; }, 12000);
  });
  bus.on("frame", () => loading.remove());
}

// what the page says by itself; everything else is a wish of the visitor's and gets an answer
const UNASKED = new Set(["hello", "ack", "hidden"]);
const HELLO = -1; // the number of the greeting, which is no wish
// a fault on the way is said, not left to be guessed
const PATIENCE_MS = 20000;
const SILENCE_MS = 12000;
const LOST = "The server does not answer. If marosim app has ended, start it again and load this page anew.";

// draws at once what came with the page; what is clicked before the server answers waits for it
function startDesk(host) {
  let model = null;
  let asked = 0, heard = 0; // wishes so far, each named by its number, and those answered
  let choices = "", lastWord = 0; // when the server was last heard
  let goingTo = 0, goTo = null; // a wish for a day that is on its way, and the latest after it
  const waiting = [];
  const bus = makeBus((message) => {
    if (message?.do === "seek" && goingTo > heard) {
      goTo = message; // who drags along the timeline wants the last day, not all between
      return;
    }
    if (!UNASKED.has(message?.do)) {
      message = { ...message, wish: ++asked };
      root.dataset.busy = "true";
      if (message.do === "seek") goingTo = asked;
      const wish = asked;
      setTimeout(() => {
        if (heard < wish && model && performance.now() - lastWord > SILENCE_MS) {
          bus.tell("error", { text: LOST });
        }
      }, SILENCE_MS + 100);
    }
    if (!model) waiting.push(message);
    else {
      try {
        model.send(message);
      } catch {
        bus.tell("error", { text: LOST });
      }
    }
  });
  const root = h("div", { class: "desk", "data-connected": "false", "data-busy": "false" });
  host.append(root);
  root.say = bus.send;
  const known = sessionStorage.getItem(TAB) !== null; // after a reload its run is found again
  buildDesk(root, bus, known);
  const connection = watchConnection(bus, root);
  watchTwins(bus);
  watchBeginning(root);

  // a day counts as seen once it was painted, or after a moment where nothing is painted
  function acknowledge() {
    let said = false;
    const say = () => { if (!said) { said = true; bus.send({ do: "ack" }); } };
    requestAnimationFrame(say);
    setTimeout(say, 120);
  }

  function tell(message, buffers) {
    lastWord = performance.now();
    if (message.kind === "frame") {
      // days for which there was no time to paint still belong into charts and log
      for (const missed of message.missed ?? []) bus.tell("day", missed);
      bus.tell("day", { ...message, paired: message.paired?.metrics });
    }
    if (message.kind === "choices") {
      // who has begun to choose while the server was still silent is not disturbed
      if (JSON.stringify(message) === choices) return;
      choices = JSON.stringify(message);
    }
    if (message.kind === "heard" && message.wish === HELLO) {
      root.dataset.connected = "true";
      sessionStorage.removeItem(TRIES);
    } else if (message.kind === "heard") {
      heard = message.wish;
      if (goTo && goingTo <= heard) {
        const next = goTo;
        goTo = null;
        bus.send(next);
      }
      if (heard === asked) root.dataset.busy = "false";
    }
    bus.tell(message.kind, message, buffers);
  }

  function connect(widget) {
    const hear = (message, buffers) => {
      for (const said of message.kind === "all" ? message.messages : [message]) {
        tell(said, buffers);
        if (said.kind === "frame") acknowledge();
      }
    };
    model = widget;
    model.on("msg:custom", hear);
    greet();
    heard = asked - waiting.length;
    root.dataset.busy = String(waiting.length > 0); // what a lost connection left open gets no answer
    for (const message of waiting.splice(0)) model.send(message);
    if (document.hidden) bus.send({ do: "hidden", hidden: true });
    return () => {
      widget.off("msg:custom", hear);
      if (model === widget) model = null;
    };
  }

  const greet = () => model?.send({ do: "hello", wish: HELLO, tab: tabName(), query: location.search });
  bus.on("back", () => { // what was said meanwhile was not heard
    heard = asked;
    root.dataset.busy = "false";
    greet();
  });

  document.addEventListener("visibilitychange", () => bus.send({ do: "hidden", hidden: document.hidden }));
  setTimeout(() => {
    if (root.dataset.connected !== "true") bus.tell("error", { text: "The page has not reached the server yet. If this stays, load it again; if that does not help, start marosim app again." });
  }, PATIENCE_MS);

  const first = JSON.parse(document.getElementById("marosim-first")?.textContent || "[]");
  for (const message of first) if (!known || message.kind === "choices") tell(message);
  return { connect, follow: connection.follow };
}

globalThis.marosim = startDesk(document.getElementById("marosim") ?? document.body);
afterPainting(async () => {
  await loadFramework();
  if (globalThis.app?.$watch) globalThis.marosim.follow(globalThis.app);
});

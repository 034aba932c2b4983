// For a facilitator: the run stops at injects, the class decides from a bounded budget.

function makeExercise(host, bus) {
  const budget = h("input", { id: "budget", type: "number", min: 1, max: 99, value: 12, class: "seed" });
  const body = h("div");
  const dialog = h("dialog", { class: "review", "aria-label": "After-action review" });
  const banner = h("div", { class: "banner", role: "alert", hidden: true });
  host.append(body);
  const bar = h("progress", { max: 1, "aria-label": "Days of the run without response" });
  let state = null, asking = false, marked = 0, small = false, read = 0;

  const points = (n) => `${n} point${n === 1 ? "" : "s"}`;
  const discussion = (now) => now.talk.length > 0
    && h("div", { class: "talk" }, h("b", { text: "To discuss" }), h("ul", { class: "talk", "aria-label": "To discuss" }, now.talk.map((text) => h("li", { text }))));

  function build() {
    const now = state?.exercise;
    if (!now) {
      fill(body,
        h("p", { text: "For a class. The run stops whenever something happens that asks for a decision. Every change costs points from a bounded budget; going back gives nothing back. At the end, the run is held against the same run without any response and against history." }),
        h("div", { class: "line" }, h("label", { for: "budget", text: "Points to spend" }), budget,
          h("button", { class: "main", type: "button", text: "Begin the exercise", onclick: () => bus.send({ do: "exercise", on: true, budget: Number(budget.value) }) })));
    } else {
      fill(body,
        h("div", { class: "points" }, h("b", { text: now.left }), h("span", { text: `of ${points(now.budget)} left` }),
          h("div", { class: "pips", "aria-hidden": "true" }, Array.from({ length: Math.min(now.budget, 40) }, (_, i) => h("i", { class: i < now.left ? "" : "gone" })))),
        h("p", { text: now.number ? `Inject ${now.number} of ${now.of}.` : `Before the first of ${now.of} injects.` }),
        now.inject && h("blockquote", {}, now.inject, discussion(now)),
        now.over
          ? h("p", { text: "The exercise is over." })
          : h("p", { class: "quiet", text: now.waiting ? "Decide under Respond, then play on." : "Under way to the next inject." }),
        h("div", { class: "line" },
          !now.over && h("button", { class: "main", type: "button", text: "Play on", onclick: () => bus.send({ do: "play" }) }),
          h("button", { type: "button", class: now.over ? "main" : "", text: "After-action review", onclick: () => ask() }),
          h("button", { type: "button", text: "Leave the exercise", onclick: () => bus.send({ do: "exercise", on: false }) })));
    }
    const stop = now && now.waiting && now.inject && !now.over;
    if (stop && now.place && marked !== now.number) bus.tell("mark", now.place);
    marked = stop ? now.number : marked;
    banner.hidden = !stop;
    if (stop && read !== now.number) [small, read] = [false, now.number];
    if (stop) tellInject(now);
  }

  // large to be read by a class; small while it decides, so that the map can be seen
  function tellInject(now) {
    banner.classList.toggle("small", small);
    fill(banner, h("b", { text: `Inject ${now.number} of ${now.of}${small ? "" : `, ${dateWords(state.date)}`}` }), h("span", { text: now.inject }), !small && discussion(now),
      h("span", { class: "quiet", text: `${points(now.left)} left` }),
      small ? h("button", { type: "button", text: "Read again", onclick: () => size(false) })
        : h("button", { type: "button", class: "main", text: "Decide", onclick: () => { size(true); bus.tell("decide"); } }),
      h("button", { type: "button", text: "Play on", onclick: () => bus.send({ do: "play" }) }));
  }

  function size(smaller) {
    small = smaller;
    tellInject(state.exercise);
  }

  function ask() {
    asking = true;
    bar.removeAttribute("value"); // nobody knows yet
    fill(dialog, h("p", { text: "Running the same days without a response …" }), bar);
    if (!dialog.open) dialog.showModal();
    bus.send({ do: "review" });
  }

  bus.on("reviewing", ({ done, of }) => Object.assign(bar, { max: Math.max(of, 1), value: done }));
  bus.on("review", (content) => {
    if (!asking) return;
    asking = false;
    const cells = (row, names) => names.map((n) => h("td", { text: row[n] }));
    fill(dialog,
      h("h2", { text: `After-action review, day ${content.day}` }),
      h("p", { class: "lead", text: content.finding }),
      content.weakest && h("p", { text: content.weakest }),
      h("table", {}, h("thead", {}, h("tr", {}, ["Outcome", "Your run", "Without response", "Difference"].map((t) => h("th", { text: t })))),
        h("tbody", {}, content.rows.map((row) => h("tr", {}, cells(row, ["title", "run", "without", "difference"]))))),
      h("h3", { text: "What was decided" }),
      content.decisions.length
        ? h("ul", {}, content.decisions.map((d) => h("li", { text: `Day ${d.day}: ${d.title}, ${d.option.replaceAll("_", " ")} (${d.date})` })))
        : h("p", { class: "quiet", text: "Nothing was decided on the way." }),
      content.spent !== null && h("p", { text: `${content.spent} of ${points(content.budget)} were spent.` }),
      h("h3", { text: "Against history" }),
      content.observed.length === 0 && h("p", { class: "quiet", text: "Nothing is recorded for the days that have run." }),
      content.observed.length > 0 && h("table", {}, h("thead", {}, h("tr", {}, ["Figure", "Where", "When", "Recorded", "Range", "Your run"].map((t) => h("th", { text: t })))),
        h("tbody", {}, content.observed.map((row) => h("tr", { title: row.source }, cells(row, ["title", "where", "when", "recorded", "range", "run"]))))),
      h("p", { class: "quiet", text: `${content.limits} How far the difference is chance, many pairs of runs tell: leave the exercise and repeat both under What if.` }),
      h("button", { type: "button", class: "main", text: "Close", onclick: () => dialog.close() }));
  });
  bus.on("error", () => { if (asking) dialog.close(); asking = false; });
  bus.on("state", (content) => {
    const ended = content.exercise?.over && !state?.exercise?.over && state?.exercise;
    state = content;
    build();
    if (ended) ask();
  });
  return { banner, dialog };
}

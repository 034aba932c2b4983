// A second run beside the first: same random numbers, another response, in step.

const HEADLINES = ["deaths_direct", "displaced_internal", "attacks", "cost_usd"];

function makeWhatIf(host, bus) {
  const body = h("div");
  host.append(body);
  let groups = [], scene = null, state = null, last = null, result = null;
  const count = h("input", { id: "replications", type: "number", min: 2, max: 200, value: 20, class: "seed" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Runs finished" });
  const said = h("div", { class: "said", role: "status" });

  function build() {
    if (!state?.paired) {
      fill(body,
        h("p", { text: "Put a second run beside this one. Both use the same random numbers, so what differs comes from the response." }),
        h("button", { class: "main", type: "button", text: "Compare with no response", onclick: () => bus.send({ do: "fork" }) }));
      result = null;
      bus.tell("show", { run: "main" });
      return;
    }
    const picks = groups.map((group) => {
      const pick = h("select", {
        id: `paired-${group.group}`,
        onchange: () => bus.send({ do: "choose", group: group.group, option: pick.value, paired: true }),
      }, group.options.map((o) => h("option", { value: o.name, text: o.title, title: o.sentence })));
      pick.value = state.paired[group.group];
      return h("div", { class: "short" }, h("label", { for: `paired-${group.group}`, text: group.title }), pick);
    });
    fill(body,
      h("div", { class: "differences" }),
      h("fieldset", { class: "switch" }, h("legend", { text: "On the map" }),
        [["main", "this run"], ["other", "beside it"], ["difference", "difference"]].map(([value, words], i) =>
          h("label", {}, h("input", { type: "radio", name: "run", value, checked: i === 0, onchange: () => bus.tell("show", { run: value }) }), words))),
      h("div", { class: "line" }, h("label", { for: "replications", text: "Repeat over" }), count, "pairs of runs",
        h("button", { type: "button", text: "Run them", class: "main", onclick: () => bus.send({ do: "replicate", count: Number(count.value) }) })),
      bar, said,
      h("details", { open: true }, h("summary", { text: "The response beside it" }), h("div", { class: "shorts" }, picks)),
      h("button", { type: "button", text: "End the comparison", onclick: () => bus.send({ do: "join" }) }));
    bar.hidden = true;
    differences();
    tellResult();
  }

  function differences() {
    const target = body.querySelector(".differences");
    if (!target || !last?.paired) return;
    fill(target, h("p", { class: "quiet", text: `The run beside it, against this one, on day ${last.day}. One pair of runs; repeat it below for a range.` }),
      HEADLINES.filter((name) => name in last.metrics).map((name) => {
        const change = (last.paired.metrics[name] ?? 0) - last.metrics[name];
        const unit = scene?.metrics[name]?.unit ?? "";
        const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
        return h("div", { class: "difference", "data-metric": name, "data-value": change },
          h("b", { text: `${sign}${unit.startsWith("US$") ? "$ " : ""}${tight(Math.abs(change))}` }),
          h("span", { text: scene?.metrics[name]?.title ?? name }));
      }));
  }

  function tellResult() {
    if (!result) return fill(said);
    const busy = result.of > 0 && result.done < result.of;
    bar.hidden = !busy;
    bar.max = Math.max(result.of, 1);
    bar.value = result.done;
    fill(said,
      busy && h("p", {}, `${result.done} of ${result.of} pairs `,
        h("button", { type: "button", text: "Stop", onclick: () => bus.send({ do: "cancel" }) })),
      result.result && h("p", { class: "quiet", text: `Whole runs, ${result.result.pairs} pairs; the response beside it brings:` }),
      result.result && h("dl", {}, result.result.rows.flatMap((row) => [h("dt", { text: row.title }), h("dd", { text: row.text })])));
    said.dataset.done = result.done;
  }

  bus.on("choices", (content) => { groups = content.groups; });
  bus.on("scene", (content) => { scene = content; });
  bus.on("state", (content) => {
    const was = JSON.stringify(state?.paired ?? null), before = state?.query;
    state = content;
    if (before !== state.query) result = null;
    if (was !== JSON.stringify(state.paired ?? null) || !body.firstChild) build();
    else if (before !== state.query) tellResult();
  });
  bus.on("frame", (content) => { last = content; differences(); });
  bus.on("replications", (content) => { result = content; tellResult(); });
}

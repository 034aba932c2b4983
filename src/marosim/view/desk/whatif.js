// A second run beside the first: same random numbers, another response, in step.

const HEADLINES = ["deaths_direct", "displaced_internal", "attacks", "cost_usd"];

// what the run beside it is called in titles
function besideWords(paired) {
  if (!paired) return "";
  return paired.mandate === "none" && paired.deployment === "none" ? "No response" : "Other response";
}

function makeWhatIf(host, bus) {
  const body = h("div");
  host.append(body);
  let groups = [], scene = null, state = null, last = null, result = null;
  const count = h("input", { id: "replications", type: "number", min: 2, max: 200, value: 20, class: "seed" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Runs finished" });
  const catching = h("progress", { max: 1, value: 0, "aria-label": "Days of the run beside it" });
  let onMap = "main"; // which of the two runs, or their difference
  const said = h("div", { class: "said", role: "status" });

  function build() {
    if (!state?.paired) {
      refill(body,
        h("p", { text: "Put a second run beside this one. Both use the same random numbers, so what differs comes from the response." }),
        h("button", { class: "main", type: "button", text: "Compare with no response", onclick: () => bus.send({ do: "fork" }) }));
      result = null;
      onMap = "main";
      bus.tell("show", { run: onMap });
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
    refill(body,
      h("div", { class: "differences" }),
      h("fieldset", { class: "switch" }, h("legend", { text: "On the map" }),
        [["main", "this run"], ["other", "beside it"], ["difference", "difference"]].map(([value, words]) =>
          h("label", {}, h("input", { type: "radio", name: "run", value, checked: value === onMap, onchange: () => { onMap = value; bus.tell("show", { run: value }); } }), words))),
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
    if (!target) return;
    if (state.pairing !== null) {
      fill(target, h("p", { class: "quiet", text: "Running the same days with the other response …" }), catching);
      return;
    }
    if (!last?.paired) return;
    fill(target, h("p", {}, h("b", { text: besideWords(state.paired) }), `, by ${dateWords(last.date)}:`),
      HEADLINES.filter((name) => name in last.metrics).map((name) => {
        const change = (last.paired.metrics[name] ?? 0) - last.metrics[name];
        const unit = scene?.metrics[name]?.unit ?? "";
        const money = unit.startsWith("US$");
        const word = change === 0 ? "no change" : change > 0 ? "more" : money ? "less" : "fewer";
        return h("div", { class: `difference ${change > 0 ? "is-more" : change < 0 ? "is-less" : ""}`, "data-metric": name, "data-value": change },
          h("b", {}, change !== 0 && `${money ? "$ " : ""}${tight(Math.abs(change))} `, h("small", { text: word })),
          h("span", { text: scene?.metrics[name]?.title ?? name }));
      }),
      h("p", { class: "quiet", text: "One pair of runs, which may owe much to chance. Repeat it for a range:" }));
  }

  // the range of a difference beside the line where there is none
  function range(row) {
    const reach = Math.max(Math.abs(row.low), Math.abs(row.high), Math.abs(row.difference), 1e-9);
    const at = (v) => `${(50 + (48 * v) / reach).toFixed(1)}%`;
    const side = row.low > 0 ? "is-more" : row.high < 0 ? "is-less" : "";
    return h("li", { class: side, "data-metric": row.metric }, h("span", { text: row.title }), h("b", { text: row.said }),
      h("div", { class: "range", "aria-hidden": "true" }, h("i", { class: "none" }),
        h("i", { class: "reach", style: `left:${at(row.low)};right:calc(100% - ${at(row.high)})` }), h("i", { class: "mean", style: `left:${at(row.difference)}` })),
      row.reach && h("small", { text: `90 % of runs: ${row.reach}` }));
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
      result.result && h("p", {}, h("b", { text: besideWords(state.paired) }), ` against this run, to the last day, over ${result.result.pairs} pairs. Bars: 90 % of the pairs.`),
      result.result && h("ul", { class: "ranges" }, result.result.rows.map(range)));
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
    catching.max = Math.max(state.day, 1);
    catching.value = state.pairing ?? 0;
    differences();
  });
  bus.on("pairing", ({ done, of }) => Object.assign(catching, { max: Math.max(of, 1), value: done }));
  bus.on("frame", (content) => { last = content; differences(); });
  bus.on("replications", (content) => { result = content; tellResult(); });
}

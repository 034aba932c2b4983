"""What a single run shows in the terminal: its main outcomes, or with ``--all`` every one."""

from __future__ import annotations

from typing import Any

from marosim.cli.arguments import number, wide_console
from marosim.languages import N_, _, _n, _p

# what people ask of a run, in the order in which they ask it
MAIN: dict[str, tuple[str, ...]] = {
    N_("People"): (
        *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad"),
        *("sheltered", "returned"),
    ),
    N_("Violence"): ("attacks", "attacks_deterred", "battles", "battle_deaths", "fighters"),
    N_("Warning"): ("alerts", "alerts_false", "warning_lead_days"),
    N_("Mission"): (
        *("days_to_authorisation", "days_to_first_unit", "peacekeepers", "police"),
        *("time_to_protect_days", "threatened_protected", "political_will", "cost_usd"),
    ),
    N_("What it costs others"): (
        *("peacekeeper_deaths", "harm_by_mission", "consent", "legitimacy", "sovereignty_cost"),
    ),
    N_("Peace"): (
        *("ceasefires_in_force", "ddr_completed", "trust_between_groups", "governance"),
        "recurrence",
    ),
    N_("As the mission sees it"): ("deaths_reported", "displaced_reported"),
}
ONE = N_("One run is one of many possible courses; for intervals: {command}.")
SEVERAL = "marosim run -m … replications=20"
WHEN = {"flow": N_("over the run"), "total": N_("by the end"), "stock": N_("on the last day")}


def show_run(model: Any, seconds: float, everything: bool = False) -> None:
    """Print the outcomes of a finished run.

    The main ones stand under headings in words; with ``everything`` all are listed by the
    names of their columns.
    """
    from rich.table import Table

    from marosim.languages.formats import digits
    from marosim.record.provenance import LIMITS

    table = Table(title=_n(
        "{case}, {count} day, seed {seed}", "{case}, {count} days, seed {seed}", model.day,
        case=_p("case", model.case.title), seed=str(model.settings.seed),
    ))  # fmt: skip
    table.add_column(_p("heading", "outcome"))
    table.add_column(_p("heading", "value"), justify="right")
    table.add_column(_p("heading", "unit"))
    table.add_column(_p("heading", "when"), style="dim")
    table.add_column(_p("heading", "column"), style="dim")
    outcomes = model.summary
    if everything:
        names = [n for n in outcomes if not n.endswith(("_mean", "_peak"))]
        _rows(table, model, outcomes, names)
    else:
        for heading, wanted in MAIN.items():
            table.add_row(_(heading), style="bold")
            _rows(table, model, outcomes, [name for name in wanted if name in outcomes])
            table.add_section()
    console = wide_console()
    console.print(table)
    if not everything:
        console.print(_("All outcomes: --all, or run.json and daily.parquet."), style="dim")
    said = f"{_(ONE, command=SEVERAL)} {_(LIMITS)}"
    took = _p("duration", "{number} s", number=digits(f"{seconds:.1f}"))
    console.print(f"{took}. {said}", soft_wrap=True)


def _rows(table: Any, model: Any, outcomes: dict[str, float], names: list[str]) -> None:
    from marosim.study.outputs import REACHED
    from marosim.view.names import title

    for name in names:
        metric = model.metrics.get(name)
        unit = metric.unit if metric else ""
        when = _(WHEN.get(metric.kind, "")) if metric else ""
        value = number(outcomes[name])
        if name in REACHED and not outcomes[REACHED[name]]:
            value = _("never")
        shown = _p("unit", "0 to 1") if unit == "1" else _p("unit", unit)
        table.add_row(f"  {_p('metric', title(name))}", value, shown, when, name)

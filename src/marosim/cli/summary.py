"""What a single run shows in the terminal: its main outcomes, or with ``--all`` every one."""

from __future__ import annotations

from typing import Any

from marosim.cli.arguments import number, wide_console

# what people ask of a run, in the order in which they ask it
MAIN: dict[str, tuple[str, ...]] = {
    "People": (
        *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad"),
        *("sheltered", "returned"),
    ),
    "Violence": ("attacks", "attacks_deterred", "battles", "battle_deaths", "fighters"),
    "Warning": ("alerts", "alerts_false", "warning_lead_days"),
    "Mission": (
        *("days_to_authorisation", "days_to_first_unit", "peacekeepers", "police"),
        *("time_to_protect_days", "threatened_protected", "political_will", "cost_usd"),
    ),
    "What it costs others": (
        *("peacekeeper_deaths", "harm_by_mission", "consent", "legitimacy", "sovereignty_cost"),
    ),
    "Peace": (
        *("ceasefires_in_force", "ddr_completed", "trust_between_groups", "governance"),
        "recurrence",
    ),
    "As the mission sees it": ("deaths_reported", "displaced_reported"),
}
ONE = "One run is one of many possible courses; for intervals: marosim run -m … replications=20."
WHEN = {"flow": "over the run", "total": "by the end", "stock": "on the last day"}


def show_run(model: Any, seconds: float, everything: bool = False) -> None:
    """Print the outcomes of a finished run.

    The main ones stand under headings in words; with ``everything`` all are listed by the
    names of their columns.
    """
    from rich.table import Table

    from marosim.record.provenance import LIMITS

    table = Table(title=f"{model.case.title}, {model.day} days, seed {model.settings.seed}")
    table.add_column("outcome")
    table.add_column("value", justify="right")
    table.add_column("unit")
    table.add_column("when", style="dim")
    table.add_column("column", style="dim")
    outcomes = model.summary
    if everything:
        names = [n for n in outcomes if not n.endswith(("_mean", "_peak"))]
        _rows(table, model, outcomes, names)
    else:
        for heading, wanted in MAIN.items():
            table.add_row(heading, style="bold")
            _rows(table, model, outcomes, [name for name in wanted if name in outcomes])
            table.add_section()
    console = wide_console()
    console.print(table)
    if not everything:
        console.print("All outcomes: --all, or run.json and daily.parquet.", style="dim")
    console.print(f"{seconds:.1f} s. {ONE} {LIMITS}", soft_wrap=True)


def _rows(table: Any, model: Any, outcomes: dict[str, float], names: list[str]) -> None:
    from marosim.study.outputs import REACHED
    from marosim.view.names import title

    for name in names:
        metric = model.metrics.get(name)
        unit = metric.unit if metric else ""
        when = WHEN.get(metric.kind, "") if metric else ""
        value = number(outcomes[name])
        if name in REACHED and not outcomes[REACHED[name]]:
            value = "never"
        table.add_row(f"  {title(name)}", value, "0 to 1" if unit == "1" else unit, when, name)

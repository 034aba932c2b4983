"""``marosim compare``: paired differences of a study's responses to a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import number, show_path, wide_console

TABLES_BY_RESPONSE = 3  # with more responses than this, one table a metric reads better
FEW = ("deaths_direct", "displaced_internal", "cost_usd", "consent", "harm_by_mission")


@click.command("compare")
@click.argument("study", type=click.Path())
@click.option("--baseline", default=None, help="response to compare with, as key=value")
@click.option("--metric", "metrics", multiple=True, help="metric to show (all go to compare.csv)")
@click.option("--chance", "chances", multiple=True, help='such as "deaths_direct>10000"')
@click.option("--no-figures", is_flag=True, help="only the table")
def command(
    study: str,
    baseline: str | None,
    metrics: tuple[str, ...],
    chances: tuple[str, ...],
    no_figures: bool,
) -> None:
    """Compare the responses of STUDY with a baseline; writes compare.csv, figures, report."""
    from marosim.study.study import open_study

    opened = open_study(study)
    comparison = opened.comparison(baseline)
    shown = [m for m in metrics if _known(m, comparison)] or key_metrics(comparison)
    questions = [_question(text) for text in chances]
    show(comparison, shown)
    for metric, above in questions:
        _show_chance(comparison, metric, above)
    show_path(write(comparison, figures=not no_figures))


def key_metrics(comparison: Any) -> list[str]:
    """The metrics a reader sees first, ethics beside benefit."""
    from marosim.study.compare import ETHICS, KEY_METRICS

    return [m for m in (*KEY_METRICS, *ETHICS) if m in comparison.metrics]


def write(comparison: Any, *, figures: bool = True) -> Path:
    """Write compare.csv, figures and report; returns what a user should open."""
    from marosim.record.whole import whole_file

    folder = comparison.study.folder
    with whole_file(folder / "compare.csv") as draft:
        comparison.table.to_csv(draft, index=False)
    if not figures:
        return folder / "compare.csv"
    from marosim.study.plots import save_figures
    from marosim.view.report import write_report

    save_figures(comparison, folder / "figures")
    return write_report(comparison.study, comparison.table, folder / "report.html")


def show(comparison: Any, metrics: list[str]) -> None:
    """Print the comparison and what a careful reader asks next."""
    from marosim.record.provenance import LIMITS

    console = wide_console()
    if len(comparison.responses) <= TABLES_BY_RESPONSE:
        for response in comparison.responses:
            title = f"{response}, compared with {comparison.against}"
            pairs = [(response, metric) for metric in metrics]
            console.print(_table(comparison, title, pairs, first="metric"))
    else:
        for metric in [m for m in FEW if m in metrics]:
            title = f"{metric}, compared with {comparison.against}{_else_equal(comparison)}"
            pairs = [(response, metric) for response in comparison.responses]
            console.print(_table(comparison, title, pairs, first="response"))
    console.print(
        "narrower: how many times wider the interval would be with independent seeds",
        style="dim",
    )
    _show_costs(comparison, console)
    _show_front(comparison, console)
    metric = comparison.study.about.get("metric") or "deaths_direct"
    if metric in comparison.available:
        _show_best(comparison, console, metric)
        _show_interactions(comparison, console, metric)
        for line in comparison.enough(metric):
            console.print(line)
    console.print(LIMITS, style="italic")


def _else_equal(comparison: Any) -> str:
    return ", all else equal" if len(comparison.baselines) > 1 else ""


def _table(comparison: Any, title: str, pairs: list[tuple[str, str]], first: str) -> Any:
    from rich.table import Table

    units, words = comparison.table.attrs.get("units", {}), _words(comparison)
    rows = comparison.table.set_index(["response", "metric"])
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(first, no_wrap=first == "metric")
    table.add_column("unit", no_wrap=True)
    for heading in ("baseline", "mean", "difference", "95 % interval", "narrower"):
        table.add_column(heading, justify="right", no_wrap=True)
    for response, metric in pairs:
        if (response, metric) not in rows.index:
            continue
        row = rows.loc[(response, metric)]
        factor = comparison.narrowing(response, metric)
        table.add_row(
            metric if first == "metric" else words[response],
            units.get(metric, ""),
            number(row["baseline_mean"]),
            number(row["mean"]),
            number(row["difference"]),
            f"{number(row['low'])} to {number(row['high'])}",
            "" if factor != factor or factor == float("inf") else f"×{factor:.1f}",
        )
    return table


def _words(comparison: Any) -> dict[str, str]:
    """Short words for the responses, as figures and report have them."""
    from marosim.view import names

    return names.responses(comparison.study.responses)


def _show_costs(comparison: Any, console: Any) -> None:
    words = _words(comparison)
    costs = comparison.cost_per_life()
    for row in costs.itertuples():
        saved = (
            f"{number(row.lives_saved)} lives saved" if row.low > 0 else "no clear saving of lives"
        )
        line = (
            f"{words[row.response]}: {saved} against no response "
            f"({number(row.low)} to {number(row.high)}) for US$ {number(row.cost_usd)} more"
        )
        if row.cost_per_life_saved == row.cost_per_life_saved:
            line += (
                f"; US$ {number(row.cost_per_life_saved)} a life "
                f"({number(row.cost_low)} to {number(row.cost_high)})"
            )
        console.print(line)


def _show_front(comparison: Any, console: Any) -> None:
    if len(comparison.study.responses) < 3:
        return
    words = _words(comparison)
    for other in ("cost_usd", "consent"):
        if {other, "deaths_direct"} <= set(comparison.available):
            points = comparison.pareto(other)
            points = points[points["front"]]
            chosen = " | ".join(
                f"{words[r]} ({share:.0%})"
                for r, share in zip(points["response"], points["share"], strict=True)
            )
            console.print(f"not beaten in deaths_direct and {other} at once: {chosen}")
    console.print(
        "in brackets: how often it is unbeaten when replications are drawn again", style="dim"
    )


def _show_best(comparison: Any, console: Any, metric: str) -> None:
    words = _words(comparison)
    drawn = (comparison.study.about.get("uncertainty") or ["none"])[0]
    over = "" if drawn == "none" else f", over what is not known (uncertainty={drawn})"
    shares = comparison.best(metric).sort_values("chance", ascending=False)
    for row in shares.head(3).itertuples():
        console.print(
            f"{words[row.response]}: best in {metric} in {row.chance:.0%} of replications "
            f"({row.low:.0%} to {row.high:.0%}){over}"
        )


def _show_interactions(comparison: Any, console: Any, metric: str) -> None:
    from rich.table import Table

    found = comparison.interactions(metric)
    if found.empty:
        return
    keys = comparison.study.swept
    table = Table(
        title=f"{metric}: what each combination adds to the sum of its parts",
        title_justify="left",
        title_style="bold",
    )
    for heading in (*keys, "mean", "adds", "95 % interval"):
        table.add_column(heading, justify="left" if heading in keys else "right")
    for row in found.head(24).to_dict("records"):
        low, high = number(row["interaction_low"]), number(row["interaction_high"])
        parts = [str(row[key]) for key in keys]
        table.add_row(*parts, number(row["mean"]), number(row["interaction"]), f"{low} to {high}")
    console.print(table)


def _show_chance(comparison: Any, metric: str, above: float) -> None:
    for row in comparison.chance(metric, above).itertuples():
        click.echo(
            f"chance that {metric} exceeds {number(above)} under {row.response}: "
            f"{row.chance:.0%} ({row.low:.0%} to {row.high:.0%})"
        )


def _known(metric: str, comparison: Any) -> bool:
    from marosim.settings.base import nearest

    if metric not in comparison.metrics:
        raise click.UsageError(f"no metric {metric!r}{nearest(metric, comparison.metrics)}")
    return True


def _question(text: str) -> tuple[str, float]:
    metric, _, value = text.partition(">")
    try:
        return metric.strip(), float(value)
    except ValueError:
        raise click.UsageError(f"--chance {text!r}: expected metric>number") from None

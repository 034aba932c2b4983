"""``marosim explain``: the response chain of a run."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from marosim.cli.arguments import number, show_path, wide_console


@click.command("explain")
@click.argument("run", type=click.Path())
def command(run: str) -> None:
    """The response chain of RUN as a dated funnel; writes explain.csv and a figure."""
    from rich.table import Table

    from marosim.record.provenance import LIMITS
    from marosim.record.whole import whole_file
    from marosim.study.explain import OVERTAKEN, explain, finding

    chain = explain(run)
    table = Table(title="From first signal to prevention")
    for heading in ("link", "day", "date", "share of attacks", "deaths before", "days lost"):
        table.add_column(heading, justify="left" if heading == "link" else "right")
    table.add_column("deaths meanwhile", justify="right")
    for row in chain.itertuples():
        style = "bold red" if row.broken else "dim" if row.note == OVERTAKEN else ""
        date = "" if pd.isna(row.date) else f"{row.date:%d %b %Y}"
        day = "never" if pd.isna(row.day) and pd.isna(row.share) else _shown(row.day)
        table.add_row(
            row.step,
            day,
            date,
            "" if pd.isna(row.share) else f"{row.share:.0%}",
            _people(row.deaths_before),
            _shown(row.days_lost),
            row.note if row.note == OVERTAKEN else _people(row.deaths_meanwhile),
            style=style,
        )
    console = wide_console()
    console.print(table)
    console.print(f"{finding(chain)}.")
    console.print(f"One run, not the expected course. {LIMITS}", style="italic")
    folder = Path(run)
    with whole_file(folder / "explain.csv") as draft:
        chain.to_csv(draft, index=False)
    _draw(chain, folder / "explain.png")
    show_path(folder / "explain.csv")


def _draw(chain: pd.DataFrame, path: Path) -> None:
    from marosim.record.whole import whole_file
    from marosim.study.explain import finding
    from marosim.view.figures import funnel

    figure = funnel(chain, title=finding(chain)).figure.figure
    with whole_file(path) as draft:
        figure.savefig(draft, dpi=150, format="png", bbox_inches="tight")


def _people(value: float) -> str:
    return "" if pd.isna(value) else number(value)


def _shown(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]

"""``marosim scenarios``: the cases that can be run."""

from __future__ import annotations

import click

from marosim.cli.arguments import wide_console


@click.command("scenarios")
def command() -> None:
    """List the cases with dates, places, people and summary."""
    from rich.table import Table

    from marosim import cases

    table = Table()
    for heading in ("name", "case", "from", "days", "places", "people", "summary"):
        right = heading in ("days", "places", "people")
        table.add_column(heading, justify="right" if right else "left")
    faults = []
    for name in cases.available():
        try:
            case = cases.load(name)
        except cases.CaseError as error:
            faults.append(f"{name}: {error}")
            continue
        people = [c for c in case.places.columns if c.startswith("people_")]
        table.add_row(
            name,
            case.title,
            str(case.start),
            f"{case.days:,}",
            str(len(case.places)),
            f"{case.places[people].to_numpy().sum():,.0f}",
            case.summary,
        )
    wide_console().print(table)
    for line in faults:
        click.echo(line, err=True)

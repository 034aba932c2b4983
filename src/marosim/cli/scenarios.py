"""``marosim scenarios``: the cases that can be run."""

from __future__ import annotations

import click

from marosim.cli.arguments import number, wide_console
from marosim.languages import _p


@click.command("scenarios")
def command() -> None:
    """List the cases with dates, places, people and summary."""
    from rich.table import Table

    from marosim import cases

    table = Table()
    for heading in (_p("heading", "name"), _p("heading", "case"), _p("heading", "from")):
        table.add_column(heading)
    for heading in (_p("heading", "days"), _p("heading", "places"), _p("heading", "people")):
        table.add_column(heading, justify="right")
    table.add_column(_p("heading", "summary"))
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
            _p("case", case.title),
            str(case.start),
            number(case.days),
            number(len(case.places)),
            number(float(case.places[people].to_numpy().sum())),
            _p("case", case.summary),
        )
    wide_console().print(table)
    for line in faults:
        click.echo(line, err=True)

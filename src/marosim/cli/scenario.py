"""``marosim scenario``: make, import and check cases."""

from __future__ import annotations

import click

from marosim.cli import shown
from marosim.cli.arguments import show_path


@click.group("scenario")
def command() -> None:
    """Make, import or check a case."""


@command.command("check")
@click.argument("name")
def check(name: str) -> int:
    """Every fault of a case, with file, line and cure; exit status 1 if there is any."""
    from marosim import cases
    from marosim.study.observed import comparable

    faults = cases.check(name, metrics=comparable())
    for fault in faults:
        click.echo(shown(str(fault)))
    click.echo(f"{len(faults)} faults" if faults else f"{name}: no fault found")
    return 1 if faults else 0


@command.command("new")
@click.argument("name")
@click.option("--country", required=True, help="two letters, such as SD")
@click.option("--from", "start", default="2024-01", help="first month, such as 2003-01")
@click.option("--to", "end", default="2024-12", help="last month, such as 2005-12")
@click.option(
    "--population",
    type=int,
    help="inhabitants at the start, such as 31000000; without, GeoNames' total of today",
)
@click.option("--ferry-km", type=float, default=400.0, help="longest ferry between islands, in km")
def new(
    name: str, country: str, start: str, end: str, population: int | None, ferry_km: float
) -> None:
    """Make a case from the real places of any country; says what was left out or guessed."""
    from marosim import cases

    made = cases.new(
        name, country, start, end, population=population, ferry_km=ferry_km, tell=_tell
    )
    show_path(made)


def _tell(note: str) -> None:
    click.echo(shown(f"note: {note}"), err=True)


@command.command("import-flee")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.argument("name")
@click.option(
    "--counts",
    type=click.Path(exists=True, file_okay=False),
    help="folder of the camps' counts (data_layout.csv), where they lie elsewhere",
)
def import_flee(folder: str, name: str, counts: str | None) -> None:
    """Make a case from Flee's input files; says what of them was left out."""
    from marosim import cases

    show_path(cases.import_flee(folder, name, counts=counts, tell=_tell))

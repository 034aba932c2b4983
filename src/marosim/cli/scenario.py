"""``marosim scenario``: make, import and check cases."""

from __future__ import annotations

from pathlib import Path

import click

from marosim.cli import shown
from marosim.cli.arguments import show_path
from marosim.cli.helping import Group
from marosim.languages import _, _n

FILE = click.Path(path_type=Path)


@click.group("scenario", cls=Group)
def command() -> None:
    """Make, import or check a case."""


@command.command("check")
@click.argument("name")
def check(name: str) -> int:
    """Every fault of a case, with file, line and cure; exit status 1 if there is any.

    Of a case without a fault it says how ready it is: which parts of its history it has, and
    which of its parts are assumed or missing.
    """
    from marosim import cases
    from marosim.study.observed import comparable

    faults = cases.check(name, metrics=comparable())
    for fault in faults:
        click.echo(shown(str(fault)))
    if faults:
        click.echo(_n("{count} fault", "{count} faults", len(faults)))
        return 1
    case = cases.load(name)
    ready = cases.readiness(name).line(case.days)
    click.echo(shown(_("{name}: no fault; {ready}", name=name, ready=ready)))
    for note in cases.by_hand(case):
        _tell(note)
    if case.violence is not None:
        _tell(_("violence is given by violence.csv: only where people go is computed"))
    elif all(one.role == "government" for one in case.organisations):
        _tell(_("only the government is armed: expect hardly any violence; add an organisation"))
    return 0


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
@click.option("--places", type=click.IntRange(2, 3000), default=150, help="largest towns to take")
@click.option("--events", type=FILE, help="UCDP GED or ACLED: makes the armed organisations")
@click.option("--groups", type=FILE, help="EPR-Core: makes the communities")
@click.option("--people", type=FILE, help="COD-PS table or WorldPop raster")
@click.option("--boundaries", type=FILE, help="COD-AB: districts (GeoJSON, GeoPackage, Shapefile)")
@click.option("--roads", type=FILE, help="OpenStreetMap: .osm.pbf, GeoJSON or Overpass JSON")
@click.option("--displaced", help="UNHCR, IDMC or DTM; several files parted by commas")
@click.option("--peacekeepers", type=FILE, help="Geo-PKO")
@click.option("--strengths", type=FILE, help="your own table: actor, fighters, source")
@click.option("--cutoff", help="last day that the case may know, such as 2023-06-30")
@click.option("--later-people", is_flag=True, help="allow people counted after the cutoff")
@click.option("--figures", type=FILE, help="a folder for map.png and read.png")
def new(
    name: str,
    country: str,
    start: str,
    end: str,
    population: int | None,
    ferry_km: float,
    places: int,
    displaced: str | None,
    cutoff: str | None,
    later_people: bool,
    figures: Path | None,
    **files: Path | None,
) -> None:
    """Make a case from the real places of any country, and from the data that you hold.

    Nothing after the cutoff (the day before the start, if you give none) reaches the case;
    what came after it goes to observed.csv, to compare runs with. Says what was left out,
    doubted or assumed.
    """
    from marosim import cases
    from marosim.bring.given import Files
    from marosim.bring.making import make

    several = tuple(Path(part.strip()) for part in (displaced or "").split(",") if part.strip())
    given = Files(displaced=several, **files)
    if given.any():
        made = make(
            name, country, start, end, given, cutoff=cutoff, population=population, places=places,
            ferry_km=ferry_km, later_people=later_people, figures=figures, tell=_said,
        )  # fmt: skip
    elif cutoff or figures or later_people:
        word = "--cutoff" if cutoff else "--figures" if figures else "--later-people"
        raise click.UsageError(
            _("{word} needs data: give --events, --displaced or another file", word=word)
        )
    else:
        made = cases.new(
            name, country, start, end, population=population, ferry_km=ferry_km, places=places,
            tell=_tell,
        )  # fmt: skip
    show_path(made)


def _said(line: str) -> None:
    click.echo(shown(line), err=True)


def _tell(note: str) -> None:
    from marosim.bring.report import noted

    click.echo(shown(noted(note)), err=True)


@command.command("import-flee")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.argument("name")
@click.option(
    "--counts",
    type=click.Path(exists=True, file_okay=False),
    help="folder of the camps' counts (data_layout.csv), where they lie elsewhere",
)
@click.option("--from", "start", metavar="DATE", help="first day, where sim_period.csv is missing")
@click.option("--days", type=click.IntRange(min=1), help="length, where sim_period.csv is missing")
def import_flee(
    folder: str, name: str, counts: str | None, start: str | None, days: int | None
) -> None:
    """Make a case from Flee's input files; says what of them was left out."""
    from marosim import cases

    if (start is None) != (days is None):
        raise click.UsageError(_("--from and --days go together: the first day and the length"))
    show_path(cases.import_flee(folder, name, counts=counts, start=start, days=days, tell=_tell))


@command.command("cite")
@click.argument("name")
def cite(name: str) -> None:
    """Whom to cite for a case's data, and under which licences its tables stand."""
    from marosim import cases

    for line in cases.citations(name):
        click.echo(shown(line))

"""``marosim import``: a file of a known format, checked and written as a normal table."""

from __future__ import annotations

from pathlib import Path

import click

from marosim.cli import shown
from marosim.cli.arguments import show_path
from marosim.languages import _


@click.command("import")
@click.argument("form", metavar="FORMAT")
@click.argument("file")
@click.option("--country", help="keep one country only, such as SD")
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="the normal table, as CSV")
def command(form: str, file: str, country: str | None, out: str | None) -> None:
    """Say what a file holds: what was read, dropped and doubted, with row and reason.

    FORMAT is ged, acled, unhcr, idmc, dtm, people, worldpop, boundaries, geopko, epr or roads.
    With -o the table is also written in marosim's own columns.
    """
    from marosim.bring.formats import read
    from marosim.cases.countries import code_meant
    from marosim.record.whole import write_whole

    table, report = read(form, file, code_meant(country) if country else None)
    for line in report.lines():
        click.echo(shown(line))
    if out:
        path = Path(out)
        if path.exists():
            raise click.ClickException(_("{path}: exists already; choose another name", path=path))
        kept = table.drop(columns=["shape", "points"], errors="ignore")
        write_whole(path, kept.to_csv(index=False, lineterminator="\n"))
        show_path(path)

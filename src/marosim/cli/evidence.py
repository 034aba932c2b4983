"""``marosim evidence``: every table of evidence that the documentation shows."""

from __future__ import annotations

from pathlib import Path

import click

from marosim.cli.arguments import show_path

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command("evidence")
@click.option(
    "--mark",
    type=FOLDER,
    metavar="FOLDER",
    help="write the pages in FOLDER anew from the tables there, which says whether they are stale",
)
@click.option("--front", type=FILE, metavar="FILE", help="page with the summary between marks")
def command(mark: Path | None, front: Path | None) -> None:
    """Every table of evidence in one go."""
    from marosim.evidence.digest import outdated
    from marosim.evidence.publish import render

    if mark is not None:
        render(mark, front)
        click.echo("; ".join(outdated(mark)) or "current", err=True)
        show_path(mark)

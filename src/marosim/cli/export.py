"""``marosim export``: a case, run or study for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from marosim.cli.arguments import PASS_ON, show_path, split
from marosim.languages import _


@click.command("export", context_settings=PASS_ON)
@click.argument("what", metavar="STUDY|RUN|CASE")
@click.option("--format", "form", help="geoparquet, gpkg, geojson, netcdf, zarr, hxl or csv")
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="a folder")
@click.argument("words", nargs=-1, metavar="[format=FORMAT]")
def command(what: str, form: str | None, out: Path | None, words: tuple[str, ...]) -> None:
    """Places, routes and results for maps and statistics, with codes, units and sources.

    GeoPackage, GeoJSON and GeoParquet open in QGIS, NetCDF and Zarr in xarray, HXL in spreadsheets.
    Figures by place are those of the last day, means over replications.
    """
    from marosim.study.export import export

    own, rest = split(words, ("format",))
    if rest:
        raise click.UsageError(_("{word} is not understood; write format=gpkg", word=repr(rest[0])))
    chosen = form or own.get("format")
    if not chosen:
        others = "geoparquet, gpkg, netcdf, zarr, hxl"
        raise click.UsageError(_("no format; add format=geojson (or {others})", others=others))
    for path in export(what, str(chosen), out):
        show_path(path)

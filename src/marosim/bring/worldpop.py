"""WorldPop and like rasters of people per cell, summed over districts."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.bring.people import COLUMNS, year_named
from marosim.bring.report import Report
from marosim.bring.values import before
from marosim.cases.faults import CaseError

RASTERS = (".tif", ".tiff")
DENSITY = ("_pd_", "density")  # in the names of rasters that hold people per km2
ROWS = 1000  # of cells that are held in memory at once


def is_raster(path: Path) -> bool:
    """Whether a file is a raster, by its name."""
    return path.suffix.lower() in RASTERS


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """All people of a raster as one row, in the columns of :mod:`marosim.bring.people`."""
    return over_districts(path, None, country, until)


def over_districts(
    path: Path,
    districts: pd.DataFrame | None,
    country: str | None = None,
    until: dt.date | None = None,
) -> tuple[pd.DataFrame, Report]:
    """People of each district (pcode, name, parent, level, shape) by the middles of cells.

    Raises :class:`CaseError` for what is no raster of people in longitude and latitude.
    """
    report = Report("WorldPop", path.name, unit="cells")
    if any(word in path.name.lower() for word in DENSITY):
        what = "holds people per km2 by its name, which cannot be added up"
        raise CaseError(what, "give the raster of counts (ppp)", path.name)
    sums = _sums(path, districts, report)
    whole = pd.DataFrame(
        {"pcode": [country or ""], "name": [""], "parent": [""], "level": [0], "people": [sums[0]]}
    )
    if districts is not None:
        outside = f"{sums[0]:,.0f} people are in cells outside all districts: they are left out"
        if sums[0] >= 1:
            report.note(outside)
        whole = districts[["pcode", "name", "parent", "level"]].assign(people=sums[1:])
        empty = whole["people"] == 0
        report.doubt("nobody lives in this district", 1 + np.flatnonzero(empty))
    year = year_named(path.name, report)
    table = whole.assign(row=range(1, len(whole) + 1), year=year)
    late = before(table, "year", until, report)
    report.finish(report.kept if len(late) else 0)
    return late[COLUMNS].reset_index(drop=True), report


def _sums(path: Path, districts: pd.DataFrame | None, report: Report) -> np.ndarray:
    """People outside all districts, then in each of them."""
    rasterio, count = _reader(path), 0 if districts is None else len(districts)
    sums = np.zeros(count + 1)
    try:
        with rasterio.open(path) as raster:
            if raster.crs is None or not raster.crs.is_geographic:
                what = "is not in degrees of longitude and latitude"
                raise CaseError(what, "save it in EPSG:4326", path.name)
            for top in range(0, raster.height, ROWS):
                rows = min(ROWS, raster.height - top)
                window = rasterio.windows.Window(0, top, raster.width, rows)
                cells = raster.read(1, window=window, masked=True).astype(float).filled(np.nan)
                own = np.isfinite(cells) & (cells >= 0)
                report.read += cells.size
                report.kept += int(own.sum())
                number = np.zeros(cells.shape, dtype=np.int32)
                if districts is not None:
                    shapes = [(s, n) for n, s in enumerate(districts["shape"], start=1)]
                    number = rasterio.features.rasterize(
                        shapes, cells.shape, transform=raster.window_transform(window),
                        dtype="int32",
                    )  # fmt: skip
                sums += np.bincount(number[own], cells[own], minlength=count + 1)
    except rasterio.errors.RasterioError as error:
        what = f"is not a raster that can be read ({type(error).__name__})"
        raise CaseError(what, "download it again as GeoTIFF", path.name) from error
    empty = report.read - report.kept
    report.note(f"{sums.sum():,.0f} people in all; {empty:,} cells are empty by the raster itself")
    return sums


def _reader(path: Path) -> Any:
    if not path.is_file():
        raise CaseError("there is no such file", "check its name and folder", str(path))
    try:
        for part in ("features", "windows"):
            import_module(f"rasterio.{part}")
        return import_module("rasterio")
    except ImportError as error:
        cure = "install them with: pip install 'marosim[geo]', or give a table of people"
        raise CaseError("readers of rasters are not installed", cure, path.name) from error

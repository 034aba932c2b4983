"""WorldPop and like rasters of people per cell, summed over districts."""

from __future__ import annotations

import datetime as dt
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.bring import meridian
from marosim.bring.people import COLUMNS, year_named
from marosim.bring.report import Report
from marosim.bring.values import around, before
from marosim.cases.faults import CaseError
from marosim.languages import NP_, _
from marosim.languages.formats import percent

RASTERS = (".tif", ".tiff")
DENSITY = ("_pd_", "density")  # in the names of rasters that hold people per km2
ROWS = 1000  # of cells that are held in memory at once
MOST = 10_000_000  # people of a cell; more is a value that means empty
AT_HOME = 0.9
"""Share of the people who must live near a country's towns, for a raster to be of it (assumed)."""
OFF_GLOBE = 1.0  # degrees by which the edge of the last cells may pass the globe's


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
    report = Report("WorldPop", path.name, unit=NP_("rows of a file", "cells"))
    if any(word in path.name.lower() for word in DENSITY):
        what = _("holds people per km2 by its name, which cannot be added up")
        raise CaseError(what, _("give the raster of counts (ppp)"), path.name)
    sums, near = _sums(path, districts, country, report)
    whole = pd.DataFrame(
        {"pcode": [country or ""], "name": [""], "parent": [""], "level": [0], "people": [sums[0]]}
    )
    if districts is None:
        _at_home(near / sums[0], country, path.name)
    else:
        whole = _by_district(sums, districts, report)
    year = year_named(path.name, report)
    table = whole.assign(row=range(1, len(whole) + 1), year=year)
    late = before(table, "year", until, report)
    report.finish(report.kept if len(late) else 0)
    return late[COLUMNS].reset_index(drop=True), report


def _at_home(share: float, country: str | None, file: str) -> None:
    if country is not None and share < AT_HOME:
        what = _(
            "{share} of its people live far from every town of {country}",
            share=percent(1 - share),
            country=country,
        )
        cure = _("give the raster of this country, or cut it by giving boundaries too")
        raise CaseError(what, cure, file)


def _by_district(sums: np.ndarray, districts: pd.DataFrame, report: Report) -> pd.DataFrame:
    if not sums[1:].any():
        what = _(
            "none of its {people} people live in a district of the boundaries",
            people=round(sums[0]),
        )
        raise CaseError(
            what, _("give the raster and the boundaries of the same country"), report.file
        )
    if sums[0] >= 1:
        report.note(
            _(
                "{people} people are in cells outside all districts: they are left out",
                people=round(sums[0]),
            )
        )
    whole = districts[["pcode", "name", "parent", "level"]].assign(people=sums[1:])
    report.doubt(_("nobody lives in this district"), 1 + np.flatnonzero(whole["people"] == 0))
    return whole


def _sums(
    path: Path, districts: pd.DataFrame | None, country: str | None, report: Report
) -> tuple[np.ndarray, float]:
    """People outside all districts, then in each of them; and all near the country's towns."""
    rasterio, count = _reader(path), 0 if districts is None else len(districts)
    sums, near, negative = np.zeros(count + 1), 0.0, 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has no place is said below
            raster = rasterio.open(path)
        with raster:
            _on_globe(raster, path.name)
            shapes = _shapes(districts, raster)
            if raster.count > 1:
                report.note(_("the first of its {count} bands was read", count=raster.count))
            for top in range(0, raster.height, ROWS):
                rows = min(ROWS, raster.height - top)
                window = rasterio.windows.Window(0, top, raster.width, rows)
                cells = raster.read(1, window=window, masked=True).astype(float).filled(np.nan)
                own = np.isfinite(cells) & (cells >= 0)
                report.read += cells.size
                report.kept += int(own.sum())
                negative += int((cells < 0).sum())
                _can_be_people(cells[own], path.name)
                transform = raster.window_transform(window)
                number = np.zeros(cells.shape, dtype=np.int32)
                if shapes:
                    number = rasterio.features.rasterize(
                        shapes, cells.shape, transform=transform, dtype="int32"
                    )
                sums += np.bincount(number[own], cells[own], minlength=count + 1)
                near += _near(cells, own, transform, country)
    except rasterio.errors.RasterioError as error:
        what = _("is not a raster that can be read ({name})", name=type(error).__name__)
        raise CaseError(what, _("download it again as GeoTIFF"), path.name) from error
    if not sums.sum():
        below = _(" ({negative} hold less than 0)", negative=int(negative)) if negative else ""
        what = _("nobody lives in any of its {read} cells{below}", read=report.read, below=below)
        raise CaseError(what, _("download it again as GeoTIFF"), path.name)
    empty = report.read - report.kept - negative
    report.note(
        _(
            "{people} people in all; {empty} cells are empty by the raster itself",
            people=round(sums.sum()),
            empty=int(empty),
        )
    )
    if negative:
        report.note(
            _(
                "{negative} cells hold less than 0 people: they are taken to be empty",
                negative=int(negative),
            )
        )
    return sums, near


def _shapes(districts: pd.DataFrame | None, raster: Any) -> list[tuple[Any, int]]:
    """Outlines of districts, with their numbers from 1, on the turn of the globe of a raster."""
    if districts is None:
        return []
    west, _south, east, _north = raster.bounds
    numbered = enumerate(districts["shape"], start=1)
    return [(part, n) for n, whole in numbered for part in meridian.turned(whole, west, east)]


def _on_globe(raster: Any, file: str) -> None:
    """Raise :class:`CaseError` for a raster that is not in longitude and latitude."""
    bounds = np.asarray(raster.bounds).reshape(2, 2)
    edges, wide = np.abs(bounds), bounds[1, 0] - bounds[0, 0] > 360.0 + 2 * OFF_GLOBE
    known = raster.crs is not None and raster.crs.is_geographic
    # around the meridian of 180 degrees, or from 0 to 360, longitudes go on above 180
    if not known or wide or (edges > [360.0 + OFF_GLOBE, 90.0 + OFF_GLOBE]).any():
        what = _("is not in degrees of longitude and latitude")
        raise CaseError(what, _("save it in EPSG:4326"), file)


def _can_be_people(cells: np.ndarray, file: str) -> None:
    if cells.size and cells.max() > MOST:
        what = _(
            "a cell holds {people} people, which must mean that it is empty",
            people=f"{cells.max():.3g}",
        )
        raise CaseError(what, _("tell the raster so (its nodata value), and save it again"), file)


def _near(cells: np.ndarray, own: np.ndarray, transform: Any, country: str | None) -> float:
    """The people of cells near the country's towns."""
    if country is None:
        return float(cells[own].sum())
    row, column = np.nonzero(own & (cells > 0))
    across, down = column + 0.5, row + 0.5
    longitude = transform.a * across + transform.b * down + transform.c
    latitude = transform.d * across + transform.e * down + transform.f
    here = around(country, pd.Series(latitude), pd.Series(longitude))
    return float(cells[row, column][here.to_numpy()].sum())


def _reader(path: Path) -> Any:
    if not path.is_file():
        raise CaseError(_("there is no such file"), _("check its name and folder"), str(path))
    try:
        for part in ("features", "windows"):
            import_module(f"rasterio.{part}")
        return import_module("rasterio")
    except ImportError as error:
        cure = _("install them with: pip install 'marosim[geo]', or give a table of people")
        raise CaseError(_("readers of rasters are not installed"), cure, path.name) from error

"""COD-AB: districts with their P-codes and outlines, from GeoJSON, GeoPackage or Shapefile."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.bring import meridian
from marosim.bring.districts import districts_of
from marosim.bring.people import LANGUAGES, LEVELS
from marosim.bring.report import Report
from marosim.bring.shapes import Wanted, features
from marosim.bring.values import around, refuse_exchanged
from marosim.cases.countries import country as about_country
from marosim.cases.countries import towns
from marosim.cases.faults import CaseError
from marosim.languages import NP_, _, _p

COLUMNS = [
    "row",
    "level",
    "pcode",
    "name",
    "parent",
    "parent_name",
    "latitude",
    "longitude",
    "shape",
]
"""Districts at the finest level of the file; the point lies inside the outline."""
POINT = ("latitude", "longitude")
OUTLINES = ("Polygon", "MultiPolygon")
CODES = ("adm{}_pcode", "admin{}pcode")
WANTED = Wanted(
    ("adm",), OUTLINES, tuple(word.format(level) for level in sorted(LEVELS) for word in CODES)
)
WITH_TOWNS = 0.9
"""Share of a country's towns that its districts should hold, or some may be missing (assumed)."""
SHOWN = 8  # attributes of a file that has no P-code

Attributes = dict[str, Any]


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Districts of a file, at the finest level that it has."""
    report = Report("COD boundaries", path.name, unit=NP_("rows of a file", "districts"))
    found = [
        ({str(key).lower(): value for key, value in about.items()}, drawn)
        for about, drawn in features(path, report, WANTED)
    ]
    report.read = len(found)
    if not found:
        report.finish(0)
    level = next((n for n in LEVELS if any(_code(about, n) for about, _ in found)), None)
    if level is None:
        names = list(dict.fromkeys(key for about, _ in found for key in about))[:SHOWN]
        what = _("no feature has an attribute such as adm2_pcode")
        what += f", but {', '.join(names)}" if names else ""
        raise CaseError(what, _("give COD boundaries with P-codes"), path.name, 1)
    table = _districts(found, level, country, report)
    if country is not None and len(table):
        table = _located(table, country, report)
    report.finish(len(table))
    return table[COLUMNS].reset_index(drop=True), report


def _districts(
    found: list[tuple[Attributes, Any]], level: int, country: str | None, report: Report
) -> pd.DataFrame:
    """One row for each P-code; why the others are dropped goes to the report."""
    rows: list[list[Any]] = []
    seen: dict[str, int] = {}
    both_sides = meridian.astride(country)
    for number, (about, drawn) in enumerate(found, start=1):
        if both_sides and (parted := meridian.cut(drawn)) is not drawn:
            drawn = parted
            report.note(_("outlines that cross the meridian of 180° were cut there"))
        code, name = _code(about, level), _name(about, level)
        reason = _unusable(drawn)
        if not code:
            reason = _("it has no P-code of level {level}", level=level)
        elif country is not None and not _of(about, code, country):
            reason = _("it does not lie in {country}", country=country)
        whole = None if reason else _outline(drawn)
        if whole is None:
            report.drop(reason or _("its outline has no area"), [number])
            continue
        if not drawn.is_valid:
            report.doubt(
                _("its outline crosses itself: it was mended, so check its area"), [number]
            )
        if not name:
            report.doubt(_("it has no name: it is called by its P-code"), [number])
        if code in seen:
            other = "" if rows[seen[code]][3] == name else _(", though the names differ")
            report.doubt(
                _("its P-code stands twice: the outlines are joined{other}", other=other), [number]
            )
            rows[seen[code]][-1] = rows[seen[code]][-1].union(whole)
            continue
        seen[code] = len(rows)
        above = (_code(about, level - 1), _name(about, level - 1)) if level else ("", "")
        rows.append([number, level, code, name, *above, whole])
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in POINT])
    points = [one.representative_point() for one in table["shape"]]
    for column, values in zip(POINT, ([p.y for p in points], [p.x for p in points]), strict=True):
        table[column] = [round(value, 4) for value in values]
    return table


def _unusable(drawn: Any) -> str:
    """Why a shape is no outline; empty if it may be one."""
    import shapely

    if drawn is None or drawn.geom_type not in (*OUTLINES, "GeometryCollection"):
        return _("it has no outline")
    on_globe = np.abs(shapely.get_coordinates(drawn)) <= [180.0, 90.0]
    return "" if on_globe.all() else _("its outline is not in degrees of longitude and latitude")


def _outline(drawn: Any) -> Any:
    """The polygons of a shape, made valid; none if it has no area."""
    import shapely

    if drawn.geom_type in OUTLINES and drawn.is_valid:
        return drawn
    whole = shapely.get_parts(shapely.get_parts(shapely.make_valid(drawn)))
    parts = [part for part in whole if part.geom_type == "Polygon" and part.area > 0]
    return shapely.union_all(parts) if parts else None


def _located(table: pd.DataFrame, country: str, report: Report) -> pd.DataFrame:
    """The districts that lie in their country, as far as its towns tell."""
    where = table["latitude"], table["longitude"]
    refuse_exchanged(
        country, *where, report, _p("rows of a file", "districts"), _("write the longitude first")
    )
    near = around(country, *where)
    report.drop(
        _("it lies far from every town of {country}", country=country), table.loc[~near, "row"]
    )
    table = table[near]
    bounds = table["shape"].map(lambda shape: shape.bounds)
    west, south, east, north = (bounds.str[side].astype(float) for side in range(4))
    reaches = ~(around(country, south, west) & around(country, north, east))
    report.doubt(
        _(
            "its outline reaches far beyond every town of {country}: check its coordinates",
            country=country,
        ),
        table.loc[reaches, "row"],
    )
    if len(table):
        _cover_towns(table, country, report)
    return table


def _cover_towns(table: pd.DataFrame, country: str, report: Report) -> None:
    """Raise :class:`CaseError` where no town lies in a district, as where the outlines are tiny."""
    every = towns(country)
    inside = int((districts_of(every, table) >= 0).sum()) if every else 0
    if every and not inside:
        usable = _(
            "{number} of its {read} districts can be used", number=len(table), read=report.read
        )
        what = _("{usable}, and no town of {country} lies in them", usable=usable, country=country)
        cure = _("check the outlines, which must be in EPSG:4326 with the longitude first")
        raise CaseError(what, cure, report.file)
    if inside < WITH_TOWNS * len(every):
        report.note(
            _(
                "only {inside} of {number} towns of {country} lie in a district: are some "
                "districts missing?",
                inside=int(inside),
                number=len(every),
                country=country,
            )
        )


def _text(value: Any) -> str:
    """A cell as text: codes may be whole numbers, and what is missing is NaN."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value)) if np.isfinite(value) and value == int(value) else ""
    return value.strip() if isinstance(value, str) else ""


def _code(about: Attributes, level: int) -> str:
    cells = (_text(about.get(word.format(level))) for word in CODES)
    return next((code for code in cells if code), "").upper()


def _name(about: Attributes, level: int) -> str:
    stems = (f"adm{level}_name", f"adm{level}", f"admin{level}name")
    spelt = (_text(about.get(stem + language)) for stem in stems for language in LANGUAGES)
    return next((name for name in spelt if name), "")


def _of(about: Attributes, code: str, country: str) -> bool:
    iso3 = str(about_country(country).get("iso3") or country)
    return code.startswith((country, iso3)) or _text(about.get("iso2")) == country

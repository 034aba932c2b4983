"""COD-AB: districts with their P-codes and outlines, from GeoJSON, GeoPackage or Shapefile."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.bring.people import LANGUAGES, LEVELS
from marosim.bring.report import Report
from marosim.bring.shapes import features
from marosim.cases.faults import CaseError

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


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Districts of a file, at the finest level that it has."""
    report = Report("COD boundaries", path.name, unit="districts")
    found = features(path, report, ("adm",))
    report.read = len(found)
    found = [({str(k).lower(): v for k, v in about.items()}, drawn) for about, drawn in found]
    level = next((n for n in LEVELS if any(_code(about, n) for about, _ in found)), None)
    if level is None:
        what = "no feature has an attribute such as adm2_pcode"
        raise CaseError(what, "give COD boundaries with P-codes", path.name, 1)
    rows: list[list[Any]] = []
    dropped: dict[str, list[int]] = {}
    seen: dict[str, int] = {}
    for number, (about, drawn) in enumerate(found, start=1):
        code = _code(about, level)
        reason = ""
        if not code:
            reason = f"it has no P-code of level {level}"
        elif drawn is None or drawn.geom_type not in ("Polygon", "MultiPolygon"):
            reason = "it has no outline"
        elif country is not None and not _of(about, code, country):
            reason = f"it does not lie in {country}"
        if not reason:
            west, south, east, north = drawn.bounds
            if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
                reason = "its outline is not in degrees of longitude and latitude"
        if reason:
            dropped.setdefault(reason, []).append(number)
            continue
        whole = drawn if drawn.is_valid else drawn.buffer(0)
        if code in seen:
            report.doubt("its P-code stands twice: the outlines are joined", [number])
            rows[seen[code]][-1] = rows[seen[code]][-1].union(whole)
            continue
        seen[code] = len(rows)
        parent = _code(about, level - 1) if level else ""
        names = _name(about, level), _name(about, level - 1)
        rows.append([number, level, code, names[0], parent, names[1], whole])
    for reason, numbers in dropped.items():
        report.drop(reason, numbers)
    report.finish(len(rows))
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in POINT])
    points = [one.representative_point() for one in table["shape"]]
    for name, values in zip(POINT, ([p.y for p in points], [p.x for p in points]), strict=True):
        table[name] = [round(value, 4) for value in values]
    return table[COLUMNS], report


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _code(about: dict[str, Any], level: int) -> str:
    return _text(about.get(f"adm{level}_pcode") or about.get(f"admin{level}pcode")).upper()


def _name(about: dict[str, Any], level: int) -> str:
    stems = (f"adm{level}_name", f"adm{level}", f"admin{level}name")
    spelt = (_text(about.get(stem + language)) for stem in stems for language in LANGUAGES)
    return next((name for name in spelt if name), "")


def _of(about: dict[str, Any], code: str, country: str) -> bool:
    from marosim.cases.countries import country as known

    iso3 = str(known(country).get("iso3") or country)
    return code.startswith((country, iso3)) or _text(about.get("iso2")) == country

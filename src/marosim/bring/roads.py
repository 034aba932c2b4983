"""Roads of OpenStreetMap: its own files, GeoJSON or answers of Overpass, as a network."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.bring import meridian
from marosim.bring.report import Report
from marosim.bring.shapes import Wanted, document, features, is_plain
from marosim.bring.values import around, refuse_exchanged
from marosim.cases.faults import CaseError
from marosim.languages import NP_, _, _p

CLASSES = {
    "motorway": 0.9,
    "trunk": 0.8,
    "primary": 0.7,
    "secondary": 0.6,
    "tertiary": 0.5,
    "unclassified": 0.4,
    "residential": 0.4,
    "road": 0.4,
    "track": 0.3,
}
"""Quality of a road by its class, 0 to 1 (assumed)."""
FERRY = "ferry"
LINES = ("LineString", "MultiLineString")
WANTED = Wanted(("highway", "route", "fclass"), LINES)
MOST_DEGREES = 1e9  # what is larger is no number of degrees or metres
COLUMNS = ["row", "way", "highway", "quality", "points"]
"""``points`` is a list of (longitude, latitude); ways meet where they share a point."""


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Ways that cars, people on foot or ferries use; other features are left out."""
    report = Report("OSM roads", path.name, unit=NP_("rows of a file", "ways"))
    content = document(path) if is_plain(path) else {}
    if "elements" in content:
        ways = list(_overpass(content, report))
    else:
        ways = list(_drawn(features(path, report, WANTED)))
    report.read = len({number for number, *_ in ways})
    rows: list[list[Any]] = []
    both_sides = meridian.astride(country)
    for number, way, tags, points in ways:
        if both_sides:
            across = meridian.on_turn(np.array([x for x, _y in points], dtype=float)).tolist()
            points = [(x, y) for x, (_x, y) in zip(across, points, strict=True)]
        called = (tags.get("highway"), tags.get("fclass"))  # the latter by Geofabrik
        highway = next((name for name in called if isinstance(name, str) and name), "")
        ferry = _route(tags) == FERRY
        kind = FERRY if ferry else highway.lower().removesuffix("_link")
        if kind not in CLASSES and kind != FERRY:
            report.drop(_("no road for vehicles (by its tag highway or fclass)"), [number])
        elif len(points) < 2:
            report.drop(_("it has fewer than two points"), [number])
        elif not all(abs(x) <= 180 and abs(y) <= 90 for x, y in points):
            report.drop(_("it is not in degrees of longitude and latitude"), [number])
        else:
            rows.append([number, way, kind, CLASSES.get(kind, 0.4), points])
    if country is not None and rows:
        rows = _near(rows, country, report)
    report.note(
        _("roads are those of OpenStreetMap today (ODbL): name it where you pass the case on")
    )
    report.finish(len({row[0] for row in rows}))
    return pd.DataFrame(rows, columns=COLUMNS), report


def _route(tags: dict[str, Any]) -> str:
    """A way's tag ``route``, which is among the other tags where GDAL read OpenStreetMap's own."""
    other = tags.get("other_tags")
    found = re.search(r'"route"=>"([^"]*)"', other) if isinstance(other, str) else None
    return found[1] if found else str(tags.get("route") or "")


def _near(rows: list[list[Any]], country: str, report: Report) -> list[list[Any]]:
    """The ways that begin near a country's towns."""
    starts = pd.DataFrame([row[-1][0] for row in rows], columns=["longitude", "latitude"])
    where = starts["latitude"], starts["longitude"]
    refuse_exchanged(
        country, *where, report, _p("rows of a file", "ways"), _("write the longitude first")
    )
    here = around(country, *where)
    far = [row[0] for row, near in zip(rows, here, strict=True) if not near]
    report.drop(_("it lies far from every town of {country}", country=country), far)
    return [row for row, near in zip(rows, here, strict=True) if near]


Way = tuple[int, str, dict[str, Any], list[tuple[float, float]]]
"""The number of its feature in the file, what it is called there, its tags and points."""


def _drawn(found: list[tuple[dict, Any]]) -> Iterable[Way]:
    for number, (spelt, line) in enumerate(found, start=1):
        about = {str(key).lower(): value for key, value in spelt.items()}
        way = str(about.get("osm_id") or about.get("@id") or about.get("id") or "")
        if line is None or line.geom_type not in LINES:
            yield number, way, about, []
            continue
        parts = line.geoms if line.geom_type == "MultiLineString" else [line]
        for part in parts:
            yield number, way, about, [(float(p[0]), float(p[1])) for p in part.coords]


def _overpass(content: dict[str, Any], report: Report) -> Iterable[Way]:
    elements = content["elements"] if isinstance(content["elements"], list) else []
    elements = [item for item in elements if isinstance(item, dict)]
    said = str(content.get("remark") or "")[:120]
    if not elements:
        what = _("Overpass gave no data ({reason})", reason=said or _("no element"))
        raise CaseError(what, _("ask for a smaller area again"), report.file, 1)
    if said:
        report.note(_("roads may be missing, for Overpass says: {said}", said=said))
    nodes = {
        item["id"]: item
        for item in elements
        if item.get("type") == "node" and isinstance(item.get("id"), int)
    }
    for number, item in enumerate(elements, start=1):
        if item.get("type") != "way":
            continue
        tags = item.get("tags") if isinstance(item.get("tags"), dict) else {}
        if isinstance(item.get("geometry"), list):
            points = item["geometry"]
        else:
            points = [nodes.get(node) for node in _listed(item.get("nodes"))]
        known = [(float(p["lon"]), float(p["lat"])) for p in points if _is_point(p)]
        if len(known) < len(points):
            why = _(
                "some of its points are not in the file, so that it is too short or too straight"
            )
            report.doubt(why, [number])
        yield number, str(item.get("id") or ""), tags, known


def _listed(found: Any) -> list[Any]:
    """The numbers of a way's nodes; anything else is passed over."""
    return [node for node in found if isinstance(node, int)] if isinstance(found, list) else []


def _is_point(item: Any) -> bool:
    """Whether it has coordinates that are numbers, even if they lie off the globe."""
    return isinstance(item, dict) and all(
        isinstance(item.get(key), (int, float)) and abs(item[key]) < MOST_DEGREES
        for key in ("lon", "lat")
    )

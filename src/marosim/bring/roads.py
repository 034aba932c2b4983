"""Roads of OpenStreetMap: GeoJSON lines or answers of Overpass, as a network of points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.bring.report import Report
from marosim.bring.shapes import PLAIN, document, features
from marosim.bring.values import around
from marosim.cases.faults import CaseError

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
COLUMNS = ["row", "way", "highway", "quality", "points"]
"""``points`` is a list of (longitude, latitude); ways meet where they share a point."""


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Ways that cars, people on foot or ferries use; other features are left out."""
    report = Report("OSM roads", path.name, unit="ways")
    plain = path.suffix.lower() in PLAIN
    content = document(path) if plain else {}
    if "elements" in content:
        ways = list(_overpass(content, path.name))
    else:
        ways = list(_drawn(features(path, report, ("highway", "route", "fclass"))))
    report.read = len(ways)
    rows, dropped = [], dict[str, list[int]]()
    for number, (way, tags, points) in enumerate(ways, start=1):
        highway = str(tags.get("highway") or tags.get("fclass") or "")  # as Geofabrik calls it
        kind = FERRY if tags.get("route") == FERRY else highway.removesuffix("_link")
        if kind not in CLASSES and kind != FERRY:
            dropped.setdefault("no road for vehicles (by its tag highway or fclass)", []).append(
                number
            )
        elif len(points) < 2:
            dropped.setdefault("it has fewer than two points", []).append(number)
        elif not all(abs(x) <= 180 and abs(y) <= 90 for x, y in points):
            dropped.setdefault("it leaves the globe", []).append(number)
        else:
            rows.append([number, way, kind, CLASSES.get(kind, 0.4), points])
    if country is not None:
        rows = _near(rows, country, report)
    for reason, numbers in dropped.items():
        report.drop(reason, numbers)
    report.note("roads are those of OpenStreetMap today (ODbL): name it where you pass the case on")
    report.finish(len(rows))
    return pd.DataFrame(rows, columns=COLUMNS), report


def _near(rows: list[list[Any]], country: str, report: Report) -> list[list[Any]]:
    """The ways that begin near a country's towns."""
    starts = pd.DataFrame([row[-1][0] for row in rows], columns=["longitude", "latitude"])
    here = around(country, starts["latitude"], starts["longitude"])
    exchanged = around(country, starts["longitude"], starts["latitude"]) & ~here
    if 2 * exchanged.sum() > len(rows):
        what = f"latitude and longitude are exchanged in {exchanged.sum():,} of {len(rows):,} ways"
        raise CaseError(what, "write the longitude first", report.file)
    far = [row[0] for row, near in zip(rows, here, strict=True) if not near]
    report.drop(f"it lies far from every town of {country}", far)
    return [row for row, near in zip(rows, here, strict=True) if near]


Way = tuple[str, dict[str, Any], list[tuple[float, float]]]


def _drawn(found: list[tuple[dict, Any]]) -> Iterable[Way]:
    for about, line in found:
        way = str(about.get("osm_id") or about.get("@id") or about.get("id") or "")
        if line is None or line.geom_type not in ("LineString", "MultiLineString"):
            yield way, about, []
            continue
        parts = line.geoms if line.geom_type == "MultiLineString" else [line]
        for part in parts:
            yield way, about, [(float(p[0]), float(p[1])) for p in part.coords]


def _overpass(content: dict[str, Any], file: str) -> Iterable[Way]:
    elements = content["elements"] if isinstance(content["elements"], list) else []
    elements = [item for item in elements if isinstance(item, dict)]
    if not elements:
        said = str(content.get("remark") or "no element")[:120]
        raise CaseError(f"Overpass gave no data ({said})", "ask for a smaller area again", file, 1)
    nodes = {
        item.get("id"): (item["lon"], item["lat"])
        for item in elements
        if item.get("type") == "node" and _is_point(item)
    }
    for item in elements:
        if item.get("type") != "way":
            continue
        tags = item.get("tags") if isinstance(item.get("tags"), dict) else {}
        if isinstance(item.get("geometry"), list):
            points = [(p["lon"], p["lat"]) for p in item["geometry"] if _is_point(p)]
        else:
            points = [nodes[node] for node in _listed(item.get("nodes")) if node in nodes]
        yield str(item.get("id") or ""), tags, [(float(x), float(y)) for x, y in points]


def _listed(found: Any) -> list[Any]:
    """The numbers of a way's nodes; anything else is passed over."""
    return [node for node in found if isinstance(node, int)] if isinstance(found, list) else []


def _is_point(item: Any) -> bool:
    return isinstance(item, dict) and all(
        isinstance(item.get(key), (int, float)) for key in ("lon", "lat")
    )

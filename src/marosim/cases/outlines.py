"""Country outlines from Natural Earth (public domain) in TopoJSON, simplified to GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE_NAME = "countries-10m.json"


def find_atlas(start: Path | None = None) -> Path | None:
    """The TopoJSON file of the npm package world-atlas, if it is installed nearby."""
    here = start or Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        found = folder / "node_modules" / "world-atlas" / FILE_NAME
        if found.is_file():
            return found
    return None


def country_outline(
    atlas: Path, numeric_code: str | int, tolerance_degrees: float = 0.02
) -> dict[str, Any] | None:
    """The outline of a country (ISO 3166 numeric code) as a GeoJSON geometry."""
    topology = json.loads(atlas.read_text(encoding="utf-8"))
    wanted = int(numeric_code)
    for shape in topology["objects"]["countries"]["geometries"]:
        if str(shape.get("id", "")).isdigit() and int(shape["id"]) == wanted:
            return _geometry(topology, shape, tolerance_degrees)
    return None


def _geometry(topology: dict[str, Any], shape: dict[str, Any], tolerance: float) -> dict[str, Any]:
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])

    def arc(number: int) -> NDArray[np.float64]:
        points = np.cumsum(np.array(topology["arcs"][number if number >= 0 else ~number]), axis=0)
        points = points * scale + shift
        return points if number >= 0 else points[::-1]

    def ring(numbers: list[int]) -> list[list[float]]:
        joined = [arc(n) for n in numbers]
        line = np.concatenate([joined[0], *(part[1:] for part in joined[1:])])
        return [[round(float(x), 3), round(float(y), 3)] for x, y in simplified(line, tolerance)]

    groups = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    polygons = [[ring(numbers) for numbers in polygon] for polygon in groups]
    largest = max(len(polygon[0]) for polygon in polygons)
    kept = [p for p in polygons if len(p[0]) >= min(8, largest)]
    return {"type": "MultiPolygon", "coordinates": kept}


def simplified(line: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """A line with fewer points, none further than ``tolerance`` away (Douglas & Peucker 1973)."""
    if len(line) < 5:
        return line
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    middle = len(line) // 2  # a closed ring needs a third fixed point
    keep[middle] = True
    stack = [(0, middle), (middle, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        a, b = line[first], line[last]
        between = line[first + 1 : last]
        span = b - a
        length = float(np.hypot(*span))
        if length == 0.0:
            away = np.hypot(*(between - a).T)
        else:
            away = np.abs(span[0] * (between[:, 1] - a[1]) - span[1] * (between[:, 0] - a[0]))
            away = away / length
        furthest = int(np.argmax(away))
        if away[furthest] > tolerance:
            split = first + 1 + furthest
            keep[split] = True
            stack += [(first, split), (split, last)]
    return line[keep]

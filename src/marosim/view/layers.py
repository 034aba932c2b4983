"""What lies around and under a case on the map: lakes, rivers, neighbours, relief, names.

``layers.json`` in a case's folder holds them; a case without it has a plainer map. The file is
made by ``python -m marosim.view.layers_made`` from Natural Earth (public domain).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from marosim.cases.faults import CaseError
from marosim.cases.folders import find

FILE = "layers.json"
LARGEST_BYTES = 400_000  # a page gets them whole


class Label(TypedDict):
    """A name on the map: of a neighbour, a lake or a river."""

    kind: str
    text: str
    lon: float
    lat: float


class Layers(TypedDict):
    """In degrees. ``box`` is west, south, east, north; ``relief`` a PNG over all of it, as base64.

    ``land`` and ``lakes`` are rings, ``rivers`` and ``borders`` lines.
    """

    credit: str
    box: list[float]
    land: list[list[list[float]]]
    lakes: list[list[list[float]]]
    rivers: list[list[list[float]]]
    borders: list[list[list[float]]]
    labels: list[Label]
    relief: str


def layers_of(name: str) -> Layers | None:
    """The layers of the case of this name; None where there are none or they cannot be read."""
    try:
        return _read(find(name) / FILE)
    except CaseError:
        return None  # made in Python, or gone since


@lru_cache(maxsize=16)
def _read(file: Path) -> Layers | None:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            return None
        found = json.loads(file.read_text(encoding="utf-8"))
        layers: Layers = {key: found[key] for key in Layers.__annotations__}  # type: ignore[assignment]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return layers


def rings(outline: Any) -> list[np.ndarray]:
    """Outer rings of a GeoJSON outline as arrays of longitude and latitude."""
    if not isinstance(outline, dict):
        return []
    if outline.get("type") == "FeatureCollection":
        return [r for feature in outline.get("features", []) for r in rings(feature)]
    shape = outline.get("geometry", outline)
    parts = shape.get("coordinates", [])
    if shape.get("type") == "Polygon":
        parts = [parts]
    return [np.asarray(part[0], dtype=float)[:, :2] for part in parts if part]

"""Countries on both sides of the 180th meridian: outlines are cut there, as GeoJSON wants it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from marosim.cases.countries import towns
from marosim.cases.geography import unbroken

HALF, TURN = 180.0, 360.0  # degrees


def astride(code: str | None) -> bool:
    """Whether towns of a country lie on both sides of the 180th meridian, as those of Fiji."""
    longitude = [town["longitude"] for town in towns(code)] if code else []
    return bool(longitude) and max(longitude) - min(longitude) > HALF


def on_turn(longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same meridians in degrees from -180 to 180: 181 is -179; what is no degree stays."""
    size = np.abs(longitude)
    return np.where((size > HALF) & (size <= TURN), unbroken(longitude, 0.0), longitude)


def turned(drawn: Any, west: float, east: float) -> list[Any]:
    """A shape on each turn of the globe that reaches between two longitudes."""
    import shapely.affinity

    low, _south, high, _north = drawn.bounds
    turns = (turn for turn in (-TURN, 0.0, TURN) if low + turn < east and high + turn > west)
    return [shapely.affinity.translate(drawn, xoff=turn) if turn else drawn for turn in turns]


def cut(drawn: Any) -> Any:
    """A shape whose polygons that cross the 180th meridian are cut there; any other as it is.

    Such a polygon has longitudes above 180, or leaps from 179 to -179 as if it went around the
    globe.
    """
    import shapely.affinity

    kinds = ("Polygon", "MultiPolygon")
    if drawn is None or drawn.geom_type not in kinds or not _crosses(drawn):
        return drawn
    parts = []
    for part in shapely.get_parts(drawn):
        whole = _unwrapped(part)
        for turn in (-TURN, 0.0, TURN):
            frame = shapely.box(turn - HALF, -90, turn + HALF, 90)
            inside = shapely.make_valid(whole).intersection(frame)
            parts.append(shapely.affinity.translate(inside, xoff=-turn))
    return shapely.union_all(parts)


def _crosses(drawn: Any) -> bool:
    import shapely

    longitude = shapely.get_coordinates(drawn)[:, 0]
    if not (np.abs(longitude) <= TURN).all():
        return False
    rings = (r for part in shapely.get_parts(drawn) for r in (part.exterior, *part.interiors))
    leaps = any((np.abs(np.diff(_degrees(ring)[:, 0])) > HALF).any() for ring in rings)
    return leaps or bool((np.abs(longitude) > HALF).any())


def _unwrapped(part: Any) -> Any:
    """A polygon without a leap; its holes are on the same turn as its outer ring."""
    import shapely

    shell, *holes = (_degrees(ring) for ring in (part.exterior, *part.interiors))
    shell[:, 0] = np.unwrap(shell[:, 0], period=TURN)
    middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
    for hole in holes:
        hole[:, 0] = unbroken(hole[:, 0], middle)
    return shapely.Polygon(shell, holes)


def _degrees(ring: Any) -> NDArray[np.float64]:
    return np.asarray(ring.coords, dtype=float)[:, :2]

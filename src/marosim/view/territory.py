"""Which ground belongs to which place: the nearest one's, as cells with straight edges."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import QhullError, Voronoi

from marosim.view.drawn import Edge

FAR = 60.0  # degrees outside the places, where four points bound the outermost cells
Ring = list[list[float]]


def cells(geography: Any) -> tuple[list[Ring], list[Edge]]:
    """The cell of each place, empty if it holds no ground, and the edges between cells.

    Cells reach past the country: the page shows them within its outline. Both are in degrees of
    longitude and latitude.
    """
    rows = np.flatnonzero(geography.inside & (geography.kind != "abroad"))
    none: list[Ring] = [[] for _ in range(geography.count)]
    if not len(rows):
        return none, []
    stretch = max(float(np.cos(np.radians(geography.latitude.mean()))), 0.2)
    points = np.column_stack([geography.longitude[rows] * stretch, geography.latitude[rows]])
    points, first = np.unique(points.round(5), axis=0, return_index=True)
    rows = rows[first]  # of places on one spot, the first holds the ground
    try:
        found = Voronoi(np.vstack([points, _around(points)]))
    except QhullError:
        return none, []
    corners = np.round(found.vertices / [stretch, 1.0], 3)
    for k, place in enumerate(rows):
        region = found.regions[found.point_region[k]]
        none[place] = _in_order(corners[region], found.vertices[region] - points[k])
    edges = [
        (int(rows[a]), int(rows[b]), *map(float, (*corners[u], *corners[v])))
        for (a, b), (u, v) in zip(found.ridge_points, found.ridge_vertices, strict=True)
        if max(a, b) < len(rows) and u >= 0 and v >= 0
    ]
    return none, edges  # type: ignore[return-value]


def _around(points: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high, middle = points.min(axis=0) - FAR, points.max(axis=0) + FAR, points.mean(axis=0)
    (left, bottom), (right, top), (x, y) = low, high, middle
    return np.array([[left, y], [right, y], [x, bottom], [x, top]])


def _in_order(corners: NDArray[np.float64], seen: NDArray[np.float64]) -> Ring:
    """Corners of a cell in the order in which its place sees them."""
    ring: Ring = corners[np.argsort(np.arctan2(seen[:, 1], seen[:, 0]))].tolist()
    return ring

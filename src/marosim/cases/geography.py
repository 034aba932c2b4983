"""Distances, the network of routes between places, and who lives around which place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay, QhullError, cKDTree

EARTH_RADIUS_KM = 6371.0


def distance_km(
    latitude: ArrayLike, longitude: ArrayLike, other_latitude: ArrayLike, other_longitude: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle distance in kilometres between points given in degrees."""
    a, b, c, d = (
        np.radians(np.asarray(v, dtype=np.float64))
        for v in (latitude, longitude, other_latitude, other_longitude)
    )
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))


def unbroken(longitude: NDArray[np.float64], centre: float) -> NDArray[np.float64]:
    """Degrees within half a turn of a meridian, so that 179 and -179 lie side by side."""
    return (longitude - centre + 180.0) % 360.0 - 180.0 + centre


def middle_meridian(longitude: NDArray[np.float64]) -> float:
    """The meridian in the middle of places, on whichever side of 180 degrees they lie."""
    turns = np.exp(1j * np.radians(longitude))
    return float(np.degrees(np.angle(turns.sum()))) if len(longitude) else 0.0


def _plane(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = np.cos(np.radians(latitude.mean())) if len(latitude) else 1.0
    return np.column_stack([longitude * scale, latitude]) * (np.pi / 180 * EARTH_RADIUS_KM)


def gabriel_edges(latitude: ArrayLike, longitude: ArrayLike) -> list[tuple[int, int]]:
    """Pairs of places with no third place inside the circle on their connecting line.

    A connected proximity graph (Gabriel & Sokal 1969) that resembles road networks where no
    map of roads is at hand. Places at the same point are joined to each other.
    """
    degrees = np.asarray(longitude, dtype=float)
    degrees = unbroken(degrees, middle_meridian(degrees))
    points = _plane(np.asarray(latitude, dtype=float), degrees)
    count = len(points)
    if count < 2:
        return []
    candidates: set[tuple[int, int]] = set()
    try:
        for simplex in Delaunay(points).simplices if count > 3 else [range(count)]:
            corners = sorted(int(i) for i in simplex)
            candidates |= {(i, j) for i in corners for j in corners if i < j}
    except QhullError:  # places on one line have no triangulation
        candidates = {(i, j) for i in range(count) for j in range(i + 1, count)}
    tree = cKDTree(points)
    kept = set()
    for i, j in candidates:
        middle = (points[i] + points[j]) / 2
        radius = float(np.linalg.norm(points[i] - points[j])) / 2
        near = tree.query_ball_point(middle, radius * (1 - 1e-9))
        if all(k in (i, j) for k in near):
            kept.add((i, j))
    return sorted(kept | _spanning_edges(points, kept))


def _spanning_edges(
    points: NDArray[np.float64], edges: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """The shortest edges that join what is still apart (duplicate points can cause this)."""
    count = len(points)
    if components(count, edges)[0] == 1:
        return set()
    gaps = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2) + 1e-6
    for i, j in edges:
        gaps[i, j] = gaps[j, i] = 1e-9
    rows, columns = minimum_spanning_tree(gaps).nonzero()
    return {(int(min(i, j)), int(max(i, j))) for i, j in zip(rows, columns, strict=True)} - edges


def components(count: int, edges: Iterable[tuple[int, int]]) -> tuple[int, NDArray[np.int32]]:
    """How many separate parts a network has, and the part of each place."""
    pairs = np.array(list(edges), dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    number, labels = connected_components(graph, directed=False)
    return int(number), labels


def catchment_areas(
    latitude: ArrayLike, longitude: ArrayLike, outline: dict[str, Any] | None, cells: int = 4000
) -> NDArray[np.float64]:
    """Share of the land nearest to each place, summing to 1.

    With an outline (GeoJSON geometry) the land is the country; without, it is a band of
    half a degree around the places.
    """
    lat, lon = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    centre = middle_meridian(lon)
    lon = unbroken(lon, centre)
    polygons = rings(outline) if outline else []
    if polygons:
        polygons = [np.column_stack([unbroken(r[:, 0], centre), r[:, 1]]) for r in polygons]
        corners = np.concatenate(polygons)
        west, south = corners.min(axis=0)
        east, north = corners.max(axis=0)
    else:
        west, east = lon.min() - 0.5, lon.max() + 0.5
        south, north = lat.min() - 0.5, lat.max() + 0.5
    step = np.sqrt(max((east - west) * (north - south), 1e-6) / cells)
    grid_lon, grid_lat = np.meshgrid(
        np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)
    )
    grid = np.column_stack([grid_lon.ravel(), grid_lat.ravel()])
    if polygons:
        inside = np.zeros(len(grid), dtype=bool)
        for ring in polygons:
            inside ^= _inside(grid, ring)
        grid = grid[inside] if inside.any() else grid
    points = _plane(np.append(lat, grid[:, 1]), np.append(lon, grid[:, 0]))
    gaps, nearest = cKDTree(points[: len(lat)]).query(points[len(lat) :])
    if not polygons:
        nearest = nearest[gaps < 0.5 * np.pi / 180 * EARTH_RADIUS_KM]
    areas = np.bincount(nearest, minlength=len(lat)).astype(float)
    return areas / max(areas.sum(), 1.0)


def rings(geometry: dict[str, Any]) -> list[NDArray[np.float64]]:
    """Every ring of a GeoJSON Polygon or MultiPolygon, as (n, 2) longitude, latitude."""
    if geometry.get("type") == "Feature":
        geometry = geometry["geometry"]
    found = geometry.get("coordinates", [])
    polygons = [found] if geometry.get("type") == "Polygon" else found
    return [np.asarray(ring, dtype=float)[:, :2] for polygon in polygons for ring in polygon]


def _inside(points: NDArray[np.float64], ring: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point lies inside a closed ring (even-odd rule)."""
    x, y = points[:, 0], points[:, 1]
    inside = np.zeros(len(points), dtype=bool)
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside

"""Routes of a new case: roads on land, ferries over water, and what neither reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.cases.geography import distance_km, gabriel_edges, middle_meridian, unbroken

FERRY_KM = 400.0
"""A ferry between a country's own places is at most this long (assumed)."""
COAST_KM = 3.0
"""A town this near to an outline stands on it, and a gap this wide has a bridge (assumed)."""
BLIND_ROAD_KM = 500.0
"""Without an outline, a road is at most this long, since sea may lie between (assumed)."""
KM_A_DEGREE = 111.2


def land_of_places(
    places: pd.DataFrame,
    outline: dict[str, Any] | None,
    neighbours: Sequence[dict[str, Any]] = (),
) -> NDArray[np.int64]:
    """The number of the piece of land on which each place lies; all 0 without an outline.

    A place off every piece of the outline is an island of its own: small ones are not drawn. But
    where the land of one of the ``neighbours`` begins at the nearest piece and reaches there, the
    border is disputed, and the place is of that piece.
    """
    count = len(places)
    if outline is None:
        return np.zeros(count, dtype=np.int64)
    import shapely
    from shapely.geometry import shape

    latitude = places["latitude"].to_numpy(dtype=float)
    longitude = places["longitude"].to_numpy(dtype=float)
    centre = middle_meridian(longitude)
    scale = float(np.cos(np.radians(latitude.mean())))

    def plane(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(
            [unbroken(points[:, 0], centre) * scale * KM_A_DEGREE, points[:, 1] * KM_A_DEGREE]
        )

    def wide(drawn: dict[str, Any]) -> list[Any]:
        parts = (shapely.transform(part, plane) for part in shapely.get_parts(shape(drawn)))
        near = [part.buffer(0).buffer(COAST_KM / 2) for part in parts]
        return list(shapely.get_parts(shapely.union_all(near)))

    pieces = wide(outline)
    points = shapely.points(plane(np.column_stack([longitude, latitude])))
    nearest, gaps = shapely.STRtree(pieces).query_nearest(
        points, return_distance=True, all_matches=False
    )
    land = nearest[1].astype(np.int64)
    alone = gaps > COAST_KM
    for part in (part for other in neighbours if alone.any() for part in wide(other)):
        there = alone & shapely.contains(part, points)
        joined = shapely.intersects(part, np.array(pieces)[land[there]])
        alone[np.flatnonzero(there)[joined]] = False
    land[alone] = len(pieces) + np.arange(count)[alone]
    return land


def own_routes(
    own: pd.DataFrame, land: NDArray[np.int64], outlined: bool, ferry_km: float
) -> list[tuple[int, int, str]]:
    """Pairs of places with ``road`` or ``ferry``: roads never leave a piece of land.

    Pieces of land are joined by their shortest crossings of at most ``ferry_km``.
    """
    latitude, longitude = (own[c].to_numpy(dtype=float) for c in ("latitude", "longitude"))
    gaps = distance_km(latitude[:, None], longitude[:, None], latitude[None], longitude[None])
    found: list[tuple[int, int, str]] = []
    for piece in np.unique(land):
        members = np.flatnonzero(land == piece)
        for i, j in gabriel_edges(latitude[members], longitude[members]):
            a, b = int(members[i]), int(members[j])
            if outlined or gaps[a, b] <= BLIND_ROAD_KM:
                found.append((a, b, "road"))
    graph = nx.Graph()
    pieces = [np.flatnonzero(land == piece) for piece in np.unique(land)]
    for m, here in enumerate(pieces):
        for n in range(m):
            block = gaps[np.ix_(here, pieces[n])]
            row, column = divmod(int(block.argmin()), block.shape[1])
            if block[row, column] <= ferry_km:
                ends = (int(here[row]), int(pieces[n][column]))
                graph.add_edge(m, n, weight=float(block[row, column]), ends=ends)
    for _, _, edge in nx.minimum_spanning_edges(graph, data=True):
        found.append((*edge["ends"], "ferry"))
    return found


def reached(own: pd.DataFrame, pairs: list[tuple[int, int, str]], seat: int) -> NDArray[np.bool_]:
    """Which places are joined to the capital, by whatever route."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(own)))
    graph.add_edges_from((a, b) for a, b, _ in pairs)
    joined = np.zeros(len(own), dtype=bool)
    joined[list(nx.node_connected_component(graph, seat))] = True
    return joined


def land_between(outlines: list[dict[str, Any]], around: float) -> Any:
    """The land of some outlines as one shape in degrees, unbroken around a meridian."""
    import shapely
    from shapely.geometry import shape

    turned = [_turned(shape(outline), around) for outline in outlines]
    return shapely.union_all([part.buffer(COAST_KM / KM_A_DEGREE) for part in turned])


def over_water_km(
    a: tuple[float, float], b: tuple[float, float], land: Any, around: float
) -> float:
    """How much of the straight line between two points (latitude, longitude) lies off land.

    ``land`` is of :func:`land_between`, around the same meridian.
    """
    from shapely.geometry import LineString

    line = _turned(LineString([(a[1], a[0]), (b[1], b[0])]), around)
    if not line.length:
        return 0.0
    return float(distance_km(*a, *b)) * line.difference(land).length / line.length


def _turned(figure: Any, around: float) -> Any:
    import shapely

    return shapely.transform(
        figure, lambda p: np.column_stack([unbroken(p[:, 0], around), p[:, 1]])
    )


def inhabited(outline: dict[str, Any], places: pd.DataFrame) -> dict[str, Any]:
    """The pieces of an outline on or near which places lie; the whole if there is none."""
    import shapely
    from shapely.geometry import MultiPolygon, mapping, shape

    centre = middle_meridian(places["longitude"].to_numpy(dtype=float))
    parts = shapely.get_parts(shape(outline))
    points = shapely.multipoints(
        np.column_stack([unbroken(places["longitude"].to_numpy(dtype=float), centre),
                         places["latitude"].to_numpy(dtype=float)])
    )  # fmt: skip
    near = [p for p in parts if _turned(p, centre).distance(points) <= COAST_KM / KM_A_DEGREE]
    return dict(mapping(MultiPolygon(near))) if near else outline

"""Roads contracted to routes between places: who is next along the road, and how far."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from marosim.cases.geography import distance_km, middle_meridian, unbroken
from marosim.languages import _

REACH_KM = 10.0
"""A place is on the road network if a road passes within this distance (assumed)."""
FLAT_KM = 111.2  # of a degree
SOURCE = "roads of OpenStreetMap (ODbL), contracted to the next places along them"
COLUMNS = ["start", "end", "distance_km", "kind", "quality", "forced", "source"]


def contracted(roads: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Routes between places that are neighbours along roads, with the length of the road.

    Every point of the network belongs to the place that is nearest by time, which is length over
    quality; where two such areas touch, their places are neighbours.
    """
    lon, lat = places["longitude"].to_numpy(float), places["latitude"].to_numpy(float)
    centre = middle_meridian(lon)
    lon = unbroken(lon, centre)
    chains = [np.asarray(points, dtype=float) for points in roads["points"]]
    chains = [np.column_stack([unbroken(c[:, 0], centre), c[:, 1]]).round(6) for c in chains]
    sizes = [len(chain) for chain in chains]
    points, vertex = np.unique(np.concatenate(chains), axis=0, return_inverse=True)
    vertex = vertex.reshape(-1)
    way = np.repeat(np.arange(len(chains)), sizes)
    same = way[:-1] == way[1:]
    a, b = vertex[:-1][same], vertex[1:][same]
    quality = roads["quality"].to_numpy(dtype=float)[way[:-1][same]]
    ferry = (roads["highway"] == "ferry").to_numpy()[way[:-1][same]]
    km = distance_km(points[a, 1], points[a, 0], points[b, 1], points[b, 0]) + 1e-6
    stretch = np.cos(np.radians(lat.mean()))
    gaps, near = cKDTree(points * [stretch, 1.0]).query(np.column_stack([lon * stretch, lat]))
    on = np.flatnonzero(gaps * FLAT_KM <= REACH_KM)
    if len(on) < 2:
        return pd.DataFrame(columns=COLUMNS)
    # a place is a point of its own, joined to the nearest point of a road
    own = len(points) + np.arange(len(on))
    a, b = np.concatenate([a, own]), np.concatenate([b, near[on]])
    km = np.concatenate([km, np.maximum(gaps[on] * FLAT_KM, 0.1)])
    quality = np.concatenate([quality, np.full(len(on), 0.4)])
    ferry = np.concatenate([ferry, np.zeros(len(on), dtype=bool)])
    count = len(points) + len(on)
    time = km / quality
    best = pd.DataFrame(
        {"a": np.minimum(a, b), "b": np.maximum(a, b), "time": time, "km": km, "ferry": ferry}
    )
    best = best.sort_values("time").drop_duplicates(["a", "b"])
    best = best[best["a"] != best["b"]]
    edges = [best[name].to_numpy() for name in ("a", "b")]
    graph = coo_matrix((best["time"], edges), shape=(count, count)).tocsr()
    spent, before, nearest = dijkstra(
        graph, directed=False, indices=own, min_only=True, return_predecessors=True
    )
    length, sailed = _along(best, spent, before)
    return _routes(best, spent, nearest, length, sailed, places.iloc[on]["name"].to_numpy(), own)


def _along(
    best: pd.DataFrame, spent: np.ndarray, before: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Kilometres from each point to its place along the quickest road, and whether by ferry."""
    columns = (best[name].to_list() for name in ("a", "b", "km", "ferry"))
    edge = {(a, b): (km, ferry) for a, b, km, ferry in zip(*columns, strict=True)}
    length, sailed = np.zeros(len(spent)), np.zeros(len(spent), dtype=bool)
    for point in np.argsort(spent, kind="stable"):
        last = before[point]
        if last >= 0:
            km, ferry = edge[(min(point, last), max(point, last))]
            length[point] = length[last] + km
            sailed[point] = sailed[last] or ferry
    return length, sailed


def _routes(
    best: pd.DataFrame, spent: np.ndarray, nearest: np.ndarray, length: np.ndarray,
    sailed: np.ndarray, names: np.ndarray, own: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    number = {point: k for k, point in enumerate(own)}
    a, b = best["a"].to_numpy(), best["b"].to_numpy()
    cross = np.isfinite(spent[a]) & np.isfinite(spent[b]) & (nearest[a] != nearest[b])
    found = pd.DataFrame(
        {
            "start": [names[number[p]] for p in nearest[a[cross]]],
            "end": [names[number[p]] for p in nearest[b[cross]]],
            "km": length[a[cross]] + best["km"].to_numpy()[cross] + length[b[cross]],
            "time": spent[a[cross]] + best["time"].to_numpy()[cross] + spent[b[cross]],
            "ferry": sailed[a[cross]] | sailed[b[cross]] | best["ferry"].to_numpy()[cross],
        }
    )
    swap = found["start"] > found["end"]
    found.loc[swap, ["start", "end"]] = found.loc[swap, ["end", "start"]].to_numpy()
    found = found.sort_values(["time", "start", "end"]).drop_duplicates(["start", "end"])
    quality = (found["km"] / found["time"]).clip(0.1, 1.0).round(2)
    kind = np.where(found["ferry"], "ferry", np.where(quality >= 0.45, "road", "track"))
    found = found.assign(distance_km=found["km"].clip(lower=1.0).round(1), kind=kind,
                         quality=quality, forced=False, source=SOURCE)  # fmt: skip
    return found[COLUMNS].sort_values(["start", "end"]).reset_index(drop=True)


def merged(routes: pd.DataFrame, along: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Guessed routes replaced by those along roads, as far as roads join the places.

    A guessed route stays where one end is off the roads, or where the map would fall apart.
    """
    if along.empty:
        notes.append(
            _(
                "No road passes within {distance} km of two places: routes are guessed.",
                distance=f"{REACH_KM:g}",
            )
        )
        return routes
    on_roads = {*along["start"], *along["end"]}
    inland = routes["kind"].isin(["road", "track"])
    replaced = inland & routes["start"].isin(on_roads) & routes["end"].isin(on_roads)
    graph = nx.Graph()
    graph.add_edges_from(zip(along["start"], along["end"], strict=True))
    kept = routes[~replaced]
    graph.add_edges_from(zip(kept["start"], kept["end"], strict=True))
    joined = nx.utils.UnionFind(graph.nodes)
    for start, end in graph.edges:
        joined.union(start, end)
    needed = []
    for row in routes[replaced].sort_values("distance_km").to_dict("records"):
        if joined[row["start"]] != joined[row["end"]]:
            joined.union(row["start"], row["end"])
            needed.append(row)
    gone = int(replaced.sum()) - len(needed)
    notes.append(
        _(
            "Routes along the roads given: {number}; guessed ones that were replaced: {gone}, "
            "that remain: {left}.",
            number=len(along),
            gone=gone,
            left=int(inland.sum()) - gone,
        )
    )
    parts = [along, kept, pd.DataFrame(needed, columns=COLUMNS)]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)

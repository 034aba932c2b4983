"""The map of one run: places and routes as arrays, shortest ways, and Mesa's network."""

from __future__ import annotations

import difflib
import random
from typing import Any, cast

import networkx as nx
import numpy as np
import pandas as pd
from mesa.discrete_space import Cell, CellAgent, Network
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from marosim.mesa_releases import laid_out
from marosim.world.case import Case
from marosim.world.travel import TravelSettings

UNREACHABLE = np.uint16(65535)
NO_PREDECESSOR = -9999
ROWS_AT_ONCE = 256


class PlaceCell(Cell):
    """A place on Mesa's network, listing the units that stand there (never civilians)."""

    def remove_agent(self, agent: CellAgent) -> None:
        """Take a unit off the list, which Mesa would copy to see whether anybody is left."""
        self._agents.remove(agent)
        self.empty = not self._agents


class Geography:
    """Places, routes and ways between them. P places, E routes.

    Arrays over places: ``names`` (list), ``latitude``, ``longitude`` (degrees), ``inside``
    (in the case's own country), ``camp``, ``capacity`` (persons, inf if unlimited),
    ``initial_people`` [P, G] persons, ``capital`` (index). Arrays over routes: ``start``,
    ``end`` (indices), ``length_km``, ``quality`` in (0, 1], ``crosses_border``,
    ``route_open``. Matrices [P, P] over the open map: ``distance_km``, ``travel_days`` of
    armed units (inf where there is no way), ``next_place`` (65535 if none), ``leg_km``
    (km to the next place on the way).
    """

    def __init__(self, case: Case, travel: TravelSettings, seed: int) -> None:
        places, routes = case.places, case.routes
        self.travel = travel
        self.names: list[str] = [str(n) for n in places["name"]]
        self.index = {name: i for i, name in enumerate(self.names)}
        self.count = len(self.names)
        self.kind = np.array([str(k) for k in places["kind"]])
        self.country = np.array([str(c) for c in places["country"]])
        self.region = np.array([str(r) for r in places["region"]])
        self.latitude = places["latitude"].to_numpy(dtype=float)
        self.longitude = places["longitude"].to_numpy(dtype=float)
        self.inside = self.country == case.country
        self.camp = self.kind == "camp"
        self.capacity = places["capacity"].astype(float).fillna(np.inf).to_numpy(dtype=float)
        capitals = np.flatnonzero(places["capital"].fillna(False).astype(bool).to_numpy())
        self.communities = [c.name for c in case.communities]
        self.initial_people = np.column_stack(
            [places[f"people_{c}"].fillna(0).to_numpy(dtype=float) for c in self.communities]
        )
        totals = self.initial_people.sum(axis=1)
        self.capital = (
            int(capitals[0]) if len(capitals) else int(np.argmax(np.where(self.inside, totals, -1)))
        )
        self.start = np.array([self.index[str(n)] for n in routes["start"]], dtype=np.int64)
        self.end = np.array([self.index[str(n)] for n in routes["end"]], dtype=np.int64)
        self.length_km = np.maximum(routes["distance_km"].to_numpy(dtype=float), 1.0)
        self.quality = routes["quality"].fillna(0.6).to_numpy(dtype=float).clip(0.05, 1.0)
        self.route_open = np.ones(len(routes), dtype=bool)
        self.crosses_border = self.inside[self.start] != self.inside[self.end]
        self.place_open = np.ones(self.count, dtype=bool)
        self.neighbours: list[NDArray[np.int64]] = []
        self.season = 1.0
        self.changed = True
        self.refresh()
        self.network = self._mesa_network(seed)
        self.cells = [cast(PlaceCell, self.network[place]) for place in range(self.count)]

    def _mesa_network(self, seed: int) -> Network:
        graph = nx.Graph()
        graph.add_nodes_from(range(self.count))
        graph.add_weighted_edges_from(
            (int(a), int(b), float(km))
            for a, b, km in zip(self.start, self.end, self.length_km, strict=True)
        )
        # positions are the places' own, so that Mesa does not lay the graph out by springs
        stands = zip(self.longitude.tolist(), self.latitude.tolist(), strict=True)
        positions = dict(enumerate(stands))
        nx.set_node_attributes(graph, positions, "pos")
        chance = random.Random(seed)
        return Network(graph, random=chance, cell_klass=PlaceCell, **laid_out(positions))

    def cell(self, place: int) -> PlaceCell:
        """Mesa's cell of a place."""
        return self.cells[place]

    def number(self, place: str | int) -> int:
        """Index of a place that is given by name or by index; ValueError if there is none."""
        if isinstance(place, str):
            if place in self.index:
                return self.index[place]
            near = difflib.get_close_matches(place, self.names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"no place {place!r} on this map{hint}")
        if isinstance(place, (int, np.integer)) and 0 <= place < self.count:
            return int(place)
        raise ValueError(f"no place {place!r} on this map; expected 0 to {self.count - 1}")

    def _matrix(self, weight: NDArray[np.float64]) -> csr_matrix:
        use = self.route_open & self.place_open[self.start] & self.place_open[self.end]
        a, b, w = self.start[use], self.end[use], weight[use]
        best: dict[tuple[int, int], float] = {}
        for i, j, value in zip(a.tolist(), b.tolist(), w.tolist(), strict=True):
            for key in ((i, j), (j, i)):
                best[key] = min(value, best.get(key, np.inf))
        rows = [k[0] for k in best]
        columns = [k[1] for k in best]
        return csr_matrix((list(best.values()), (rows, columns)), shape=(self.count, self.count))

    def refresh(self) -> None:
        """Find shortest ways again after a route, border or place opened or closed."""
        graph = self._matrix(self.length_km)
        self.distance_km, before = dijkstra(graph, directed=True, return_predecessors=True)
        self.dry_days = dijkstra(
            self._matrix(self.length_km / (self.quality * self.travel.unit_km_per_day))
        )
        self.next_place = np.empty((self.count, self.count), np.uint16)
        self.leg_km = np.empty((self.count, self.count), np.uint16)
        for first in range(0, self.count, ROWS_AT_ONCE):  # to bound temporary memory
            rows = np.arange(first, min(first + ROWS_AT_ONCE, self.count))
            # the map is symmetric, so the predecessor on the way back is the next place out
            onward = before[:, rows].T
            none = onward == NO_PREDECESSOR
            self.next_place[rows] = np.where(none, UNREACHABLE, onward)
            legs = self.distance_km[rows[:, None], np.where(none, 0, onward)]
            self.leg_km[rows] = np.where(none, 0, np.clip(legs, 1, 65000))
        self.neighbours = [
            graph.indices[graph.indptr[i] : graph.indptr[i + 1]].astype(np.int64)
            for i in range(self.count)
        ]
        self.changed = True

    @property
    def travel_days(self) -> NDArray[np.float64]:
        """Days an armed unit needs between places, slower in the rains; [P, P]."""
        return np.asarray(self.dry_days / self.season)

    def days(self, start: Any, end: Any) -> NDArray[np.float64]:
        """Days an armed unit needs from places to others, by index as in NumPy."""
        return np.asarray(self.dry_days[start, end] / self.season)

    def set_season(self, month: int) -> None:
        """Slow all roads in the rainy months."""
        rainy = month in self.travel.rainy_months
        self.season = self.travel.rainy_factor if rainy else 1.0

    def close_border(self, country: str, closed: bool = True) -> None:
        """Close or open all routes that cross the border with a country (``""``: all)."""
        outside = np.where(self.inside[self.start], self.end, self.start)
        matches = self.crosses_border & ((self.country[outside] == country) | (country == ""))
        self.route_open[matches] = not closed
        self.refresh()

    def table(self) -> pd.DataFrame:
        """Places with name, coordinates and kind, for maps."""
        return pd.DataFrame(
            {
                "place": self.names,
                "latitude": self.latitude,
                "longitude": self.longitude,
                "kind": self.kind,
                "inside": self.inside,
                "people": self.initial_people.sum(axis=1),
            }
        )

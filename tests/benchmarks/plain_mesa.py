"""The civilians' rule written with plain Mesa agents: the peer of ``marosim bench``.

Threat at a place, the decision to flee, the choice of a neighbouring place, death: the same
rule that the compiled pass computes, one Python object a civilian, as a Mesa tutorial would.
"""

from __future__ import annotations

import random
import time

import mesa
import networkx as nx
from mesa.discrete_space import CellAgent, Network


class PlainCivilian(CellAgent):
    """A civilian as an object that stands in a cell."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.fear = 0.0
        self.dead = False

    def step(self) -> None:
        """Feel, perhaps die, perhaps flee to a neighbouring place."""
        if self.dead:
            return
        threat = self.model.threat[self.cell.coordinate]
        self.fear = max(0.98 * self.fear, threat)
        if self.model.random.random() < 0.002 * threat:
            self.dead = True
            return
        if self.model.random.random() < 0.3 * self.fear:
            near = list(self.cell.neighborhood)
            weights = [1.0 - self.model.threat[c.coordinate] + 0.01 for c in near]
            self.cell = self.model.random.choices(near, weights)[0]


class PlainModel(mesa.Model):
    """Places on a random graph with a fixed threat each, and civilians on them."""

    def __init__(self, civilians: int, places: int = 70, seed: int = 1) -> None:
        super().__init__(rng=seed)
        graph = nx.random_geometric_graph(places, 0.25, seed=seed)
        graph.add_edges_from((i, (i + 1) % places) for i in range(places))
        self.network = Network(graph, random=random.Random(seed))
        self.threat = {cell.coordinate: self.random.random() for cell in self.network.all_cells}
        for cell, _ in zip(self._spread(civilians), range(civilians), strict=False):
            PlainCivilian(self).cell = cell

    def _spread(self, civilians: int):
        cells = list(self.network.all_cells)
        return (cells[i % len(cells)] for i in range(civilians))

    def step(self) -> None:
        """One day."""
        self.agents.do("step")


def nanoseconds_per_agent_day(civilians: int = 100_000, days: int = 2) -> float:
    """Time of the plain rule, in nanoseconds for an agent and day."""
    model = PlainModel(civilians)
    model.step()
    begin = time.perf_counter()
    for _ in range(days):
        model.step()
    return (time.perf_counter() - begin) / (civilians * days) * 1e9

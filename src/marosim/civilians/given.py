"""Flight when violence and the number of displaced are given: only the way is modelled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from marosim.civilians.destinations import Destinations
from marosim.civilians.flight import Flight
from marosim.civilians.tables import threshold
from marosim.core.ratio import ratio
from marosim.situation import HOME

REFUSES = "camp"  # actor of a place_closed event: people may pass, the camp takes nobody in
SENDS_ON = "redirection"  # actor of a route_opened event: people are no longer sent on


class GivenFlight(Flight):
    """C9 with departures from outside, destinations and ways as in :class:`Flight`.

    Each day the case's ``arrivals`` say how many people become displaced; they leave places
    in proportion to people times the given intensity of violence there. Decreases of the
    given number are made up by later increases; nobody is taken out of a camp. People
    seek a camp. A forced route sends on those who chose its start, unless the start is a
    camp that takes people in: in Flee, too, a camp keeps those who reach it.
    """

    def start(self) -> None:
        super().start()
        case, map_ = self.model.case, self.model.geography
        counts = case.arrivals["refugees"].to_numpy(dtype=float)  # type: ignore[index]
        self.given = np.diff(counts, prepend=counts[0])
        self.owed = 0.0
        self.gone = 0.0
        self.intensity = np.zeros(map_.count)
        in_reach = np.isfinite(map_.distance_km[:, map_.camp]).any(axis=1)
        at_home = map_.inside & ~map_.camp & in_reach
        self.weight_at_home = map_.initial_people.sum(axis=1) * at_home
        self.changes: dict[int, list[tuple[int, float]]] = {}
        if case.violence is not None:
            for row in case.violence.itertuples(index=False):
                change = (map_.index[str(row.place)], float(row.intensity))  # type: ignore[arg-type]
                self.changes.setdefault(int(row.day), []).append(change)  # type: ignore[arg-type]
        forced = case.routes[case.routes["forced"].fillna(False).astype(bool)]
        self.sent_on = [
            (map_.index[str(a)], map_.index[str(b)])
            for a, b in zip(forced["start"], forced["end"], strict=True)
        ]
        self.takes_in = np.array(map_.camp)
        self.events: dict[int, list[tuple[str, str, str]]] = {}
        for kind, place, actor, day in zip(
            *(case.timeline[c].astype(str) for c in ("kind", "place", "actor")),
            case.timeline["day"],
            strict=True,
        ):
            self.events.setdefault(int(day), []).append((kind, place, actor))

    def step(self, day: int) -> None:
        self._learn(day)
        tables, people = self.model.civilians.tables, self.model.situation.people
        tables.fear_now[:] = 0
        tables.return_home[:] = 0
        weight = self.weight_at_home * self.intensity
        if not weight.any():
            weight = self.weight_at_home
        at_home = people[:, :, HOME].sum(axis=1)
        wanted = self._wanted(day) * weight / max(weight.sum(), 1e-9)
        chance = ratio(wanted, at_home)
        chance = np.minimum(chance, 1.0)
        highest = max(float(chance.max()), 1e-12)
        tables.flee_level[:] = 0
        tables.flee_level[:, :, 0] = threshold(highest)
        tables.flee_level[:, :, 1] = threshold(1.0)
        # where nobody lives, those stranded by a closed border go on when a way opens
        stop = (at_home <= 0) & ~self.model.geography.camp
        scale = np.where(stop, 256, np.rint(256 * chance / highest)).astype(np.uint16)
        tables.flee_scale = np.repeat(scale[:, None], people.shape[1], axis=1)
        tables.where = self.destinations()

    def _learn(self, day: int) -> None:
        map_ = self.model.geography
        for place, intensity in self.changes.get(day, ()):
            self.intensity[place] = intensity
        for what, where, actor in self.events.get(day, ()):
            if actor == REFUSES and where in map_.index:
                self.takes_in[map_.index[where]] = what.endswith("_opened")
            elif actor == SENDS_ON:
                ends = tuple(map_.index[name] for name in where.split("|"))
                self.sent_on = [pair for pair in self.sent_on if pair != ends]

    def _wanted(self, day: int) -> float:
        """Persons who should leave today, so that the sum of those gone follows the record."""
        self.gone += float(self.model.civilians.left.sum())
        if day < len(self.given):
            self.owed += float(self.given[day])
        return max(self.owed - self.gone, 0.0)

    def destinations(self) -> Destinations:
        found, camp = super().destinations(), self.model.geography.camp
        found.pull[:, ~camp] = 0.0
        closed = np.flatnonzero(camp & ~self.takes_in)
        ends = np.array([self._sent_to(int(place)) for place in closed], dtype=np.int64)
        received = self.takes_in[ends]
        found.pull[:, closed[~received]] = 0.0
        return replace(found, sent_from=closed[received], sent_to=ends[received])

    def _sent_to(self, place: int) -> int:
        """Where forced routes take those who reach a place, one after another."""
        passed = {place}
        while not self.takes_in[place]:
            # where two forced routes leave a place, the first in the table holds, as in Flee
            following = next((end for start, end in self.sent_on if start == place), place)
            if following in passed:
                return place
            passed.add(following)
            place = following
        return place

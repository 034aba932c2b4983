"""Exogenous events of a case that change the map, and the seasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from marosim.mechanism import Mechanism
from marosim.world.case import WARS, parties

if TYPE_CHECKING:
    from marosim.injects import Inject

# what the world decided about a mission then; another response is another decision
OF_THE_RECORD = ("mandate", "arms_embargo", "withdrawal", "intervention_announced")


class Timeline(Mechanism[None]):
    """Applies seasons, closings and openings, and enters dated events in the log."""

    title = "Timeline and seasons"
    rule = (
        "Dated exogenous events close or open borders, routes and places, and wars between two "
        "organisations; an offensive draws an organisation's units to a place for some weeks, "
        "and whether they take it is decided there; foreign forces leave; rainy months slow "
        "roads. Events never set deaths."
    )
    source = "the case's timeline.csv"
    injects = (
        *("border_closed", "border_opened", "route_closed", "route_opened"),
        *("place_closed", "place_opened", "war_opened", "war_closed", "offensive", "withdrawal"),
    )

    def start(self) -> None:
        table = self.model.case.timeline.fillna({"place": "", "actor": "", "text": ""})
        self.rows: dict[int, list[tuple[str, str, str, float, str]]] = {}
        for row in table.itertuples(index=False):
            value = float(row.value) if np.isfinite(float(row.value or 0)) else 0.0
            entry = (str(row.kind), str(row.place), str(row.actor), value, str(row.text))
            self.rows.setdefault(int(row.day), []).append(entry)

    def told(self, inject: Inject) -> None:
        self.rows.setdefault(inject.day, []).append(inject.row)

    def step(self, day: int) -> None:
        model = self.model
        if day == 0 or model.case.date(day).day == 1:
            model.geography.set_season(model.case.date(day).month)
        self._offensives()
        for kind, place, actor, value, text in self.rows.get(day, ()):
            # a camp that takes nobody in can still be passed
            if kind == "offensive":
                self._order(place, actor, value)
            elif kind == "withdrawal" and actor in {o.name for o in model.armed.organisations}:
                model.armed.withdraw(actor, float(np.clip(value, 0.0, 1.0)))
            elif actor != "camp":
                self._apply(kind, place, actor)
            as_it_was = model.settings.mandate.name == "historical"
            if kind != "trigger" and (as_it_was or kind not in OF_THE_RECORD):
                known = place if place in model.geography.index else ""
                model.journal.log(day, kind, text, place=known, actor=actor, value=value)

    def _offensives(self) -> None:
        """Orders fade as their time runs out."""
        objective = self.model.situation.objective
        objective *= np.exp(-1.0 / self.model.settings.operations.order_days)
        objective[objective < 0.05] = 0.0

    def _order(self, place: str, actor: str, value: float) -> None:
        index = {o.name: o.index for o in self.model.armed.organisations}
        if actor in index and place in self.model.geography.index:
            where = self.model.geography.index[place]
            self.model.situation.objective[index[actor], where] = value

    def _apply(self, kind: str, place: str, actor: str) -> None:
        map_ = self.model.geography
        if kind in WARS:
            named = parties(actor)
            known = {o.name for o in self.model.armed.organisations}
            if len(named) == 2 and known.issuperset(named):
                self.model.armed.set_war(*named, at_war=kind == "war_opened")
            return
        opened = kind.endswith("_opened")
        if kind in ("border_closed", "border_opened"):
            if place in map_.index:
                at = map_.index[place]
                touching = (map_.start == at) | (map_.end == at)
                map_.route_open[touching & self._leaves(at)] = opened
                map_.refresh()
            else:
                map_.close_border(place, closed=not opened)
        elif kind in ("route_closed", "route_opened"):
            ends = [map_.index[name.strip()] for name in place.split("|") if name.strip()]
            for row in range(len(map_.start)):
                if {int(map_.start[row]), int(map_.end[row])} == set(ends):
                    map_.route_open[row] = opened
            map_.refresh()
        elif kind in ("place_closed", "place_opened") and place in map_.index:
            map_.place_open[map_.index[place]] = opened
            map_.refresh()

    def _leaves(self, at: int) -> np.ndarray:
        """Routes at a crossing that lead out of the country, or across its border."""
        map_ = self.model.geography
        other = np.where(map_.start == at, map_.end, map_.start)
        leads: np.ndarray = map_.crosses_border
        return leads | ~map_.inside[other] if map_.inside[at] else leads

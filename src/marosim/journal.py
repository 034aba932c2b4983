"""What a run remembers while it runs: dated events and daily numbers, in memory only."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """A number reported every day.

    ``kind`` says how days add up: a ``flow`` sums over days (deaths), a ``stock`` is a
    level on that day (displaced people), a ``total`` is already cumulative (cost).
    ``better`` is ``"lower"``, ``"higher"`` or ``"neither"``. ``needs`` says without what there
    is no such number: the record is then empty (NaN), not zero.
    """

    unit: str
    meaning: str
    kind: str = "stock"
    better: str = "neither"
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day. ``place`` and ``actor`` are names, ``""`` if none."""

    day: int
    kind: str
    place: str
    actor: str
    text: str
    numbers: dict[str, float]


@dataclass
class Journal:
    """Events and daily metrics of one run; metrics keep a value for every day.

    ``declared`` are the names that may be reported; empty: all.
    """

    events: list[Event] = field(default_factory=list)
    days: list[dict[str, float]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    today: dict[str, float] = field(default_factory=dict)
    declared: Collection[str] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Journal:
        """A journal that goes on by itself; what is past does not change, so both share it."""
        today, declared = dict(self.today), self.declared
        return Journal(list(self.events), list(self.days), list(self.places), today, declared)

    def log(
        self, day: int, kind: str, text: str, place: str = "", actor: str = "", **numbers: float
    ) -> None:
        """Record an event; ``numbers`` are named figures that belong to it."""
        self.events.append(
            Event(day, kind, place, actor, text, {k: float(v) for k, v in numbers.items()})
        )

    def report(self, name: str, value: float) -> None:
        """Set today's value of a metric; ValueError if no mechanism declares it."""
        if name not in self.declared:
            self._check(name)
        self.today[name] = float(value)

    def add(self, name: str, value: float) -> None:
        """Add to today's value of a metric; ValueError if no mechanism declares it."""
        self._check(name)
        self.today[name] = self.today.get(name, 0.0) + float(value)

    def _check(self, name: str) -> None:
        if name in self.declared or name in self.today or not self.declared:
            return
        near = difflib.get_close_matches(name, self.declared, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"no mechanism declares a metric {name!r}{hint}")

    def close_day(self, day: int) -> None:
        """Keep today's metrics and start a new page."""
        self.days.append({"day": day, **self.today})
        self.today = {}

"""Settings that every run has, whatever the mechanisms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marosim.settings.base import setting


@dataclass
class PopulationSettings:
    """How many civilian agents stand for the people of a case."""

    agents: int = setting(
        20_000, "civilian agents", unit="agents", low=1, high=200_000_000, source="by design"
    )
    persons_per_agent: int | None = setting(
        None,
        "people that one agent stands for; replaces agents when given",
        unit="persons",
        low=1,
        high=1_000_000,
        source="by design",
    )


@dataclass
class RecordSettings:
    """What is kept of a run."""

    places_every: int = setting(
        7, "days between rows of the places table", unit="days", low=1, high=366, source="by design"
    )


@dataclass
class RunSettings:
    """The part of the settings that is not a mechanism."""

    seed: int = setting(
        1, "names all random numbers of the run", low=0, high=2**31 - 1, source="by design"
    )
    days: int | None = setting(
        None,
        "length of the run; the case's own length when empty",
        unit="days",
        low=1,
        high=36_525,
        source="by design",
    )
    decisions: list[Any] = setting(
        [],
        "dated changes of choices, each as DAY:group=option",
        names="decisions",
        source="by design",
    )
    threads: int = setting(
        1, "threads of one run", unit="threads", low=1, high=256, source="by design"
    )
    population: PopulationSettings = field(default_factory=PopulationSettings)
    record: RecordSettings = field(default_factory=RecordSettings)

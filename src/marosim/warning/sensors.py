"""Sources of early warning, and what each notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marosim.core.setting import setting

SENSORS = ("liaison", "monitors", "imagery", "social_media", "analytics")


@dataclass
class SensorSettings:
    """One source of early warning; rates are those of one place on one day.

    The weights say which signs the source notices: armed men gathering, incitement, and
    violence here and next door.
    """

    coverage: float = setting(
        0.2, "chance that a place is looked at, without a mission", low=0, high=1
    )
    mission_coverage: float = setting(
        0.3, "added chance where people of a mission are present", low=0, high=1
    )
    delay_days: int = setting(3, "days from sign to report", unit="days", low=0, high=30)
    hit: float = setting(0.3, "chance of a report when all signs are there", low=0, high=1)
    false_alarm: float = setting(0.02, "chance of a report without any sign", low=0, high=1)
    armed_weight: float = setting(0.34, "weight of armed men gathering", low=0, high=1)
    incitement_weight: float = setting(0.33, "weight of incitement", low=0, high=1)
    violence_weight: float = setting(0.33, "weight of violence here and next door", low=0, high=1)
    human: bool = setting(True, "whether people on the ground must trust the source", unit="yes/no")
    usd_per_day: float = setting(
        1000.0, "cost while a mission pays for it", unit="US$/day", low=0, high=1e6
    )


def sensor(**values: Any) -> Any:
    """A dataclass field that holds a source's settings, with values of its own."""
    return field(default_factory=lambda: SensorSettings(**values))

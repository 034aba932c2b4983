"""Settings of movement on the map."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.core.setting import setting


@dataclass
class TravelSettings:
    """How fast people and units move, and how seasons slow them."""

    vehicle_km_per_day: float = setting(
        360.0,
        "civilians by vehicle on a good road",
        unit="km/day",
        low=20,
        high=1000,
        source="Suleimenova, Bell & Groen 2017 (Flee)",
    )
    foot_km_per_day: float = setting(
        35.0,
        "civilians on foot",
        unit="km/day",
        low=5,
        high=80,
        source="Suleimenova, Bell & Groen 2017 (Flee)",
    )
    unit_km_per_day: float = setting(
        60.0, "an armed unit on a good road, with halts", unit="km/day", low=5, high=400
    )
    rainy_months: list[int] = setting(
        [], "months in which roads are bad", unit="month", low=1, high=12, source="case"
    )
    rainy_factor: float = setting(
        0.5, "speed on roads in the rains relative to dry", low=0.05, high=1.0
    )

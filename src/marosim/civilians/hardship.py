"""Hardship: excess deaths of hunger, disease and exposure, lowered by aid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.mechanism import Mechanism
from marosim.situation import HARDSHIP, OPEN, REFUGE, ROAD, SHELTERED, UNDER_WAY


@dataclass
class HardshipSettings(MechanismSettings):
    """Deaths of hunger, disease and exposure among the displaced and the besieged."""

    displaced_rate: float = setting(
        0.6,
        "excess deaths among displaced people without aid, per 10,000 and day",
        unit="1/10,000/day",
        low=0,
        high=20,
        source="assumed; emergency threshold of 1 (Checchi & Roberts 2005)",
    )
    resident_rate: float = setting(
        0.1,
        "excess deaths at a place under the greatest fear without aid, per 10,000 and day",
        unit="1/10,000/day",
        low=0,
        high=5,
    )
    crowding_rate: float = setting(
        1.0,
        "added excess deaths in camps filled beyond capacity, per 10,000 and day",
        unit="1/10,000/day",
        low=0,
        high=50,
    )
    recovery_relief: float = setting(
        0.5, "share of hardship averted where livelihoods have recovered", low=0, high=1
    )
    host_relief: float = setting(
        0.5, "share of hardship averted abroad by hosts and agencies already there", low=0, high=1
    )


class Hardship(Mechanism[HardshipSettings]):
    """Asks for indirect deaths among the displaced, the besieged and the crowded."""

    title = "Hardship"
    settings_key = "hardship"
    rule = (
        "Excess deaths a day = people × (1 - aid) × (displaced rate for the displaced, resident "
        "rate × fear for residents, plus a crowding rate beyond a camp's capacity)."
    )
    source = "Checchi & Roberts 2005; Guha-Sapir & D'Aoust 2011"
    outcome = "deaths_indirect"

    def step(self, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        people, map_ = now.people, model.geography
        present = people[:, :, :6].sum(axis=(1, 2))
        over = np.maximum(
            present / np.where(np.isfinite(map_.capacity), map_.capacity, np.inf), 1.0
        )
        crowding = options.crowding_rate * np.minimum(over - 1.0, 3.0)
        unmet = 1.0 - np.maximum(now.aid, np.where(map_.inside, 0.0, options.host_relief))
        unmet = (unmet * (1.0 - options.recovery_relief * now.recovery))[:, None]
        displaced = (options.displaced_rate + crowding)[:, None] * unmet / 1e4
        residents = options.resident_rate * now.fear * unmet / 1e4
        moved = people[:, :, 1] + people[:, :, 4]
        now.request_harm(HARDSHIP, OPEN, moved * displaced + people[:, :, 0] * residents)
        now.request_harm(HARDSHIP, REFUGE, people[:, :, SHELTERED] * displaced)
        now.request_harm(HARDSHIP, ROAD, people[:, :, UNDER_WAY] * displaced)

"""C13 Siege and shelling: heavy arms around crowded ground that an enemy holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import BATTLE, OPEN, Situation
from marosim.world.felt import Near


@dataclass
class SiegeSettings(MechanismSettings):
    """C13: siege and shelling."""

    rate: float = setting(
        3e-5,
        "civilians killed a day for each in a crowded place under the fire of artillery in mass",
        unit="1/day",
        low=0,
        high=1e-2,
        source="assumed; set on calibration rows of targets.csv: civilians killed in battle in "
        "six cases and in Mogadishu in 2007",
    )
    range_km: float = setting(
        20.0, "distance over which guns reach less by a factor e", unit="km", low=1, high=100
    )
    half_fighters: float = setting(
        1000.0,
        "besiegers in range at which half of the effect is reached",
        unit="fighters",
        low=1,
        high=100_000,
    )
    half_density: float = setting(
        30_000.0, "people at which a place is half crowded", unit="persons", low=100, high=1e6
    )
    fear: float = setting(0.5, "fear under the heaviest shelling", low=0, high=1)
    told_from: float = setting(
        0.3,
        "shelling of a crowded place from which it counts as besieged, until it is half of that",
        low=0.01,
        high=1,
        source="by design",
    )


class Sieges(Mechanism[SiegeSettings]):
    """Whoever has heavy arms in range shells ground that enemies hold, without an assault."""

    id = "C13"
    title = "Siege and shelling"
    settings_key = "sieges"
    rule = (
        "Shelling of a place by an organisation = (heavy arms)^w · f/(f+f½) · will · share of the "
        "place that enemies hold without a ceasefire, f its fighters in range (fading with "
        "distance, less those silenced from the air), will = belligerence · (1 - weariness)²; of "
        "several the strongest counts; w is that of massed fire. "
        "Civilians killed a day = rate · people outside bases · n/(n+n½) · shelling. It frightens "
        "those who live there; hunger is hardship's."
    )
    source = "UN Commission of Experts 1994 (S/1994/674) on Sarajevo; Human Rights Watch 2007"
    metrics = {
        "people_besieged": Metric("persons", "in crowded places under shelling", "stock", "lower"),
        "killed_by_shelling": Metric("persons", "civilians asked for today", "flow", "lower"),
    }
    outcome = "deaths_direct"
    expected = +1
    scenario = "bosnia_1992"
    renews = (Situation.shelled,)

    def start(self) -> None:
        map_ = self.model.geography
        self.in_range = Near(map_.distance_km, self.settings.range_km, itself=True)
        self.besieged = np.zeros(map_.count, dtype=bool)
        self.asked = 0.0

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        self.asked = 0.0
        shelling = self._shelling()
        strongest = shelling.max(axis=0)
        now.shelled = options.fear * strongest
        people = now.unsheltered
        total = added(people)
        crowded = total / (total + options.half_density)
        self._tell(shelling, strongest * (crowded >= 0.5), day)
        if not strongest.any():
            return
        killed = people * (options.rate * crowded * strongest)[:, None]
        self.asked = float(killed.sum())
        now.request_harm(BATTLE, OPEN, killed)

    def _shelling(self) -> NDArray[np.float64]:
        """By organisation and place, 0 to 1."""
        now, options = self.model.situation, self.settings
        heavy, armed = np.zeros(len(now.force)), self.model.armed
        for organisation in armed.organisations:
            heavy[organisation.index] = armed.fire(organisation)
        silenced = (1.0 - now.air_suppression) * (heavy > 0)[:, None]
        guns = self.in_range.of(now.force * silenced)
        held = (now.at_war * (1.0 - now.ceasefire) ** 2) @ now.control
        will = now.belligerence * (1.0 - now.weariness) ** 2
        shelling = (heavy * will)[:, None] * guns / (guns + options.half_fighters) * held
        shelling[:, ~self.model.geography.inside] = 0.0
        return np.asarray(np.clip(shelling, 0.0, 1.0), dtype=np.float64)

    def _tell(
        self, shelling: NDArray[np.float64], strongest: NDArray[np.float64], day: int
    ) -> None:
        model, options = self.model, self.settings
        held, before = self.besieged & (strongest >= options.told_from / 2), self.besieged
        self.besieged = held | (strongest >= options.told_from)
        for place in np.flatnonzero(self.besieged & ~before):
            who = model.armed.organisations[int(shelling[:, place].argmax())]
            model.journal.log(
                day, "siege",
                f"Shelled by {who.title}; why: enemies hold it, and heavy arms are in range",
                place=model.geography.names[place], actor=who.name,
                shelling=round(float(strongest[place]), 3), heavy_arms=who.heavy_arms,
                people=float(model.situation.unsheltered[place].sum()),
            )  # fmt: skip

    def report(self, day: int) -> None:
        inside = self.model.situation.unsheltered[self.besieged].sum()
        self.model.journal.report("people_besieged", float(inside))
        self.model.journal.report("killed_by_shelling", self.asked)

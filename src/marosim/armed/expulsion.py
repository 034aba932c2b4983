"""C12 Expulsion: driving people out of ground that is claimed for others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import Situation
from marosim.terms import Role


@dataclass
class ExpulsionSettings(MechanismSettings):
    """C12: expulsion by threat and example."""

    violence: float = setting(
        3.0,
        "violence against those to be driven out of ground under full control, relative to the "
        "most under contested control",
        low=0,
        high=50,
        source="assumed; Balcells & Steele 2016, Costalli & Moro 2012 on killing where control is "
        "firm and the community is the enemy's",
    )
    pressure: float = setting(
        3.0,
        "how strongly fully hostile holders of the ground make people leave (exponential)",
        low=0,
        high=20,
    )
    half_fighters: float = setting(
        80.0,
        "fighters at a place at which half of that pressure is felt",
        unit="fighters",
        low=1,
        high=5000,
    )


class Expulsion(Mechanism[ExpulsionSettings]):
    """Who is to be driven out by whom, and how far people are made to leave."""

    id = "C12"
    title = "Expulsion"
    settings_key = "expulsion"
    rule = (
        "An organisation aims (E = 1) at a community for whom an enemy claims to fight, unless it "
        "or a friend does so too; rebels and militia who claim to fight for nobody aim at all. "
        "Under its control κ attacks on those gain a pattern v·κ·E·hostility². Whoever is aimed "
        "at is made to leave by pressure 1 - exp(-p·Σ E·intent·κ·f/(f+f½)), felt as fear that "
        "drives away from ground of those who aim at them, not into a base there."
    )
    source = "Balcells & Steele 2016; Costalli & Moro 2012; Weinstein 2007"
    metrics = {
        "expelled_pressure": Metric(
            "persons", "people at places weighted by the pressure to leave", "stock", "lower"
        )
    }
    outcome = "displaced_internal_mean"
    expected = +1
    scenario = "bosnia_1992"
    renews = (Situation.expulsion,)

    def start(self) -> None:
        self.aims = self._aims()

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        self.aims = self._aims()
        strength = now.force / (now.force + options.half_fighters)
        pressed = np.einsum("op,og->pg", now.control * strength, self.aims * now.intent)
        now.expulsion = -np.expm1(-options.pressure * pressed)
        now.expulsion[~self.model.geography.inside] = 0.0

    def _aims(self) -> NDArray[np.float64]:
        """Whether each organisation wants a community gone, [O, G]."""
        now, organisations = self.model.situation, self.model.armed.organisations
        found = np.zeros(now.intent.shape)
        for one in organisations:
            if not one.kin and one.role != Role.GOVERNMENT:
                found[one.index] = 1.0
                continue
            spared = set(one.kin)
            for friend in self.model.armed.friends_of(one):
                if not now.at_war[one.index, friend.index]:
                    spared.update(friend.kin)
            for enemy in organisations:
                if now.at_war[one.index, enemy.index]:
                    found[one.index, [g for g in enemy.kin if g not in spared]] = 1.0
        return found

    def violence(self) -> NDArray[np.float64]:
        """What is added to the pattern of attacks by control, [O, P, G]."""
        now = self.model.situation
        hostility = np.zeros(now.intent.shape)
        for organisation in self.model.armed.organisations:
            hostility[organisation.index] = organisation.hostility
        wanted = self.settings.violence * self.aims * hostility**2
        return np.asarray(now.control[:, :, None] * wanted[:, None, :], dtype=np.float64)

    def held_by_expellers(self) -> NDArray[np.float64]:
        """Share of control of those who want a community gone, [P, G]."""
        held = np.einsum("op,og->pg", self.model.situation.control, self.aims)
        return np.asarray(np.minimum(held, 1.0), dtype=np.float64)

    def report(self, day: int) -> None:
        now = self.model.situation
        self.model.journal.report("expelled_pressure", float((now.expulsion * now.present).sum()))

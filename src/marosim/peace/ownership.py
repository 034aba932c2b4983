"""P8 Local ownership: slower at first, and what is left after exit."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.core.setting import MechanismSettings, setting
from marosim.mechanism import Mechanism


@dataclass
class OwnershipSettings(MechanismSettings):
    """P8: what belongs to those who stay."""

    level: float = setting(0.35, "share of programmes that local people own", low=0, high=1)
    slowing: float = setting(
        0.25, "share of speed lost when everything is decided locally", low=0, high=0.95
    )
    fading_days: float = setting(
        270.0,
        "days after exit over which what nobody owns is lost",
        unit="days",
        low=5,
        high=3650,
    )
    lasting: float = setting(
        0.1, "share of programmes that lasts although nobody owns it", low=0, high=1
    )


class Ownership(Mechanism[OwnershipSettings]):
    """The owned share outlasts the mission; local decision costs speed."""

    id = "P8"
    title = "Local ownership"
    settings_key = "ownership"
    rule = (
        "Programmes work at 1 - s·level of their speed. After the mission has left, each effect "
        "falls to the share l + (1 - l)·level of what was reached, l the share that lasts although "
        "nobody owns it, over the fading days. Switched off, everything fades."
    )
    source = "Donais 2009; von Billerbeck 2016; sizes assumed"
    outcome = "governance"
    expected = +1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "days": 1460,
        "population.agents": 4000,
        "exit.rule": "date",
        "exit.date_days": 450,
        "exit.drawdown_days": 120,
    }
    contrast = ({"ownership.level": 0.0}, {"ownership.level": 0.8})

    def step(self, day: int) -> None:
        state, options = self.model.peace, self.settings
        state.kept = options.lasting + (1.0 - options.lasting) * options.level
        state.slowing = options.slowing * options.level

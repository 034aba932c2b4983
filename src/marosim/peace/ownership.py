"""P8 Local ownership: slower at first, and what is left after exit."""

from __future__ import annotations

from marosim.mechanism import Mechanism
from marosim.settings.peace import OwnershipSettings


class Ownership(Mechanism):
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
    settings: OwnershipSettings

    def step(self, day: int) -> None:
        state, options = self.model.peace, self.settings
        state.kept = options.lasting + (1.0 - options.lasting) * options.level
        state.slowing = options.slowing * options.level

"""Signs of attacks to come, as they lie open to anybody who looks, by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.world.felt import mean_next_door

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel
    from marosim.warning.early_warning import EarlyWarningSettings

Floats = NDArray[np.float64]


class Signs:
    """Three signs in 0..1 by place: armed men gathering, incitement, violence near."""

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        count = model.geography.count
        self.recent = np.zeros(count)  # fading count of days with attacks
        self.threat = np.zeros(count)  # fading mean of hostile force near people
        self.next_door = mean_next_door(model.geography.neighbours)

    def today(self, options: EarlyWarningSettings) -> tuple[Floats, Floats, Floats]:
        """The signs after yesterday's events: armed, incitement, violence; each [P]."""
        now = self.model.situation
        violent = now.attacked
        self.recent *= 1.0 - 1.0 / options.memory_days
        self.recent += violent
        people = now.unsheltered
        opportunity = people / (people + options.noticed_people)
        floor = options.preparation_floor
        prepared = floor + (1.0 - floor) * now.escalation
        hostility = (now.intent * prepared[:, None]) @ opportunity.T
        strength = now.force / (now.force + options.noticed_fighters)
        threat = (hostility * strength).sum(axis=0)
        self.threat += (threat - self.threat) / options.memory_days
        armed = self.threat / (self.threat + options.threat_half)
        near = self.recent + options.neighbour_weight * (self.next_door.of(self.recent))
        violence = near / (near + 1.0)
        return armed, now.incitement, violence

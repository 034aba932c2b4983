"""What the mission has measured: the only thing that an adaptive response may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


class JudgingState:
    """The mission's record. ``killed`` [P] is the fading sum of deaths reported by place.

    ``month`` is the fading sum over thirty days of all reported deaths, ``displaced`` the
    last count (persons), ``measured`` whether anybody measures at all.
    """

    def __init__(self, model: ResponseModel) -> None:
        self.killed = np.zeros(model.geography.count)
        self.month = 0.0
        self.displaced = 0.0
        self.measured = False

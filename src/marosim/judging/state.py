"""What the mission has measured, all that an adaptive response may read. Judging writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import field
from marosim.core.state import State

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


class JudgingState(State):
    """The mission's record."""

    killed: NDArray[np.float64] = field(
        "judging", "deaths reported in two months, fading", "persons", "place"
    )
    month: float = field("judging", "deaths reported in thirty days, fading", "persons")
    displaced: float = field("judging", "displaced people at the last count", "persons")
    measured: bool = field("judging", "somebody measures at all", "yes or no", neutral=False)

    def __init__(self, model: ResponseModel) -> None:
        super().__init__(place=model.geography.count)

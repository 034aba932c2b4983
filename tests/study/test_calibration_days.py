"""Of cases of different lengths each is asked what its record has within the days of the runs."""

from __future__ import annotations

import pytest

from marosim.study.calibration import planned
from marosim.study.calibration_summaries import summaries
from marosim.study.compose import compose


@pytest.mark.parametrize("order", [1, -1])
def test_a_case_that_is_shorter_than_the_days_asked_for_does_not_hide_them(order: int) -> None:
    names = ["rwanda_1994", "sierra_leone_1999"][::order]
    cases = [compose([f"scenario={name}"]) for name in names]
    for composed in cases:  # as the command leaves them for days=200
        composed.settings.days = 200 if composed.case.days > 200 else None
    plan = planned(cases)
    for composed in cases:  # as a check of staleness asks for them again
        again = summaries(composed.case, plan.sizes.agents, plan.days)
        assert [one.name for one in again] == [one.name for one in plan.asked[composed.case.name]]

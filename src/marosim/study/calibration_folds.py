"""Each case predicted from the others, without a run: what the posterior is worth elsewhere.

The fit leaves out all that the case records; its level of violence is then as its prior has it.
Emulators of the case tell what runs would give. The baseline is the prior: what one would say
without any record. A fit that helps elsewhere has a skill above 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import scoringrules

from marosim.study.calibration_emulator import Floats
from marosim.study.calibration_matching import Emulators
from marosim.study.calibration_plan import Plan
from marosim.study.calibration_posterior import (
    SEEDS,
    Fit,
    Grid,
    covered,
    effective,
    picked,
)

MEMBERS = 400  # of each prediction
BANDS = (0.5, 0.9)


def folds(plan: Plan, emulators: Emulators, grid: Grid) -> pd.DataFrame:
    """A line a case; empty for one case alone.

    Columns: case, numbers (recorded ones that have an emulator), inside_50 and inside_90 (shares
    of them within those bands), crps and crps_prior (mean score over numbers, in standard
    deviations of the record; lower is better), skill (share of the prior's score that is saved),
    effective (draws).
    """
    if len(plan.asked) < 2:
        return pd.DataFrame()
    lines = []
    for case in plan.asked:
        shares, weight = grid.weighed(without=case)
        own = Fit(plan, tuple(
            (case, summary, emulators[case][summary.name])
            for summary in plan.asked[case]
            if summary.name in emulators[case]
        ))  # fmt: skip
        if own.parts:
            found = _members(own, picked(plan, shares, weight, MEMBERS))
            before = _members(own, grid.shares[:MEMBERS])
            lines.append({"case": case, **_scores(own, found, before),
                          "effective": effective(weight)})  # fmt: skip
    return pd.DataFrame(lines)


def _members(own: Fit, shares: Floats) -> Floats:
    """Predictions [N, S], with chance, the emulator's error, the record's and the model's."""
    mean, variance = own.predict(shares)
    generator = np.random.default_rng(own.plan.seed + SEEDS["errors"])
    spread = np.sqrt(variance + own.width**2)
    return np.asarray(mean + spread * generator.standard_normal(mean.shape))


def _scores(own: Fit, found: Floats, before: Floats) -> dict[str, Any]:
    place = np.mean(found < own.record, axis=0)[None, :]
    inside = [float(np.mean(held)) for held in covered(place, BANDS)]
    now, prior = (_score(own, members) for members in (found, before))
    return {"numbers": len(own.parts), "inside_50": inside[0], "inside_90": inside[1],
            "crps": now, "crps_prior": prior, "skill": 1.0 - now / prior}  # fmt: skip


def _score(own: Fit, members: Floats) -> float:
    each = scoringrules.crps_ensemble(
        own.record / own.width, (members / own.width).T, m_axis=-1, estimator="fair",
        backend="numpy",
    )  # fmt: skip
    return float(np.mean(each))


def sentence(table: pd.DataFrame) -> Sequence[str]:
    """What the folds say, a line each."""
    if table.empty:
        return []
    helped = int((table["skill"] > 0).sum())
    lines = [
        f"Each case predicted from the others (its level of violence as its prior has it): better "
        f"than the prior in {helped} of {len(table)}."
    ]
    for row in table.itertuples():
        lines.append(
            f"  {row.case}: saves {row.skill:.0%} of the prior's error; {row.inside_50:.0%} of "
            f"{row.numbers} numbers within the 50 % band, {row.inside_90:.0%} within the 90 % band"
        )
    return lines

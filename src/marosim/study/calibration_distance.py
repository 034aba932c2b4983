"""How far a run lies from the record: one standardised difference for each recorded row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.study.observed import CALIBRATION, rows_for
from marosim.world.case import Case

# 90 % of a normal distribution lies within 1.645 standard deviations
WITHIN_RANGE = 1.645
# the model itself errs: no row is asked to be met more closely than this
LEAST_LOG_ERROR = 0.25
LEAST_SHARE_ERROR = 0.02
WORST = 8.0  # standard deviations beyond which a row counts no more
SHARES = ("share", "cumulative_share")


@dataclass(frozen=True)
class Target:
    """The calibration rows of a case, ready to be compared with runs.

    ``floor`` is the number of persons that one agent stands for: differences below it are
    beneath the model's resolution and count little. ``groups`` numbers the group of each row
    (rows of one case, metric and kind count together, as one).
    """

    case: Case
    rows: pd.DataFrame
    floor: float
    groups: NDArray[np.int64]
    names: tuple[str, ...]

    @classmethod
    def of(cls, case: Case, metrics: tuple[str, ...], agents: int, days: int | None) -> Target:
        """The rows of a case that may be used for calibration, and only those."""
        rows = rows_for(case, CALIBRATION, days)
        rows = rows[rows["metric"].isin(metrics)].reset_index(drop=True)
        labels = [_group(case, row) for _, row in rows.iterrows()]
        names = tuple(dict.fromkeys(labels))
        people = case.places[[c for c in case.places if c.startswith("people_")]].to_numpy()
        floor = max(float(people.sum()) / agents, 1.0)
        groups = np.array([names.index(label) for label in labels], dtype=np.int64)
        return cls(case, rows, floor, groups, names)

    def differences(self, simulated: NDArray[np.float64]) -> NDArray[np.float64]:
        """Standardised differences, row by row, clipped; a missing value counts as worst."""
        found = np.full(len(self.rows), WORST)
        for i, row in enumerate(self.rows.itertuples(index=False)):
            value, low, high = float(row.value), float(row.low), float(row.high)
            if not np.isfinite(simulated[i]):
                continue
            if row.how in SHARES:
                spread = max((high - low) / (2 * WITHIN_RANGE), LEAST_SHARE_ERROR)
                found[i] = (simulated[i] - value) / spread
            else:
                logs = np.log(np.array([simulated[i], value, low, high]) + self.floor)
                spread = max((logs[3] - logs[2]) / (2 * WITHIN_RANGE), LEAST_LOG_ERROR)
                found[i] = (logs[0] - logs[1]) / spread
        return np.clip(found, -WORST, WORST)

    def distance(self, differences: NDArray[np.float64]) -> float:
        """Root of the mean over groups of the mean squared difference."""
        squares = [np.mean(differences[self.groups == g] ** 2) for g in range(len(self.names))]
        return float(np.sqrt(np.mean(squares)))


def _group(case: Case, row: pd.Series) -> str:
    days = int(row["day_to"]) - int(row["day_from"])
    span = "month" if row["how"] == "flow" and days <= 31 else str(row["how"])
    return f"{case.name} {row['metric']} {span}"

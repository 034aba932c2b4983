"""How far a run lies from the record: one standardised difference for each recorded row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.study.observed import CALIBRATION, rows_for
from marosim.world.case import Case

METRICS = ("deaths_direct", "displaced_internal", "displaced_abroad")
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
        return cls.of_rows(case, rows[rows["metric"].isin(metrics)].reset_index(drop=True), agents)

    @classmethod
    def of_rows(cls, case: Case, rows: pd.DataFrame, agents: int) -> Target:
        """These rows of a case, for runs with so many agents."""
        labels = [_group(case, row) for _, row in rows.iterrows()]
        names = tuple(dict.fromkeys(labels))
        people = case.places[[c for c in case.places if c.startswith("people_")]].to_numpy()
        floor = max(float(people.sum()) / agents, 1.0)
        groups = np.array([names.index(label) for label in labels], dtype=np.int64)
        return cls(case, rows, floor, groups, names)

    def spreads(self) -> NDArray[np.float64]:
        """Standard errors of the rows: of shares, and of logs of counts above the floor."""
        found = np.zeros(len(self.rows))
        for i, row in enumerate(self.rows.itertuples(index=False)):
            value = float(row.value)
            low = value if pd.isna(row.low) else float(row.low)
            high = value if pd.isna(row.high) else float(row.high)
            if row.how in SHARES:
                found[i] = max((high - low) / (2 * WITHIN_RANGE), LEAST_SHARE_ERROR)
            else:
                logs = np.log(np.array([low, high]) + self.floor)
                found[i] = max((logs[1] - logs[0]) / (2 * WITHIN_RANGE), LEAST_LOG_ERROR)
        return found

    def differences(self, simulated: NDArray[np.float64]) -> NDArray[np.float64]:
        """Standardised differences, row by row, clipped; a missing value counts as worst."""
        value = self.rows["value"].to_numpy(dtype=float)
        share = self.rows["how"].isin(SHARES).to_numpy()
        with np.errstate(invalid="ignore"):
            logs = np.log(simulated + self.floor) - np.log(value + self.floor)
            apart = np.where(share, simulated - value, logs) / self.spreads()
        return np.clip(np.where(np.isfinite(simulated), apart, WORST), -WORST, WORST)

    def distance(self, differences: NDArray[np.float64]) -> float:
        """Root of the mean over groups of the mean squared difference."""
        squares = [np.mean(differences[self.groups == g] ** 2) for g in range(len(self.names))]
        return float(np.sqrt(np.mean(squares)))


def _group(case: Case, row: pd.Series) -> str:
    days = int(row["day_to"]) - int(row["day_from"])
    span = "month" if row["how"] == "flow" and days <= 31 else str(row["how"])
    return f"{case.name} {row['metric']} {span}"

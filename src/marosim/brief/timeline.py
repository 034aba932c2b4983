"""When people die under the comparison, and when each option's troops are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.brief.verdicts import Panel, Verdicts
from marosim.languages import formats
from marosim.study.explain import FULL_STRENGTH

if TYPE_CHECKING:
    from marosim.study.study import Study

HALF = 0.5
CUT = 0.6  # of the first day's troops, below which they are said to have been cut


@dataclass(frozen=True)
class Timeline:
    """Means over runs by day: the share of the comparison's deaths so far, troops by option."""

    start: dt.date
    comparison_title: str
    share: NDArray[np.float64]
    troops: dict[str, NDArray[np.float64]]

    @property
    def last(self) -> int:
        """The last day."""
        return len(self.share) - 1

    def first(self, label: str) -> int | None:
        """The first day with troops on average; None if none come."""
        there = np.flatnonzero(self.troops.get(label, np.zeros(0)) >= 1)
        return int(there[0]) if len(there) else None

    def full(self, label: str) -> int | None:
        """The first day with 85 % of the largest strength."""
        strength = self.troops.get(label, np.zeros(0))
        if not len(strength) or strength.max() < 1:
            return None
        return int(np.flatnonzero(strength >= FULL_STRENGTH * strength.max())[0])

    def lowest(self, label: str) -> float | None:
        """The fewest troops before the most are there, where those of the first day are cut."""
        strength = self.troops.get(label, np.zeros(0))
        if not len(strength) or strength[0] < 1:
            return None
        fewest = float(strength[: int(strength.argmax()) + 1].min())
        return fewest if fewest < CUT * strength[0] else None

    def over(self, day: int) -> float:
        """Share of the comparison's deaths before a day."""
        return float(self.share[day - 1]) if day > 0 else 0.0

    def half(self) -> int:
        """The day by which half of the deaths have come."""
        return int(np.flatnonzero(self.share >= HALF)[0])

    def date(self, day: int, *, year: bool = False) -> str:
        """A day as people write it: 21 April."""
        when = self.start + dt.timedelta(days=day)
        return formats.date(when, year=year)


def timeline_of(verdicts: Verdicts, panel: Panel) -> Timeline | None:
    """The timeline of a panel; None where nobody dies or days are not kept."""
    study = verdicts.study
    if not {"deaths_direct", "peacekeepers"} <= set(study.metrics):
        return None
    table = study.column("deaths_direct")
    mine = table[table["response"] == panel.against]
    deaths = mine.groupby("day")["deaths_direct"].mean()
    if not deaths.sum():
        return None
    sent = [r.label for r in panel.rows]
    return Timeline(
        pd.to_datetime(mine["date"]).min().date(),
        panel.row(panel.against).title,
        (deaths.cumsum() / deaths.sum()).to_numpy(),
        {k: v.to_numpy() for k, v in _by_day(study, "peacekeepers", sent).items()},
    )


def _by_day(study: Study, metric: str, labels: list[str]) -> dict[str, pd.Series]:
    """Means over runs by day, for each response."""
    table = study.column(metric)
    mine = table[table["response"].isin(labels)]
    means = mine.groupby(["response", "day"], sort=False)[metric].mean()
    return {str(label): means[label].sort_index() for label in mine["response"].unique()}

"""When people die under the comparison, and when each option's troops are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.brief.verdicts import Panel, Verdicts
from marosim.languages import formats
from marosim.study.explain import FULL_STRENGTH

HALF = 0.5
CUT = 0.6  # of the first day's troops, below which they are said to have been cut


@dataclass(frozen=True)
class Timeline:
    """By day the share of the comparison's deaths so far, a mean over runs; troops by option."""

    start: dt.date
    comparison_title: str
    share: NDArray[np.float64]
    troops: dict[str, NDArray[np.float64]]  # runs × days

    @property
    def last(self) -> int:
        """The last day."""
        return len(self.share) - 1

    def first(self, label: str) -> int | None:
        """The first day with troops in the middle one of the runs in which any come; else None.

        The mean over runs would be that of the luckiest run.
        """
        there = self._there(label)
        came = np.sort(there.argmax(axis=1)[there.any(axis=1)])
        return int(came[len(came) // 2]) if len(came) else None

    def seldom(self, label: str) -> float | None:
        """In what share of the runs troops come, if not in all."""
        share = float(self._there(label).any(axis=1).mean())
        return share if share < 1 else None

    def full(self, label: str) -> int | None:
        """The first day with 85 % of the largest strength, the mean of all runs."""
        first, strength = self.first(label), self._strength(label)
        if first is None:
            return None
        return max(int((strength >= FULL_STRENGTH * strength.max()).argmax()), first)

    def lowest(self, label: str) -> float | None:
        """The fewest troops before the most are there, where those of the first day are cut."""
        strength = self._strength(label)
        if strength[0] < 1:
            return None
        fewest = float(strength[: int(strength.argmax()) + 1].min())
        return fewest if fewest < CUT * strength[0] else None

    def _there(self, label: str) -> NDArray[np.bool_]:
        return self._troops(label) >= 1

    def _strength(self, label: str) -> NDArray[np.float64]:
        return np.asarray(self._troops(label).mean(axis=0))

    def _troops(self, label: str) -> NDArray[np.float64]:
        return self.troops.get(label, np.zeros((1, len(self.share))))

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
    return Timeline(
        pd.to_datetime(mine["date"]).min().date(),
        panel.row(panel.against).title,
        (deaths.cumsum() / deaths.sum()).to_numpy(),
        _troops(study.column("peacekeepers"), [r.label for r in panel.rows]),
    )


def _troops(table: pd.DataFrame, labels: list[str]) -> dict[str, NDArray[np.float64]]:
    """Peacekeepers by run and day, for each response."""
    there = table[table["response"].isin(labels)]
    return {
        str(label): mine.pivot(index="run", columns="day", values="peacekeepers")
        .fillna(0.0)
        .to_numpy()
        for label, mine in there.groupby("response", sort=False)
    }

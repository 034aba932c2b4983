"""Which options do best within limits: on average, when things go badly, and by regret.

Only options of the study are compared, never courses of harm. What chance may have put in front
is named together with what it cannot be told from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.languages import N_, _, _n
from marosim.study import intervals
from marosim.study.compare import difference
from marosim.study.decisive import drawn_settings
from marosim.study.faults import StudyError
from marosim.study.front import unbeaten
from marosim.study.intervals import FEWEST

if TYPE_CHECKING:
    from marosim.brief.verdicts import Verdicts

TENTH = 0.1
FEWEST_FOR_TENTH = 20  # runs, so that the worst tenth is more than one of them
SWAPS = 4000
DOUBT = 0.05
_SEED = 20_201  # the same swaps every time, so that advice repeats exactly
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Limit:
    """A limit on the mean of a metric; ``most`` false where it is a floor, as for consent."""

    name: str
    metric: str
    value: float
    most: bool
    unit: str
    words: str

    def kept(self, mean: float) -> bool:
        """Whether an option keeps it; one of which the metric is not defined cannot break it."""
        if not math.isfinite(mean):
            return True
        return mean <= self.value if self.most else mean >= self.value


LIMITS = {
    "budget_usd": ("cost_usd", True, "US$", N_("cost")),
    "troops": ("peacekeepers_peak", True, "", N_("troops at their peak")),
    "consent": ("consent", False, "", N_("consent of the host at the end")),
    "days": ("days_to_first_unit", True, "days", N_("days from the mandate to the first unit")),
}


def limit(name: str, value: float) -> Limit:
    """A limit by the name that a user types."""
    metric, most, unit, words = LIMITS[name]
    return Limit(name, metric, value, most, unit, _(words))


@dataclass(frozen=True)
class Choice:
    """By one criterion: its value by option, the best, and those that may be as good.

    ``best`` is empty where the runs tell no option from the others, or are too few.
    """

    criterion: str
    values: dict[str, float]
    best: str
    level: tuple[str, ...]
    few: str = ""


class Advice:
    """Advice from one family of options (one case) under limits."""

    def __init__(self, verdicts: Verdicts, options: Sequence[str], limits: Sequence[Limit]) -> None:
        self.verdicts, self.comparison = verdicts, verdicts.comparison
        self.limits = list(limits)
        wide = pd.DataFrame({r: self.comparison.values(r, verdicts.metric) for r in options})
        self.options = [r for r in options if wide[r].notna().any()]
        self.wide = wide[self.options].dropna()

    @property
    def sign(self) -> float:
        """1 where less is better, −1 where more is."""
        return -1.0 if self.verdicts.higher else 1.0

    @cached_property
    def told(self) -> pd.DataFrame:
        """The settings drawn in each replication; no columns where none was."""
        try:
            return drawn_settings(self.comparison, self.options[0]).reindex(self.wide.index)
        except StudyError:
            return pd.DataFrame(index=self.wide.index)

    def within(self, replications: pd.Index) -> Advice:
        """Advice under the same limits from some of the replications."""
        part = Advice(self.verdicts, self.options, self.limits)
        part.wide, part.__dict__["broken"] = self.wide.loc[replications], self.broken
        return part

    @cached_property
    def broken(self) -> dict[str, list[Limit]]:
        """The limits that each option breaks."""
        return {
            option: [x for x in self.limits if not x.kept(self.mean(option, x.metric))]
            for option in self.options
        }

    @property
    def allowed(self) -> list[str]:
        """The options that keep every limit."""
        return [option for option in self.options if not self.broken[option]]

    def mean(self, option: str, metric: str) -> float:
        """The mean of a metric; not a number where the study has none."""
        if metric not in self.comparison.runs:
            return math.nan
        return float(self.comparison.values(option, metric).mean())

    @cached_property
    def choices(self) -> list[Choice]:
        """The allowed options by each criterion."""
        return self.among(self.allowed)

    def among(self, options: Sequence[str]) -> list[Choice]:
        """Some options by each criterion."""
        if not options:
            return []
        harm = self._harm(options)
        regret = harm - harm.min(axis=1, keepdims=True)
        return [
            self._average(options, harm),
            self._tail("worst tenth", options, harm),
            self._tail("regret", options, regret),
        ]

    def _harm(self, options: Sequence[str]) -> Values:
        """The outcome by run (rows) and option (columns), less being better."""
        return self.sign * self.wide[list(options)].to_numpy(dtype=float)

    def _average(self, options: Sequence[str], harm: Values) -> Choice:
        values = {r: float(self.wide[r].mean()) for r in options}
        if len(harm) < FEWEST:
            return Choice("average", values, "", tuple(options), _few(len(harm), FEWEST))
        best = int(harm.mean(axis=0).argmin())

        def told(other: int, among: int) -> bool:
            found = difference(self.wide[options[other]], self.wide[options[best]])
            return bool(intervals.direction(found, len(harm), among))

        return self._chosen("average", values, options, best, told)

    def _tail(self, name: str, options: Sequence[str], harm: Values) -> Choice:
        found = worst_tenth(harm)
        sign = -1.0 if self.verdicts.higher and name != "regret" else 1.0
        values = {r: float(sign * v) for r, v in zip(options, found, strict=True)}
        if len(harm) < FEWEST_FOR_TENTH:
            return Choice(name, values, "", tuple(options), _few(len(harm), FEWEST_FOR_TENTH))
        best = int(found.argmin())

        def told(other: int, among: int) -> bool:
            return swapped(harm[:, best], harm[:, other], worst_tenth) <= DOUBT / among

        return self._chosen(name, values, options, best, told)

    def _chosen(
        self, name: str, values: dict[str, float], options: Sequence[str], best: int,
        told: Callable[[int, int], bool],
    ) -> Choice:  # fmt: skip
        """The best and those not told from it, all pairs of options counted (Bonferroni)."""
        among = max(math.comb(len(options), 2), 1)
        level = [r for n, r in enumerate(options) if n == best or not told(n, among)]
        alone = len(options) > 1 and len(level) == len(options)
        return Choice(name, values, "" if alone else options[best], tuple(level))

    @cached_property
    def front(self) -> pd.DataFrame:
        """Means of outcome, cost and consent by allowed option, and who is on the front.

        ``share`` is how often an option is there when runs are drawn again (bootstrap).
        """
        metrics = [m for m in (self.verdicts.metric, "cost_usd", "consent")
                   if m in self.comparison.runs]  # fmt: skip
        signs = np.array([-1.0 if self._higher(m) else 1.0 for m in metrics])
        table = np.stack(
            [
                self.comparison.runs.pivot(index="replication", columns="response", values=m)
                .loc[self.wide.index, self.allowed]
                .to_numpy(dtype=float)
                for m in metrics
            ],
            axis=-1,
        )  # [runs, options, metrics]
        picks = intervals.redraws(len(table) if len(table) >= FEWEST else 0)
        redrawn = [unbeaten(table[pick].mean(axis=0) * signs) for pick in picks]
        return pd.DataFrame(table.mean(axis=0), columns=metrics, index=self.allowed).assign(
            front=unbeaten(table.mean(axis=0) * signs),
            share=np.mean(redrawn, axis=0) if redrawn else np.nan,
        )

    def _higher(self, metric: str) -> bool:
        return self.verdicts.study.metrics.get(metric, {}).get("better") == "higher"

    def table(self) -> pd.DataFrame:
        """One row an option: the columns of ``recommend.csv``."""
        choices = {c.criterion: c for c in self.choices}
        rows = []
        for option in self.options:
            level = intervals.of_mean(self.wide[option])
            front = option in self.front.index if self.allowed else False
            rows.append({
                "response": option,
                "allowed": not self.broken[option],
                "breaks": ", ".join(x.name for x in self.broken[option]),
                "metric": self.verdicts.metric,
                "mean": level.mean, "low": level.low, "high": level.high,
                "worst_tenth": _of(choices, "worst tenth", option),
                "regret_worst_tenth": _of(choices, "regret", option),
                "best_on_average": _verdict(choices, "average", option),
                "best_in_worst_tenth": _verdict(choices, "worst tenth", option),
                "best_by_regret": _verdict(choices, "regret", option),
                "on_front": bool(self.front.loc[option, "front"]) if front else False,
                "front_share": float(self.front.loc[option, "share"]) if front else np.nan,
                **{metric: self.mean(option, metric) for metric, *_ in LIMITS.values()},
                "replications": len(self.wide),
            })  # fmt: skip
        return pd.DataFrame(rows)


def worst_tenth(harm: Values) -> Values:
    """Mean of the worst tenth of runs, one at least, by column."""
    count = max(math.ceil(TENTH * len(harm)), 1)
    return np.asarray(np.sort(harm, axis=0)[-count:].mean(axis=0))


def swapped(first: Values, second: Values, of: Callable[[Values], Values]) -> float:
    """How often chance alone makes as large a difference of two options.

    Were both the same, the two values of a pair of runs might as well be swapped; so they are,
    at random (a permutation test, exact whatever the distribution; Edgington & Onghena 2007).
    """
    both = np.stack([first, second], axis=1)
    seen = abs(float(np.diff(of(both))[0]))
    generator = np.random.Generator(np.random.Philox(_SEED))
    flips = generator.random((SWAPS, len(both))) < 0.5
    ones = np.where(flips, second, first).T  # [runs, swaps]
    others = np.where(flips, first, second).T
    gaps = np.abs(of(ones) - of(others))
    return float((1 + np.count_nonzero(gaps >= seen * (1 - 1e-12))) / (1 + SWAPS))


def _few(count: int, needed: int) -> str:
    if not count:
        return _("no run is there of all options alike; at least {needed} are needed",
                 needed=needed)  # fmt: skip
    return _n("one run of each option is too few; at least {needed} are needed",
              "{count} runs of each option are too few; at least {needed} are needed",
              count, needed=needed)  # fmt: skip


def _of(choices: dict[str, Choice], name: str, option: str) -> float:
    return choices[name].values.get(option, np.nan) if name in choices else np.nan


def _verdict(choices: dict[str, Choice], name: str, option: str) -> str:
    """yes, perhaps (not told from the best), no, or unknown."""
    choice = choices.get(name)
    if choice is None or option not in choice.values:
        return "no"
    if choice.few:
        return "unknown"
    if option not in choice.level:
        return "no"
    return "yes" if choice.level == (option,) else "perhaps"

"""Comparing responses: paired differences from common random numbers.

Replication k of every response uses the same random numbers, so the difference of two
responses is taken run by run; what chance brought to both cancels out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.languages import _
from marosim.study import combinations, intervals, sufficiency
from marosim.study.faults import StudyError, no_metric
from marosim.study.front import front
from marosim.study.intervals import FEWEST, Interval
from marosim.study.outputs import REACHED
from marosim.study.pairing import baselines, conditions
from marosim.study.store import DRAWN, FAILURES

if TYPE_CHECKING:
    from marosim.study.study import Study

COLUMNS = (
    "response",
    "metric",
    "baseline_mean",
    "mean",
    "difference",
    "low",
    "high",
    "replications",
)
KEY_METRICS = (
    "deaths_direct",
    "deaths_indirect",
    "displaced_internal",
    "displaced_abroad",
    "attacks",
    "time_to_protect_days",
    "protected_in_time",
    "cost_usd",
)
ETHICS = (
    "harm_by_mission",
    "consent",
    "legitimacy",
    "trust_between_groups",
    "peacekeeper_deaths",
    "proportionality",
    "impartiality",
    "sovereignty_cost",
)


class Comparison:
    """Every response of a study against its baseline.

    ``baseline`` is a label, ``key=value`` or ``{key: value}``. Where several responses match
    (a baseline of one factor in a sweep of two) each response meets the one that is equal in
    all other settings, and always one of its own case. Below FEWEST pairs there are means and
    differences, and no intervals.
    """

    def __init__(
        self,
        study: Study,
        baseline: Mapping[str, Any] | str | None = None,
        metrics: list[str] | None = None,
    ) -> None:
        self.study = study
        self.runs = study.runs.copy(deep=False)
        self.runs.attrs = {}  # which pandas would copy for every column that is taken
        if self.runs.empty:
            cause = (
                _("{folder}: no run has finished; see {file}", folder=study.folder, file=FAILURES)
                if (study.folder / FAILURES).is_file()
                else _("{folder}: no run has finished yet", folder=study.folder)
            )
            raise StudyError(_("{fault}; nothing to compare", fault=cause))
        self.against = ""  # the baseline as a reader names it
        self.baseline = self._baseline(baseline)
        labels = {"run", "replication", "response", "seed", *study.swept}
        numeric = self.runs.select_dtypes("number").columns
        available = [c for c in numeric if c not in labels and not c.startswith(DRAWN)]
        for name in metrics or []:
            if name not in available:
                raise no_metric(name, available)
        self.metrics = list(metrics) if metrics else available
        self.available = available

    def _baseline(self, wanted: Mapping[str, Any] | str | None) -> dict[str, str]:
        """For each response the label of its baseline."""
        swept = {item["label"]: item["swept"] for item in self.study.about["responses"]}
        found, self.against = baselines(swept, wanted or self.study.about.get("baseline"))
        return found

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """Responses that may be compared, by what they share (a case); "" if all share it."""
        swept = {item["label"]: item["swept"] for item in self.study.about["responses"]}
        found: dict[str, list[str]] = {}
        for label, shared in conditions(swept).items():
            found.setdefault(shared, []).append(label)
        return found

    @property
    def baselines(self) -> list[str]:
        """Labels of all baselines."""
        return list(dict.fromkeys(self.baseline.values()))

    @cached_property
    def _by_response(self) -> dict[str, pd.DataFrame]:
        """The runs of each response by replication."""
        labels = self.runs["response"]
        return {
            response: self.runs[labels == response].set_index("replication")
            for response in self.study.responses
        }

    def values(self, response: str, metric: str) -> pd.Series:
        """A metric by replication."""
        return self._by_response[response][metric].astype(float)

    def pairs(self, response: str, metric: str) -> pd.DataFrame:
        """Columns ``baseline`` and ``own`` by replication, where both runs are there."""
        both = pd.concat(
            {
                "baseline": self.values(self.baseline[response], metric),
                "own": self.values(response, metric),
            },
            axis=1,
            join="inner",
        )
        return both.dropna()

    def effect(self, response: str, metric: str) -> Interval:
        """The paired difference with its interval; without ends below FEWEST pairs."""
        pairs = self.pairs(response, metric)
        return difference(pairs["own"], pairs["baseline"])

    def direction(self, response: str, metric: str) -> int:
        """1 or −1 where a response clearly raises or lowers a metric, else 0.

        Clear also when counted how many responses are compared with their baseline.
        """
        count = len(self.pairs(response, metric))
        return intervals.direction(self.effect(response, metric), count, self.among)

    @property
    def among(self) -> int:
        """How many responses are compared with a baseline at once."""
        return max(len(self.responses), 1)

    def standing(self, metric: str, family: list[str]) -> tuple[str, list[str]]:
        """The best response of a family by its mean, and those not clearly worse than it.

        A winner is alone only if it beats each of the others in their paired runs; where fewer
        than FEWEST replications have every response, all are level. Responses without a run
        are left out.
        """
        there = [r for r in family if len(self.values(r, metric).dropna())]
        wide = pd.DataFrame({r: self.values(r, metric) for r in there}).dropna()
        if wide.empty:
            return "", there
        higher = self.study.metrics.get(metric, {}).get("better") == "higher"
        means = wide.mean()
        best = str(means.idxmax() if higher else means.idxmin())

        def level(among: int) -> list[str]:
            gaps = {r: difference(wide[r], wide[best]) for r in there}
            worse = {r: intervals.direction(gaps[r], len(wide), among) for r in there}
            return [r for r in there if r == best or not worse[r]]

        if len(level(1)) == 1:  # which of many equals is unlikely to bring about
            return best, [best]
        return best, level(math.comb(len(there), 2))

    @property
    def replications(self) -> int:
        """Fewest pairs of any response that is compared; of a single one, its runs."""
        counts = [
            len(self._by_response[r].index.intersection(self._by_response[self.baseline[r]].index))
            for r in self.responses
        ]
        return min(counts or [int(self.runs["replication"].nunique())])

    @property
    def responses(self) -> list[str]:
        """Responses that are compared: all that are not their own baseline."""
        return [r for r in self.study.responses if self.baseline[r] != r]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a response and metric; the columns of ``compare.csv``."""
        rows = []
        for response, metric in product(self.responses, self.metrics):
            pairs = self.pairs(response, metric)
            both = (response, self.baseline[response])
            if pairs.empty or all(self.reached(one, metric) == 0 for one in both):
                continue  # days until something that came about in no run are no days
            effect = self.effect(response, metric)
            rows.append(
                (
                    response,
                    metric,
                    pairs["baseline"].mean(),
                    pairs["own"].mean(),
                    effect.mean,
                    effect.low,
                    effect.high,
                    len(pairs),
                )
            )
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        table.attrs["units"] = {name: m["unit"] for name, m in self.study.metrics.items()}
        return table

    def level(self, response: str, metric: str) -> Interval:
        """Mean of a metric under a response with its interval, which holds all chance."""
        values = self.values(response, metric).dropna()
        if len(values) < FEWEST:
            return Interval(float(values.mean()), math.nan, math.nan)
        return (intervals.of_chance if intervals.yes_or_no(values) else intervals.of_mean)(values)

    def reached(self, response: str, metric: str) -> float | None:
        """Share of runs in which what a number of days waits for came about; else None."""
        told = REACHED.get(metric.removesuffix("_mean").removesuffix("_peak"))
        if told is None or told not in self.runs:
            return None
        return float((self.values(response, told) > 0).mean())

    def narrowing(self, response: str, metric: str) -> float:
        """How many times wider the interval would be with independent seeds."""
        pairs = self.pairs(response, metric)
        if len(pairs) < FEWEST:
            return math.nan
        apart = math.sqrt(pairs["own"].var() + pairs["baseline"].var())
        paired = float((pairs["own"] - pairs["baseline"]).std())
        if paired == 0:
            return math.nan if apart == 0 else math.inf
        return apart / paired

    def chance(self, metric: str, above: float) -> pd.DataFrame:
        """Chance that a metric exceeds a number, by response (Wilson's interval)."""
        if metric not in self.available:
            raise no_metric(metric, self.available)
        rows = []
        for response in self.study.responses:
            found = intervals.of_chance(self.values(response, metric).dropna() > above)
            rows.append((response, found.mean, found.low, found.high))
        return pd.DataFrame(rows, columns=["response", "chance", "low", "high"])

    def better(self, metric: str) -> pd.DataFrame:
        """Share of paired runs in which a response did better than its baseline.

        ``level`` is the share in which it did as well: in neither did it do worse.
        """
        direction = self.study.metrics.get(metric, {}).get("better", "lower")
        rows = []
        for response in self.responses:
            pairs = self.pairs(response, metric)
            gain = pairs["own"] - pairs["baseline"]
            found = intervals.of_chance(gain > 0 if direction == "higher" else gain < 0)
            level = float((gain == 0).mean())
            rows.append((response, found.mean, found.low, found.high, level))
        return pd.DataFrame(rows, columns=["response", "chance", "low", "high", "level"])

    def best(self, metric: str, among: list[str] | None = None) -> pd.DataFrame:
        """How often each response is the best of all (or ``among``) in the same replication.

        With uncertainty=ranges or posterior a replication is a draw of what is not known, so
        this is how robust the ranking of responses is. Ties count for all that tie.
        """
        if metric not in self.available:
            raise no_metric(metric, self.available)
        wide = pd.DataFrame({r: self.values(r, metric) for r in among or self.study.responses})
        wide = wide.dropna()
        higher = self.study.metrics.get(metric, {}).get("better") == "higher"
        top = wide.max(axis=1) if higher else wide.min(axis=1)
        rows = []
        for response in wide.columns:
            found = intervals.of_chance(wide[response] == top)
            rows.append((response, found.mean, found.low, found.high))
        table = pd.DataFrame(rows, columns=["response", "chance", "low", "high"])
        table.attrs["replications"] = len(wide)
        return table

    def cost_per_life(self) -> pd.DataFrame:
        """Extra cost over lives saved against the paired run without response.

        Columns response, lives_saved, low, high, cost_usd, cost_per_life_saved and its
        interval, which is given only where lives were saved beyond doubt.
        """
        columns = [
            *("response", "lives_saved", "low", "high", "cost_usd"),
            *("cost_per_life_saved", "cost_low", "cost_high", "pairs"),
        ]
        without = self.study.without_response
        rows = []
        if {"cost_usd", "deaths_direct"} <= set(self.runs.columns):
            for response, none in without.items():
                if response != none:
                    rows.append((response, *self._cost_per_life(response, none)))
        return pd.DataFrame(rows, columns=columns)

    def _cost_per_life(self, response: str, none: str) -> tuple[float, ...]:
        def paired(metric: str) -> pd.Series:
            if metric not in self.runs:
                return pd.Series(dtype=float)
            return (self.values(none, metric) - self.values(response, metric)).dropna()

        saved = paired("deaths_direct").add(paired("deaths_indirect"), fill_value=0.0)
        cost = -paired("cost_usd")
        saved, cost = saved.align(cost, join="inner")
        lives = intervals.of_mean(saved)
        if len(saved) < FEWEST:
            lives = Interval(lives.mean, math.nan, math.nan)
        if intervals.direction(lives, len(saved), self.among) > 0:
            ratio = intervals.of_ratio(cost, saved)
        else:
            ratio = Interval(math.nan, math.nan, math.nan)
        mean_cost = float(cost.mean()) if len(cost) else math.nan
        return (
            *(lives.mean, lives.low, lives.high, mean_cost),
            *(ratio.mean, ratio.low, ratio.high, len(saved)),
        )

    def pareto(self, cost: str = "cost_usd", harm: str = "deaths_direct") -> pd.DataFrame:
        """Mean of two metrics by response and whether it is on the front.

        A response is on the front if no other is better in one and at least as good in the
        other; for ``consent`` and other metrics where more is better, more is better.
        ``share`` is how often it is there when replications are drawn again (bootstrap).
        """
        higher = [
            self.study.metrics.get(name, {}).get("better") == "higher" for name in (cost, harm)
        ]
        return front(self.runs, cost, harm, higher)

    def interactions(self, metric: str) -> pd.DataFrame:
        """Means by combination of swept settings, and what the combination adds.

        ``interaction`` is the mean less what the settings do one by one (the additive
        model), with a paired interval; only for sweeps of every combination of two or more.
        """
        return combinations.interactions(self, metric)

    def dependent(self, metric: str) -> list[str]:
        """Swept settings whose effects depend on one another, in the order of the sweep.

        Two settings do if, over all levels of the others, a combination of theirs differs from
        what they do one by one with a paired interval that excludes zero; where no two do but
        all together do, all are named.
        """
        return combinations.dependent(self, metric)

    def sufficiency(self, metric: str) -> pd.DataFrame:
        """Whether replications are enough to tell how a metric changes, by response.

        ``verdict`` is rises, falls, hardly changes, unclear or few; ``known`` is the end of the
        interval that lies farther from zero, for a clear change half the interval, relative to
        the baseline's mean; ``wanted`` is how many replications would
        show the difference of now, or that there is hardly any, in four of five studies (NaN
        where they are enough). With fewer than FEWEST the spread itself is a guess, and nothing
        is said.
        """
        return sufficiency.table(self, metric)

    def enough(self, metric: str) -> list[str]:
        """Whether there are enough replications for a metric, said plainly."""
        return sufficiency.sentences(self, metric)

    def ethics(self) -> pd.DataFrame:
        """Rows of the table on harm, consent and trust: shown beside every benefit."""
        return self.table[self.table["metric"].isin(ETHICS)]


def difference(own: pd.Series, other: pd.Series) -> Interval:
    """The mean difference of paired values, with an interval from FEWEST pairs on."""
    yes_no = intervals.yes_or_no(own) and intervals.yes_or_no(other)
    found = (intervals.of_shares if yes_no else intervals.of_mean)(own - other)
    return found if len(own) >= FEWEST else Interval(found.mean, math.nan, math.nan)

"""What a study's runs say of each response, once for the sentences and for the chart.

A response differs clearly only where its drawn interval leaves zero out: the interval is that
of the paired difference, widened for all responses that are compared at once (Bonferroni).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.brief.phrases import Phrases
from marosim.languages import _
from marosim.languages.formats import listed, number
from marosim.study import intervals, resolution
from marosim.study.compare import difference
from marosim.study.intervals import FEWEST, Interval
from marosim.study.pairing import conditions
from marosim.study.sufficiency import NEGLIGIBLE
from marosim.view import names, naming
from marosim.view.findings import changed, judged_by
from marosim.view.style import TINY
from marosim.view.wording import COUNTED, capital, lowered

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

COMPARISON, BETTER, WORSE = "comparison", "better", "worse"
IDENTICAL, SAME, UNTOLD = "identical", "about the same", "cannot be told apart"
COARSE, FEW, MISSING = "too coarse", "too few runs", "no runs"
CLEAR = (BETTER, WORSE)


@dataclass(frozen=True)
class Row:
    """A response beside its comparison.

    ``gain`` is how much better it does, with the drawn interval: fewer deaths, more consent.
    ``gains`` are the gains of single pairs of runs. ``share`` is the gain relative to the
    comparison's mean, and is empty where that is zero.
    """

    label: str
    title: str
    level: float
    gain: Interval
    gains: NDArray[np.float64]
    verdict: str
    share: float
    cost: float
    same_as: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether the runs tell it from the comparison."""
        return self.verdict in CLEAR

    @property
    def agreeing(self) -> int:
        """How many pairs of runs show the direction of the mean."""
        side = 1 if self.gain.mean > 0 else -1
        return int((np.sign(self.gains) == side).sum())


@dataclass(frozen=True)
class Panel:
    """Responses that share a comparison, best first, the comparison among them.

    ``shared`` is what they have in common beside the rest of the study (a case, a level of a
    second factor). ``best`` leads those that are clearly better; ``tied`` are those that the
    runs cannot tell from it. ``coarse``: too few simulated people have the outcome to compare by.
    """

    scenario: str
    shared: str
    against: str
    rows: tuple[Row, ...]
    best: str
    tied: tuple[str, ...]
    coarse: bool
    each: float  # persons that one agent stands for; not a number if unknown

    def row(self, label: str) -> Row:
        """The row of a response."""
        return next(row for row in self.rows if row.label == label)

    @property
    def others(self) -> tuple[Row, ...]:
        """All but the comparison."""
        return tuple(row for row in self.rows if row.label != self.against)

    @property
    def alone(self) -> bool:
        """Whether there is but one option, so that nothing is compared."""
        return not self.others and not self.rows[0].same_as

    @property
    def identical(self) -> bool:
        """Whether every run is the same under all of several options."""
        return not self.alone and all(row.verdict == IDENTICAL for row in self.others)

    def of(self, *verdicts: str) -> list[Row]:
        """The rows with one of some verdicts, best first."""
        return [row for row in self.rows if row.verdict in verdicts]


class Verdicts:
    """The panels of a comparison, by a metric or that which the study judges by."""

    def __init__(self, comparison: Comparison, metric: str = "") -> None:
        self.comparison = comparison
        self.study = comparison.study
        known = comparison.available
        judged = metric or judged_by(comparison)
        self.metric = judged if judged in known else (known or [""])[0]
        self.phrases = Phrases(self.study.about)
        self.higher = self.study.metrics.get(self.metric, {}).get("better") == "higher"
        self.unit = str(self.study.metrics.get(self.metric, {}).get("unit")
                        or names.about(self.metric).unit)  # fmt: skip
        self.counted = self.unit in COUNTED

    def more(self, side: int = 1) -> bool:
        """Whether more is better, by the metric's direction; with ``side`` −1, worse."""
        return (side > 0) == self.higher

    def word(self, side: int = 1) -> str:
        """Fewer or lower for what is better; ``side`` −1 for worse."""
        if self.counted:
            return _("more") if self.more(side) else _("fewer")
        return _("higher") if self.more(side) else _("lower")

    def better_by(self, amount: float) -> str:
        """A gain in words: 4,270 fewer civilians killed."""
        own = number(amount, "" if self.counted else self.unit)
        return changed(self.more(), counted=self.counted, amount=own,
                       subject=lowered(naming.metric(self.metric)))  # fmt: skip

    @property
    def pairs(self) -> int:
        """Fewest pairs of runs that any response is compared by."""
        return self.comparison.replications

    @property
    def telling(self) -> bool:
        """Whether there are pairs enough to tell a difference from chance."""
        return self.pairs >= FEWEST

    @property
    def cases(self) -> list[str]:
        """The cases of the study."""
        return list(dict.fromkeys(panel.scenario for panel in self.panels))

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """One panel a comparison, in the order of the sweep."""
        shared = conditions(self.phrases.swept)
        scenarios = {item["label"]: item["scenario"] for item in self.study.about["responses"]}
        found: dict[str, list[str]] = {}
        for label, base in self.comparison.baseline.items():
            found.setdefault(base, []).append(label)
        factors: dict[str, set[str]] = {}
        for members in found.values():
            for key in self.phrases.varied:
                values = {str(self.phrases.swept[m].get(key)) for m in members}
                factors.setdefault(key, set()).add("" if len(values) > 1 else values.pop())
        panels = []
        several = len(found) > 1
        for base, members in found.items():
            same = [
                key for key in self.phrases.varied
                if several and "" not in factors[key] and len(factors[key]) > 1
            ]  # fmt: skip
            swept = self.phrases.swept[base]
            heading = naming.response(", ".join(f"{k}={swept[k]}" for k in same)) if same else ""
            if shared[base]:
                heading = ", ".join(filter(None, [naming.response(shared[base]), heading]))
            panels.append(
                self._panel(scenarios[base], capital(heading), base, members, tuple(same))
            )
        return tuple(panels)

    def _panel(
        self, scenario: str, shared: str, base: str, members: list[str], same: tuple[str, ...]
    ) -> Panel:
        each = resolution.persons_per_agent(self.study).get(base, math.nan)
        mean = float(self.comparison.values(base, self.metric).mean())
        coarse = self.unit == "persons" and resolution.coarse_level(self.metric, mean, each)
        rows = [self._row(label, base, each, coarse, same) for label in members]
        rows = list(self._merged(sorted(rows, key=self._order), base))
        better = [row.label for row in rows if row.verdict == BETTER]
        best = better[0] if better else ""
        others = [r.label for r in rows if r.label not in (best, base) and r.verdict != MISSING]
        tied = [r for r in others if best and self._level(best, r, len(rows))]
        return Panel(scenario, shared, base, tuple(rows), best, tuple(tied), coarse, each)

    def _order(self, row: Row) -> tuple[bool, float]:
        return (not math.isfinite(row.level), -row.level if self.higher else row.level)

    def _row(self, label: str, base: str, each: float, coarse: bool, same: tuple[str, ...]) -> Row:
        """One response beside its comparison."""
        own = self.comparison.values(label, self.metric)
        pairs = self.comparison.pairs(label, self.metric)
        sign = 1.0 if self.higher else -1.0
        gains = sign * (pairs["own"] - pairs["baseline"]).to_numpy()
        effect = self.comparison.effect(label, self.metric)
        wide = intervals.together(effect, len(pairs), self.comparison.among)
        gain = Interval(sign * wide.mean, *sorted((sign * wide.low, sign * wide.high)))
        mean = float(pairs["baseline"].mean()) if len(pairs) else math.nan
        cost = self.comparison.values(label, "cost_usd") if "cost_usd" in self.comparison.runs \
            else pd.Series(dtype=float)  # fmt: skip
        return Row(
            label,
            self.phrases.title(label, apart_from=same),
            float(own.mean()),
            gain,
            gains,
            self._verdict(label == base, gain, gains, mean, each, coarse),
            gain.mean / abs(mean) if mean else math.nan,
            float(cost.mean()),
        )

    def _verdict(
        self,
        own: bool,
        gain: Interval,
        gains: NDArray[np.float64],
        mean: float,
        each: float,
        coarse: bool,
    ) -> str:
        if not len(gains):
            return MISSING
        if own:
            return COMPARISON
        if len(gains) < FEWEST:
            return FEW
        if not gains.any():
            return IDENTICAL
        sign = int(gain.low > 0) - int(gain.high < 0)
        if max(abs(gain.low), abs(gain.high)) <= max(NEGLIGIBLE * abs(mean), TINY):
            return SAME
        if not sign:
            return UNTOLD
        if coarse or resolution.coarse_change(self.metric, gain.mean, each):
            return COARSE
        return BETTER if sign > 0 else WORSE

    def _level(self, first: str, second: str, among: int) -> bool:
        """Whether the runs cannot tell two responses apart, of all pairs of a panel."""
        wide = pd.DataFrame(
            {r: self.comparison.values(r, self.metric) for r in (first, second)}
        ).dropna()
        found = difference(wide[first], wide[second])
        return not intervals.direction(found, len(wide), math.comb(among, 2))

    def _merged(self, rows: list[Row], base: str) -> tuple[Row, ...]:
        """Responses that are equal in every run become one row: what they differ in did nothing."""
        alike: dict[bytes, list[Row]] = {}
        for row in rows:
            values = self.comparison.values(row.label, self.metric).sort_index()
            key = values.to_numpy().tobytes() + values.index.to_numpy().tobytes()
            alike.setdefault(key if len(values) else row.label.encode(), []).append(row)
        return tuple(self._one(same, base) for same in alike.values())

    def _one(self, same: list[Row], base: str) -> Row:
        first = next((row for row in same if row.label == base), same[0])
        if len(same) == 1:
            return first
        keys = [
            key for key in self.phrases.varied
            if len({str(self.phrases.swept[row.label].get(key)) for row in same}) > 1
        ]  # fmt: skip
        if len(keys) < len(self.phrases.varied):
            any_of = ", ".join(_("any {setting}", setting=naming.setting(key)) for key in keys)
            title = f"{self.phrases.title(first.label, apart_from=tuple(keys))}, {any_of}"
        else:
            title = listed([first.title, *(lowered(r.title) for r in same if r is not first)])
        others = tuple(row.label for row in same if row is not first)
        return replace(first, title=title, same_as=others)

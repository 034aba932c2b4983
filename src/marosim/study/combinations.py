"""What settings that are swept together do beyond what each does by itself."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.study import intervals
from marosim.study.intervals import FEWEST, Interval
from marosim.study.pairing import matches

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

NUMBERS = ["mean", "low", "high", "interaction", "interaction_low", "interaction_high"]
ROUNDING = 1e-9  # of the largest value, below which a sum of differences is nothing


def interactions(comparison: Comparison, metric: str) -> pd.DataFrame:
    """See :meth:`marosim.study.compare.Comparison.interactions`."""
    keys, items = comparison.study.swept, comparison.study.about["responses"]
    levels = _levels(comparison)
    cells = {tuple(item["swept"].get(k) for k in keys): item["label"] for item in items}
    whole = math.prod(map(len, levels)) == len(items) == len(cells)
    if len(keys) < 2 or not whole or len(comparison.families) > 1:
        return pd.DataFrame(columns=[*keys, *NUMBERS])
    wide = pd.DataFrame({c: comparison.values(label, metric) for c, label in cells.items()})
    wide = wide.dropna()
    grand = wide.mean(axis=1)
    rows = []
    for cell in cells:
        additive = -(len(keys) - 1) * grand
        for position, level in enumerate(cell):
            same = [c for c in cells if c[position] == level]
            additive = additive + wide[same].mean(axis=1)
        own, extra = _of_mean(wide[cell]), _of_mean(_told(wide[cell] - additive, wide))
        rows.append((*cell, own.mean, own.low, own.high, extra.mean, extra.low, extra.high))
    return pd.DataFrame(rows, columns=[*keys, *NUMBERS])


def dependent(comparison: Comparison, metric: str) -> list[str]:
    """See :meth:`marosim.study.compare.Comparison.dependent`."""
    found = interactions(comparison, metric)
    keys = comparison.study.swept
    if found.empty:
        return []
    sizes = list(map(len, _levels(comparison)))
    if len(keys) > 2:
        pairs = list(combinations(range(len(keys)), 2))
        free = sum((sizes[a] - 1) * (sizes[b] - 1) for a, b in pairs)
        named = {
            key
            for a, b in pairs
            if _depend(comparison, metric, keys[a], keys[b], free)
            for key in (keys[a], keys[b])
        }
        if named:
            return [key for key in keys if key in named]
    free, count = math.prod(size - 1 for size in sizes), comparison.replications
    extra = ["interaction", "interaction_low", "interaction_high"]
    clear = any(
        intervals.direction(Interval(*row), count, free)
        for row in found[extra].itertuples(index=False)
    )
    return list(keys) if clear else []


def _depend(comparison: Comparison, metric: str, first: str, second: str, among: int) -> bool:
    """Whether a combination of two settings clearly differs from what they do one by one."""
    items = comparison.study.about["responses"]
    wide = pd.DataFrame({i["label"]: comparison.values(i["label"], metric) for i in items}).dropna()

    def mean(wanted: dict[str, Any]) -> pd.Series:
        return wide[[i["label"] for i in items if matches(i["swept"], wanted)]].mean(axis=1)

    for one, other in dict.fromkeys((i["swept"][first], i["swept"][second]) for i in items):
        extra = mean({first: one, second: other}) - mean({first: one}) - mean({second: other})
        found = _of_mean(_told(extra + wide.mean(axis=1), wide))
        if intervals.direction(found, len(wide), among):
            return True
    return False


def _levels(comparison: Comparison) -> list[list[Any]]:
    """The values of each swept setting."""
    items = comparison.study.about["responses"]
    return [list(dict.fromkeys(i["swept"].get(k) for i in items)) for k in comparison.study.swept]


def _told(extra: pd.Series, wide: pd.DataFrame) -> pd.Series:
    """Sums of differences without what only rounding has left of them."""
    return extra.where(extra.abs() > ROUNDING * wide.abs().max(axis=None), 0.0)


def _of_mean(values: pd.Series) -> Interval:
    """A mean, with its interval from FEWEST replications on."""
    found = intervals.of_mean(values)
    return found if len(values) >= FEWEST else Interval(found.mean, math.nan, math.nan)

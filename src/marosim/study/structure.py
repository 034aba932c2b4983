"""Variants of the model's rules: drawn by replication, and whether a ranking survives them.

Where the literature does not agree how a thing works, its setting is marked as a ``variant`` and
has a choice for each view. A study with ``structure=true`` draws one choice of each a replication,
the same under every response, so that each combination comes equally often.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.core.setting import SettingRow, rows
from marosim.randomness import Draws
from marosim.settings import Settings
from marosim.study import intervals
from marosim.study.intervals import FEWEST

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

COLUMNS = ["setting", "variant", "response", "difference", "low", "high", "replications"]
SURVIVES, TURNS, OPEN = "survives", "turns round", "cannot be told"
DRAWN = "uncertain."  # columns of the runs table that hold drawn settings


def variants(settings: Settings) -> list[SettingRow]:
    """Settings of which each choice is a rule that the literature holds possible."""
    return [row for row in rows(settings) if row.variant and row.choices]


def draw(settings: Settings, replication: int, told: Collection[str]) -> dict[str, str]:
    """One choice of each variant that nobody has ``told``, by name of the setting.

    All combinations come once, in an order by the seed, before any comes again.
    """
    known = variants(settings)
    every = list(itertools.product(*(row.choices or () for row in known)))
    turn, place = divmod(replication, len(every))
    order = Draws(settings.seed).uniform("structure", np.arange(len(every)), turn)
    chosen = every[int(np.argsort(order, kind="stable")[place])]
    return {r.name: c for r, c in zip(known, chosen, strict=True) if r.name not in told}


def by_variant(comparison: Comparison, metric: str) -> pd.DataFrame:
    """Difference of each response to its baseline under each choice, with a 95 % interval.

    A row a setting, choice and response: COLUMNS. Empty where no variant was drawn; below
    FEWEST replications of a choice there is no interval.
    """
    names = {f"{DRAWN}{row.name}": row.name for row in variants(Settings())}
    drawn = [column for column in comparison.runs if column in names]
    found = []
    for column, response in itertools.product(drawn, comparison.responses):
        gap = comparison.values(response, metric) - comparison.values(
            comparison.baseline[response], metric
        )
        runs = comparison.runs
        choice = runs[runs["response"] == response].set_index("replication")[column]
        for value in sorted(choice.dropna().unique()):
            here = gap[choice.reindex(gap.index) == value].dropna()
            own = intervals.of_mean(here)
            low, high = (own.low, own.high) if len(here) >= FEWEST else (np.nan, np.nan)
            found.append((names[column], value, response, own.mean, low, high, len(here)))
    return pd.DataFrame(found, columns=COLUMNS)


def verdict(table: pd.DataFrame) -> str:
    """Whether a difference has one clear sign under every choice, or turns round, or neither.

    ``table`` holds the rows of one response. With many rows some interval misses zero by chance,
    so that each is widened for their number (Bonferroni).
    """
    clear = {_sign(row, len(table)) for row in table.to_dict("records")}
    if {-1, 1} <= clear:
        return TURNS
    return SURVIVES if len(clear) == 1 and 0 not in clear else OPEN


def _sign(row: dict[str, float], among: int) -> int:
    interval = intervals.Interval(row["difference"], row["low"], row["high"])
    return intervals.direction(interval, int(row["replications"]), among)


def words(comparison: Comparison, metric: str) -> list[str]:
    """What variants of the rules make of each difference, a sentence a response."""
    table = by_variant(comparison, metric)
    said = {
        SURVIVES: "has the same direction under every variant of the rules that was drawn",
        TURNS: "turns round with the variant of the rules, so that the ranking does not survive",
        OPEN: "is not clear under every variant of the rules; run more replications to tell",
    }
    return [
        f"{response}: the difference of {metric} {said[verdict(mine)]}."
        for response, mine in table.groupby("response", sort=False)
    ]

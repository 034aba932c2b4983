"""Whether a ranking of responses survives the variants of the rules that a study drew."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pandas as pd

from marosim.languages import _
from marosim.settings import Settings
from marosim.study import intervals
from marosim.study.compare import Comparison, difference
from marosim.study.store import DRAWN
from marosim.study.structure import variants

COLUMNS = ["setting", "variant", "response", "difference", "low", "high", "replications"]
SURVIVES, TURNS, OPEN = "survives", "turns round", "cannot be told"


def by_variant(comparison: Comparison, metric: str) -> pd.DataFrame:
    """Difference of each response to its baseline under each choice, with a 95 % interval.

    A row a setting, choice and response: COLUMNS. Empty where no variant was drawn; below
    FEWEST replications of a choice there is no interval.
    """
    names = {f"{DRAWN}{row.name}": row.name for row in variants(Settings())}
    drawn = [column for column in comparison.runs if column in names]
    found = []
    for column, response in itertools.product(drawn, comparison.responses):
        pairs, runs = comparison.pairs(response, metric), comparison.runs
        choice = runs[runs["response"] == response].set_index("replication")[column]
        for value, here in pairs.groupby(choice.reindex(pairs.index)):
            own = difference(here["own"], here["baseline"])
            found.append((names[column], value, response, own.mean, own.low, own.high, len(here)))
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


def words(table: pd.DataFrame, what: str, titles: Mapping[str, str]) -> list[str]:
    """What variants of the rules make of each difference, a sentence a response.

    ``what`` is the metric as a reader knows it, ``titles`` are those of the responses.
    """
    said = {
        SURVIVES: _("{subject} change in the same direction under every variant of the rules.",
                    subject=what),
        TURNS: _("{subject} rise under some variants of the rules and fall under others. The "
                 "ranking depends on which of them is true.", subject=what),
        OPEN: _("under at least one variant of the rules, these runs cannot tell whether {subject} "
                "rise or fall. More replications may tell.", subject=what),
    }  # fmt: skip
    return [
        _("{option}: {finding}", option=titles[response], finding=said[verdict(mine)])
        for response, mine in table.groupby("response", sort=False)
    ]

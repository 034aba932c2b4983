"""Whether a study has enough replications, and what to type where it has too few."""

from __future__ import annotations

import math
from shlex import quote
from typing import TYPE_CHECKING

import pandas as pd

from marosim.languages import _, _n
from marosim.study.intervals import FEWEST, normal_quantile

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

SEEN = 0.84  # standard errors beyond what is clear: an effect is then seen in four of five studies
NEGLIGIBLE = 0.02  # a change, relative to the baseline's mean, that nobody would act on
BETTER = 20  # replications that are asked for where there are too few
PLACED = ("replications=", "output_dir=")


def table(comparison: Comparison, metric: str) -> pd.DataFrame:
    """See :meth:`marosim.study.compare.Comparison.sufficiency`."""
    rows = []
    for response in comparison.responses:
        pairs = comparison.pairs(response, metric)
        count = len(pairs)
        if count < FEWEST:
            rows.append((response, count, "few", math.nan, math.nan))
            continue
        effect = comparison.effect(response, metric)
        scale = abs(float(pairs["baseline"].mean())) or 1.0
        verdict, enough = "unclear", math.nan
        known, farthest = effect.half, max(abs(effect.low), abs(effect.high))
        sign = comparison.direction(response, metric)
        if farthest <= NEGLIGIBLE * scale:
            verdict, known = "hardly changes", farthest
        elif sign:
            verdict = "falls" if sign < 0 else "rises"
        else:
            size = max(abs(effect.mean), NEGLIGIBLE * scale)
            enough = wanted(count, effect.half, size, comparison.among)
        rows.append((response, count, verdict, known / scale, enough))
    columns = ["response", "replications", "verdict", "known", "wanted"]
    return pd.DataFrame(rows, columns=columns)


def wanted(count: int, half: float, effect: float, among: int = 1) -> float:
    """Replications that would tell an effect of this size in four of five studies.

    ``half`` is the half width of the interval that ``count`` of them gave. Of ``among`` effects
    looked at together each has to hold against a wider interval, as in ``intervals.direction``.
    """
    if not effect:
        return math.inf
    power = (normal_quantile(among) + SEEN) / normal_quantile()
    return max(math.ceil(count * (power * half / effect) ** 2), count + 1)


def sentences(comparison: Comparison, metric: str) -> list[str]:
    """See :meth:`marosim.study.compare.Comparison.enough`."""
    lines = []
    for row in table(comparison, metric).itertuples():
        known = f"known to ±{row.known:.1%} of the baseline"
        if row.verdict == "few":
            line = too_few(row.replications)
        elif row.verdict == "unclear":
            line = (
                f"not enough replications ({row.replications}) to tell whether {metric} rises, "
                f"falls or hardly changes; about {row.wanted:.0f} would tell in four of five "
                "studies, if the difference is as it looks now"
            )
        elif row.verdict == "hardly changes":
            line = f"enough replications ({row.replications}): {metric} hardly changes; {known}"
        else:
            line = (
                f"enough replications ({row.replications}) to tell that {metric} "
                f"{row.verdict}; {known}"
            )
        lines.append(f"{row.response}: {line}")
    return lines


def too_few(count: int) -> str:
    """What to say of a study whose spread is a guess."""
    values = {"few": FEWEST, "better": BETTER}
    if not count:
        return _("no replication has every response; use at least {few}, better {better}", **values)
    return _n(
        "one replication cannot tell a difference from chance; use at least {few}, better {better}",
        "{count} replications cannot tell a difference from chance; use at least {few}, better "
        "{better}", count, **values,
    )  # fmt: skip


def command(comparison: Comparison, *, folder: bool = True) -> str:
    """What to type so that the study gets enough replications, with its ``folder`` or without."""
    told = str(comparison.study.about.get("command") or "marosim run -m …")
    words = [word for word in told.split(" ") if not word.startswith(PLACED)]
    words.append(f"replications={BETTER}")
    if folder:
        words.append(f"output_dir={quote(str(comparison.study.folder))}")
    return " ".join(words)

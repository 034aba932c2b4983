"""Drawing what is not known: settings from their ranges or from a posterior.

Replication k draws at the same point of each range under every response, so that comparisons
stay paired; a range surrounds the response's own value.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.core.setting import SettingRow, rows
from marosim.randomness import Draws
from marosim.record.folder import read_table
from marosim.settings import Settings
from marosim.shipped import shipped
from marosim.study import structure
from marosim.study.compose import groups
from marosim.study.faults import StudyError
from marosim.study.layers import leaves, option_values
from marosim.study.options import AUTO, StudyOptions
from marosim.study.posterior_origin import origin, outdated, unfit

POSTERIOR = "posterior.csv"
POSTERIORS = ("posterior", "stale_posterior")
LEVEL = "escalation.violence"  # of a case; shared settings serve all cases, this one its own
STRUCTURE = "structure"  # stands in a study's uncertainty where variants of rules are drawn
LAUNCHER = "launcher"  # the group that says where runs are computed


def has_posterior() -> bool:
    """Whether draws of a calibration ship with marosim."""
    return (shipped("conf") / POSTERIOR).is_file()


def uninformed() -> frozenset[str]:
    """Settings of which the posterior that ships says no more than its prior."""
    about = origin(shipped("conf") / POSTERIOR) or {}
    return frozenset([*about.get("not_informed", []), *about.get("from_prior", [])])


def level_of(case: str) -> str:
    """The column of a posterior that has the level of violence of this case."""
    return f"{LEVEL}@{case}"


def uncertain(settings: Settings) -> list[SettingRow]:
    """Settings that are assumed numbers with both bounds, in the order of the tree."""
    return [
        row
        for row in rows(settings)
        if row.assumed
        and row.low is not None
        and row.high is not None
        and isinstance(row.value, (int, float))
        and not isinstance(row.value, bool)
    ]


def bounds(row: SettingRow, spread: float) -> tuple[float, float]:
    """The range of a setting: its value ± ``spread``, never beyond its own bounds."""
    assert row.low is not None and row.high is not None
    value = float(row.value)
    reach = abs(value) * spread if value else (row.high - row.low) * spread / 2
    return max(row.low, value - reach), min(row.high, value + reach)


def levers() -> frozenset[str]:
    """Settings that some option sets: they are what is compared, and not uncertain."""
    found: set[str] = set()
    for group in groups():
        if group != LAUNCHER:
            found.update(*map(leaves, option_values(group)))
    return frozenset(found)


def resolved(study: StudyOptions) -> str:
    """Where values come from: what was asked, or for ``auto`` the best there is.

    That is a posterior that belongs to the rules that run, or else ranges.
    """
    if study.uncertainty != AUTO:
        return study.uncertainty
    if study.posterior:
        return "posterior"  # who names a file means it
    path = shipped("conf") / POSTERIOR
    return "posterior" if path.is_file() and not (outdated(path) or unfit(path)) else "ranges"


def sentence(drawing: Sequence[Any] | None) -> str:
    """What a study's intervals hold, from ``uncertainty`` in study.json."""
    kind, spread, *_ = [*(drawing or ["none"]), 0.0]
    share = f"{100 * float(spread or 0):g} %"
    said = {
        "none": "The settings were the same in every replication (uncertainty=none), so that "
        "intervals hold chance alone.",
        "ranges": "Each replication drew every assumed setting that no response sets from "
        f"{share} below to {share} above its value, the same draw under every response "
        "(uncertainty=ranges), so that intervals hold what is assumed beside chance; how wide "
        "these ranges are is itself a judgement.",
        "posterior": "Each replication drew its settings from a posterior of the rules that made "
        f"these runs, and what it does not know from {share} around its value, the same draw under "
        "every response (uncertainty=posterior), so that intervals hold what the record leaves "
        "open beside chance.",
        "stale_posterior": "Each replication drew its settings from a stale posterior, which other "
        "rules, settings or cases had made, or from one that failed its check "
        "(uncertainty=stale_posterior), so that intervals are not those of this model.",
    }.get(str(kind), f"How settings were drawn is not known here (uncertainty={kind}).")
    if STRUCTURE in (drawing or []):
        said += (
            " Each replication also drew a variant of those rules on which the literature does "
            "not agree (structure=true), so that intervals hold that doubt too."
        )
    return said


class Uncertainty:
    """Values of uncertain settings by replication."""

    def __init__(self, study: StudyOptions) -> None:
        self.kind = resolved(study)
        self.spread = study.spread
        self.structure = study.structure
        self.draws_table = self._posterior(study) if self.kind in POSTERIORS else None

    def draw(
        self, settings: Settings, replication: int, told: Collection[str] = (), case: str = ""
    ) -> dict[str, Any]:
        """The values of one replication of a case; empty when nothing is uncertain.

        What was ``told``, by name, stays; so does what options of a response set, and what is
        zero, since zero turns a rule off. A posterior leaves settings that it does not know to
        their ranges.
        """
        if self.kind == "none" and not self.structure:
            return {}
        fixed = levers().union(told)
        drawn: dict[str, Any] = {}
        if self.structure:
            drawn = dict(structure.draw(settings, replication, fixed))
        if self.kind == "none":
            return drawn
        draws = Draws(settings.seed)
        for row in uncertain(settings):
            if row.name in fixed or not row.value:
                continue
            low, high = bounds(row, self.spread)
            share = float(draws.uniform(f"uncertain {row.name}", [replication], 0)[0])
            value = low + share * (high - low)
            drawn[row.name] = round(value) if isinstance(row.value, int) else value
        if self.draws_table is not None:
            share = float(draws.uniform("posterior", [replication], 0)[0])
            chosen = self.draws_table.iloc[int(share * len(self.draws_table))]
            known = {str(n): value for n, value in chosen.items() if "@" not in str(n)}
            if level_of(case) in chosen:
                known[LEVEL] = chosen[level_of(case)]
            drawn |= {n: _number(value) for n, value in known.items() if n not in told}
        return drawn

    def _posterior(self, study: StudyOptions) -> pd.DataFrame:
        path = Path(study.posterior) if study.posterior else shipped("conf") / POSTERIOR
        if not path.is_file():
            raise StudyError(
                f"uncertainty=posterior: {path.name if not study.posterior else path} is missing; "
                "expected the draws that 'marosim calibrate' writes, named by posterior=FILE"
            )
        fails = unfit(path) if self.kind == "posterior" else []
        if fails:
            raise StudyError(
                f"uncertainty=posterior: its draws are marked as not for use (they fail: "
                f"{'; '.join(fails)}); see 'marosim calibrate --check', make them anew with more "
                "runs, or use uncertainty=ranges"
            )
        stale = outdated(path) if self.kind == "posterior" else []
        if stale:
            raise StudyError(
                f"uncertainty=posterior: its draws are stale ({'; '.join(stale)}); make them anew "
                "with 'marosim calibrate' and name them by posterior=FILE, use uncertainty=ranges, "
                "or ask for old draws by uncertainty=stale_posterior"
            )
        try:
            table = read_table(path) if path.suffix == ".parquet" else pd.read_csv(path)
        except Exception as error:
            raise StudyError(f"posterior={path}: cannot be read ({type(error).__name__})") from None
        known = {row.name for row in rows(Settings())}
        table = table[[c for c in table.columns if c.partition("@")[0] in known]]
        if table.empty or table.isna().any().any():
            raise StudyError(f"posterior={path}: expected a column a setting and a row a draw")
        return table


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else float(value)

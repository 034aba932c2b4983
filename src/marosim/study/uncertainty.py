"""Drawing what is not known: settings from their ranges or from a posterior.

Replication k draws at the same point of each range under every response, so that comparisons
stay paired; a range surrounds the response's own value.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from marosim.core.setting import SettingRow, rows
from marosim.randomness import Draws
from marosim.record.folder import read_table
from marosim.settings import Settings
from marosim.shipped import shipped
from marosim.study.faults import StudyError
from marosim.study.options import StudyOptions
from marosim.study.posterior_origin import outdated

POSTERIOR = "posterior.csv"
POSTERIORS = ("posterior", "stale_posterior")


def has_posterior() -> bool:
    """Whether draws of a calibration ship with marosim."""
    return (shipped("conf") / POSTERIOR).is_file()


def shipped_posterior_is_stale() -> bool:
    """Whether rules, settings or cases changed since the shipped draws were made."""
    return bool(outdated(shipped("conf") / POSTERIOR))


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


class Uncertainty:
    """Values of uncertain settings by replication."""

    def __init__(self, study: StudyOptions) -> None:
        self.kind = study.uncertainty
        self.spread = study.spread
        self.draws_table = self._posterior(study) if self.kind in POSTERIORS else None

    def draw(self, settings: Settings, replication: int) -> dict[str, float]:
        """The values of one replication; empty when nothing is uncertain."""
        if self.kind == "none":
            return {}
        draws = Draws(settings.seed)
        if self.draws_table is not None:
            share = float(draws.uniform("posterior", [replication], 0)[0])
            row = self.draws_table.iloc[int(share * len(self.draws_table))]
            return {str(name): _number(value) for name, value in row.items()}
        drawn: dict[str, float] = {}
        for row in uncertain(settings):
            low, high = bounds(row, self.spread)
            share = float(draws.uniform(f"uncertain {row.name}", [replication], 0)[0])
            value = low + share * (high - low)
            drawn[row.name] = round(value) if isinstance(row.value, int) else value
        return drawn

    def _posterior(self, study: StudyOptions) -> pd.DataFrame:
        path = Path(study.posterior) if study.posterior else shipped("conf") / POSTERIOR
        if not path.is_file():
            raise StudyError(
                f"uncertainty=posterior: {path.name if not study.posterior else path} is missing; "
                "expected the draws that 'marosim calibrate' writes, named by posterior=FILE"
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
        table = table[[c for c in table.columns if c in known]]
        if table.empty or table.isna().any().any():
            raise StudyError(f"posterior={path}: expected a column a setting and a row a draw")
        return table


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else float(value)

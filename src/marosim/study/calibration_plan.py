"""What a calibration varies, how far, and how many runs it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc, truncnorm

from marosim.core.setting import SettingError, SettingRow, nearest, rows
from marosim.settings import Settings
from marosim.study.calibration_summaries import Summary
from marosim.study.uncertainty import LEVEL, level_of, uncertain

Floats = NDArray[np.float64]

SETTINGS = (
    "attacks.hazard",
    "attacks.extermination_weight",
    "attacks.killed_per_perpetrator",
    "attacks.ending",
    "battles.hazard",
    "battles.civilian_ratio",
    "escalation.base",
    "escalation.calming_days",
    "flight.leave_chance_highest",
    "flight.attachment_weight",
    "flight.half_fear_rate",
    "flight.battle_weight",
    "flight.advance_weight",
    "flight.advance_haste",
    "flight.danger_aversion",
    "flight.abroad_pull",
    "flight.return_chance",
)
# what a mission does; the record of six wars with their own missions does not tell it, so that
# the posterior leaves it as wide as it was thought before
RESPONSE = (
    "presence.on_government_by_force",
    "response_to_attack.against_government_by_force",
    "response_to_attack.stop",
    "response_to_attack.reach_days",
    "deployment.unsettled",
    "safe_areas.unasked",
)
LEVEL_SPREAD = 0.24
"""Standard deviation of log10 of a case's level of violence about what its past makes one expect:
0.92 of log10 of civilians killed (985 years of war of 88 countries, UCDP 25.1, each country left
out), over the 3.9 by which killing grows with the level (runs of three cases at 0.6 and 1.6)."""
WAVES = ("first", "noise", "fresh", "second", "predictive")


@dataclass(frozen=True)
class Sizes:
    """How many draws each wave has, and how many points stand for the prior."""

    agents: int
    first: int
    noise: int
    repeats: int
    fresh: int
    second: int
    predictive: int
    pool: int


SIZES = {
    "full": Sizes(20_000, 256, 16, 6, 128, 256, 200, 240_000),
    "quick": Sizes(2_000, 48, 4, 3, 16, 24, 20, 20_000),
}


@dataclass(frozen=True)
class Prior:
    """What is thought possible before looking: even between bounds, on a log scale if ``log``.

    With a ``spread`` it is normal in log10 about 1 instead, cut off at the bounds.
    """

    name: str
    low: float
    high: float
    log: bool
    spread: float | None = None

    def value(self, share: Any) -> Any:
        """The values below which these shares of the prior lie."""
        if self.spread is not None:
            return np.clip(10.0 ** self._normal(self.spread).ppf(share), self.low, self.high)
        if self.log:
            return self.low * (self.high / self.low) ** share
        return self.low + (self.high - self.low) * share

    def share(self, value: Any) -> Any:
        """The shares of the prior that lie below these values."""
        if self.spread is not None:
            return self._normal(self.spread).cdf(np.log10(value))
        if self.log:
            return np.log(np.asarray(value) / self.low) / np.log(self.high / self.low)
        return (np.asarray(value) - self.low) / (self.high - self.low)

    def standardised(self, share: Floats) -> Floats:
        """Shares of the prior in standard deviations from the middle."""
        if self.spread is not None:
            return np.asarray(self._normal(self.spread).ppf(share) / self.spread)
        return (share - 0.5) * np.sqrt(12.0)

    def _normal(self, spread: float) -> Any:
        low, high = np.log10([self.low, self.high]) / spread
        return truncnorm(low, high, scale=spread)


@dataclass(frozen=True)
class Plan:
    """All that is decided before the first run, and all that judging its runs needs.

    ``asked`` has the summaries of each case. ``inputs`` are the columns of a design: shared
    settings, settings of the ``response``, then the level of violence of each case.
    """

    asked: Mapping[str, tuple[Summary, ...]]
    inputs: tuple[Prior, ...]
    response: tuple[str, ...]
    sizes: Sizes
    seed: int
    quick: bool = False
    days: int | None = None

    @property
    def cases(self) -> list[str]:
        """Names of the cases."""
        return list(self.asked)

    @property
    def free(self) -> list[int]:
        """Which inputs the record may move."""
        return [i for i, prior in enumerate(self.inputs) if prior.name not in self.response]

    def columns(self, case: str) -> list[int]:
        """Which inputs a case's runs depend on: all but the other cases' levels."""
        mine = level_of(case)
        return [i for i, p in enumerate(self.inputs) if "@" not in p.name or p.name == mine]

    def level(self, case: str) -> int | None:
        """Which input is the level of violence of a case; None if it has none."""
        names = [prior.name for prior in self.inputs]
        return names.index(level_of(case)) if level_of(case) in names else None

    def table(self, shares: Floats) -> pd.DataFrame:
        """Values of all inputs, a column each, from shares [N, D] of their priors."""
        return pd.DataFrame(
            {prior.name: prior.value(shares[:, i]) for i, prior in enumerate(self.inputs)}
        )

    def shares(self, table: pd.DataFrame) -> Floats:
        """The other way round."""
        return np.column_stack([p.share(table[p.name].to_numpy(dtype=float)) for p in self.inputs])

    def standardised(self, shares: Floats, inputs: Sequence[int] | None = None) -> Floats:
        """Points [N, D] in standard deviations from the middle, of all inputs or of some."""
        priors = self.inputs if inputs is None else [self.inputs[i] for i in inputs]
        return np.column_stack([p.standardised(shares[:, i]) for i, p in enumerate(priors)])

    def about(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self) | {"asked": {c: [asdict(s) for s in a] for c, a in self.asked.items()}}

    @classmethod
    def kept(cls, about: Mapping[str, Any]) -> Plan:
        """The plan that :meth:`about` told of."""
        asked = {c: tuple(Summary(**s) for s in a) for c, a in about["asked"].items()}
        inputs = tuple(Prior(**p) for p in about["inputs"])
        rest = {k: about[k] for k in ("seed", "quick", "days")}
        return cls(asked, inputs, tuple(about["response"]), Sizes(**about["sizes"]), **rest)


def spread_out(count: int, inputs: int, seed: int) -> Floats:
    """Scrambled Sobol points [count, inputs]: shares that fill the whole space evenly."""
    sobol = qmc.Sobol(inputs, rng=np.random.default_rng(seed))
    return np.asarray(sobol.random_base2(max(int(np.ceil(np.log2(count))), 0))[:count])


def priors(settings: Settings, names: Sequence[str], factor: float) -> list[Prior]:
    """A prior for each named setting: its own bounds, no farther than ``factor`` from its value.

    Positive settings with bounds far apart are drawn evenly on a log scale.
    """
    known: dict[str, SettingRow] = {row.name: row for row in uncertain(settings)}
    found = []
    for name in names:
        if name not in known:
            raise SettingError(
                f"settings={name}: not an assumed number with bounds{nearest(name, known)}"
            )
        row = known[name]
        assert row.low is not None and row.high is not None
        value, low, high = float(row.value), float(row.low), float(row.high)
        if value > 0:
            low, high = max(low, value / factor), min(high, value * factor)
        found.append(Prior(name, low, high, log=low > 0 and high / low > 3))
    return found


def levels(cases: Sequence[str]) -> list[Prior]:
    """The prior of the level of violence of each case, relative to what its past makes expect."""
    bounds = next(row for row in rows(Settings()) if row.name == LEVEL)
    assert bounds.low is not None and bounds.high is not None
    low, high = bounds.low, bounds.high
    return [Prior(level_of(case), low, high, log=True, spread=LEVEL_SPREAD) for case in cases]

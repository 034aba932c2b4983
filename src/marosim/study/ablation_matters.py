"""Whether a mechanism matters: the outcome people care about, over cases and made-up conflicts.

The outcome of each mechanism stands in ``evidence/outcomes.csv``, committed before the runs. One
case never proves an effect: the effect is the mean over cases and conflicts, which are taken as
drawn from many (random effects, DerSimonian & Laird 1986).

A run lasts as long as the mechanism's own arms ask for, or a number of months, and never longer
than its case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from marosim import cases, evidence
from marosim.mechanism import Mechanism
from marosim.study.ablation import AGENTS, agrees, arms, mechanisms_to_ablate
from marosim.study.compose import compose
from marosim.study.ensemble import Mission, conflict
from marosim.study.published import MONTH
from marosim.study.trials import Trial, run_trials
from marosim.world.case import Case

MATTERS = "matters"
POWER = 0.8
WORTH_SEEING = 0.2  # a change of the outcome by this share; assumed, for the column power
HARDLY = 0.1  # an effect whose whole interval stays within this share hardly matters; assumed
CONFLICT_MONTHS = 48  # as long as the longest arm
SEEN, SMALL, OPEN, NEVER = "matters", "hardly matters", "unclear", "changed nothing in any run"
MISSION = Mission(troops=2500, police=200, observers=100)


@dataclass(frozen=True)
class Size:
    """How many replications of how many cases and conflicts, and how long and fine they are.

    ``months`` holds for arms that ask for no length of their own; with ``short`` for all.
    """

    replications: int
    scenarios: tuple[str, ...]
    conflicts: int
    months: int
    agents: int
    short: bool = False


SIZES = {
    "quick": Size(2, ("rwanda_1994",), 2, 3, 400, short=True),
    "default": Size(2, ("rwanda_1994", "liberia_2003", "sierra_leone_1999"), 3, 9, 800),
    "long": Size(12, ("rwanda_1994", "liberia_2003", "sierra_leone_1999", "south_sudan_2013"),
                 12, 24, AGENTS),
}  # fmt: skip


def outcomes() -> pd.DataFrame:
    """``outcomes.csv`` by mechanism id: outcome, expected sign (+, - or empty) and why."""
    path = Path(evidence.__file__).with_name("outcomes.csv")
    return pd.read_csv(path, dtype=str).fillna("").set_index("id")


def matters(
    size: str | Size = "default",
    mechanisms: Sequence[str] = (),
    overrides: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> pd.DataFrame:
    """Effect of each mechanism on its distal outcome, strong arm against weak.

    ``effect`` is the mean log ratio of (1 + outcome), with a 95 % interval; -0.1 means ten per
    cent fewer. ``detectable`` is the smallest effect that this many runs would show in four of
    five such studies, ``power`` the chance that they would show a change by a fifth. ``finding``
    is ``matters`` where the interval leaves out zero, ``hardly matters`` where all of it stays
    within a tenth, ``unclear`` else: then the effect is likely to be smaller than detectable.
    """
    amount = SIZES[size] if isinstance(size, str) else size
    chosen = outcomes()
    kinds = [kind for kind in mechanisms_to_ablate(mechanisms) if kind.id in chosen.index]
    places = _places(amount)
    plans = {kind: [_plain(words, overrides) for words in arms(kind, None)] for kind in kinds}
    # mechanisms that share an arm share its runs
    wanted = list(dict.fromkeys((arm, name) for pair in plans.values() for arm in pair
                                for name in places))  # fmt: skip
    trials = []
    for arm, name in wanted:
        scenario = [f"scenario={name}"] if name in amount.scenarios else []
        agents = f"population.agents={amount.agents}"
        settings = compose([*scenario, agents, *arm]).settings
        settings.days = _days(arm, settings.days, places[name], amount)
        trials += [
            Trial(places[name], settings, settings.seed + k) for k in range(amount.replications)
        ]
    found = iter(run_trials(trials, workers, progress))
    runs = {key: [next(found) for _ in range(amount.replications)] for key in wanted}
    rows = []
    for kind, (weak, strong) in plans.items():
        about = chosen.loc[kind.id]
        effects = [
            [
                np.log1p(high[about["outcome"]]) - np.log1p(low[about["outcome"]])
                for low, high in zip(runs[weak, name], runs[strong, name], strict=True)
            ]
            for name in places
        ]
        rows.append(_row(kind, about, np.array(effects), amount))
    return pd.DataFrame(rows)


def _plain(words: Sequence[str], overrides: Sequence[str]) -> tuple[str, ...]:
    """Words of an arm without its case and number of agents, which are the unit's."""
    kept = [w for w in words if not w.startswith(("scenario=", "population.agents="))]
    return (*kept, *overrides)


def _days(arm: Sequence[str], asked: int | None, case: Case, amount: Size) -> int:
    """How long a run lasts; ``asked`` counts where the arm, or the user, says it."""
    own = asked if any(word.startswith("days=") for word in arm) and not amount.short else None
    return min(own or round(amount.months * MONTH), case.days)


def _places(amount: Size) -> dict[str, Case]:
    named = {name: cases.load(name) for name in amount.scenarios}
    return named | {
        f"conflict_{k}": conflict(k, MISSION, CONFLICT_MONTHS) for k in range(amount.conflicts)
    }


def _row(
    kind: type[Mechanism[Any]], chosen: pd.Series, effects: NDArray[np.float64], amount: Size
) -> dict[str, Any]:
    effect, error = combined(effects)
    reach = stats.t.ppf(0.975, len(effects) - 1) if len(effects) > 1 else np.inf
    low, high = effect - reach * error, effect + reach * error
    expected = {"+": 1, "-": -1, "": 0}[chosen["expected"]]
    return {
        "id": kind.id,
        "mechanism": kind.title,
        "scenario": f"cases: {len(amount.scenarios)}, made-up conflicts: {amount.conflicts}",
        "outcome": f"log {chosen['outcome']}",
        "effect": effect,
        "low": low,
        "high": high,
        "expected": chosen["expected"],
        "agrees": agrees(expected, low, high),
        "replications": amount.replications,
        "kind": MATTERS,
        "detectable": (reach + stats.norm.ppf(POWER)) * error,
        "power": power(error, reach),
        "finding": finding(low, high) if effects.any() else NEVER,
    }


def power(error: float, reach: float) -> float:
    """The chance that an interval of ``reach`` errors shows a change by ``WORTH_SEEING``.

    NaN where nothing varied: nobody knows what such runs could have shown.
    """
    if error == 0:
        return float("nan")
    return float(stats.norm.sf(reach - abs(np.log(1 - WORTH_SEEING)) / error))


def finding(low: float, high: float) -> str:
    """What the interval of a log ratio comes to."""
    if low > 0 or high < 0:
        return SEEN
    return SMALL if np.log(1 - HARDLY) <= low and high <= np.log(1 + HARDLY) else OPEN


def combined(effects: NDArray[np.float64]) -> tuple[float, float]:
    """Random-effects mean of units × replications, and its standard error.

    The error is that of Knapp & Hartung (2003), which suits few units; it is never below what
    the spread of replications alone would give.
    """
    from statsmodels.stats.meta_analysis import combine_effects

    means = effects.mean(axis=1)
    within = effects.var(axis=1, ddof=1).mean() / effects.shape[1]
    if not effects.any():
        return 0.0, 0.0
    # few replications say little of a unit's own variance: one for all units is safer
    found = combine_effects(means, np.full(len(means), max(within, 1e-12)), method_re="dl")
    plain, wide = float(found.sd_eff_w_re), float(np.sqrt(found.var_hksj_re))
    return float(found.mean_effect_re), max(plain, wide)

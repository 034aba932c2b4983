"""Published effects of peacekeeping, computed from experiments on the ensemble of conflicts.

Each experiment gives the same conflicts, with the same random numbers, missions of different
size and kind; intervals come from resampling conflicts, not days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from marosim.core.setting import rows as settings_rows
from marosim.evidence.labels import of_published
from marosim.evidence.verdict import MISSES, PASSES, verdict
from marosim.randomness import Draws
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.compose import compose_settings
from marosim.study.ensemble import BENT_SOURCE, Mission, conflict
from marosim.study.trials import Trial, run_trials

COLUMNS = [
    "id", "target", "published", "accept_low", "accept_high", "simulated", "low", "high",
    "passes", "how", "label", "baseline", "skill", "crps", "verdict",
]  # fmt: skip
MONTH = 30.4375


@dataclass(frozen=True)
class Size:
    """How much to compute: conflicts in the ensemble, and months of each."""

    conflicts: int
    months: int
    agents: int = 3000


SIZES = {
    "trial": Size(4, 4, 1000),
    "quick": Size(8, 12),
    "default": Size(32, 24),
    "long": Size(120, 36),
}
# a standing mission as most were: multidimensional, in place, paid, with consent to move; what
# personnel do is wanted alone, so the programmes of peacebuilding that go with it are left out,
# while the money for them stays theirs
STANDING = (
    "peacebuilding=none",
    "stabilise_or_build.build_share=0.15",
    "mandate=multidimensional",
    "deployment=historical",
    "funding=full",
    "authorisation.day=-30",
    "adaptive_mandate.enabled=false",
)
TROOPS = (0, 1000, 2500, 5000, 8000, 10_000)


def row(
    target_id: str, target: str, published: str, accept: tuple[float, float],
    value: tuple[float, float, float], how: str, extra: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """A line of validation.csv; it passes when the whole interval lies in the accepted range."""
    simulated, low, high = value
    came = verdict(*accept, simulated, low, high) if extra else MISSES
    return {
        "id": target_id,
        "target": target,
        "published": published,
        "accept_low": accept[0],
        "accept_high": accept[1],
        "simulated": simulated,
        "low": low,
        "high": high,
        "passes": came == PASSES,
        "how": how,
        "verdict": came,
    }


def measure(model: ResponseModel) -> Mapping[str, float]:
    """Monthly means of what the published studies count."""
    daily = model.daily
    months = len(daily) / MONTH
    result = {
        "one_sided": (daily["deaths_by_government"] + daily["deaths_by_others"]).sum() / months,
        "by_government": daily["deaths_by_government"].sum() / months,
        "by_rebels": daily["deaths_by_others"].sum() / months,
        "battle_deaths": daily["battle_deaths"].sum() / months,
        "peacekeeper_deaths": _sum(daily, "peacekeeper_deaths"),
        "peacekeeper_years": _sum(daily, "peacekeepers") / (12 * MONTH),
    }
    return {name: float(value) for name, value in result.items()}


def _sum(daily: pd.DataFrame, name: str) -> float:
    """Sum over days of what only a run with a mission reports."""
    return float(daily[name].sum()) if name in daily else 0.0


def monthly(model: ResponseModel) -> Mapping[str, float]:
    """One-sided and battle deaths of each month, flattened, for the regression."""
    daily = model.daily
    month = (daily["day"] // MONTH).astype(int)
    one_sided = daily["deaths_by_government"] + daily["deaths_by_others"]
    found: dict[str, float] = {}
    for name, values in (("osv", one_sided), ("brv", daily["battle_deaths"])):
        for key, value in values.groupby(month).sum().items():
            found[f"{name}:{key}"] = float(value)
    return found


def standing_settings(agents: int, *more: str) -> Settings:
    """Settings of a standing mission in the ensemble."""
    settings = compose_settings([*STANDING, *more])
    settings.population.agents = agents
    return settings


def missions(
    size: Size, kinds: Sequence[Mission], settings: Settings, workers: int | None,
    progress: Callable[[int, int], Any] | None, measured: Any = measure,
) -> list[pd.DataFrame]:  # fmt: skip
    """The measures of every conflict under each mission; row k is the same conflict."""
    trials = [
        Trial(conflict(k, kind, size.months), settings, 1 + k, measured)
        for kind in kinds
        for k in range(size.conflicts)
    ]
    found = run_trials(trials, workers, progress)
    count = size.conflicts
    return [pd.DataFrame(found[i * count : (i + 1) * count]) for i in range(len(kinds))]


def ratio(with_: pd.Series, without: pd.Series, level: float = 0.95) -> tuple[float, float, float]:
    """Ratio of means over conflicts, with a paired bootstrap interval over conflicts."""
    a, b = with_.to_numpy(float), without.to_numpy(float)
    value = float(a.sum() / max(b.sum(), 1e-9))
    if len(a) < 3:
        return value, float("nan"), float("nan")
    found = stats.bootstrap(
        (a, b), lambda x, y, axis: x.sum(axis=axis) / np.maximum(y.sum(axis=axis), 1e-9),
        paired=True, confidence_level=level, n_resamples=2000, method="percentile",
        rng=np.random.default_rng(0),
    )  # fmt: skip
    return value, float(found.confidence_interval.low), float(found.confidence_interval.high)


def effects_of_size(
    size: Size, workers: int | None = None, progress: Callable[[int, int], Any] | None = None
) -> list[dict[str, Any]]:
    """E1, E3, E11, E13: troops; E2: police and observers."""
    settings = standing_settings(size.agents)
    kinds = [Mission(troops=t) for t in TROOPS]
    kinds += [Mission(police=200), Mission(police=500), Mission(observers=200)]
    tables = missions(size, kinds, settings, workers, progress)
    none, by_troops = tables[0], dict(zip(TROOPS, tables, strict=False))
    police, more_police, observers = tables[len(TROOPS) :]
    with_troops = sum(by_troops[t] for t in TROOPS if t)  # by conflict, over sizes
    means = [by_troops[t]["one_sided"].mean() for t in TROOPS]
    falling = all(b <= a * 1.02 for a, b in pairwise(means))
    shown = ", ".join(f"{t:,}: {m:.1f}" for t, m in zip(TROOPS, means, strict=True))
    return [
        row("E1", "one-sided deaths at 8,000 troops / at none", "0.02 (disputed)", (0.01, 0.15),
            ratio(by_troops[8000]["one_sided"], none["one_sided"]),
            f"paired ensemble; a month by troops: {shown}; "
            f"{'monotone' if falling else 'NOT monotone'}", falling),
        row("E2", "one-sided deaths at 200 police / at none", "0.15", (0.08, 0.30),
            ratio(police["one_sided"], none["one_sided"]), "paired ensemble"),
        row("E2", "one-sided deaths at 500 police / at none", "about 0", (0.0, 0.15),
            ratio(more_police["one_sided"], none["one_sided"]), "paired ensemble"),
        row("E2", "one-sided deaths at 200 observers / at none", "no reduction", (0.9, 1.3),
            ratio(observers["one_sided"], none["one_sided"]), "paired ensemble"),
        row("E3", "battle deaths at 10,000 troops / at none", "0.27", (0.17, 0.37),
            ratio(by_troops[10_000]["battle_deaths"], none["battle_deaths"]), "paired ensemble"),
        row("E3", "battle deaths at 200 police / at none", "no effect", (0.85, 1.15),
            ratio(police["battle_deaths"], none["battle_deaths"]), "paired ensemble"),
        row("E11", "killed by rebels at 2,500 troops / at none", "clearly below 1", (0.0, 0.8),
            ratio(by_troops[2500]["by_rebels"], none["by_rebels"]), "paired ensemble"),
        row("E11", "killed by government at 2,500 troops / at none", "near 1, above rebels'",
            (0.7, 1.3), ratio(by_troops[2500]["by_government"], none["by_government"]),
            "paired ensemble"),
        row("E13", "peacekeepers killed by hostile acts per 1,000 and year", "0.8", (0.2, 3.3),
            ratio(1000 * with_troops["peacekeeper_deaths"], with_troops["peacekeeper_years"]),
            "missions of 1,000 to 10,000 troops in the ensemble; 36 % of 21.8 deaths per "
            "10,000 and year (Seet & Burnham 2000), up to the 3.3 per 1,000 of all causes in 1993 "
            "(van der Lijn & Smit 2015)"),
    ]  # fmt: skip


REGRESSORS = ["troopLag", "policeLag", "militaryobserversLag", "brv_AllLag", "osvAllLagDum",
              "epduration", "lntpop"]  # fmt: skip


def conflict_months(
    size: Size, workers: int | None = None, progress: Callable[[int, int], Any] | None = None
) -> pd.DataFrame:
    """Simulated conflict-months with the columns of Hultman, Kathman & Shannon (2013).

    Half the conflicts never get a mission; the others get one of random size and mix at a
    random month, as in the record. Personnel are in thousands, lagged by a month.
    """
    draws, numbers = Draws(11), np.arange(size.conflicts)
    has = draws.uniform("published.has", numbers, 0) < 0.5
    troops = np.round(draws.exponential("published.troops", numbers, 0) * 4000) * has
    police = np.round(draws.exponential("published.police", numbers, 0) * 150) * has
    observers = np.round(draws.exponential("published.observers", numbers, 0) * 120) * has
    month = (draws.uniform("published.month", numbers, 0) * 0.7 * size.months).astype(int)
    settings = standing_settings(size.agents)
    cases = [
        conflict(int(k), Mission(troops[k], police[k], observers[k], int(month[k] * MONTH)),
                 size.months)
        for k in numbers
    ]  # fmt: skip
    found = run_trials(
        [Trial(case, settings, 1 + k, monthly) for k, case in enumerate(cases)], workers, progress
    )
    rows = []
    for k, (case, values) in enumerate(zip(cases, found, strict=True)):
        people = float(case.places["population"].sum())
        osv = np.array([values.get(f"osv:{m}", 0.0) for m in range(size.months)])
        brv = np.array([values.get(f"brv:{m}", 0.0) for m in range(size.months)])
        for m in range(1, size.months):
            there = float(m - 1 >= month[k])
            rows.append(
                (k, np.rint(osv[m]), troops[k] * there / 1e3, police[k] * there / 1e3,
                 observers[k] * there / 1e3, brv[m - 1], float(osv[m - 1] > 0), m,
                 np.log(people / 1e3))
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["conflict", "osvAll", *REGRESSORS])


def regression(table: pd.DataFrame) -> pd.DataFrame:
    """Negative binomial regression of one-sided deaths in a conflict-month.

    ``table`` has the column ``osvAll``, the regressors, and ``conflict`` to cluster on.
    Returns coefficient, low and high (95 %) by regressor.
    """
    import statsmodels.api as sm

    clean = table[["conflict", "osvAll", *REGRESSORS]].dropna()
    clean = clean[np.isfinite(clean.drop(columns="conflict").astype(float)).all(axis=1)]
    design = sm.add_constant(clean[REGRESSORS].astype(float))
    scale = design.std().replace(0, 1)
    scale["const"] = 1.0
    model = sm.NegativeBinomial(clean["osvAll"].astype(float), design / scale)
    start = sm.GLM(
        clean["osvAll"].astype(float), design / scale, family=sm.families.Poisson()
    ).fit()
    fitted = model.fit(
        start_params=np.append(start.params, 3.0), method="bfgs", maxiter=500, disp=False,
        cov_type="cluster", cov_kwds={"groups": pd.factorize(clean["conflict"])[0]},
    )  # fmt: skip
    interval = fitted.conf_int()
    names = REGRESSORS
    return pd.DataFrame(
        {
            "coefficient": fitted.params[names] / scale[names],
            "low": interval.loc[names, 0] / scale[names],
            "high": interval.loc[names, 1] / scale[names],
        }
    )


def same_regression(
    size: Size, workers: int | None = None, progress: Callable[[int, int], Any] | None = None
) -> list[dict[str, Any]]:
    """E1 again: the coefficient of troops in the record's own regression."""
    found = regression(conflict_months(size, workers, progress)).loc["troopLag"]
    value = (float(found["coefficient"]), float(found["low"]), float(found["high"]))
    return [
        row("E1", "log change of one-sided deaths per 1,000 troops, negative binomial", "-0.50",
            (-0.8, -0.2), value,
            "the regression of Hultman, Kathman & Shannon (2013) on simulated conflict-months; "
            "on their table it gives -0.53 (-0.70 to -0.36)")
    ]  # fmt: skip


Experiment = Callable[[Size, int | None, Callable[[int, int], Any] | None], list[dict[str, Any]]]


def experiments() -> dict[str, Experiment]:
    """What computes published effects, by the ids of their lines."""
    from marosim.study import published_course as course
    from marosim.study.published_places import places_course

    return {
        "E1, E2, E3, E11, E13": effects_of_size,
        "E1, regression": same_regression,
        "E4": course.deployment_course,
        "E5": course.rwanda_course,
        "E8, E9": course.peace_course,
        "E10": course.warning_course,
        "E12": places_course,
    }


def published_effects(
    size: str = "default",
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> pd.DataFrame:
    """Every published effect beside what the model gives, as lines of validation.csv."""
    amount = SIZES[size]
    found = [compute(amount, workers, progress) for compute in experiments().values()]
    return labelled([line for lines in found for line in lines])


def labelled(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Lines with their labels, in the order of their ids."""
    sources = [*(row.source for row in settings_rows(Settings())), BENT_SOURCE]
    labels = [of_published(f"{line['id']} {line['target']}", sources) for line in rows]
    found = [{**line, "label": label} for line, label in zip(rows, labels, strict=True)]
    return pd.DataFrame(found, columns=COLUMNS).sort_values("id", key=by_number, kind="stable")


def by_number(ids: pd.Series) -> pd.Series:
    """The numbers of ids such as E12, to sort by."""
    return ids.str.extract(r"(\d+)")[0].astype(int)

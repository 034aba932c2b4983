"""How good early warning was, judged on the record of a run: discrimination and calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import rankdata

Floats = NDArray[np.float64]
NEEDED = ("day", "place", "attacks", "risk")


@dataclass(frozen=True)
class WarningScore:
    """Scores of warned risks against the attacks that followed.

    ``forecasts`` place-days judged; ``base_rate`` share followed by an attack within the
    horizon; ``auc`` area under the ROC curve (0.5 is guessing); ``brier`` mean squared
    error and ``skill`` its reduction against always saying the base rate; ``slope`` and
    ``intercept`` of recalibration (1 and 0 are perfect); ``precision`` and ``recall`` of
    risks at or above ``threshold``; ``lead_days`` from the first such risk to the attack,
    averaged over warned attacks on places that were quiet. ``roc`` has the columns
    false_alarm_rate, hit_rate, threshold; ``calibration`` said, happened, forecasts.
    """

    forecasts: int
    base_rate: float
    auc: float
    brier: float
    skill: float
    slope: float
    intercept: float
    threshold: float
    precision: float
    recall: float
    lead_days: float
    roc: pd.DataFrame
    calibration: pd.DataFrame

    def numbers(self) -> dict[str, float]:
        """The scores without the curves."""
        curves = ("roc", "calibration")
        return {key: float(value) for key, value in vars(self).items() if key not in curves}


def forecasts(places: pd.DataFrame, horizon_days: int = 14) -> pd.DataFrame:
    """Warned risk and whether an attack began within the horizon, one row a place and day.

    ``places`` is the places table of a run or a study (with a column ``run``). Days whose
    horizon reaches beyond the record are left out.
    """
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise ValueError(f"places table without {', '.join(missing)}: expected {NEEDED}")
    parts = []
    runs = places.groupby("run", sort=True) if "run" in places else [(0, places)]
    for run, table in runs:
        begun = table.pivot(index="day", columns="place", values="attacks").sort_index()
        risk = table.pivot(index="day", columns="place", values="risk").sort_index()
        days = begun.index.to_numpy()
        ahead = np.searchsorted(days, days + horizon_days)
        judged = ahead < len(days)
        counts = begun.to_numpy()
        happened = counts[ahead[judged]] > counts[judged]
        days_of, names = np.meshgrid(days[judged], begun.columns, indexing="ij")
        parts.append(
            pd.DataFrame(
                {
                    "run": run,
                    "day": days_of.ravel(),
                    "place": names.ravel(),
                    "risk": risk.to_numpy()[judged].ravel(),
                    "happened": happened.ravel(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def score(places: pd.DataFrame, horizon_days: int = 14, threshold: float = 0.5) -> WarningScore:
    """Score the warned risks of a run's or a study's places table."""
    table = forecasts(places, horizon_days)
    # places that can never be attacked (abroad) carry no risk and would flatter the score
    table = table[table.groupby("place")["risk"].transform("max") > 0]
    risk = table["risk"].to_numpy(dtype=float)
    happened = table["happened"].to_numpy(dtype=bool)
    if not len(risk):
        raise ValueError("no forecast to score: no place ever carried a risk above zero")
    base = float(happened.mean())
    brier = float(np.mean((risk - happened) ** 2))
    reference = base * (1.0 - base)
    slope, intercept = _recalibrated(risk, happened)
    warned = risk >= threshold
    return WarningScore(
        forecasts=len(risk),
        base_rate=base,
        auc=area_under_curve(risk, happened),
        brier=brier,
        skill=1.0 - brier / reference if reference > 0 else np.nan,
        slope=slope,
        intercept=intercept,
        threshold=threshold,
        precision=float(happened[warned].mean()) if warned.any() else np.nan,
        recall=float(warned[happened].mean()) if happened.any() else np.nan,
        lead_days=_lead(places, threshold, horizon_days),
        roc=_roc(risk, happened),
        calibration=_bins(risk, happened),
    )


def area_under_curve(risk: Floats, happened: NDArray[np.bool_]) -> float:
    """Chance that a case that happened was given more risk than one that did not."""
    positive = int(happened.sum())
    negative = len(happened) - positive
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(risk)
    return float((ranks[happened].sum() - positive * (positive + 1) / 2) / (positive * negative))


def listed(risk: Floats, happened: NDArray[np.bool_], count: int) -> tuple[float, float]:
    """Recall and precision of a list of the ``count`` cases at most risk.

    The Early Warning Project lists 30 of about 166 countries a year; about 0.8 of onsets
    are on the list, and 3 to 5 % of those listed see one.
    """
    order = np.argsort(-np.asarray(risk), kind="stable")[:count]
    hits = float(np.asarray(happened)[order].sum())
    total = float(np.asarray(happened).sum())
    return (hits / total if total else float("nan")), hits / max(len(order), 1)


def _recalibrated(risk: Floats, happened: NDArray[np.bool_]) -> tuple[float, float]:
    if happened.all() or not happened.any():
        return float("nan"), float("nan")
    said = logit(risk.clip(1e-6, 1 - 1e-6))

    def loss(weights: Floats) -> float:
        chance = expit(weights[0] * said + weights[1]).clip(1e-12, 1 - 1e-12)
        return -float(np.mean(np.where(happened, np.log(chance), np.log1p(-chance))))

    found: Any = minimize(loss, np.array([1.0, 0.0]), method="BFGS")
    return float(found.x[0]), float(found.x[1])


def _roc(risk: Floats, happened: NDArray[np.bool_], points: int = 101) -> pd.DataFrame:
    levels = np.quantile(risk, np.linspace(1.0, 0.0, points))
    warned = risk[None, :] >= levels[:, None]
    hits = (warned & happened).sum(axis=1) / max(int(happened.sum()), 1)
    false = (warned & ~happened).sum(axis=1) / max(int((~happened).sum()), 1)
    return pd.DataFrame({"false_alarm_rate": false, "hit_rate": hits, "threshold": levels})


def _bins(risk: Floats, happened: NDArray[np.bool_], count: int = 10) -> pd.DataFrame:
    edges = np.linspace(0.0, 1.0, count + 1)
    which = np.clip(np.digitize(risk, edges) - 1, 0, count - 1)
    table = pd.DataFrame({"bin": which, "said": risk, "happened": happened})
    grouped = table.groupby("bin")
    return pd.DataFrame(
        {
            "said": grouped["said"].mean(),
            "happened": grouped["happened"].mean(),
            "forecasts": grouped.size(),
        }
    ).reset_index(drop=True)


def _lead(places: pd.DataFrame, threshold: float, horizon_days: int) -> float:
    leads: list[float] = []
    runs = places.groupby("run", sort=True) if "run" in places else [(0, places)]
    for _, table in runs:
        for _, place in table.sort_values("day").groupby("place"):
            days = place["day"].to_numpy()
            begun = np.diff(place["attacks"].to_numpy(), prepend=0) > 0
            warned = place["risk"].to_numpy() >= threshold
            last = -np.inf
            for row in np.flatnonzero(begun):
                quiet = days[row] - last > horizon_days
                last = days[row]
                window = (days < days[row]) & (days >= days[row] - horizon_days) & warned
                if quiet and window.any():
                    leads.append(float(days[row] - days[window][0]))
    return float(np.mean(leads)) if leads else float("nan")

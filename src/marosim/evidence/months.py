"""Months of a case's record, split in time, and what baselines say of the late ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.evidence.scores import Calibration, Gain, Skill, calibration, gain, skill
from marosim.evidence.verdict import PASSES, verdict

EARLY = 0.5  # share of the months from which baselines may learn
FEWEST = 4  # late months: fewer cannot be told from chance
NOBODY, CONSTANT = "nobody killed", "constant rate of the early months"
PERSISTENCE, OTHERS = "the last early month goes on", "other cases per person at risk"
COVERAGE_TOLERANCE = 0.15  # assumed
LEAST_UNIFORM = 0.05


@dataclass(frozen=True)
class Months:
    """Recorded deaths of a case's months: ``deaths`` [K] persons, ``days`` [K] of each.

    They are in the order of time; the first ``early`` may teach baselines. ``people`` is the
    number of persons at risk.
    """

    deaths: NDArray[np.float64]
    days: NDArray[np.float64]
    early: int
    people: float

    @property
    def rate(self) -> float:
        """Killed per person and day over the whole record."""
        return float(self.deaths.sum() / self.days.sum() / self.people)


def months_of(rows: pd.DataFrame, people: float) -> Months:
    """Months from rows of ``observed.csv`` with ``day_from``, ``day_to`` and ``value``.

    Early are those before the middle of the record. Rows marked for calibration and rows held
    out may alternate there; the split here is in time all the same.
    """
    rows = rows.sort_values("day_from")
    days = (rows["day_to"] - rows["day_from"].clip(lower=0) + 1).to_numpy(dtype=float)
    early = int(np.ceil(EARLY * len(rows)))
    return Months(rows["value"].to_numpy(dtype=float), days, early, people)


def baselines(months: Months, others: Mapping[str, Months]) -> dict[str, NDArray[np.float64]]:
    """What four simple forecasts say of the late months: members × late months.

    The constant rate has the width that the early months give it: each of them is as likely to
    come again. Other cases each bring their mean rate per person at risk.
    """
    days = months.days[months.early :]
    rates = months.deaths[: months.early] / months.days[: months.early]
    found = {
        NOBODY: np.zeros((1, len(days))),
        CONSTANT: rates[:, None] * days,
        PERSISTENCE: rates[-1:, None] * days,
    }
    if others:
        theirs = np.array([other.rate for other in others.values()])
        found[OTHERS] = theirs[:, None] * months.people * days
    return found


@dataclass(frozen=True)
class Scored:
    """Skill and calibration of a case's late months."""

    skill: Skill
    gain: Gain
    calibration: Calibration
    months: int
    runs: int


def score(
    ensemble: NDArray[np.float64], months: Months, others: Mapping[str, Months]
) -> Scored | None:
    """Score runs [R, K] of all months on the late ones; nothing where these are too few."""
    late = slice(months.early, None)
    if len(months.deaths[late]) < FEWEST:
        return None
    members, record = ensemble[:, late], months.deaths[late]
    simple = baselines(months, others)
    return Scored(
        skill(members, record, simple), gain(members, record, simple),
        calibration(members, record), len(record), len(members),
    )  # fmt: skip


def lines(case: str, scored: Scored, label: str) -> list[dict[str, Any]]:
    """Lines of ``validation.csv``: skill, then coverage, even ranks and sharpness."""
    found, about = scored.skill, f"{scored.months} late months, {scored.runs} runs"
    common = {"id": case, "label": label, "baseline": found.baseline, "skill": found.skill,
              "crps": found.crps}  # fmt: skip
    theirs = ", ".join(f"{name} {value:.2f}" for name, value in found.scores.items())
    result: list[dict[str, Any]] = [
        {**common, "target": "deaths by month, skill against the best baseline",
         "published": 0.0, "accept_low": 0.0, "accept_high": 1.0, "simulated": found.skill,
         "low": found.low, "high": found.high,
         "how": f"CRPS on log(1 + deaths), {about}; split in time; CRPS {found.crps:.2f}, of "
         f"baselines: {theirs}"}
    ]  # fmt: skip
    more = scored.gain
    result.append(
        {**common, "target": "deaths by month, log score gained on the best baseline",
         "published": 0.0, "accept_low": 0.0, "accept_high": float("inf"), "simulated": more.gain,
         "low": more.low, "high": more.high, "baseline": more.baseline,
         "how": f"nats a month, Gaussian kernels on log(1 + deaths), {about}; split in time"}
    )  # fmt: skip
    for nominal, (share, low, high, expected) in scored.calibration.coverage.items():
        result.append(
            {**common, "target": f"months within the {nominal:.0%} band",
             "published": nominal, "accept_low": max(expected - COVERAGE_TOLERANCE, 0.0),
             "accept_high": min(expected + COVERAGE_TOLERANCE, 1.0), "simulated": share,
             "low": low, "high": high,
             "how": f"{about}, of which a calibrated ensemble holds {expected:.0%}; tolerance "
             "assumed"}
        )  # fmt: skip
    uniform = scored.calibration.uniform
    result.append(
        {**common, "target": "ranks of the record among runs, chance of such unevenness",
         "published": 1.0, "accept_low": LEAST_UNIFORM, "accept_high": 1.0, "simulated": uniform,
         "low": uniform, "high": uniform,
         "how": f"chi-square over {about}; 90 % band's upper end is typically "
         f"{scored.calibration.sharpness:.1f} times its lower one"}
    )  # fmt: skip
    for line in result:
        line["verdict"] = verdict(
            *(line[name] for name in ("accept_low", "accept_high", "simulated", "low", "high"))
        )
        line["passes"] = line["verdict"] == PASSES
    return result

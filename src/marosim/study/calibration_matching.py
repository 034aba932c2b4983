"""Which recorded numbers the model can reach at all, and how well emulators tell them.

History matching (Craig et al. 1997): what no value of the settings comes near is a misfit of
the model's structure. It is named and never fitted, for a fit would bend other settings to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from marosim.study.calibration_distance import WITHIN_RANGE
from marosim.study.calibration_emulator import Emulator, Floats
from marosim.study.calibration_plan import Plan
from marosim.study.calibration_summaries import FIT, Summary

OUT_OF_REACH = 3.0  # standard deviations between record and mean (Pukelsheim's three sigma rule)
LEAST_KNOWN = 0.8  # share of runs in which a number must be defined
LEAST_EXPLAINED = 0.4  # of the variance over the prior; what is mostly chance tells nothing
EXPECTED_TOGETHER = 5.0  # runs that would meet two numbers, were they independent, if none does
Emulators = Mapping[str, Mapping[str, Emulator]]


def learn(
    plan: Plan,
    runs: Mapping[str, pd.DataFrame],
    noise: Mapping[str, pd.DataFrame],
    progress: Callable[[int, int], Any] | None = None,
) -> Any:
    """Emulators by case and summary, from runs of one repetition a draw and repeated ones.

    A summary that is undefined in many runs, or the same in all, has none.
    """
    total, done = sum(len(asked) for asked in plan.asked.values()), 0
    found: dict[str, dict[str, Emulator]] = {}
    for case, asked in plan.asked.items():
        inputs = plan.standardised(plan.shares(runs[case]))[:, plan.columns(case)]
        found[case] = {}
        for summary in asked:
            known, outcomes = _known(summary, runs[case])
            if known.mean() >= LEAST_KNOWN and np.ptp(outcomes[known]) > 0:
                chance = np.sqrt(chance_of(summary, noise[case]))
                found[case][summary.name] = Emulator.fitted(
                    inputs[known], outcomes[known], chance if chance > 0 else None
                ).doubted(plan.seed)
            done += 1
            if progress is not None:
                progress(done, total)
    return found


def recalled(plan: Plan, runs: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Any:
    """The emulators of which :func:`told` plain values are kept, with the runs' tables."""
    found: dict[str, dict[str, Emulator]] = {}
    for case, asked in plan.asked.items():
        inputs = plan.standardised(plan.shares(runs[case]))[:, plan.columns(case)]
        found[case] = {}
        for summary in asked:
            if summary.name in about[case]:
                known, outcomes = _known(summary, runs[case])
                found[case][summary.name] = Emulator.kept(
                    inputs[known], outcomes[known], about[case][summary.name]
                )
    return found


def told(emulators: Emulators) -> dict[str, Any]:
    """Emulators as plain values."""
    return {c: {name: e.about() for name, e in of.items()} for c, of in emulators.items()}


def chance_of(summary: Summary, runs: pd.DataFrame) -> float:
    """Mean variance between repetitions of a draw; NaN without any."""
    outcomes = pd.Series(summary.scaled(runs[summary.name]))
    return float(outcomes.groupby(runs["draw"].to_numpy()).var(ddof=1).mean())


def reach(
    plan: Plan, emulators: Emulators, runs: Mapping[str, pd.DataFrame], points: Floats
) -> pd.DataFrame:
    """A line a summary: where the record stands among runs, how it is used, and why.

    ``points`` [P, D] are shares of the prior over which the emulators' means are searched.
    """
    lines = []
    for case, asked in plan.asked.items():
        inputs = plan.standardised(points)[:, plan.columns(case)]
        for summary in asked:
            known, outcomes = _known(summary, runs[case])
            emulator = emulators[case].get(summary.name)
            line: dict[str, Any] = {
                "case": case, "summary": summary.name, "use": summary.use,
                "scale": summary.scale, "floor": summary.floor, "record": summary.record,
                "error": summary.error, "discrepancy": summary.discrepancy,
            }  # fmt: skip
            ends = np.quantile(outcomes[known], [0.05, 0.5, 0.95]) if known.any() else [np.nan] * 3
            line |= dict(zip(("low", "middle", "high"), ends, strict=True))
            line["met"] = float(np.mean(known & _near(summary, outcomes)))
            line["least"] = line["explained"] = line["chance"] = np.nan
            if emulator is not None:
                mean, variance = emulator.predict(inputs)
                away = np.abs(mean - summary.record) / np.sqrt(variance + summary.width**2)
                line["least"], line["explained"] = float(away.min()), emulator.explained()
                line["chance"] = emulator.chance / emulator.spread**2
            lines.append(line | {"status": _status(line)})
    return pd.DataFrame(lines)


def _status(line: Mapping[str, Any]) -> str:
    if line["met"] == 0 or line["least"] > OUT_OF_REACH:
        return "misfit: out of reach" if np.isfinite(line["middle"]) else "misfit: undefined"
    if np.isnan(line["least"]):
        return "not fitted: undefined or the same in most runs"
    if line["use"] != FIT:
        return "checked"
    if line["explained"] < LEAST_EXPLAINED:
        return "not fitted: mostly chance"
    return "fitted"


def apart(plan: Plan, table: pd.DataFrame, runs: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Pairs of a case's summaries that runs meet one by one and never together.

    Columns: case, first, second, expected (runs that would meet both by chance), runs. The last
    line of a case, with an empty ``second``, counts the runs that meet all that can be met.
    """
    lines: list[dict[str, Any]] = []
    for case, asked in plan.asked.items():
        mine = table[(table["case"] == case) & ~table["status"].str.startswith("misfit")]
        usable = [s for s in asked if s.name in set(mine["summary"])]
        met = {s.name: _near(s, s.scaled(runs[case][s.name])) for s in usable}
        count = len(runs[case])
        for one, other in combinations(met, 2):
            expected = float(met[one].mean() * met[other].mean() * count)
            if expected >= EXPECTED_TOGETHER and not (met[one] & met[other]).any():
                lines.append({"case": case, "first": one, "second": other,
                              "expected": expected, "together": 0, "runs": count})  # fmt: skip
        every = int(np.all(list(met.values()), axis=0).sum()) if met else 0
        lines.append({"case": case, "first": "all that can be met", "second": "",
                      "expected": np.nan, "together": every, "runs": count})  # fmt: skip
    return pd.DataFrame(lines)


def _near(summary: Summary, outcomes: Floats) -> Any:
    with np.errstate(invalid="ignore"):
        return np.abs(outcomes - summary.record) <= WITHIN_RANGE * summary.width


def _known(summary: Summary, runs: pd.DataFrame) -> tuple[Any, Floats]:
    outcomes = summary.scaled(runs[summary.name].to_numpy(dtype=float))
    return np.isfinite(outcomes), outcomes

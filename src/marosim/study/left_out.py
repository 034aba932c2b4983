"""Whole cases left out: one pool of draws run on all cases, each predicted from the others."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.core.setting import assign
from marosim.evidence import months
from marosim.evidence.labels import of_recorded
from marosim.evidence.left_out import Fitting, coverage, nearest
from marosim.response_model import ResponseModel
from marosim.study.calibration_distance import METRICS, SHARES, Target
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.observed import CALIBRATION, HELD_OUT, rows_for, simulate
from marosim.study.options import StudyOptions
from marosim.study.published import COLUMNS
from marosim.study.tasks import nested
from marosim.study.trials import Trial, run_trials
from marosim.study.uncertainty import Uncertainty
from marosim.study.validation_cases import CaseRuns, judge, scored_months, summarised

SPREAD = 0.5  # of the pool: wider than what studies draw, so that the record may narrow it
HOW = "whole case left out: "


@dataclass(frozen=True)
class Answers:
    """Asks a run for every recorded row; a measure of trials."""

    rows: pd.DataFrame

    def __call__(self, model: ResponseModel) -> Mapping[str, float]:
        """The simulated value of each row by its number."""
        return {str(i): float(v) for i, v in enumerate(simulate(model, self.rows))}


def left_out(
    cases: Sequence[Composed],
    draws: int,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines as in ``validation.csv`` of each case predicted from the others, and the coverage.

    Shared settings come from the draws that fit the other cases' calibration rows best. What a
    case's own files set (who is hostile to whom, how strong) stays as they give it.
    """
    rows = {c.case.name: rows_for(c.case, days=c.settings.days) for c in cases}
    cases = [c for c in cases if len(rows[c.case.name])]  # short runs leave nothing to ask of some
    if len(cases) < 2:
        raise StudyError(
            "cases left out: expected two cases or more with recorded rows within the days of the "
            "run; give longer runs or more cases"
        )
    values = pool(cases, rows, draws, workers, progress)
    fits = {c.case.name: fitting(c, rows[c.case.name], values[c.case.name]) for c in cases}
    everyone = np.arange(draws)
    lines: list[dict[str, Any]] = []
    for composed in cases:
        name = composed.case.name
        lines += predicted(composed, rows[name], values[name][nearest(fits, name, everyone)])
    return pd.DataFrame(lines, columns=COLUMNS), coverage(fits)


def pool(
    cases: Sequence[Composed],
    rows: Mapping[str, pd.DataFrame],
    draws: int,
    workers: int | None,
    progress: Callable[[int, int], Any] | None,
) -> dict[str, NDArray[np.float64]]:
    """The value of every recorded row [draws, rows] by case, each draw run once on all."""
    unknown = Uncertainty(StudyOptions(uncertainty="ranges", spread=SPREAD))
    trials = []
    for k in range(draws):
        for composed in cases:
            settings = copy.deepcopy(composed.settings)
            for name, value in unknown.draw(composed.settings, k).items():
                assign(settings, nested(name, value))
            asked = rows[composed.case.name]
            every = 7 if asked["place"].ne("").any() else 366
            trials.append(Trial(composed.case, settings, settings.seed + k, Answers(asked), every))
    found = iter(run_trials(trials, workers, progress))
    table = [[list(next(found).values()) for _ in cases] for _ in range(draws)]
    return {
        c.case.name: np.array([row[i] for row in table], dtype=float) for i, c in enumerate(cases)
    }


def fitting(composed: Composed, rows: pd.DataFrame, values: NDArray[np.float64]) -> Fitting:
    """A case's rows on the scales on which calibration compares them."""
    target = Target.of_rows(composed.case, rows, composed.settings.population.agents)
    share = rows["how"].isin(SHARES).to_numpy()
    read = (rows["use"].eq(CALIBRATION) & rows["metric"].isin(METRICS)).to_numpy()

    def scaled(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        counts = np.log(np.maximum(numbers, 0.0) + target.floor)
        return np.where(share, numbers, counts)

    record = scaled(rows["value"].to_numpy(dtype=float))
    return Fitting(scaled(values), record, target.spreads(), read, target.groups)


def predicted(
    composed: Composed, rows: pd.DataFrame, values: NDArray[np.float64]
) -> list[dict[str, Any]]:
    """Lines of a case from the kept draws' values [draws, rows]."""
    case = composed.case
    table = summarised(composed, rows, values)
    # nothing of this case was fitted; what its own files set by hand or give to the run still was
    table["label"] = [of_recorded(case, str(metric), HELD_OUT) for metric in table["metric"]]
    found = CaseRuns(composed, table, values, [])
    scored = scored_months(found)
    label = of_recorded(case, "deaths_direct", HELD_OUT)
    lines = months.lines(case.name, scored, label) if scored is not None else []
    return [{**line, "how": f"{HOW}{line['how']}"} for line in [*lines, *judge(table)]]

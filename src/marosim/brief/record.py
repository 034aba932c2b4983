"""What the record of a case says of the outcome, and how well the study's own course fits it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim import cases
from marosim.cases import CaseError
from marosim.study.observed import CALIBRATION, HELD_OUT, Run, rows_for
from marosim.world.case import Case

if TYPE_CHECKING:
    from marosim.study.study import Study

FROM_THE_START = 7  # days after the case's start within which a record of the whole begins
MOST_RUNS = 8  # runs that are held against the record; their mean hardly moves with more


@dataclass(frozen=True)
class Record:
    """The recorded range of an outcome from the case's start to a day.

    ``model`` is what the runs of what happened come to over the same days (not a number if the
    study has no such run); ``passed`` of ``held_out`` other rows, which no setting was tuned to,
    hold what these runs say.
    """

    low: float
    value: float
    high: float
    until: dt.date
    tuned: bool
    source: str
    model: float = np.nan
    passed: int = 0
    held_out: int = 0

    @property
    def within(self) -> bool:
        """Whether the runs of what happened lie in the recorded range."""
        return self.low <= self.model <= self.high


def record_of(study: Study, scenario: str, metric: str) -> Record | None:
    """The record of a case for a metric; None where there is none or the case cannot be read."""
    with suppress(CaseError):
        case = cases.load(scenario)
        mine = [i["label"] for i in study.about["responses"] if i["scenario"] == scenario]
        course = study.column(next(iter(study.metrics)))
        lasted = course.loc[course["response"].isin(mine), "day"]
        if lasted.empty:  # no run of this case has finished
            return None
        days = int(lasted.max()) + 1
        rows = rows_for(case, days=days)
        whole = rows[
            (rows["metric"] == metric) & (rows["how"] == "flow") & (rows["place"] == "")
            & (rows["day_from"] <= FROM_THE_START)
        ]  # fmt: skip
        if whole.empty:
            return None
        row = whole.loc[whole["day_to"].idxmax()]
        if row["day_to"] < days / 2:  # the record of a month says nothing of a year
            return None
        return _held(study, case, row, rows[(rows["use"] == HELD_OUT)])
    return None


def _held(study: Study, case: Case, row: pd.Series, held_out: pd.DataFrame) -> Record:
    """The record, with what the runs of what happened say of it."""
    runs = _what_happened(study, case)
    model, passed, answered = np.nan, 0, 0
    if runs:
        model = float(np.mean([run.number(row) for run in runs]))
        for _, other in held_out.iterrows():
            mean = float(np.mean([run.number(other) for run in runs]))
            if np.isfinite(mean):
                answered += 1
                passed += bool(other["low"] <= mean <= other["high"])
    return Record(
        float(row["low"]), float(row["value"]), float(row["high"]),
        pd.Timestamp(str(row["date_to"])).date(), row["use"] == CALIBRATION, str(row["source"]),
        model, passed, answered,
    )  # fmt: skip


def _what_happened(study: Study, case: Case) -> list[Run]:
    """Runs of the response in which everything is as it was; none if the study has no such."""
    labels = [
        item["label"]
        for item in study.about["responses"]
        if item["scenario"] == case.name
        and item.get("choices")
        and {item["choices"].get(g) for g in ("mandate", "deployment")} == {"historical"}
        and item["choices"].get("response") in (None, "historical")
    ]
    mine = study.runs[study.runs["response"].isin(labels[:1])]
    return [
        Run(case, study.of_run("daily", int(run)), study.of_run("places", int(run)))
        for run in mine["run"].head(MOST_RUNS)
    ]

"""A case's course after its cutoff, beside what came: nothing is fitted, all rows are held out."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.cases import available, load
from marosim.cases.folders import find
from marosim.evidence import months
from marosim.evidence.labels import INDEPENDENT
from marosim.languages import _
from marosim.record.whole import whole_file
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.observed import HELD_OUT
from marosim.study.published import COLUMNS
from marosim.study.validation_cases import (
    CaseRuns,
    deaths_by_month,
    judge,
    recorded_months,
    run_case,
)

HISTORY, TABLE, RECORD, FIGURE = "history.csv", "hindcast.csv", "record.csv", "hindcast.png"
MONTH = re.compile(r"^\d{4}-(?:0[1-9]|1[0-2])$")


@dataclass(frozen=True)
class Hindcast:
    """Lines of ``hindcast.csv``, the held-out rows with the runs' band, and the months before.

    ``before`` has month (its first day) and deaths; ``baselines`` maps each simple forecast to
    its members [M, K] for the K monthly rows ``late``.
    """

    lines: pd.DataFrame
    record: pd.DataFrame
    before: pd.DataFrame
    late: pd.DataFrame
    baselines: dict[str, np.ndarray]
    scored: months.Scored | None


def history_of(case: str | Path) -> pd.DataFrame:
    """Civilians killed by month before the cutoff, from a case's ``history.csv``.

    Months without an event between the first and the last count as nobody killed. Raises
    :class:`StudyError` where there is no history or it cannot be read.
    """
    path = find(case) / HISTORY
    cure = _("make the case with 'marosim scenario new … --events FILE --cutoff DATE'")
    if not path.is_file():
        raise StudyError(
            _(
                "{name} has no {file}, from which baselines learn; {cure}",
                name=path.parent.name,
                file=HISTORY,
                cure=cure,
            )
        )
    try:
        table = pd.read_csv(path, dtype={"month": str})
        killed = table["civilians_killed"].astype(float)
        sound = table["month"].str.match(MONTH) & (killed >= 0) & np.isfinite(killed)
    except (ValueError, KeyError, AttributeError) as error:
        raise StudyError(
            _("{path}: cannot be read ({error}); {cure}", path=path, error=error, cure=cure)
        ) from None
    if table.empty or not sound.all():
        line = 2 + int(np.argmin(sound.to_numpy())) if len(table) else 1
        raise StudyError(
            _(
                "{path}:{line}: expected a month as 2015-03 and a number of civilians killed; "
                "{cure}",
                path=path,
                line=str(line),
                cure=cure,
            )
        )
    by_month = killed.groupby(table["month"]).sum()
    every = pd.period_range(by_month.index.min(), by_month.index.max(), freq="M").astype(str)
    deaths = by_month.reindex(every, fill_value=0.0)
    return pd.DataFrame(
        {"month": pd.to_datetime(deaths.index + "-01"), "deaths": deaths.to_numpy()}
    )


def hindcast(
    composed: Composed,
    folder: Path,
    replications: int,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> Hindcast:
    """Run a case and score it on what came after its cutoff; writes the tables and the figure.

    Raises :class:`StudyError` for a case without held-out rows or history, and for one that has
    rows to calibrate on: their course is no hindcast.
    """
    case = composed.case
    name = case.name
    if case.observed.empty or set(case.observed["use"]) != {HELD_OUT}:
        raise StudyError(
            _(
                "{name}: observed.csv must hold only rows that are held out, all after the "
                "cutoff; see 'marosim scenario new --help', or use 'marosim validate' for this "
                "case",
                name=name,
            )
        )
    before = history_of(composed.study.scenario)
    runs = run_case(composed, replications, workers, progress)
    found = _scored(runs, before)
    with whole_file(folder / TABLE) as draft:
        found.lines.to_csv(draft, index=False, float_format="%.6g")
    with whole_file(folder / RECORD) as draft:
        found.record.drop(columns=["day_from", "day_to"]).to_csv(
            draft, index=False, float_format="%.6g"
        )
    from marosim.study.hindcast_figure import figure

    with whole_file(folder / FIGURE) as draft:
        figure(found, case.title).savefig(draft, format="png", dpi=150)
    return found


def _scored(runs: CaseRuns, before: pd.DataFrame) -> Hindcast:
    case = runs.composed.case
    chosen = deaths_by_month(runs.record).to_numpy()
    late = runs.record[chosen].sort_values("day_from", kind="stable")
    early = len(before)
    inside = [calendar.monthrange(day.year, day.month)[1] for day in before["month"]]
    days = late["day_to"] - late["day_from"].clip(lower=0) + 1
    people = float(case.places.loc[case.places["country"] == case.country, "population"].sum())
    own = months.Months(
        np.concatenate([before["deaths"], late["value"].astype(float)]),
        np.concatenate([inside, days]).astype(float),
        early,
        people,
    )
    others = {n: m for n in available() if n != case.name
              if (m := recorded_months(load(n))) is not None}  # fmt: skip
    # the runs' own early months are never scored
    members = np.hstack([np.zeros((len(runs.values), early)), runs.values[:, late.index]])
    scored = months.score(members, own, others)
    lines = months.lines(case.name, scored, INDEPENDENT) if scored is not None else []
    table = pd.DataFrame([*lines, *judge(runs.record)], columns=COLUMNS)
    simple = months.baselines(own, others) if len(late) else {}
    return Hindcast(table, runs.record, before, late, simple, scored)

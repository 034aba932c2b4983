"""The response chain of a run under way, as rows for the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from marosim.languages import _
from marosim.languages.formats import short_date
from marosim.record.folder import RunFolder
from marosim.study.explain import explain, finding
from marosim.view.line import Line
from marosim.view.messages import Chain, ChainRow

if TYPE_CHECKING:
    from marosim.study.study import Study


class TablesOfRun(RunFolder):
    """A run that has no folder of its own: not written yet, or one of a study."""

    def __init__(
        self, daily: pd.DataFrame, events: pd.DataFrame, start: str, summary: Mapping[str, float]
    ) -> None:
        super().__init__(Path())
        about = {"start": start, "summary": dict(summary)}
        self.__dict__.update(daily=daily, events=events, about=about)


def chain(line: Line) -> pd.DataFrame:
    """The links of a run so far; see :func:`marosim.study.explain.explain`."""
    model = line.model
    return explain(TablesOfRun(model.daily, model.events, str(line.case.start), model.summary))


def middle_replication(study: Study, metric: str) -> int | None:
    """The replication that lies in the middle by the mean of a metric over all responses.

    None if no replication has every response.
    """
    wide = study.runs.pivot(index="replication", columns="response", values=metric).dropna()
    if len(wide) == 0 or len(wide.columns) < len(study.responses):
        return None
    ranks = wide.mean(axis=1).rank(method="first")
    return int((ranks - (len(wide) + 1) / 2).abs().idxmin())


def chain_of_study(study: Study, response: str, replication: int) -> pd.DataFrame:
    """The links of the run of a response in one replication."""
    runs = study.runs
    mine = (runs["response"] == response) & (runs["replication"] == replication)
    row = runs[mine].iloc[0]
    run = int(row["run"])
    daily, events = study.of_run("daily", run), study.of_run("events", run)
    numbers = {str(k): float(v) for k, v in row.items() if isinstance(v, (int, float))}
    start = pd.Timestamp(daily["date"].iloc[0]).date()
    return explain(TablesOfRun(daily, events, str(start), numbers))


def chain_rows(line: Line) -> list[ChainRow]:
    """The links as plain values for the page; empty before the first day."""
    return [] if line.day == 0 else _rows(chain(line))


def chain_page(line: Line) -> Chain:
    """The links so far with what they say in a sentence, and the day until which they count."""
    if line.day == 0:
        return {"rows": [], "finding": "", "day": 0}
    table = chain(line)
    return {"rows": _rows(table), "finding": finding(table), "day": line.day}


def _rows(table: pd.DataFrame) -> list[ChainRow]:
    rows: list[ChainRow] = []
    for row in table.to_dict("records"):
        known = {name: None if pd.isna(value) else value for name, value in row.items()}
        day, share, lost = known["day"], known["share"], known["deaths_meanwhile"]
        rows.append(
            {
                "link": str(row["link"]),
                "step": _(str(row["step"])),
                "day": None if day is None else int(day),
                "date": short_date(row["date"]) if known["date"] is not None else None,
                "share": None if share is None else float(share),
                "left": None if known["left"] is None else float(known["left"]),
                "lost": None if lost is None else float(lost),
                "broken": bool(row["broken"]),
            }
        )
    return rows

"""The response chain of a run under way, as rows for the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from marosim.record.folder import RunFolder
from marosim.study.explain import explain
from marosim.view.line import Line


class UnwrittenRun(RunFolder):
    """The tables of a run that nobody has written to disk yet."""

    def __init__(self, line: Line) -> None:
        super().__init__(Path())
        tables = {"daily": line.model.daily, "events": line.model.events}
        about = {"start": str(line.case.start), "summary": line.model.summary}
        self.__dict__.update(tables, about=about)


def chain(line: Line) -> pd.DataFrame:
    """The links of a run so far; see :func:`marosim.study.explain.explain`."""
    return explain(UnwrittenRun(line))


def chain_rows(line: Line) -> list[dict[str, Any]]:
    """The links as plain values for the page; empty before the first day."""
    if line.day == 0:
        return []
    rows = []
    for row in chain(line).itertuples():
        rows.append(
            {
                "link": str(row.link),
                "step": str(row.step),
                "day": None if pd.isna(row.day) else int(row.day),
                "date": None if pd.isna(row.date) else f"{row.date:%-d %b %Y}",
                "share": None if pd.isna(row.share) else float(row.share),
                "lost": None if pd.isna(row.deaths_meanwhile) else float(row.deaths_meanwhile),
                "note": str(row.note or ""),
                "broken": bool(row.broken),
            }
        )
    return rows

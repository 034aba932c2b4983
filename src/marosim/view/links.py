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
    for row in chain(line).to_dict("records"):
        known = {name: None if pd.isna(value) else value for name, value in row.items()}
        day, share, lost = known["day"], known["share"], known["deaths_meanwhile"]
        rows.append(
            {
                "link": str(row["link"]),
                "step": str(row["step"]),
                "day": None if day is None else int(day),
                "date": f"{row['date']:%-d %b %Y}" if known["date"] is not None else None,
                "share": None if share is None else float(share),
                "lost": None if lost is None else float(lost),
                "broken": bool(row["broken"]),
            }
        )
    return rows

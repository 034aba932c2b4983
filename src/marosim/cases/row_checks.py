"""What checks of a case's tables share: their rows, and that each has a source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from marosim.cases.faults import Fault
from marosim.cases.tables import MAX_FAULTS
from marosim.languages import _

UNKNOWN = ("unknown", "n/a", "none", "nan", "todo")


def rows_of(frame: pd.DataFrame, faults: list[Fault]) -> Iterator[Any]:
    """The rows by column name, until they have more faults than anybody will read.

    Any, because the stubs cannot know what each column holds.
    """
    before = len(faults)
    for row in frame.itertuples():
        if len(faults) - before > MAX_FAULTS:
            return
        yield row


def check_sources(frame: pd.DataFrame, file: str, faults: list[Fault]) -> None:
    for row in rows_of(frame, faults):
        if not row.source or str(row.source).strip().lower() in UNKNOWN:
            cure = _("name the study or data set, or write 'assumed'")
            faults.append(Fault(file, int(row.line), _("has no source"), cure))

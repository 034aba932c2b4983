"""Tables of the documentation, written from results so that no figure is copied by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from marosim.evidence.digest import stamp
from marosim.evidence.page import markdown
from marosim.record.whole import whole_file

PAGE = "validation.md"
TABLES = ("validation.csv", "composition.csv", "face.csv")


def publish(results: Path, into: Path, made: str) -> None:
    """Copy the tables of a validation and write the page that shows them.

    ``made`` says with which runs they were made. A digest of the model goes beside them.
    """
    found = pd.read_csv(results / "validation.csv")
    face = results / "face.csv"
    into.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        if (results / name).is_file():
            with whole_file(into / name) as copy:
                shutil.copyfile(results / name, copy)
        else:  # an older table must not pass for a new one
            (into / name).unlink(missing_ok=True)
    with whole_file(into / PAGE) as draft:
        draft.write_text(
            markdown(found, pd.read_csv(face) if face.is_file() else pd.DataFrame(), made), "utf-8"
        )
    stamp(into, made=made)

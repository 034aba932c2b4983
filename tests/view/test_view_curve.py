"""A sweep of one number is drawn as a curve."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import marosim
from marosim.study.faults import StudyError
from marosim.study.plots import save_figures
from marosim.study.study import Study
from marosim.view.figures import curve


def swept(folder: Path, **choices: object) -> Study:
    return marosim.sweep(
        "kalvera", replications=2, workers=1, days=20, population__agents=200, progress=False,
        output_dir=str(folder / "study"), **choices,
    )  # fmt: skip


def test_one_number_makes_a_curve(tmp_path: Path) -> None:
    study = swept(tmp_path, mandate="robust", stabilise_or_build__build_share=[0.0, 0.2, 0.4, 0.8])
    axes = study.plot.curve("deaths_direct")
    drawn = axes.lines[1].get_xydata()
    assert drawn[:, 0].tolist() == [0.0, 0.2, 0.4, 0.8]
    assert drawn[0, 1] == 0.0
    assert axes.get_xlabel() == "build share"
    saved = save_figures(study.comparison(), tmp_path)
    assert "curve_deaths_direct.png" in {path.name for path in saved}


def test_words_make_no_curve(tmp_path: Path) -> None:
    study = swept(tmp_path, mandate=["none", "observer"])
    with pytest.raises(StudyError, match="one number"):
        study.plot.curve()


@pytest.mark.parametrize(("best", "where"), [(1, "inside"), (3, "at the end")])
def test_the_title_says_where_the_best_value_lies(best: int, where: str) -> None:
    table = pd.DataFrame({"value": [0.0, 0.1, 0.2, 0.3], "difference": [0.0, -1.0, -1.0, -1.0]})
    table.loc[best, "difference"] = -50.0
    table["low"], table["high"] = table["difference"] - 5, table["difference"] + 5
    assert where in curve(table, "deaths_direct", "a.share", replications=5).get_title(loc="left")

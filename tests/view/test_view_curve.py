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
        "kalvera", replications=2, workers=1, days=8, population__agents=200, progress=False,
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


def test_cases_beside_one_number_make_a_curve_each(tmp_path: Path) -> None:
    study = marosim.sweep(
        "kalvera", replications=2, workers=1, days=8, progress=False,
        output_dir=str(tmp_path / "study"), mandate="robust", population__agents=[200, 300],
        stabilise_or_build__build_share=[0.0, 0.2, 0.4, 0.8],
    )  # fmt: skip
    against = "stabilise_or_build.build_share=0.0"
    axes = study.plot.curve("deaths_direct", against)
    shown = axes.get_title(loc="left")
    assert "worse than the best of any" in shown or "no value is good for all" in shown
    named = [text.get_text().split(":")[0] for text in axes.get_legend().get_texts()]
    assert named == ["agents 200", "agents 300"]
    begun = [line.get_ydata()[0] for line in axes.lines if len(line.get_xdata()) == 4]
    assert begun.count(0.0) >= 3  # the zero line, and the baseline of either curve
    pictures = {path.name for path in save_figures(study.comparison(against), tmp_path)}
    assert "curve_deaths_direct.png" in pictures


def test_a_curve_needs_a_baseline_on_each_line(tmp_path: Path) -> None:
    study = swept(
        tmp_path, mandate=["none", "robust"],
        stabilise_or_build__build_share=[0.0, 0.2, 0.4, 0.8],
    )  # fmt: skip
    with pytest.raises(StudyError, match="baseline that is one value"):
        study.plot.curve("deaths_direct", study.responses[3])


@pytest.mark.parametrize("lowest", [(1, 2), (1, 1)])
def test_the_title_says_whether_one_value_is_best_for_all(lowest: tuple[int, int]) -> None:
    pages = []
    for name, best in zip(("a", "b"), lowest, strict=True):
        page = pd.DataFrame({"value": [0.0, 0.1, 0.2, 0.3], "difference": [0.0, -1, -1, -1]})
        page.loc[best, "difference"] = -50.0
        page["low"], page["high"] = page["difference"] - 5, page["difference"] + 5
        pages.append(page.assign(line=name, as_good=page.index == best))
    shown = curve(pd.concat(pages), "deaths_direct", "a.share", replications=5)
    words = "0.1 not clearly worse than the best of any" if lowest == (1, 1) else "no value is good"
    assert words in shown.get_title(loc="left")


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

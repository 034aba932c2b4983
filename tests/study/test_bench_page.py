"""The page on speed says what was measured, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from marosim import cases
from marosim.study import bench_growth
from marosim.study.bench import COLUMNS
from marosim.study.bench_page import drawn, publish

FOUND = pd.DataFrame(
    [("run of 180 days", 0.613, "s", 20_000, 1, "", float("nan"))], columns=COLUMNS
)
GROWN = pd.DataFrame(
    [("agents", 2_000, 4.25, "rwanda_1994"), ("agents", 20_000, 5.75, "rwanda_1994"),
     ("units", 160, 5.5, "rwanda_1994"), ("units", 320, 7.125, "rwanda_1994")],
    columns=bench_growth.COLUMNS,
)  # fmt: skip


def test_every_measured_figure_is_on_the_page(tmp_path):
    page = publish(FOUND, GROWN, tmp_path)
    text = page.read_text()
    for figure in ("0.613", "4.25", "5.75", "7.12", "rwanda_1994"):
        assert figure in text
    assert (tmp_path / "bench_growth.png").stat().st_size > 1000
    assert "(bench_growth.png)" in text and "nan" not in text


def test_each_thing_that_grows_has_its_panel_with_its_own_points():
    panels = drawn(GROWN).axes
    assert [panel.get_title(loc="left") for panel in panels] == ["agents", "units"]
    for panel, kind in zip(panels, ("agents", "units"), strict=True):
        rows = GROWN[GROWN["grows"] == kind]
        points = panel.lines[-1].get_xydata()
        assert points[:, 0].tolist() == rows["size"].tolist()
        assert points[:, 1].tolist() == rows["milliseconds"].tolist()


@pytest.mark.parametrize("kind", ["units", "organisations"])
def test_forces_really_grow(kind, monkeypatch):
    asked = []
    monkeypatch.setattr(bench_growth, "_day", lambda case, *_: asked.append(case) or 1.0)
    rows = [row for row in bench_growth._forces(quick=False) if row[0] == kind]
    sizes = [size for _, size, *_ in rows]
    assert sizes == sorted(set(sizes)) and len(sizes) == 4
    original = cases.load(bench_growth.SCENARIO)
    first, last = asked[0], asked[-1]
    assert sum(o.units for o in first.organisations) == sum(o.units for o in original.organisations)
    assert len({o.name for o in last.organisations}) == len(last.organisations)

"""What a model and a run folder show in a notebook."""

from __future__ import annotations

from pathlib import Path

import marosim
from marosim.notebook import LIMITS, run_html
from marosim.record.folder import read_run, write_run
from marosim.response_model import ResponseModel


def small_model() -> ResponseModel:
    return marosim.model("rwanda_1994", days=4, population__agents=500, seed=3)


def test_a_model_says_how_far_it_has_run() -> None:
    model = small_model()
    assert repr(model) == "ResponseModel('rwanda_1994': day 0 of 4, seed 3)"
    assert "day 0 of 4" in model._repr_html_()
    model.run()
    shown = model._repr_html_()
    assert "day 4 of 4" in shown
    assert f"{model.summary['deaths_direct']:,.0f}" in shown
    assert LIMITS in shown


def test_a_run_folder_shows_its_figures(tmp_path: Path) -> None:
    model = small_model().run()
    shown = read_run(write_run(tmp_path / "run", model, duration_s=1.0))._repr_html_()
    assert "rwanda_1994" in shown
    assert f"{model.summary['deaths_direct']:,.0f}" in shown
    assert LIMITS in shown


def test_titles_cannot_carry_markup() -> None:
    shown = run_html("<script>alert(1)</script>", "<b>", {"cost_usd": 1.0}, {"cost_usd": "<i>"})
    assert "<script>" not in shown
    assert "<b></b>" not in shown
    assert "<i>" not in shown

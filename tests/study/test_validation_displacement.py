"""What validate writes and shows for a case imported from Flee."""

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from flee_case import write

from marosim import cases
from marosim.cli import marosim
from marosim.study.displacement_figure import MOST_PANELS, displacement_figure
from marosim.study.validation_flee import DisplacementCheck


def test_validate_shows_every_rule_with_and_without_rescaling(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cases.import_flee(write(tmp_path / "flee"), "made")
    words = ["validate", "scenario=made", "replications=2", "output_dir=out"]
    result = CliRunner().invoke(marosim, words, catch_exceptions=False)
    assert result.exit_code == 0
    errors = pd.read_csv(tmp_path / "out" / "displacement.csv").set_index("rule")
    for rule in ("marosim", "equal share", "constant share of day 30", "flat from day 30"):
        assert rule in result.output
        assert f"{errors.loc[rule, 'rescaled']:.3f}" in result.output
        assert f"{errors.loc[rule, 'not_rescaled']:.3f}" in result.output
    own = errors.loc["marosim"]
    assert own["rescaled_low"] <= own["rescaled"] <= own["rescaled_high"]
    assert own["not_rescaled_low"] <= own["not_rescaled"] <= own["not_rescaled_high"]
    assert (tmp_path / "out" / "figures" / "made.png").stat().st_size > 10_000


def test_the_figure_shows_the_largest_camps_and_says_how_many_are_not_shown():
    count = MOST_PANELS + 3
    counted = np.tile(np.arange(count, dtype=float), (5, 1))
    camps = [f"Camp_{i}" for i in range(count)]
    check = DisplacementCheck("x", "X 2000", "XA", 2000, camps, counted, [counted, counted + 1])
    figure = displacement_figure(check)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[0] == f"Camp {count - 1}" and "Camp 0" not in titles
    assert any("3 smaller camps" in text.get_text() for text in figure.findobj(
        lambda item: hasattr(item, "get_text")))  # fmt: skip


@pytest.mark.parametrize("end", ["", "_low", "_high"])
def test_naive_rules_have_no_spread(end):
    counted = np.array([[4.0, 6.0], [5.0, 15.0]])
    table = DisplacementCheck("x", "X", "XA", 2000, ["a", "b"], counted, [counted]).table()
    rows = table.set_index("rule")
    assert rows.loc["marosim", "rescaled" + end] == 0
    assert rows.loc["equal share", "not_rescaled" + end] == pytest.approx((0.2 + 0.5) / 2)

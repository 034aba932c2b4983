"""Ablation as `marosim ablate` runs it: shared arms, and a second look at what is unclear."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from marosim.study.ablation import SIZES, ablate

FEW, MANY = SIZES["default"]
SHORT = ("days=8", "population.agents=400")


def test_only_what_is_unclear_gets_a_second_look(tmp_path: Path) -> None:
    table = ablate(
        "rwanda_1994", ["C8", "P8"], overrides=SHORT, workers=1, folder=tmp_path
    ).set_index("id")
    # killings begin with the trigger within eight days, and nothing is rebuilt in them
    assert table.loc["C8", "agrees"] == "yes"
    assert table.loc["C8", "replications"] == FEW
    assert table.loc["P8", "agrees"] == "unclear"
    assert table.loc["P8", "replications"] == MANY
    written = pd.read_csv(tmp_path / "ablation.csv").set_index("id")
    assert written["replications"].tolist() == table["replications"].tolist()


def test_intervals_are_wider_where_there_may_be_two_looks() -> None:
    once = ablate("rwanda_1994", ["C8"], FEW, SHORT, workers=1).iloc[0]
    twice = ablate("rwanda_1994", ["C8"], "default", SHORT, workers=1).iloc[0]
    assert once["effect"] == twice["effect"]
    assert twice["high"] - twice["low"] > once["high"] - once["low"]

"""The worked example: P11 from outside in one file, inside by a line in two more."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import marosim
from marosim import added
from marosim.day import the_day
from marosim.situation import Situation
from marosim.warning.state import WarningState

ROOT = Path(__file__).parents[2]
FILE = ROOT / "examples" / "women_led_monitoring.py"
SMALL = {"days": 40, "population__agents": 300, "seed": 3}


@pytest.fixture
def p11(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(added.VARIABLE, "")
    sys.modules.pop(FILE.stem, None)
    added.use_files([FILE])
    yield
    added.remove("women_led_monitoring")
    sys.modules.pop(FILE.stem, None)


def tables(**options: object) -> list[object]:
    model = marosim.model("south_sudan_2013", **SMALL, **options).run()
    daily = model.daily.drop(columns=["women_networks", "date"], errors="ignore")
    return [daily.to_numpy(dtype=float), model.events["text"].tolist()]


def test_switched_off_it_changes_nothing(p11):
    off = tables(women_led_monitoring__enabled=False)
    on = tables(women_led_monitoring__places=1.0)
    added.remove("women_led_monitoring")
    without = tables()
    assert np.array_equal(off[0], without[0], equal_nan=True) and off[1] == without[1]
    assert not np.array_equal(on[0], without[0], equal_nan=True)


def test_what_it_gives_is_gone_once_it_is_switched_off(p11):
    model = marosim.model("south_sudan_2013", **SMALL, women_led_monitoring__places=1.0)
    for _ in range(20):
        model.step()
    averted = model.situation.averted
    assert averted[model.geography.inside].min() >= 0.0 and averted.max() > 0.01
    model.decide({"women_led_monitoring": {"enabled": False}}, "support ends")
    assert not model.situation.averted.any()
    model.run()


def test_several_ways_of_averting_attacks_leave_each_other_the_rest(p11):
    model = marosim.model("south_sudan_2013", **SMALL)
    state = model.situation
    state.contribute(Situation.averted, "one", np.full(model.geography.count, 0.5))
    state.contribute(Situation.averted, "two", np.full(model.geography.count, 0.5))
    assert np.allclose(state.averted, 0.75)
    state.withdraw("one")
    assert np.allclose(state.averted, 0.5)


def test_what_is_told_raises_the_risk_where_it_is_told():
    def risk(told: float) -> np.ndarray:
        model = marosim.model("south_sudan_2013", warning="basic", **SMALL)
        model.step()
        if told:
            amount = np.zeros(model.geography.count)
            amount[5] = told
            model.warning.ask(WarningState.told, amount)
        model.step()
        return model.warning.risk.copy()

    usual, warned = risk(0.0), risk(2.0)
    assert warned[5] > usual[5]
    assert np.array_equal(np.delete(warned, 5), np.delete(usual, 5))


def test_its_place_is_after_local_dialogue(p11):
    names = [kind.__name__ for kind in the_day()]
    assert names[names.index("LocalDialogue") + 1] == "WomenLedMonitoring"


def test_a_mechanism_of_the_package_stands_in_three_files():
    naming = {
        path.name
        for path in (ROOT / "src" / "marosim").rglob("*.py")
        if "LocalDialogue" in path.read_text(encoding="utf-8")
    }
    assert naming == {"local_dialogue.py", "day.py", "settings.py"}


def test_the_notebook_shows_the_same_file():
    notebook = json.loads((ROOT / "notebooks" / "06_write_a_mechanism.ipynb").read_text("utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    (shown,) = (text for text in cells if text.startswith("%%writefile women_led"))
    assert shown.split("\n", 1)[1].rstrip() == FILE.read_text(encoding="utf-8").rstrip()

"""Events that a teacher brings into a run: they act, and are repeated."""

from __future__ import annotations

import copy
from dataclasses import asdict

import numpy as np
import pytest

import marosim
from marosim.core.setting import SettingError, as_dict
from marosim.injects import KINDS
from marosim.record.checkpoint import tables_hash
from marosim.record.folder import tables_of
from marosim.response_model import ResponseModel

OPTIONS = {
    "seed": 3, "days": 60, "population__agents": 500, "mandate": "robust",
    "deployment": "rapid", "authorisation__day": -150,
}  # fmt: skip
# one of each kind, on a day on which it can show within three weeks
SAID = {
    "trigger": {"place": "Ansara", "value": 0.9},
    "election": {"value": 0.9},
    "drought": {"value": 0.9},
    "incitement": {"actor": "valley_guard", "value": 1.0},
    "offensive": {"place": "Karsten", "actor": "government", "value": 1.0},
    "withdrawal": {"actor": "highland_front", "value": 1.0},
    "war_closed": {"actor": "government|highland_front"},
    "diplomacy": {"value": 1.0},
    "agreement_talks": {"value": 1.0},
    "contingent": {"value": 0.6, "days": 5},
    "consent": {"value": -0.4},
    "political_will": {"value": -0.3},
    "legitimacy": {"value": -0.3},
}


def begun(day: int = 30) -> ResponseModel:
    model = marosim.model("kalvera", **OPTIONS)
    for _ in range(day):
        model.step()
    return model


@pytest.fixture(scope="module")
def running() -> ResponseModel:
    return begun()


def test_every_kind_but_closings_of_the_map_is_tried_here():
    of_the_map = {k for k in KINDS if k.split("_")[0] in ("border", "route", "place")}
    assert set(KINDS) - of_the_map - {"war_opened"} == set(SAID)


@pytest.mark.parametrize("kind", SAID)
def test_an_inject_changes_the_run_from_its_day_on(running, kind):
    told, untold = copy.deepcopy(running), copy.deepcopy(running)
    told.inject(kind, text="as the teacher says", **SAID[kind])
    for model in (told, untold):
        model.run()
    a, b = told.daily.drop(columns="date"), untold.daily.drop(columns="date")
    same = (a == b) | (a.isna() & b.isna())
    assert same.iloc[:30].all(axis=None)
    assert not same.iloc[30:].all(axis=None)


@pytest.mark.parametrize(
    ("closing", "opening", "place"),
    [
        ("border_closed", "border_opened", "Eagle Crossing"),
        ("route_closed", "route_opened", "Ansara|Mirel"),
        ("place_closed", "place_opened", "Ustria Camp"),
    ],
)
def test_what_an_inject_closes_another_opens(running, closing, opening, place):
    model = copy.deepcopy(running)
    was = model.geography.route_open.copy(), model.geography.place_open.copy()

    def now_as_it_was() -> bool:
        now = model.geography.route_open, model.geography.place_open
        return all(np.array_equal(a, b) for a, b in zip(now, was, strict=True))

    model.inject(closing, place=place)
    model.step()
    assert not now_as_it_was()
    model.inject(opening, place=place)
    model.step()
    assert now_as_it_was()


def test_a_run_with_injects_is_repeated_from_its_settings():
    first = begun()
    first.inject("consent", value=-0.1, by="control")
    first.inject("consent", value=-0.1, by="control")  # the same twice is twice
    first.decide({"aid": {"share": 0.2}}, "Aid is cut", "donors")
    first.inject("trigger", place="Corin", value=0.7)
    first.run()
    settings = copy.deepcopy(first.first_settings)
    acts = [*first.injects[:2], *first.decisions, *first.injects[2:]]  # in the order of the day
    settings.decisions = [asdict(act) for act in acts]
    again = ResponseModel(first.case, settings).run()
    assert tables_hash(tables_of(again)) == tables_hash(tables_of(first))
    assert again.injects == first.injects
    assert as_dict(again.settings)["aid"] == as_dict(first.settings)["aid"]


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("triger", {}, "did you mean"),
        ("trigger", {"value": 1.1}, "expected 0 to 1"),
        ("trigger", {"place": "Ansarra", "value": 0.5}, "no place 'Ansarra'"),
        ("offensive", {"place": "Ansara", "actor": "nobody", "value": 0.5}, "no organisation"),
        ("offensive", {"actor": "government", "value": 0.5}, "no place ''"),
        ("war_opened", {"actor": "government"}, "expected two"),
        ("consent", {"value": float("nan")}, "expected -1 to 1"),
        ("consent", {"value": 0.1, "place": "Ansara"}, "has no place"),
    ],
)
def test_a_wrong_inject_is_refused_in_one_line_and_leaves_the_run_as_it_was(
    running, kind, values, said
):
    model = copy.deepcopy(running)
    events = len(model.journal.events)
    with pytest.raises(SettingError, match=said):
        model.inject(kind, **values)
    assert (model.injects, len(model.journal.events)) == ([], events)


def test_an_inject_that_nothing_acts_on_is_refused():
    model = marosim.model("kalvera", **OPTIONS, triggers__enabled=False)
    with pytest.raises(SettingError, match="switched off"):
        model.inject("trigger", value=0.5)

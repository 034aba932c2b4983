"""What a seat cannot know does not reach it: hidden truth changes no byte of what it is sent."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marosim.classroom import fog, plan
from marosim.classroom.engine import Engine
from marosim.classroom.watching import Watched
from marosim.response_model import ResponseModel
from marosim.study.compose import compose
from marosim.view.frames import Frame
from marosim.view.knowledge import learned

WORDS = [*plan.read("kalvera").words, "population.agents=500"]
DAY = 90
SEES_ALL = ("control", "evaluator")


@pytest.fixture(scope="module")
def engine() -> Engine:
    made = Engine(WORDS, [], DAY, [("srsg",), ("host", "hct")])
    made.model.situation.aid[::2] = 0.0  # places that aid does not reach, whatever the rules
    return made


def hidden_places(engine: Engine, role: str) -> np.ndarray:
    """Places of which a role has neither eyes nor, as a government, the ground."""
    frame = engine.frames[-1]
    mission = np.zeros(len(frame.dead), dtype=bool)
    mission[[unit[2] for unit in frame.units if unit[1] < 0]] = True
    seen = mission.copy()
    if role == "host":
        seen |= np.array([o == 0 for o in frame.places["holder"]])
        seen[[unit[2] for unit in frame.units if unit[1] == 0]] = True
    if role == "hct":
        seen |= engine.model.situation.aid > fog.AID_SEES
    return np.flatnonzero(~seen)


def changed(engine: Engine, places: list[int], size: int) -> Frame:
    """The last day, otherwise where nobody looked: dead, attacks, holders, armed people."""
    frame, before = engine.frames[-1], engine.frames[-2]
    truth = {name: list(values) for name, values in frame.places.items()}
    for place in places:
        for name in ("dead", "recent", "displaced", "attack", "fear", "hold", "sheltered"):
            truth[name][place] += size
        truth["holder"][place] = 1 + size % 2
    armed = [(10**6 - k, 1, place, size) for k, place in enumerate(places)]
    hidden = set(places)
    units = [u for u in frame.units if u[1] < 0 or u[2] not in hidden] + armed
    unseen = {"n": 10**6, "day": frame.day, "date": frame.date, "kind": "battle",
              "place": "", "text": f"{size} fell where nobody looked", "size": size}  # fmt: skip
    events = [*frame.events, *[unseen] * (1 + bool(size))]
    metrics = dict(frame.metrics)
    for name in ("deaths_direct", "displaced_internal", "attacks", "deaths_indirect"):
        metrics[name] = (metrics[name] or 0) + size
    week = engine.frames[-7].knowledge
    census = engine.frames[0].places["people"]
    known = learned(engine.model, before.knowledge, week, truth, units, events, census)  # type: ignore[arg-type]
    return replace(
        frame, places=truth, units=units, events=events, metrics=metrics, knowledge=known,  # type: ignore[arg-type]
    )  # fmt: skip


def sent(frame: Frame, engine: Engine, role: str) -> bytes:
    return json.dumps(fog.VIEWS[role](frame, engine.model)).encode()


LEAKS = {  # ways in which a view could tell what its role cannot know
    "a true figure": lambda f, v: v["metrics"].update(x=f.metrics["deaths_direct"]),
    "a rounded share": lambda f, v: v["metrics"].update(x=f.metrics["attacks"] > 10**5),
    "a count of events": lambda f, v: v.update(n=len(f.events)),
    "a place": lambda f, v: v["places"].update(dead=f.places["dead"]),
    "how far it can be seen": lambda f, v: v["places"].update(x=[0] * max(f.places["attack"])),
    "an armed unit": lambda f, v: v["units"].extend(u for u in f.units if u[1] > 0),
    "the length of the news": lambda f, v: v.update(x=" " * len(f.events[-1]["text"])),
}


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("role", ["council", "srsg", "host"])
def test_a_leak_that_is_planted_is_found(engine, monkeypatch, role, leak):
    plain = fog.VIEWS[role]

    def leaky(frame, model):
        view = json.loads(json.dumps(plain(frame, model)))
        LEAKS[leak](frame, view)
        return view

    monkeypatch.setitem(fog.VIEWS, role, leaky)
    places = hidden_places(engine, role).tolist()[:5]
    as_it_was, otherwise = changed(engine, [], 0), changed(engine, places, 10**6)
    assert sent(otherwise, engine, role) != sent(as_it_was, engine, role)


@pytest.mark.parametrize("role", [r for r in fog.VIEWS if r not in SEES_ALL])
@settings(max_examples=15)
@given(data=st.data())
def test_hidden_truth_changes_no_byte_of_what_a_role_is_sent(engine, role, data):
    hidden = hidden_places(engine, role).tolist()
    assert len(hidden) >= 5  # or the test would say nothing
    places = data.draw(st.lists(st.sampled_from(hidden), min_size=1, unique=True))
    size = data.draw(st.integers(1, 10**6))
    as_it_was, otherwise = changed(engine, [], 0), changed(engine, places, size)
    assert sent(otherwise, engine, role) == sent(as_it_was, engine, role)
    assert sent(otherwise, engine, "control") != sent(as_it_was, engine, "control")


def test_unknown_is_unknown_and_never_zero(engine):
    frame, model = engine.frames[-1], engine.model
    known = frame.knowledge.places
    never = [
        i for i, days in enumerate(zip(known["report_day"], known["seen_day"], strict=True))
        if max(days) < 0
    ]  # fmt: skip
    assert never
    for role in ("council", "srsg", "hct", "screen"):
        places = fog.VIEWS[role](frame, model)["places"]
        assert {places["dead"][i] for i in never} == {fog.UNKNOWN}
    foreign = [i for i, o in enumerate(frame.places["holder"]) if o != 0]
    host = fog.host(frame, model)["places"]
    assert foreign and {host["dead"][i] for i in foreign} == {fog.UNKNOWN}


def test_every_view_has_what_a_page_draws(engine):
    for roles, view in engine.shown()["views"].items():
        frame = json.loads(view["frame"])
        assert {"day", "date", "places", "units", "metrics"} <= set(frame), roles
        count = len(engine.frames[-1].dead)
        assert {len(values) for values in frame["places"].values()} == {count}, roles
        assert all(len(unit) == 4 for unit in frame["units"]), roles


def test_a_seat_of_two_roles_knows_what_either_knows(engine):
    frame, model = engine.frames[-1], engine.model
    both = fog.merged([fog.host(frame, model), fog.hct(frame, model)])
    host, hct = fog.host(frame, model)["places"], fog.hct(frame, model)["places"]
    assert both["places"]["attack"] == host["attack"]
    assert both["places"]["sheltered"] == hct["sheltered"]
    pairs = zip(host["dead"], hct["dead"], both["places"]["dead"], strict=True)
    assert all(b == (a if a != fog.UNKNOWN else c) for a, c, b in pairs)


def test_nobody_but_control_is_told_of_others_orders_and_of_what_control_brought_in(engine):
    engine = Engine(WORDS, [], 0, [("srsg",)])
    engine.apply([{"kind": "consent", "value": -0.1, "text": "SECRETWORD"}])
    order = {"changes": {"aid": {"share": 0.1}}, "text": "SECRETORDER", "group": "hct_1"}
    engine.apply([order])
    engine.step()
    views = engine.step() and {n: v(engine.frames[-2], engine.model) for n, v in fog.VIEWS.items()}
    for role, view in views.items():
        for word in ("SECRETWORD", "SECRETORDER"):
            assert (word in json.dumps(view)) == (role in SEES_ALL), (role, word)
    assert not {"ticks", "recorded"} & set(engine.scene())  # the future of the case


def test_the_record_s_words_on_talks_which_know_how_it_went_on_reach_nobody_but_control():
    composed = compose(["scenario=liberia_2003", "population.agents=500", "mandate=none"])
    run = Watched(ResponseModel(composed.case, composed.settings))
    told: list[str] = []
    truth: list[str] = []
    for _ in range(17):
        run.step()
        truth += [e["text"] for e in run.views({"control"})["control"]["events"]]
        told += [
            e["text"]
            for view in run.views(set(fog.VIEWS) - set(SEES_ALL)).values()
            for e in view["events"]
        ]
    assert any(text.startswith(("Talks succeed: ", "Talks fail: ")) for text in told)
    assert not any("does not hold" in text for text in told)
    # nor by which rule of the model it came about
    assert any("; why: " in text for text in truth)
    assert not any("; why: " in text for text in told)

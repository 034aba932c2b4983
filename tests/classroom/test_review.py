"""The review: what each act made of the run, told so that chance is not taken for an effect."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marosim.classroom import plan
from marosim.classroom.counterfactual import Counterfactuals, courses, outcome, sentence

WORDS = ["scenario=rwanda_1994", "seed=1", "population.agents=500", "mandate=robust"]
WORDS += ["deployment=standard", "authorisation.day=-183"]
ROLES = {"fc_1": "Force commander", "control": ""}
TRIGGER = {
    "kind": "throw", "by": "control", "day": 5, "n": 1, "text": "A shock",
    "ops": [{"kind": "trigger", "place": "Butare", "actor": "", "value": 0.9, "days": 0.0,
             "text": "A shock", "by": "control"}],
}  # fmt: skip
NOTHING = {  # a change to what holds already
    "kind": "order", "by": "fc_1", "day": 6, "n": 2, "changes": {"approach.sites": 6},
    "ops": [{"changes": {"approach": {"sites": 6}}, "text": "as it is", "group": "fc_1"}],
}  # fmt: skip
SAID = {"kind": "say", "by": "fc_1", "day": 7, "n": 3, "text": "hello", "to": ["control"]}
ACTS = [TRIGGER, NOTHING, SAID]


def test_each_act_that_does_something_is_left_out_once_and_all_others_are_kept():
    found = courses(WORDS, ACTS, ROLES)
    assert [c.acts for c in found[:3]] == [ACTS, [NOTHING, SAID], [TRIGGER, SAID]]
    assert [c.label for c in found[1:3]] == [
        "day 5: inject: A shock", "day 6: Safe areas, if that is the approach: 6",
    ]  # fmt: skip
    assert found[-1].words == ["scenario=rwanda_1994", "population.agents=500"]


def test_pairs_tell_what_acted_from_what_did_nothing():
    pairs = Counterfactuals(WORDS, ACTS, 20, ROLES, seeds=2)
    pairs.start()
    pairs.wait()
    assert (pairs.failed, pairs.done) == ("", pairs.of)
    shock, nothing, everything, _ = pairs.findings()
    assert nothing.said == "Nothing differs in any of 2 pairs."
    # two pairs tell nothing for sure, and say so, however large the difference is
    assert shock.said.startswith("Cannot be told from chance with 2 pairs")
    assert everything.said == shock.said  # nothing else acted
    assert pairs.fan() is None
    played = pairs.courses[0].values[1]
    assert played == outcome(WORDS, ACTS, 1, 20)
    assert played != outcome(WORDS, [], 1, 20)


@given(st.lists(st.integers(-1000, 1000), min_size=5, max_size=20), st.integers(1, 20))
def test_a_sentence_never_calls_an_effect_what_chance_may_have_made(values, among):
    said = sentence([float(v) for v in values], "killed", among)
    signs = {math.copysign(1, v) for v in values if v}
    if "Cannot" not in said and "Nothing" not in said:
        assert ("more" in said) == (sum(values) > 0)
        assert len(values) >= 5
    if len(signs) == 2 and sum(values) == 0:
        assert said.startswith("Cannot be told")
    if not signs:
        assert said.startswith("Nothing differs")


def test_a_clear_effect_is_told_with_its_interval():
    said = sentence([100.0, 110.0, 90.0, 105.0, 95.0, 100.0], "killed", 4)
    assert said.startswith("100 more killed (95 % interval ")
    assert "About" in sentence([100.0, -50.0, 90.0, 5.0, -30.0, 20.0], "killed", 4)


@pytest.mark.parametrize("name", plan.available())
def test_each_class_that_ships_is_whole(name):
    held = plan.read(name)
    guide = (held.folder / "guide.md").read_text(encoding="utf-8")
    for heading in ("## Before", "## During", "## After"):
        assert heading in guide
    assert f"({held.minutes} minutes" in guide
    served = {name for row in held.list.rows if row.expected_action for name in row.objective}
    assert served == set(held.list.objectives)
    assert all(row.evaluator_notes or row.type == "contingency" for row in held.list.rows)
    assert any(not row.says_only for row in held.list.rows)
    assert {"council", "srsg", "evaluator"} <= {seat.role for seat in held.seats.values()}

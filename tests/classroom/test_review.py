"""The review: what each act made of the run, told so that chance is not taken for an effect."""

from __future__ import annotations

import html
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marosim.classroom import guide as guide_of
from marosim.classroom import plan, spoken
from marosim.classroom.counterfactual import SENTENCES, Counterfactuals, courses, outcome, sentence

KILLED = SENTENCES["deaths_direct"]
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
        "1. Day 5: inject: A shock", "2. Day 6: Safe areas: 6",
    ]  # fmt: skip
    case = ["scenario=rwanda_1994", "population.agents=500"]
    assert [c.words for c in found[-2:]] == [[*case, "response=none"], case]


def test_pairs_tell_what_acted_from_what_did_nothing():
    pairs = Counterfactuals(WORDS, ACTS, 20, ROLES, seeds=2)
    pairs.start()
    pairs.wait()
    assert (pairs.failed, pairs.done) == ("", pairs.of)
    shock, nothing, everything, *_ = pairs.findings()
    assert nothing.said == "Nothing differs in 2 pairs."
    # two pairs tell nothing for sure, and say so, however large the difference is
    assert shock.said.startswith("Cannot be told from chance with 2 pairs")
    assert everything.said == shock.said  # nothing else acted
    assert pairs.fan() == []
    played = pairs.courses[0].values[1]
    assert played == outcome(WORDS, ACTS, 1, 20)
    assert played != outcome(WORDS, [], 1, 20)


def test_many_acts_are_left_out_by_role_and_month_and_too_many_by_role_alone():
    many = [{**NOTHING, "n": n, "day": 2 * n} for n in range(1, 40)]
    labels = [c.label for c in courses(WORDS, many, ROLES)]
    assert "Force commander, days 0 to 29 (14 acts)" in labels
    months = courses(WORDS, many, ROLES)[1:4]
    assert [len(c.acts) for c in months] == [39 - 14, 39 - 15, 39 - 10]
    spread = [{**NOTHING, "n": n, "day": 31 * n} for n in range(1, 40)]
    assert [c.label for c in courses(WORDS, spread, ROLES)][1] == "Everything by: Force commander"


def test_a_course_that_cannot_be_run_says_why_and_spoils_no_other():
    impossible = {**TRIGGER, "n": 4, "ops": [{**TRIGGER["ops"][0], "place": "Nowhere"}]}
    pairs = Counterfactuals(WORDS, [TRIGGER, impossible], 8, ROLES, seeds=1)
    pairs.start()
    pairs.wait()
    assert pairs.failed == ""
    without = {f.label: f.said for f in pairs.findings()}
    assert any("Cannot be computed" in said and "Nowhere" in said for said in without.values())
    assert pairs.courses[2].values and pairs.done == pairs.of


@given(st.lists(st.integers(-1000, 1000), min_size=5, max_size=20), st.integers(1, 20))
def test_a_sentence_never_calls_an_effect_what_chance_may_have_made(values, among):
    said = sentence([float(v) for v in values], KILLED, among)
    signs = {math.copysign(1, v) for v in values if v}
    if "Cannot" not in said and "Nothing" not in said:
        assert ("more" in said) == (sum(values) > 0)
        assert len(values) >= 5
    if len(signs) == 2 and sum(values) == 0:
        assert said.startswith("Cannot be told")
    if not signs:
        assert said.startswith("Nothing differs")


def test_a_clear_effect_is_told_with_its_interval():
    said = sentence([100.0, 110.0, 90.0, 105.0, 95.0, 100.0], KILLED, 4)
    assert said.startswith("100 more killed (95 % interval ")
    assert "About" in sentence([100.0, -50.0, 90.0, 5.0, -30.0, 20.0], KILLED, 4)


@pytest.mark.parametrize("name", plan.available())
def test_each_class_that_ships_is_whole(name):
    held = plan.read(name)
    guide = (held.folder / "guide.md").read_text(encoding="utf-8")
    for heading in ("## Before", "## During", "## After"):
        assert heading in guide
    assert f"({held.minutes} minutes" in guide
    # what the list needs fits into what the guide says, and this into the class
    during, after = (int(n) for n in re.findall(r"## (?:During|After) \((\d+) minutes", guide))
    rows = [row for row in held.list.rows if row.day is not None]
    needed = sum(row.stop for row in rows) + max(row.day for row in rows) / held.rate / 60
    assert needed <= during and during + after <= held.minutes
    printed = guide_of.page(held)  # with the list itself, so that paper and list cannot part
    for key, title in held.list.objectives.items():  # the guide ties injects to objectives
        cells = re.search(
            f"<tr><td>{key} {re.escape(title)}</td><td>(.*?)</td><td>(.*?)</td>", printed
        )
        named = {int(text.split()[0]) for text in cells[1].split("; ")}
        assert named == {row.serial for row in held.list.rows if key in row.objective}, key
        assert cells[2], f"{key}: nothing that an evaluator notes"
    assert all(html.escape(row.title) in printed for row in held.list.rows)
    assert printed.index("During") < printed.index("<h3>Injects") < printed.index("After")
    assert "|---" not in printed and "<script" not in printed
    served = {name for row in held.list.rows if row.expected_action for name in row.objective}
    assert served == set(held.list.objectives)
    assert all(row.evaluator_notes or row.type == "contingency" for row in held.list.rows)
    assert any(not row.says_only for row in held.list.rows)
    assert {"council", "srsg", "evaluator"} <= {seat.role for seat in held.seats.values()}


def test_a_difference_that_rounds_to_nothing_has_no_minus():
    assert spoken.signed(-0.04, 1) == "+0.0"
    assert spoken.signed(-0.06, 1) == "-0.1"


def test_what_was_adopted_when_control_ended_a_vote_is_the_drafters():
    ops = [{"changes": {"mandate": {"ceiling": 1200}}, "text": "x", "group": "council_1"}]
    acts = [
        {"kind": "count", "by": "control", "day": day, "order": 1, "state": "adopted", "ops": ops}
        for day in (5, 9)
    ]
    roles = {"council_1": "Security Council"}
    made = courses(["scenario=kalvera"], acts, roles)
    (without,) = [c for c in made if c.label == "Everything by: Security Council"]
    assert without.acts == []

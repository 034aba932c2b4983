"""Exercises in a session, and the review that compares its course with others."""

from __future__ import annotations

import pytest
from sessions import QUICK, advance, dead

from marosim.core.setting import SettingError
from marosim.view.exercise import Exercise, cost
from marosim.view.line import Line, Plan
from marosim.view.paired import REVIEWED, compared, in_words, outcomes
from marosim.view.review import review, without_response
from marosim.view.session import Session


def test_exercise_stops_at_injects_and_the_budget_binds(session: Session) -> None:
    session.start_exercise(6)
    exercise = session.exercise
    assert exercise is not None
    stops = []
    for _ in range(3):
        session.play()
        while session.moving:
            session.advance()
        stops.append(session.shown)
    assert stops == [day for day, _ in exercise.injects[:3]]
    session.choose("mandate", "robust")
    assert exercise.left == 6 - cost("mandate", "historical", "robust")
    with pytest.raises(SettingError, match="points"):
        session.choose("deployment", "preventive")
    session.seek(0)
    with pytest.raises(SettingError, match="holds"):
        session.choose("funding", "full")


def test_exercise_cannot_be_skipped_through(session: Session) -> None:
    session.start_exercise()
    session.seek(30)
    while session.moving:
        session.advance()
    assert session.exercise is not None
    assert session.shown == session.exercise.injects[0][0]


@pytest.mark.parametrize("budget", [0, 100])
def test_exercise_budget_has_bounds(session: Session, budget: int) -> None:
    with pytest.raises(SettingError, match="points"):
        Exercise.of(session.main.case, 30, budget)


def test_review_compares_with_no_response_and_history(session: Session) -> None:
    with pytest.raises(SettingError, match="first day"):
        review(session)
    advance(session, 30)
    found = review(session)
    killed = next(r for r in found["rows"] if r["title"] == "Civilians killed")
    without = Line(
        Plan("rwanda_1994", values=QUICK, choices=(("deployment", "none"), ("mandate", "none"))),
        kept=False,
    )
    without.run_to(30)
    assert killed["without"] != killed["difference"]
    assert f"{round(dead(without), -3):,.0f}"[:2] == killed["without"][:2]
    assert any("1994-04-20" in row["when"] for row in found["observed"])
    assert "does not predict" in found["limits"]


def test_review_lists_what_was_chosen_before_the_first_day(session: Session) -> None:
    session.choose("mandate", "robust")
    advance(session, 5)
    session.choose("funding", "full")
    advance(session, 1)
    found = [(d["day"], d["title"], d["option"]) for d in review(session)["decisions"]]
    assert found == [(0, "Mandate", "robust"), (5, "Funding", "full")]


def test_replications_are_paired() -> None:
    plan = Plan("rwanda_1994", values=("days=10", "population.agents=500"))
    same = [outcomes((plan, plan), seed) for seed in (1, 2)]
    rows = {row["metric"]: row for row in compared(same)["rows"]}
    assert rows["deaths_direct"]["difference"] == 0
    assert rows["deaths_direct"]["said"] == "no difference"
    assert rows["deaths_direct"]["reach"] == ""


def test_differences_are_said_plainly() -> None:
    told = in_words("deaths_direct", -12_412, -16_900, -8_100)
    assert told == ("12,400 fewer", "8,100–16,900")
    assert in_words("deaths_direct", -50, -300, 200)[1] == "from 300 fewer to 200 more"


def test_shares_differ_by_points() -> None:
    told = in_words("consent", 0.124, -0.031, 0.2)
    assert told == ("12 points higher", "from 3.1 lower to 20 higher")
    assert in_words("legitimacy", 0.001, 0.0, 0.002) == ("no difference", "")
    cost = in_words("cost_usd", 1e6, -2e6, 3e6)[1]
    assert cost == "from US$ 2 million less to US$ 3 million more"


def test_pairs_of_a_review_end_on_its_day() -> None:
    plan = Plan("kalvera", values=("days=30", "population.agents=500"))
    without = without_response(plan)
    short, long = (outcomes((without, plan), 3, REVIEWED, until) for until in (5, 20))
    assert list(short[0]) == [name for name in REVIEWED if name in short[0]]
    assert "consent" in short[1]
    assert 0 < short[1]["cost_usd"] < long[1]["cost_usd"]

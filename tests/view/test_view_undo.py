"""A decision can be taken back: the run is then the one in which it was never made."""

from __future__ import annotations

import pytest

from marosim.core.setting import SettingError
from marosim.study.decisions import DatedChoice
from marosim.view.line import Line, Plan
from marosim.view.session import Session

FIRST, SECOND, SHOWN = 4, 8, 12


@pytest.fixture
def session() -> Session:
    found = Session(Plan("kalvera", 3))
    for day, group, option in ((FIRST, "mandate", "robust"), (SECOND, "funding", "full")):
        until(found, day)
        found.choose(group, option)
    until(found, SHOWN)
    return found


def until(session: Session, day: int) -> None:
    session.seek(day)
    while session.shown < day:
        session.advance()


def test_what_was_decided_later_stays_and_the_rest_is_as_if_never_decided(session: Session) -> None:
    session.undo(FIRST, "mandate")
    until(session, SHOWN)
    kept = (DatedChoice(SECOND, "funding", "full"),)
    assert session.main.plan.decisions == kept
    never = Line(Plan("kalvera", 3, decisions=kept))
    never.run_to(SHOWN)
    assert [f.message() for f in session.main.frames] == [f.message() for f in never.frames]
    decided = [e.day for e in session.main.model.journal.events if e.kind == "decided"]
    assert decided == [SECOND]


def test_the_page_stays_on_its_day(session: Session) -> None:
    session.seek(2)
    session.undo(SECOND, "funding")
    assert session.shown == 2 and session.main.plan.decisions[0].day == FIRST
    until(session, SHOWN)
    assert session.main.chosen(SHOWN)["funding"] == "historical"


def test_what_was_not_decided_cannot_be_undone(session: Session) -> None:
    before = session.main
    for day, group in ((FIRST, "funding"), (FIRST + 1, "mandate"), (-1, "__class__")):
        with pytest.raises(SettingError, match=f"no decision about {group} on day {day}"):
            session.undo(day, group)
    assert session.main is before


def test_in_an_exercise_a_decision_holds() -> None:
    session = Session(Plan("kalvera", 3))
    session.start_exercise(12)
    session.play()
    while session.moving:
        session.advance()
    session.choose("mandate", "robust")
    made = session.main.plan.decisions
    with pytest.raises(SettingError, match="what was decided holds"):
        session.undo(made[0].day, "mandate")
    assert session.main.plan.decisions == made

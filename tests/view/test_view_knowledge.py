"""What the mission knows: nothing sent to the page depends on what nobody saw or reported."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from marosim.core.setting import SettingError
from marosim.situation import ABROAD, DEAD, DISPLACED, HOME
from marosim.view.desk import FAILED, Desk
from marosim.view.frames import capture
from marosim.view.line import Line, Plan
from marosim.view.registry import Registry
from marosim.view.session import COMPARISON_HIDDEN, Session
from marosim.view.stories import known_story

DAYS = 25
QUICK = (f"days={DAYS}", "population.agents=2000")
BLIND = (
    *("measurement.coverage=0", "measurement.capital_coverage=0"),
    *("measurement.survey_coverage=0", "early_warning.enabled=false"),
)
NOBODY = (("deployment", "none"), ("mandate", "none"), ("warning", "none"))


def ran(plan: Plan, days: int = DAYS) -> Session:
    session = Session(plan)
    session.know(True)
    for _ in range(days):
        session.advance()
    return session


class Page:
    """Keeps the bytes of everything that it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, answer: Any) -> Any:
        self.answer = answer
        return lambda: None

    def say(self, kind: str, content: dict[str, Any], files: Any = None) -> None:
        self.heard.append(json.dumps([kind, content, len(files or ())], sort_keys=True))


def everything_sent(plan: Plan) -> list[str]:
    """What a page hears that asks for all it can while only the known is shown."""
    session, page, registry = ran(plan), Page(), Registry()
    registry.meet("tab", lambda: session)
    desk = Desk(page, registry, None)  # type: ignore[arg-type]
    desk.session = session
    try:
        for wish in ("known", "step", "chain", "fork", "replicate", "export", "play", "pause"):
            page.answer({"do": wish, "on": True, "count": 20, "wish": 1})
        for day in (3, 11, DAYS):
            page.answer({"do": "seek", "day": day})
            for place in range(len(session.main.model.geography.names)):
                page.answer({"do": "story", "place": place})
                page.answer({"do": "story", "place": place, "unit": place})
    finally:
        desk.close()
    assert not any(FAILED in text for text in page.heard)
    seed = str(plan.seed)
    return [t.replace(f"seed={seed}", "seed=").replace(f'"seed": {seed}', '"seed":')
            for t in page.heard]  # fmt: skip


def test_courses_that_nobody_saw_or_reported_send_equal_bytes() -> None:
    first, second = (
        everything_sent(Plan("rwanda_1994", seed=seed, values=(*QUICK, *BLIND), choices=NOBODY))
        for seed in (3, 4)
    )
    assert len(first) > 200
    assert first == second


def test_the_same_courses_differ_in_truth() -> None:
    told = []
    for seed in (3, 4):
        plan = Plan("rwanda_1994", seed=seed, values=(*QUICK, *BLIND), choices=NOBODY)
        session = ran(plan)
        session.know(False)
        told.append(session.frame()["places"])
    assert told[0]["dead"] != told[1]["dead"]


@pytest.fixture(scope="module")
def line() -> Line:
    """Rwanda with its mission, after some weeks of reports."""
    line = Line(Plan("rwanda_1994", values=QUICK))
    line.run_to(DAYS)
    return line


def test_changing_what_nobody_sees_changes_nothing_that_is_known(line: Line) -> None:
    other = copy.deepcopy(line.model)
    before = line.frames[:-1]
    seen = sum(len(frame.events) for frame in before)
    here = {unit[2] for unit in line.frames[-1].units if unit[1] < 0}
    assert here, "the mission must stand somewhere"
    unseen = np.array([p for p in range(other.geography.count) if p not in here])
    now, draw = other.situation, np.random.default_rng(0)
    now.control[:, unseen] = draw.dirichlet(np.ones(len(now.control)), len(unseen)).T
    now.attack_active[:, unseen] = ~now.attack_active[:, unseen]
    now.fear[unseen] = draw.random(now.fear[unseen].shape)
    now.refuge_capacity[unseen] += 500
    other.civilians.dead_direct[unseen] += 1000
    for status in (HOME, DISPLACED, ABROAD, DEAD, 3):
        now.people[unseen, :, status] += draw.integers(0, 9000, (len(unseen), now.people.shape[1]))
    hidden = ~np.isin(other.armed.unit_place, list(here))
    other.armed.unit_fighters[hidden] *= 3
    other.armed.unit_place[hidden] = draw.choice(unseen, hidden.sum())
    other.journal.log(other.day - 1, "attack", "Nobody saw it", place="Butare")
    other.journal.log(other.day - 1, "battle", "Nor this", place="Butare")
    true, changed = (capture(model, before, seen) for model in (line.model, other))
    assert true.message() != changed.message()
    known, after = (json.dumps({**f.known(), "metrics": 0}) for f in (true, changed))
    assert known == after
    assert set(true.known()["metrics"]) <= {
        "deaths_reported", "displaced_reported", "peacekeepers", "cost_usd",
    }  # fmt: skip


def test_changing_what_the_mission_sees_or_hears_changes_what_is_known(line: Line) -> None:
    before = line.frames[:-1]
    place = next(unit[2] for unit in line.frames[-1].units if unit[1] < 0)
    seen, heard = copy.deepcopy(line.model), copy.deepcopy(line.model)
    seen.situation.attack_active[0, place] = not seen.situation.attack_active[:, place].any()
    heard.judging.killed[place] += 50  # type: ignore[attr-defined]
    known = [capture(m, before, 0).known()["places"] for m in (line.model, seen, heard)]
    assert known[0]["attack"] != known[1]["attack"]
    assert known[2]["recent"][place] == pytest.approx(known[0]["recent"][place] + 50, abs=1)
    assert known[2]["report_day"][place] == DAYS


def test_the_mission_knows_what_befalls_its_own_people(line: Line) -> None:
    other, before = copy.deepcopy(line.model), line.frames[:-1]
    kinds = ["contingent_arrived", "peacekeepers_killed", "hostages_taken", "hostages_freed"]
    seen = len(other.journal.events)
    for kind in kinds:
        other.journal.log(other.day - 1, kind, "It befell them", place="Butare")
    known = capture(other, before, seen).known()["events"]
    assert [event["kind"] for event in known] == kinds


def test_reports_of_a_week_are_what_came_in_that_week(line: Line) -> None:
    frames = line.frames
    total, before = frames[DAYS], frames[DAYS - 7]
    came = line.model.daily["deaths_reported"]
    places = len(total.places["people"])
    assert total.metrics["deaths_reported"] > 1000
    assert sum(total.known()["places"]["dead"]) == pytest.approx(came.sum(), abs=places)
    week = sum(total.known()["places"]["recent"])
    assert week == pytest.approx(came.iloc[-7:].sum(), abs=places)
    assert sum(before.known()["places"]["dead"]) < sum(total.known()["places"]["dead"])


def test_a_week_of_reports_is_paler_than_a_week_of_deaths(line: Line) -> None:
    known, true = line.frames[DAYS].known()["places"]["recent"], line.frames[DAYS].places["recent"]
    assert sum(known) < sum(true)


def test_what_was_seen_is_dated(line: Line) -> None:
    story = {}
    for place, name in enumerate(line.model.geography.names):
        story[name] = dict(known_story(line, DAYS, place)["facts"])
    kigali = story["Kigali"]
    assert kigali["The mission was here"] == "today"
    assert "Then held by" in kigali
    never = [facts for facts in story.values() if facts["The mission was here"] == "never"]
    assert never and all("Then held by" not in facts for facts in never)
    for place, name in enumerate(story):
        grew = [
            frame.day for before, frame in pairwise(line.frames)
            if frame.known()["places"]["dead"][place] > before.known()["places"]["dead"][place]
        ]  # fmt: skip
        last = grew[-1] if grew else None
        words = "never" if last is None else "today" if last == DAYS else f"day {last}, "
        assert story[name]["Last report of killed"].startswith(words), name
    for text in ("Killed here so far", "Held by", "Displaced people here"):
        assert all(text not in facts for facts in story.values())


def test_comparisons_are_refused_while_only_the_known_is_shown() -> None:
    session = Session(Plan("kalvera", values=("days=3", "population.agents=300")))
    session.fork()
    session.know(True)
    session.advance()
    assert "paired" not in session.frame()
    assert session.history()["paired"] is None
    with pytest.raises(SettingError, match="truth"):
        session.truth_only(COMPARISON_HIDDEN)
    session.know(False)
    session.truth_only(COMPARISON_HIDDEN)
    assert "paired" in session.frame()

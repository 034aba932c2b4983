"""Stories and reviews: only what the run's own log and map bear out, in figures that agree."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from marosim.journal import Event
from marosim.languages import speaking
from marosim.languages.formats import persons
from marosim.view.line import Line, Plan
from marosim.view.messages import Why
from marosim.view.review import review
from marosim.view.session import Session
from marosim.view.stories import known_story, place_story

DAYS, EARLY = 24, 9


@pytest.fixture(scope="module")
def line() -> Line:
    found = Line(Plan("rwanda_1994"))
    found.run_to(DAYS)
    return found


def why(line: Line, name: str, day: int = DAYS) -> Why:
    found = place_story(line, day, line.model.geography.names.index(name))["why"]
    assert found is not None
    return found


def logged(line: Line, kind: str, name: str, day: int = DAYS) -> list[Event]:
    events = line.model.journal.events
    return [e for e in events if e.kind == kind and e.place == name and e.day < day]


def worst_town(line: Line, day: int = DAYS) -> str:
    dead = line.frames[day].places["dead"]
    return line.model.geography.names[dead.index(max(dead))]


@pytest.mark.parametrize("day", [EARLY, DAYS])
def test_the_chain_has_the_worst_attacks_up_to_the_day_shown(line: Line, day: int) -> None:
    name = worst_town(line, day)
    found, attacks = why(line, name, day), logged(line, "attack", name, day)
    dead = line.frames[day].places["dead"][line.model.geography.names.index(name)]
    assert found["title"] == f"Why {persons(dead)} were killed in {name}"
    told = [step["text"] for step in found["chain"] if step["text"].startswith("Attack by")]
    worst = sorted(attacks, key=lambda e: -e.numbers["persons"])[:3]
    assert sorted(told) == sorted(event.text for event in worst)
    assert len(attacks) > 3
    text = " ".join(step["text"] for step in found["chain"])
    assert f"{len(attacks)} attacks here have ended" in text
    answered = sum(event.numbers["answered"] > 0 for event in attacks)
    assert f"answered {answered} of {len(attacks)} attacks" in text


def test_the_first_warning_is_told_or_that_there_was_none(line: Line) -> None:
    warned = Counter[bool]()
    for day in (EARLY, DAYS):
        for place, name in enumerate(line.model.geography.names):
            found = place_story(line, day, place)["why"]
            if found is None:
                assert line.frames[day].places["dead"][place] == 0
                continue
            texts = Counter(step["text"] for step in found["chain"])
            alerts = logged(line, "alert", name, day)
            assert texts[alerts[0].text if alerts else "Nobody warned of an attack here."] == 1
            warned[bool(alerts)] += 1
    assert warned[True] and warned[False]


def test_the_nearest_troops_are_where_the_map_has_them(line: Line) -> None:
    name = worst_town(line)
    reach = next(s["text"] for s in why(line, name)["chain"] if "troops" in s["text"])
    troops = Counter[str]()
    for _number, side, place, strength in line.frames[DAYS].units:
        if side == -1:
            troops[line.model.geography.names[place]] += strength
    told = re.search(r"day: (\S+) in (.+), (\d+) km away", reach)
    assert told is not None
    assert told[1] == persons(troops[told[2]]) and int(told[3]) > 0
    with_troops = next(t for t in troops if line.frames[DAYS].places["dead"][place_of(line, t)] > 0)
    here = f"On this day {persons(troops[with_troops])} peacekeeping troops are here."
    assert here in [step["text"] for step in why(line, with_troops)["chain"]]


def place_of(line: Line, name: str) -> int:
    return line.model.geography.names.index(name)


def test_leaders_and_commanders_decide_with_their_reasons(line: Line) -> None:
    name = worst_town(line)
    actors = {event.actor for event in logged(line, "attack", name)}
    plans = {e.actor: e.text for e in line.model.journal.events if e.kind == "plan"}
    decided = [step["text"] for step in why(line, name)["decided"]]
    assert {plans[actor] for actor in actors if actor in plans} <= set(decided)
    assert all("; why: " in plans[actor] for actor in actors if actor in plans)
    unit = next(u for u in line.model.mission.units if u.decision and u.why)
    verb, where = unit.decision.split(": ")
    told = " ".join(step["text"] for step in why(line, where)["decided"])
    assert f"Peacekeepers {verb}: {unit.why[0][0]}" in told
    before = [step["text"] for step in why(line, where, EARLY)["decided"]]
    assert f"Peacekeepers {verb}: {', '.join(r for r, _ in unit.why)}" not in before


def test_nothing_of_it_is_told_where_only_what_the_mission_knows_is_shown(line: Line) -> None:
    assert known_story(line, DAYS, place_of(line, worst_town(line)))["why"] is None


def test_it_is_told_in_the_language_of_the_page(line: Line) -> None:
    with speaking("fr"):
        assert why(line, worst_town(line))["title"].startswith("Pourquoi ")


def test_a_review_of_few_dead_gives_figures_that_add_up() -> None:
    session = Session(Plan("rwanda_1994"))
    session.advance()
    row = next(r for r in review(session)["rows"] if r["metric"] == "deaths_direct")
    mine, theirs, change = (int(row[k].replace("−", "-")) for k in ("run", "without", "difference"))
    assert min(mine, theirs) > 50 and abs(mine - theirs - change) <= 1


def test_what_the_mission_knows_counts_each_side_of_a_town_once(line: Line) -> None:
    known = line.frames[DAYS].knowledge.units
    number, side, place, strength = next(unit for unit in known if unit[1] == -1)
    known.append((number + 1, side, place, 40))
    facts = [fact for fact in known_story(line, DAYS, place)["facts"] if "troops" in fact[0]]
    del known[-1]
    assert facts == [("Peacekeeping troops", persons(strength + 40))]

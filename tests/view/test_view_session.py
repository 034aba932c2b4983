"""What a visitor does with runs, without a browser."""

from __future__ import annotations

import copy
import io
import json
import shlex
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from sessions import QUICK, advance, dead

import marosim
from marosim import cases
from marosim.core.setting import SettingError
from marosim.languages.formats import persons
from marosim.response_model import ResponseModel
from marosim.situation import UNDER_WAY
from marosim.study.compose import compose
from marosim.study.decisions import DatedChoice
from marosim.view.address import plan_of, query
from marosim.view.choosing import options
from marosim.view.frames import LARGEST_FLOWS, flows
from marosim.view.keeping import zipped_run
from marosim.view.line import Line, Plan, fresh
from marosim.view.links import chain_rows
from marosim.view.opening import Openings
from marosim.view.recorded import recorded
from marosim.view.registry import Registry, TooMany
from marosim.view.session import Session, opened
from marosim.view.stories import place_story, unit_story


def test_days_are_kept_and_can_be_shown_again(session: Session) -> None:
    advance(session, 12)
    late = session.frame()
    session.seek(4)
    early = session.frame()
    assert (early["day"], late["day"]) == (4, 12)
    assert sum(early["places"]["dead"]) < sum(late["places"]["dead"])
    session.advance()  # plays what is kept, without running it again
    assert session.frame()["day"] == 5
    assert session.main.day == 12


def test_frames_agree_with_the_model(session: Session) -> None:
    advance(session, 15)
    frame, model = session.frame(), session.main.model
    assert sum(frame["places"]["dead"]) == pytest.approx(
        dead(session.main), abs=len(frame["places"]["dead"])
    )
    assert frame["metrics"]["deaths_direct"] == pytest.approx(model.daily["deaths_direct"].sum())
    fighters = sum(strength for _, side, strength in frame["badges"] if side >= 0)
    assert fighters == pytest.approx(model.armed.unit_fighters.sum(), abs=len(model.armed.units))
    moving = sum(flow[2] for flow in frame["flows"])
    assert moving <= model.situation.people[:, :, 2].sum()
    assert json.loads(json.dumps(frame, allow_nan=False))["places"] == frame["places"]


def test_flows_are_people_and_not_agents() -> None:
    model = marosim.model("kalvera", days=60, population__agents=400).run()
    shown = flows(model)
    assert 0 < len(shown) < LARGEST_FLOWS
    assert sum(persons for _, _, persons in shown) == model.situation.people[:, :, UNDER_WAY].sum()


def test_seeking_ahead_runs_up_to_the_day(session: Session) -> None:
    session.seek(9)
    assert session.moving
    while session.advance():
        if not session.moving:
            break
    assert (session.shown, session.target) == (9, None)


def test_end_of_the_run_stops_and_replays(session: Session) -> None:
    session.play()
    while session.moving:
        session.advance()
    assert session.state()["finished"]
    assert not session.advance()
    session.play()
    assert session.shown == 0 and session.main.day == 30


def test_choice_on_day_zero_is_no_decision(session: Session) -> None:
    session.choose("mandate", "robust")
    assert session.main.plan.decisions == ()
    assert "mandate=robust" in session.main.plan.command()


def test_decision_is_dated_and_leaves_the_past_alone(session: Session) -> None:
    advance(session, 10)
    past = dead(session.main)
    session.choose("mandate", "robust")
    session.choose("deployment", "rapid")
    assert dead(session.main) == past
    advance(session, 1)
    decided = session.main.model.events.query("kind == 'decided'")
    assert decided["day"].tolist() == [10, 10]
    assert session.state()["choices"]["mandate"] == "robust"
    session.seek(3)
    assert session.state()["choices"]["mandate"] == "historical"


def test_deciding_in_the_past_runs_again_from_there(session: Session) -> None:
    advance(session, 12)
    first = [sum(f.places["dead"]) for f in session.main.frames]
    session.choose("funding", "full")
    session.seek(5)
    session.choose("mandate", "none")
    assert session.main.day == 5
    assert [sum(f.places["dead"]) for f in session.main.frames] == first[:6]
    assert [str(d) for d in session.main.plan.decisions] == ["5:mandate=none"]


def test_going_back_a_long_way_is_the_same_run() -> None:
    line = Line(Plan("kalvera", values=("days=60", "population.agents=1000")))
    line.run_to(20)
    line.decide("mandate", "robust")
    line.run_to(50)
    line.decide("deployment", "rapid")
    line.run_to(55)
    assert len(line.waymarks) == 3
    back = line.rewound(40)
    assert [str(d) for d in back.plan.decisions] == ["20:mandate=robust"]
    assert line.day == 55
    fresh = Line(back.plan)
    for other in (back, fresh):
        other.run_to(44)
        other.decide("funding", "full")
        other.run_to(60)
    pd.testing.assert_frame_equal(back.model.daily, fresh.model.daily)
    pd.testing.assert_frame_equal(back.model.events, fresh.model.events)
    assert [f.message() for f in back.frames] == [f.message() for f in fresh.frames]


def test_going_back_shows_its_days_at_once_and_runs_them_when_needed() -> None:
    line = Line(Plan("kalvera", values=("days=60", "population.agents=1000")))
    line.run_to(50)
    back = line.rewound(44)
    assert (back.day, len(back.frames)) == (44, 45)
    assert back._model.day == 30, "no day was run for going back"
    back.decide("mandate", "robust")
    back.step()
    assert back._model.day == back.day == 45
    assert back.model.events["kind"].tolist().count("decided") == 1


def test_command_repeats_the_run_exactly(session: Session) -> None:
    session.choose("mandate", "observer")
    advance(session, 8)
    session.choose("mandate", "robust")
    advance(session, 4)
    session.choose("deployment", "rapid")
    while session.advance():
        pass
    words = shlex.split(session.main.plan.command())
    assert words[:2] == ["marosim", "run"]
    composed = compose(words[2:])
    again = ResponseModel(composed.case, composed.settings).run()
    pd.testing.assert_frame_equal(again.daily, session.main.model.daily)
    pd.testing.assert_frame_equal(again.events, session.main.model.events)


def test_address_repeats_the_plan(session: Session) -> None:
    plan = Plan(
        "rwanda_1994", 7, (("mandate", "robust"),), decisions=(DatedChoice(3, "funding", "full"),)
    )
    assert plan_of(query(plan)) == plan
    shorter = replace(plan, values=("days=45",))
    assert plan_of(query(shorter)) == shorter
    assert opened(shorter).last_day == 45


@pytest.mark.parametrize(
    "fault",
    [
        "scenario=nowhere", "seed=-1", "seed=many", "mandate=magic", "decision=x",
        "decision=3:mandate=magic", "scenario=../../etc/passwd",
        "days=0", "days=-4", "days=1e3", "days=100000", "days=x",
    ],
)  # fmt: skip
def test_faults_in_an_address_are_one_line(fault: str) -> None:
    with pytest.raises(SettingError) as caught:
        plan_of(fault)
    assert "\n" not in str(caught.value)


def test_paired_run_keeps_step_and_differs_only_by_the_response(session: Session) -> None:
    session.fork({})
    advance(session, 10)
    frame = session.frame()
    assert frame["paired"]["places"]["dead"] == frame["places"]["dead"]
    session.fork()
    assert session.behind
    assert "paired" not in session.frame(), "a run that is behind is not held against a later day"
    advance(session, 5)  # the run itself need not wait
    while session.catch_up():
        assert session.state()["pairing"] == session.other.day  # type: ignore[union-attr]
    advance(session, 1)
    assert session.other is not None
    assert session.other.day == session.main.day == 16
    assert session.state()["pairing"] is None
    assert session.frame()["paired"]["metrics"]["peacekeepers"] == 0
    session.choose("mandate", "robust", paired=True)
    assert session.other.chosen()["mandate"] == "robust"
    session.join()
    assert "paired" not in session.frame()


def test_a_plan_that_was_open_before_is_shown_without_its_model(session: Session) -> None:
    scene = session.scene()
    again = Session(Plan("rwanda_1994", values=QUICK))
    assert not again.main.built
    assert again.scene() == scene
    assert again.frame() == session.frame()
    assert again.state() == session.state()
    assert again.history() == session.history()
    assert not again.main.built, "nothing of the first picture needs the model"
    again.prepare()
    assert again.main.built
    advance(session, 3)
    advance(again, 3)
    assert again.frame() == session.frame()


def test_a_paired_run_is_answered_before_its_model_is_built(session: Session) -> None:
    advance(session, 3)
    session.fork()
    assert session.other is not None
    assert session.state()["pairing"] == 0
    assert session.paired_history() == {"paired": {}, "bands": None}
    assert not session.other.built
    while session.catch_up():
        pass
    series = session.paired_history()["paired"]
    assert len(series["deaths_direct"]) == 4


def test_openings_are_bounded() -> None:
    openings = Openings(most=2)
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in "abaca":
        assert openings.of("scene", name, lambda name=name: make(name)) == name  # type: ignore[misc]
    assert made == ["a", "b", "c"], "what was asked for of late stays"
    openings.of("day 0", "a", lambda: make("d"))
    assert openings.of("scene", "b", lambda: make("b")) == "b"
    assert made == ["a", "b", "c", "d", "b"]


def test_a_paired_run_keeps_no_waymarks(session: Session) -> None:
    session.fork()
    advance(session, 20)
    assert session.main.waymarks
    assert session.other is not None
    assert session.other.waymarks == []


def test_a_faction_that_splits_off_is_named_from_its_day_on(session: Session) -> None:
    advance(session, 2)
    armed = session.main.model.armed
    faction = copy.copy(armed.organisations[0])
    faction.title = "A faction"
    armed.add(faction)
    advance(session, 1)
    names = [[o["title"] for o in frame.organisations] for frame in session.main.frames]
    assert "A faction" not in names[2]
    assert names[3] == [*names[2], "A faction"]
    assert session.frame()["organisations"][-1]["title"] == "A faction"


def test_a_seed_is_composed_like_any_other_word() -> None:
    plan = Plan("kalvera", seed=5, choices=(("mandate", "robust"),))
    assert fresh(plan).settings == compose(plan.overrides()).settings


def test_recorded_points_are_levels_and_deaths_added_up() -> None:
    rwanda = recorded(cases.load("rwanda_1994"))
    assert rwanda["deaths_direct"] == [(104, 500_000.0, 500_000.0, 1_071_000.0)]
    assert (117, 1_500_000.0, 1_000_000.0, 2_000_000.0) in rwanda["displaced_internal"]
    months = recorded(cases.load("sierra_leone_1999"))["deaths_direct"]
    assert months[0] == (31, 1261.0, 883.0, 6325.0)
    assert months[1] == (59, 1310.0, None, None)
    assert [day for day, *_ in months] == sorted(day for day, *_ in months)
    assert recorded(cases.load("kalvera")) == {}


def test_case_and_seed_change_the_run(session: Session) -> None:
    advance(session, 10)
    first = session.frame()["places"]["dead"]
    session.begin(Plan("rwanda_1994", seed=2, values=QUICK))
    assert session.shown == 0
    advance(session, 10)
    assert session.frame()["places"]["dead"] != first


def test_a_fault_leaves_the_session_as_it_was(session: Session) -> None:
    advance(session, 3)
    before = session.state()
    with pytest.raises(SettingError):
        session.choose("mandate", "magic")
    with pytest.raises(SettingError):
        session.choose("magic", "robust")
    assert session.state() == before


def test_chain_of_a_run_under_way(session: Session) -> None:
    assert chain_rows(session.main) == []
    advance(session, 20)
    rows = chain_rows(session.main)
    assert rows[0]["link"] == "signal"
    assert sum(row["broken"] for row in rows) == 1


def test_stories_tell_what_the_frames_hold(session: Session) -> None:
    advance(session, 15)
    place = session.main.model.geography.names.index("Butare")
    story = place_story(session.main, 15, place)
    assert story["killed"][-1] == session.frame()["places"]["dead"][place]
    assert all(event["place"] == "Butare" for event in story["events"])
    assert any("Butare" in text for text in story["persons"])
    number, words = story["units"][0]
    unit = next(u for u in session.main.frames[15].units if u[0] == number)
    assert words.endswith(f", {persons(unit[3])}") and unit[2] == place
    assert len(story["units"]) == sum(u[2] == place for u in session.main.frames[15].units)
    told = unit_story(session.main, 15, unit[0])
    assert told["place"] == unit[2]
    with pytest.raises(SettingError):
        place_story(session.main, 15, 9999)
    with pytest.raises(SettingError):
        unit_story(session.main, 15, 123_456)


def test_exported_run_is_a_run_folder(session: Session, tmp_path) -> None:  # type: ignore[no-untyped-def]
    advance(session, 6)
    name, content = zipped_run(session.main)
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    folder = tmp_path / name.removesuffix(".zip")
    from marosim.record.folder import read_run

    run = read_run(folder)
    assert len(run.daily) == 6
    assert run.about["command"] == session.main.plan.command()


def test_every_option_comes_with_its_sentence() -> None:
    groups = options()
    assert [g["group"] for g in groups][:2] == ["mandate", "deployment"]
    for group in groups:
        assert all(option["sentence"].endswith(".") for option in group["options"])


def test_registry_finds_a_run_again_and_keeps_its_limit() -> None:
    registry = Registry(most=2)
    plan = Plan("rwanda_1994", values=("days=3", "population.agents=200"))
    first = registry.meet("one", lambda: Session(plan))
    assert registry.meet("one", lambda: Session(plan)) is first
    registry.meet("two", lambda: Session(plan))
    with pytest.raises(TooMany):
        registry.meet("three", lambda: Session(plan))
    registry.leave(first)
    registry.leave(first)  # both pages closed: the seat may be given away
    registry.meet("three", lambda: Session(plan))
    assert len(registry) == 2

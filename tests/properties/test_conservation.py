"""What may never happen, whatever the world and the response: over random small worlds.

A state machine runs made-up countries for random stretches of days, changes its mind on the
way as an exercise would, and checks after each stretch that people, fighters, weapons, troops
and dollars balance, that levels stay levels, and that every event names something that exists.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import ClassVar

import numpy as np
import pytest
from books import LINES, Books
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from made_up import RESPONSE_GROUPS, a_mission, choices, prepared, responses, settings_of, worlds

from marosim.armed.weapons import Weapons
from marosim.mechanism import Mechanism
from marosim.mission.state import (
    CIVILIANS,
    IN_COUNTRY,
    IN_SECTOR,
    LEAVING,
    TROOPS,
    MissionState,
)
from marosim.politics.state import PoliticsState
from marosim.response_model import ResponseModel
from marosim.settings import as_dict, assign
from marosim.study.compose import compose_settings
from marosim.study.decisions import difference
from marosim.study.ensemble import conflict
from marosim.world.case import Case

BODIES = {  # who acts beside armed organisations and the actors of a case's timeline
    "security council", "prosecutors", "contributors", "government", "decision makers",
    "sensors", "analysts", "peacekeepers", "attackers", "mission", "united nations", "",
}  # fmt: skip
LEVEL_METRICS = {"consent", "political_will", "legitimacy", "trust_between_groups", "governance"}
SIGNED = {"legitimacy_earned"}  # may be lost as well as earned
TINY = 1e-9
AUTHORISED = (None, -250, -150, -90, 0)  # days before the start bring a mission into place
NO_SHRINKING = (Phase.explicit, Phase.generate)  # a whole run is a slow thing to shrink


def people_by_home(model: ResponseModel) -> np.ndarray:
    """People by home and community, whole numbers [P, G]."""
    return model.civilians.by_home().sum(axis=2).astype(int)


def check_people(model: ResponseModel, first: np.ndarray) -> None:
    """Living + dead + abroad = initial, by home and community; and the census agrees."""
    assert np.array_equal(people_by_home(model), first)
    people = model.situation.people
    assert people.sum() == first.sum()
    dead = model.civilians.dead_direct.sum() + model.civilians.dead_indirect.sum()
    assert people[:, :, 6].sum() == pytest.approx(dead - model.civilians.carried.sum(), abs=1e-6)


def check_fighters(model: ResponseModel) -> None:
    """initial + recruited + replaced + moved in - killed - demobilised = present."""
    by_unit = np.zeros(len(model.armed.organisations))
    np.add.at(by_unit, model.armed.unit_organisation, model.armed.unit_fighters)
    for o in model.armed.organisations:
        initial = o.initial if o.came else 0.0
        balance = initial + o.recruited + o.replaced + o.moved_in - o.killed - o.demobilised
        present = float(model.situation.force[o.index].sum())
        assert present == pytest.approx(balance, rel=1e-7, abs=1e-5), o.name
        assert by_unit[o.index] == pytest.approx(present, rel=1e-9, abs=1e-6), o.name
        assert o.fighters == pytest.approx(present, rel=1e-9, abs=1e-6), o.name
    assert (model.armed.unit_fighters >= 0).all()


def check_bounds(model: ResponseModel) -> None:
    """Every declared field within its bounds, shares of control that add up."""
    now = model.situation
    for state in model.states.values():
        assert not state.fault(), type(state).__name__
    assert (now.control.sum(axis=0) <= 1 + TINY).all()
    assert -TINY <= model.politics.strength_money <= 1 + TINY


def check_daily(model: ResponseModel) -> None:
    """Every number of every day: finite, not negative, levels within 0..1, totals rising."""
    table = model.daily
    assert list(table["day"]) == list(range(model.day))
    for name, metric in model.metrics.items():
        values = table[name].to_numpy(dtype=float)
        if metric.needs:  # empty where what it needs is not there
            values = values[~np.isnan(values)]
        assert np.isfinite(values).all(), name
        assert name in SIGNED or (values >= -TINY).all(), (name, values.min())
        if name in LEVEL_METRICS or "0 to 1" in (metric.unit + metric.meaning):
            assert (values <= 1 + TINY).all(), (name, values.max())
        if metric.kind == "total":
            assert (np.diff(values) >= -1e-6 * np.abs(values[1:]) - TINY).all(), name
    places = model.places_table
    numbers = places.select_dtypes("number")
    assert np.isfinite(numbers.to_numpy()).all()
    assert (numbers.to_numpy() >= -TINY).all()
    cumulative = ["deaths_direct", "deaths_indirect", "attacks", "battle_deaths"]
    assert (places.groupby("place")[cumulative].diff().fillna(0) >= -1e-6).all().all()


def check_events(model: ResponseModel) -> None:
    """Every event happened on a day that was, at a place and by an actor that exist, or none."""
    names = {"", *model.geography.names}
    organisations = {o.name for o in model.armed.organisations}
    actors = BODIES | organisations
    actors |= {str(a) for a in model.case.timeline["actor"]}
    actors |= {contingent.name for contingent in model.mission.contingents}
    fighting = {"attack", "battle", "faction"}
    for event in model.journal.events:
        assert 0 <= event.day <= model.day
        assert event.place in names, event
        assert event.kind, event
        assert event.text, event
        if event.kind in fighting:
            assert event.actor in organisations, event
        elif event.kind == "decided":
            assert event.actor in {"", *RESPONSE_GROUPS}, event
        else:
            assert event.actor in actors, event
        assert json.loads(json.dumps(event.numbers)) == event.numbers
        assert all(np.isfinite(v) for v in event.numbers.values()), event
        assert event.numbers.get("organisation", 0) in range(len(organisations) + 1), event
    assert set(model.places_table["controller"]) <= {"", *organisations}


def check_troops(model: ResponseModel) -> None:
    """Units hold no more than came with their contingent, less its dead; nobody stands abroad."""
    now, mission = model.situation, model.mission
    assert now.peacekeeper_force[~model.geography.inside].sum() == 0
    assert (mission.persons >= 0).all()
    plans = {model.first_settings.deployment.plan, model.settings.deployment.plan}
    plans |= {d.changes.get("deployment", {}).get("plan") for d in model.decisions}
    for index, contingent in enumerate(mission.contingents):
        if contingent.kind == CIVILIANS or "historical" in plans:
            continue  # follow the record or the uniformed strength, not a contingent
        present = float(mission.persons[mission.contingent == index].sum())
        assert present <= contingent.persons + 1e-6, contingent
        assert (present > 0) <= (contingent.stage in (IN_COUNTRY, IN_SECTOR, LEAVING)), contingent
    assert now.peacekeeper_force.sum() <= mission.heads(TROOPS) + 1e-6
    assert len(mission.units) == len(mission.persons)


class AnyRun(RuleBasedStateMachine):
    """A run under a response, in stretches of days, with decisions on the way."""

    @initialize(
        case=st.one_of(worlds(), st.integers(0, 40).map(conflict)),
        response=responses,
        authorised=st.sampled_from(AUTHORISED),
        seed=st.integers(0, 2**31 - 1),
        agents=st.integers(1, 400),
    )
    def begin(
        self, case: Case, response: dict[str, str], authorised: int | None, seed: int, agents: int
    ) -> None:
        self.response = response
        self.model = ResponseModel(case, prepared(response, seed, agents, 80, authorised))
        self.books = Books(self.model)
        self.first = people_by_home(self.model)

    @rule(days=st.integers(1, 25))
    def run(self, days: int) -> None:
        for _ in range(days):
            if not self.model.finished:
                self.books.step()
                check_people(self.model, self.first)
                check_fighters(self.model)
                check_bounds(self.model)

    @rule(choice=choices)
    def decide(self, choice: tuple[str, str]) -> None:
        group, option = choice
        before = as_dict(settings_of(self.response))
        self.response = {**self.response, group: option}
        changes = difference(before, as_dict(settings_of(self.response)))
        self.model.decide(changes, f"{group} is changed to {option}", group)

    @rule(data=st.data())
    def switch(self, data: st.DataObject) -> None:
        keys = [m.settings_key for m in self.model.mechanisms if m.settings_key]
        key = data.draw(st.sampled_from(keys))
        if hasattr(getattr(self.model.settings, key), "enabled"):
            self.model.decide({key: {"enabled": False}}, f"{key} is switched off", "")

    @invariant()
    def balanced(self) -> None:
        if hasattr(self, "model"):
            check_daily(self.model)
            check_events(self.model)
            check_troops(self.model)


AnyRun.TestCase.settings = settings(
    max_examples=20, stateful_step_count=6, deadline=None, phases=NO_SHRINKING
)
TestAnyRun = AnyRun.TestCase


@pytest.mark.slow
@pytest.mark.long
class TestAnyRunLong(AnyRun.TestCase):
    settings = settings(
        max_examples=300, stateful_step_count=12, deadline=None, phases=NO_SHRINKING
    )


def check_run(model: ResponseModel) -> Books:
    """Run to the end; everything balances every day."""
    books, first = Books(model), people_by_home(model)
    while not model.finished:
        books.step()
        check_people(model, first)
        check_fighters(model)
        check_bounds(model)
    check_daily(model)
    check_events(model)
    check_troops(model)
    return books


def test_factions_that_split_off_are_counted_and_named():
    chosen = prepared(a_mission(mediation="coordinated"), 0, 100, 60, -90)
    agree = {"talks_per_year": 50.0, "talks_days": 1.0, "success_base": 4.0, "start_day": 0}
    split = {"split_hazard": 0.1, "cohesion_loss": 0.05, "steady_loss": 1.0}
    assign(chosen, {"mediation": agree, "spoilers": split})
    model = ResponseModel(conflict(0), chosen)
    check_run(model)
    factions = {o.name for o in model.armed.organisations if o.parent}
    assert factions
    assert sum(e.kind == "faction" for e in model.journal.events) == len(factions)
    assert all(o.parent in model.events["actor"].to_numpy() for o in model.armed.organisations
               if o.parent)  # fmt: skip


def test_a_mission_that_comes_fights_and_leaves_fills_every_page_of_the_books():
    response = a_mission(
        mandate="multidimensional", funding="crisis", peacebuilding="full", air="interdiction"
    )
    chosen = prepared(response | {"warning": "full"}, 4, 100, 120, -30)
    assign(chosen, {"exit": {"rule": "date", "date_days": 30, "drawdown_days": 30}})
    assign(chosen, {"security": {"attack_hazard": 0.05}})
    books = check_run(ResponseModel(conflict(1), chosen))
    assert {line for _, line in books.spent} == set().union(*LINES.values())
    assert books.model.mission.dead > 0 and books.left > 0 and books.cut > 0
    assert 0 < books.received < books.budget


class Planted(Mechanism):
    """A rule that does wrong to what it may write, so that the books alone can notice it."""

    title = "Planted"
    writes = (PoliticsState.cost_usd, MissionState.dead, Weapons.held)
    honest_days = 3
    fault: ClassVar[Callable[[ResponseModel], object]]

    def step(self, day: int) -> None:
        if day >= self.honest_days:
            self.fault(self.model)


@pytest.mark.parametrize(
    "fault",
    [
        lambda m: m.politics.spend("troops", 1.0),
        lambda m: setattr(m.politics, "cost_usd", m.politics.cost_usd + 1.0),
        lambda m: m.mission.persons.__imul__(0.999),
        lambda m: setattr(m.mission, "dead", m.mission.dead + 1.0),
        lambda m: setattr(m.mechanism("funding"), "arrears", 1e9),
        lambda m: setattr(m.mechanism("funding").account, "cash", 1e9),
        lambda m: setattr(m.mechanism("funding").account, "unpaid", 1e9),
        lambda m: setattr(m.armed.organisations[0].weapons, "held", 1e9),
        lambda m: m.armed.organisations[0].weapons.book(seized=1.0),
        lambda m: m.armed.organisations[0].weapons.book(supplied=1.0),
    ],
)
def test_the_books_notice_what_does_not_add_up(fault):
    planted = type("Planted", (Planted,), {"fault": staticmethod(fault)})
    model = ResponseModel(conflict(2), prepared(a_mission(), 1, 50, 20, -120), [planted])
    books = Books(model)
    for _ in range(Planted.honest_days):
        books.step()
    assert len(model.mission.units) > 1
    with pytest.raises(AssertionError):
        books.step()
        books.step()


def test_what_has_been_counted_so_far_stays_when_a_mechanism_is_switched_off():
    model = ResponseModel(conflict(1), prepared(a_mission(), 4, 50, 40, -200))
    counting = {
        m.settings_key: [name for name, metric in m.metrics.items() if metric.kind == "total"]
        for m in model.mechanisms
        if m.settings_key
    }
    while model.day < 30:
        model.step()
    assert model.daily["cost_usd"].iloc[-1] > 0
    for key, totals in counting.items():
        if totals:
            model.decide({key: {"enabled": False}}, f"{key} is switched off", "")
    model.run()
    check_daily(model)


@pytest.mark.parametrize("deployment", ["rapid", "historical"])
def test_options_are_read_here_as_they_are_composed(deployment):
    response = a_mission(deployment=deployment, warning="none", approach="oil_spot")
    composed = compose_settings([f"{group}={name}" for group, name in response.items()])
    assert as_dict(settings_of(response)) == as_dict(composed)

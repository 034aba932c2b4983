"""What may never happen, whatever the world and the response: over random small worlds.

A state machine runs made-up countries for random stretches of days, changes its mind on the
way as an exercise would, and checks after each stretch that people, fighters, troops and
dollars balance, that levels stay levels, and that every event names something that exists.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from marosim.mission.state import CIVILIANS, IN_COUNTRY, IN_SECTOR, LEAVING, TROOPS
from marosim.response_model import ResponseModel
from marosim.settings import Settings, as_dict, assign
from marosim.settings.base import rows
from marosim.study.compose import compose_settings, groups
from marosim.study.ensemble import conflict
from marosim.world.case import (
    ORGANISATION_ROLES,
    TIMELINE_KINDS,
    Case,
    Community,
    OrganisationPlan,
)

START = dt.date(2001, 3, 1)
RESPONSE_GROUPS = (
    "mandate", "deployment", "funding", "warning", "coordination", "approach", "mediation",
    "peacebuilding", "training",
)  # fmt: skip
BODIES = {  # who acts beside armed organisations and the actors of a case's timeline
    "security council", "prosecutors", "contributors", "government", "decision makers",
    "sensors", "analysts", "peacekeepers", "attackers", "mission", "united nations", "",
}  # fmt: skip
LEVELS_OF_PLACES = (
    "fear", "incitement", "hardship", "watched", "blocked", "refuge_defence", "aid", "order",
    "protection_sense", "road_safety", "local_calm", "governance", "recovery", "rescuers",
    "intent", "weariness", "cohesion", "impunity", "escalation", "grievance", "exclusion",
    "trust", "ceasefire", "control", "accountability", "arms_embargo",
    "intervention_expected", "legitimacy",
)  # fmt: skip
NEVER_NEGATIVE = (
    "people", "deaths_today", "recruits", "force", "attack_persons", "attack_starts",
    "attack_prevented", "battle_today", "fighters_lost", "battle_deterrence",
    "attack_response", "refuge_capacity", "peacekeeper_force", "peacekeeper_loss_today",
    "demobilised_today", "harm",
)  # fmt: skip
LEVEL_METRICS = {"consent", "political_will", "legitimacy", "trust_between_groups", "governance"}
SIGNED = {"legitimacy_earned"}  # may be lost as well as earned
TINY = 1e-9
NO_SHRINKING = (Phase.explicit, Phase.generate)  # a whole run is a slow thing to shrink


@lru_cache(maxsize=1)
def responses() -> tuple[Settings, ...]:
    """Settings under a dozen responses, each a random choice of every group."""
    chosen = random.Random(20260101)
    found = [compose_settings(["mandate=none", "deployment=none"])]
    for _ in range(11):
        words = [f"{g}={chosen.choice(sorted(groups()[g]))}" for g in RESPONSE_GROUPS]
        found.append(compose_settings(words))
    return tuple(found)


levels = st.floats(0, 1, allow_nan=False)


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """A country of two to eight places, one to three communities, up to three organisations."""
    count = draw(st.integers(2, 8))
    communities = tuple(
        Community(f"c{i}", f"Community {i}", draw(levels), draw(levels), draw(levels))
        for i in range(draw(st.integers(1, 3)))
    )
    names = [f"P{i}" for i in range(count)]
    others = st.sampled_from(["town", "town", "camp", "abroad"])
    kinds = ["town", *(draw(others) for _ in names[1:])]
    people = {
        f"people_{c.name}": [
            0 if kind in ("camp", "abroad") else draw(st.integers(0, 40_000)) for kind in kinds
        ]
        for c in communities
    }
    people["people_c0"][0] += 100
    places = pd.DataFrame(
        {
            "name": names, "kind": kinds,
            "country": ["YY" if kind == "abroad" else "XX" for kind in kinds],
            "region": "R", "latitude": [0.3 * i for i in range(count)],
            "longitude": [20 + 0.2 * (i % 3) for i in range(count)],
            "population": np.sum(list(people.values()), axis=0),
            "capacity": [draw(st.sampled_from([np.nan, 50.0, 5000.0])) for _ in names],
            "capital": [i == 0 for i in range(count)], **people, "source": "made up",
        }
    )  # fmt: skip
    ways = [(draw(st.integers(0, i - 1)), i) for i in range(1, count)]
    kilometres, qualities = st.floats(1, 300), st.floats(0.1, 1)
    routes = pd.DataFrame(
        [
            (names[a], names[b], draw(kilometres), "road", draw(qualities), False, "x")
            for a, b in ways
        ],
        columns=["start", "end", "distance_km", "kind", "quality", "forced", "source"],
    )  # fmt: skip
    inside = [n for n, kind in zip(names, kinds, strict=True) if kind != "abroad"]
    organisations = tuple(
        OrganisationPlan(
            name=f"o{i}", title=f"Organisation {i}", role=draw(st.sampled_from(ORGANISATION_ROLES)),
            fighters=draw(st.integers(0, 20_000)), units=draw(st.integers(1, 12)),
            bases=tuple(draw(st.lists(st.sampled_from(inside), min_size=1, max_size=3))),
            holds=tuple(draw(st.lists(st.sampled_from(["*", *inside]), max_size=2))),
            hostility={c.name: draw(levels) for c in communities},
            mobilises=draw(st.sampled_from(["", *(c.name for c in communities)])),
            incites=draw(levels), quality=draw(st.floats(0.1, 3)), extermination=draw(levels),
            enemies=tuple(f"o{j}" for j in range(i)), supply=draw(levels),
            active_from=draw(st.sampled_from([0, 0, 0, 5])),
        )
        for i in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    kinds_drawn = draw(st.lists(st.sampled_from(TIMELINE_KINDS), max_size=6))
    actors = st.sampled_from(["", *(o.name for o in organisations)])
    timeline = pd.DataFrame(
        [
            (day, START + dt.timedelta(days=day), kind, draw(st.sampled_from(["", *names])),
             draw(actors), draw(levels), "text", "x")
            for day, kind in enumerate(kinds_drawn)
            if not kind.startswith(("route", "border"))
        ],
        columns=["day", "date", "kind", "place", "actor", "value", "text", "source"],
    )  # fmt: skip
    strengths = pd.DataFrame(
        [(START, *(draw(st.integers(0, most)) for most in (9000, 500, 99)), "x")],
        columns=["date", "troops", "police", "observers", "source"],
    )  # fmt: skip
    return Case(
        name="made_up", title="Made up", summary="", start=START, days=60, country="XX",
        communities=communities, organisations=organisations, places=places, routes=routes,
        timeline=timeline, strengths=strengths,
        observed=pd.DataFrame(
            columns=["date_from", "date_to", "metric", "place", "value", "low", "high", "how",
                     "use", "source"]
        ),
    )  # fmt: skip


def prepared(response: int, seed: int, agents: int, days: int) -> Settings:
    chosen = Settings()
    assign(chosen, as_dict(responses()[response]))
    chosen.seed, chosen.days, chosen.population.agents = seed, days, agents
    chosen.record.places_every = 3
    return chosen


def agents_by_home(model: ResponseModel) -> np.ndarray:
    """Agents by home and community, whole numbers [P, G]."""
    counts = model.civilians.by_home().sum(axis=2) / model.civilians.persons_per_agent
    return np.rint(counts).astype(int)


def check_people(model: ResponseModel, first: np.ndarray) -> None:
    """Living + dead + abroad = initial, by home and community; and the census agrees."""
    assert np.array_equal(agents_by_home(model), first)
    people = model.situation.people
    everyone = first.sum() * model.civilians.persons_per_agent
    assert people.sum() == pytest.approx(everyone, rel=1e-9)
    dead = model.civilians.dead_direct.sum() + model.civilians.dead_indirect.sum()
    assert people[:, :, 6].sum() == pytest.approx(dead)


def check_fighters(model: ResponseModel) -> None:
    """initial + recruited + replaced + moved in - killed - demobilised = present."""
    by_unit = np.zeros(len(model.armed.organisations))
    np.add.at(by_unit, model.armed.unit_organisation, model.armed.unit_fighters)
    for o in model.armed.organisations:
        initial = o.initial if o.active else 0.0
        balance = initial + o.recruited + o.replaced + o.moved_in - o.killed - o.demobilised
        present = float(model.situation.force[o.index].sum())
        assert present == pytest.approx(balance, rel=1e-7, abs=1e-5), o.name
        assert by_unit[o.index] == pytest.approx(present, rel=1e-9, abs=1e-6), o.name
        assert o.fighters == pytest.approx(present, rel=1e-9, abs=1e-6), o.name
    assert (model.armed.unit_fighters >= 0).all()


def check_bounds(model: ResponseModel) -> None:
    """No NaN, nothing negative, levels between 0 and 1, shares of control that add up."""
    now = model.situation
    for name in (*LEVELS_OF_PLACES, *NEVER_NEGATIVE):
        values = np.asarray(getattr(now, name), dtype=float)
        assert np.isfinite(values).all(), name
        assert (values >= -TINY).all(), (name, values.min())
        if name in LEVELS_OF_PLACES:
            assert (values <= 1 + TINY).all(), (name, values.max())
    assert np.isfinite(now.deterrence).all()  # negative where an abusive host is helped
    assert (now.control.sum(axis=0) <= 1 + TINY).all()
    for name in ("political_will", "consent", "freedom_of_movement", "strength_money"):
        assert -TINY <= getattr(model.politics, name) <= 1 + TINY, name
    assert ((model.warning.risk >= 0) & (model.warning.risk <= 1)).all()


def check_daily(model: ResponseModel) -> None:
    """Every number of every day: finite, not negative, levels within 0..1, totals rising."""
    table = model.daily
    assert list(table["day"]) == list(range(model.day))
    for name, metric in model.metrics.items():
        values = table[name].to_numpy(dtype=float)
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
    actors = BODIES | {o.name for o in model.armed.organisations}
    actors |= {str(a) for a in model.case.timeline["actor"]}
    actors |= {contingent.name for contingent in model.mission.contingents}
    fighting = {"attack", "battle", "faction"}
    for event in model.journal.events:
        assert 0 <= event.day <= model.day
        assert event.place in names, event
        assert event.kind, event
        assert event.text, event
        if event.kind in fighting:
            assert event.actor in {o.name for o in model.armed.organisations}, event
        else:
            assert event.actor in actors, event
        assert json.loads(json.dumps(event.numbers)) == event.numbers
        assert all(np.isfinite(v) for v in event.numbers.values()), event


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
        response=st.integers(0, 11),
        seed=st.integers(0, 2**31 - 1),
        agents=st.integers(1, 400),
    )
    def begin(self, case: Case, response: int, seed: int, agents: int) -> None:
        self.model = ResponseModel(case, prepared(response, seed, agents, 80))
        self.first = agents_by_home(self.model)

    @rule(days=st.integers(1, 25))
    def run(self, days: int) -> None:
        for _ in range(days):
            if not self.model.finished:
                self.model.step()
                check_people(self.model, self.first)
                check_fighters(self.model)
                check_bounds(self.model)

    @rule(response=st.integers(0, 11))
    def decide(self, response: int) -> None:
        wanted = as_dict(responses()[response])
        for key in ("seed", "days", "population", "record", "threads"):
            wanted.pop(key)
        self.model.decide(wanted, "The response is changed", "")

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
    max_examples=16, stateful_step_count=6, deadline=None, phases=NO_SHRINKING
)
TestAnyRun = AnyRun.TestCase


@pytest.mark.slow
@pytest.mark.long
class TestAnyRunLong(AnyRun.TestCase):
    settings = settings(
        max_examples=300, stateful_step_count=12, deadline=None, phases=NO_SHRINKING
    )


@st.composite
def values_within_bounds(draw: st.DrawFn) -> dict[str, float]:
    """Up to eight settings of mechanisms, each at a random value or a bound of its range."""
    bounded = [
        r for r in rows(Settings())
        if r.low is not None and r.high is not None and "." in r.name
        and not r.name.startswith(("population.", "record."))
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(bounded), max_size=8, unique_by=lambda r: r.name))
    found = {}
    for row in chosen:
        value = draw(st.sampled_from([0.0, 0.5, 1.0])) * (row.high - row.low) + row.low
        found[row.name] = int(value) if isinstance(row.value, int) else float(value)
    return found


@settings(max_examples=24, phases=NO_SHRINKING)
@given(values=values_within_bounds(), number=st.integers(0, 30), response=st.integers(0, 11))
def test_all_settings_within_their_bounds_give_a_sound_run(values, number, response):
    chosen = prepared(response, 5, 300, 30)
    for name, value in values.items():
        nested: object = value
        for part in reversed(name.split(".")):
            nested = {part: nested}
        assign(chosen, nested)
    model = ResponseModel(conflict(number), chosen)
    first = agents_by_home(model)
    model.run()
    check_people(model, first)
    check_fighters(model)
    check_bounds(model)
    check_daily(model)
    check_events(model)

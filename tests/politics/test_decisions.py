"""Authorisation, mandates and their change, on a running model."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import marosim
from marosim import cases
from marosim.mechanism import Mechanism
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.situation import Situation
from marosim.study.compose import compose


class Present(Mechanism):
    """A few peacekeepers who are simply there, watching everywhere."""

    writes = (Situation.peacekeeper_force, Situation.watched)

    def step(self, day: int) -> None:
        now = self.model.situation
        now.peacekeeper_force[self.model.geography.capital] = 1000.0
        now.watched[:] = 0.5


def model(days: int = 60, present: bool = False, **groups: Any) -> ResponseModel:
    case = cases.load("rwanda_1994")
    settings = Settings()
    assign(settings, case.settings)
    mandate = {"name": "robust", "ceiling": 5500, "rules_of_engagement": 0.9, "chapter": 7}
    assign(settings, {"days": days, "population": {"agents": 2000}, "mandate": mandate})
    assign(settings, {"authorisation": {"agenda": False}})
    assign(settings, {"deployment": {"plan": "none"}})
    assign(settings, groups)
    return ResponseModel(case, settings, [Present] if present else [])


def of_kind(run: ResponseModel, kind: str) -> pd.DataFrame:
    return run.events[run.events["kind"] == kind]


SURE = {"decision_chain": {"dismissal": 0.0, "delay_days": 0.0}}


def test_presets_allow_ever_more_force() -> None:
    order = (
        "none",
        "observer",
        "traditional",
        "multidimensional",
        "protection_of_civilians",
        "robust",
    )
    chosen = [
        compose(["scenario=rwanda_1994", f"mandate={name}"]).settings.mandate for name in order
    ]
    force = [mandate.rules_of_engagement for mandate in chosen]
    assert force == sorted(force) and len(set(force)) == len(force)
    assert [mandate.name for mandate in chosen] == list(order)
    assert [m.ceiling for m in chosen] == sorted(m.ceiling for m in chosen)


def test_nothing_is_authorised_before_the_matter_is_decided() -> None:
    run = model(days=60, authorisation={"veto": 0.0}, adaptive_mandate={"enabled": False}, **SURE)
    while not run.finished:
        run.step()
        if run.politics.authorised_day is None:
            assert run.politics.authorised_troops == 0
            assert run.politics.mandate.name == "none"
    assert run.politics.authorised_day > run.warning.decided_day
    assert run.politics.authorised_troops == 5500


def test_a_given_day_replaces_the_process() -> None:
    run = model(days=12, authorisation={"day": 10}).run()
    assert run.politics.authorised_day == 10
    assert of_kind(run, "authorisation")["day"].tolist() == [10]


def test_the_council_votes_no_later_than_it_did() -> None:
    deaf = {"early_warning": {"enabled": False}, "decision_chain": {"recognition_rate": 0.0}}
    run = model(days=30, authorisation={"agenda": True, "veto": 0.0}, **deaf).run()
    assert run.warning.decided_day is None
    assert run.politics.authorised_day == 15  # Resolution 912


def test_a_mission_may_be_authorised_before_the_case_begins() -> None:
    run = model(authorisation={"day": -30})
    assert run.politics.authorised and run.politics.age(0) == 30


def test_will_and_haste_bring_the_vote_forward() -> None:
    days = [
        model(days=150, authorisation={"veto": 0.0, "preparation_days": wait}, **SURE)
        .run()
        .politics.authorised_day
        for wait in (5.0, 60.0)
    ]
    assert days[0] < days[1]
    willing = [
        model(
            days=150,
            authorisation={"veto": 0.0, "preparation_days": 60.0},
            political_will={"mean": will, "initial": will, "news_gain": 0.0},
            **SURE,
        )
        .run()
        .politics.authorised_day
        for will in (0.9, 0.1)
    ]
    assert willing[0] < willing[1]


def test_a_council_that_always_fails_never_authorises() -> None:
    process = {"veto": 1.0, "preparation_days": 2.0, "retry_days": 5.0}
    will = {"mean": 0.0, "initial": 0.0, "news_gain": 0.0}
    run = model(authorisation=process, political_will=will, **SURE).run()
    assert run.politics.authorised_day is None
    assert len(of_kind(run, "veto")) > 3
    assert run.daily["authorised"].sum() == 0


def test_acting_without_the_council_costs_consent_and_legitimacy() -> None:
    process = {"veto": 1.0, "preparation_days": 2.0, "without_authorisation": True}
    will = {"mean": 0.0, "initial": 0.0, "news_gain": 0.0}
    unlawful = model(present=True, authorisation=process, political_will=will, **SURE).run()
    lawful = model(present=True, authorisation={"day": 5}, **SURE).run()
    assert not unlawful.politics.lawful and lawful.politics.lawful
    assert unlawful.politics.consent < lawful.politics.consent - 0.1
    assert unlawful.situation.legitimacy < lawful.situation.legitimacy


def test_the_record_of_rwanda() -> None:
    run = model(days=60, mandate={"name": "historical", "ceiling": 0})
    seen = {}
    while not run.finished:
        seen[run.day] = run.politics.authorised_troops
        run.step()
    assert run.politics.authorised_day < 0
    assert seen[10] > 2000
    assert seen[20] == 270
    assert seen[45] == 5500


def test_a_mandate_that_nobody_sends_changes_nothing() -> None:
    on_paper = model(authorisation={"day": 0}).run()
    nothing = model(mandate={"name": "none"}).run()
    for outcome in ("deaths_direct", "displaced_internal", "attacks"):
        assert (on_paper.daily[outcome] == nothing.daily[outcome]).all()
    assert not on_paper.situation.intervention_expected
    assert not on_paper.situation.arms_embargo


@pytest.mark.parametrize("troops, expected", [(0, False), (2000, True)])
def test_observers_on_their_way_are_no_intervention_to_hurry_before(
    troops: int, expected: bool
) -> None:
    run = marosim.model(
        "rwanda_1994", mandate="observer", deployment="rapid", mandate__ceiling=troops,
        authorisation__day=0, population__agents=300, days=60,
    )  # fmt: skip
    seen = []
    while not run.finished:
        run.step()
        seen.append(run.situation.intervention_expected)
    assert run.politics.contingents_coming
    assert (max(seen) > 0.0) == expected


def test_a_mandate_changed_during_the_run_takes_effect_after_the_delay() -> None:
    run = model(authorisation={"day": 0}, coordination={"decision_delay_days": 4.0})
    for _ in range(10):
        run.step()
    assign(run.settings, {"mandate": {"ceiling": 800, "rules_of_engagement": 0.2}})
    run.step()
    assert run.politics.authorised_troops == 5500
    for _ in range(6):
        run.step()
    assert run.politics.authorised_troops == 800
    assert run.politics.mandate.rules_of_engagement == 0.2
    assert of_kind(run, "mandate_changed")["day"].tolist() == [14]


def test_a_mandate_ends_when_the_will_is_gone() -> None:
    gone = {"mean": 0.0, "initial": 0.0, "news_gain": 0.0}
    short = {"duration_days": 20}
    run = model(authorisation={"day": 0}, political_will=gone, mandate=short).run()
    assert not run.politics.authorised and run.politics.authorised_troops == 0
    kept = model(authorisation={"day": 0}, mandate=short).run()
    assert kept.politics.authorised


@pytest.mark.parametrize(
    "adaptive, ceiling, grows", [(True, 1000, True), (True, 2500, False), (False, 1000, False)]
)
def test_only_an_adaptive_mandate_is_widened(adaptive: bool, ceiling: int, grows: bool) -> None:
    run = model(
        days=120,
        present=True,  # a thousand
        authorisation={"day": 0},
        mandate={"name": "traditional", "ceiling": ceiling, "rules_of_engagement": 0.15},
        adaptive_mandate={"enabled": adaptive, "event_deaths": 50.0, "widening_will": 0.0},
    ).run()
    assert (run.politics.mandate.rules_of_engagement > 0.15) == adaptive
    assert (run.politics.authorised_troops > ceiling) == grows


def test_a_mandate_for_a_region_covers_that_region_only() -> None:
    case = cases.load("rwanda_1994")
    regions = set(case.places["region"])
    place = next(str(name) for name in case.places["name"] if name not in regions)
    run = model(days=2, authorisation={"day": 0}, mandate={"area": [place]})
    assert run.politics.mandate.area.sum() == 1
    assert run.politics.mandate.area[run.geography.index[place]]

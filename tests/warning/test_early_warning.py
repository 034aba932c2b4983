"""Early warning and the chain from alert to decision, on a running model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from marosim import cases
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign


def model(days: int = 60, **groups: Any) -> ResponseModel:
    case = cases.load("rwanda_1994")
    settings = Settings()
    assign(settings, case.settings)
    assign(settings, {"days": days, "population": {"agents": 2000}, "mandate": {"name": "none"}})
    assign(settings, {"deployment": {"plan": "none"}})
    assign(settings, groups)
    return ResponseModel(case, settings)


def days_of(run: ResponseModel, kind: str) -> list[int]:
    events = run.events
    return [int(day) for day in events.loc[events["kind"] == kind, "day"]]


def test_risk_is_a_probability_and_nobody_is_warned_about_other_countries() -> None:
    run = model()
    while not run.finished:
        run.step()
        risk = run.warning.risk
        assert ((risk >= 0) & (risk <= 1)).all()
        assert (risk[~run.geography.inside] == 0).all()
    assert run.warning.risk[run.geography.inside].max() > 0


def test_metrics_agree_with_the_log() -> None:
    run = model().run()
    daily = run.daily.set_index("day")["alerts"]
    assert daily.sum() == len(days_of(run, "alert")) > 0
    assert run.daily["alerts_false"].sum() <= daily.sum()
    assert run.warning.alert_day == min(days_of(run, "alert"))


def test_sensors_that_cannot_tell_signs_from_none_give_no_evidence() -> None:
    blind = {"hit": 0.1, "false_alarm": 0.1}
    names = ("liaison", "monitors", "imagery", "social_media", "analytics")
    run = model(early_warning={name: dict(blind) for name in names}).run()
    assert np.all(run.mechanism("early_warning").evidence == 0)
    assert run.warning.first_signal_day is None


def test_without_sensors_there_is_no_risk_and_no_alert() -> None:
    run = model(early_warning={"enabled": False}).run()
    assert not run.warning.risk.any()
    assert run.daily["alerts"].sum() == 0


@pytest.mark.parametrize("act", [False, True])
def test_watching_changes_what_happens_only_where_people_act_on_the_warning(act: bool) -> None:
    own = {"self_protection": {"enabled": act}}
    blind = {"early_warning": {"enabled": False}, "decision_chain": {"enabled": False}}
    watched, unwatched = model(**own).run(), model(**own, **blind).run()
    assert unwatched.daily["deaths_direct"].sum() > 0
    same = watched.daily["deaths_direct"].equals(unwatched.daily["deaths_direct"])
    assert same is not act


def test_dismissed_alerts_and_no_news_mean_no_decision() -> None:
    run = model(decision_chain={"dismissal": 1.0, "recognition_rate": 0.0}).run()
    assert run.warning.alert_day is not None
    assert run.warning.decided_day is None
    assert days_of(run, "decision") == []
    assert len(days_of(run, "dismissed")) == len(days_of(run, "alert"))


def test_a_believed_alert_is_decided_on_after_the_delay() -> None:
    run = model(
        decision_chain={"dismissal": 0.0, "recognition_rate": 0.0, "delay_days": 0.0},
        coordination={"decision_delay_days": 6.0},
    ).run()
    assert run.warning.decided_day == run.warning.alert_day + 6


def test_news_is_recognised_when_nobody_warns() -> None:
    run = model(early_warning={"enabled": False}, decision_chain={"recognition_rate": 0.3}).run()
    assert days_of(run, "recognition")
    assert run.warning.decided_day is not None


def test_the_outside_hears_of_a_part_of_the_deaths() -> None:
    run = model().run()
    heard = run.daily["deaths_in_the_news"].sum()
    assert 0 < heard < 0.5 * run.daily["deaths_direct"].sum()


@pytest.mark.parametrize("came_true, were_false, sign", [(0, 3, -1), (3, 0, 1)])
def test_cry_wolf(came_true: int, were_false: int, sign: int) -> None:
    run = model()
    chain = run.mechanism("decision_chain")
    run.warning.belief = 0.5
    chain._believe(came_true, were_false)
    assert np.sign(run.warning.belief - 0.5) == sign
    assert 0.0 <= run.warning.belief <= 1.0


def test_those_who_engage_get_to_know_a_place() -> None:
    knowledge = []
    for engagement in (0.0, 1.0):
        run = model(days=40, local_knowledge={"engagement": engagement})
        present = run.geography.capital
        mechanism = run.mechanism("local_knowledge")
        for day in range(40):
            run.situation.watched[present] = 1.0
            mechanism.step(day)
        knowledge.append(run.warning.local_access[present])
        elsewhere = np.delete(run.warning.local_access, present)
        assert np.all(elsewhere == 0.5)
    assert knowledge[0] < 0.5 < knowledge[1]

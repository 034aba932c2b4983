"""Judging: the mission's record beside the truth, ethics beside benefit, adaptation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from marosim import cases
from marosim.judging.ethics import Ethics
from marosim.judging.evaluation import Evaluation
from marosim.judging.measurement import Measurement
from marosim.judging.outcomes import Outcomes
from marosim.mechanism import Mechanism
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.situation import MISSION, Situation


class Present(Mechanism):
    writes = (Situation.peacekeeper_force,)

    def step(self, day: int) -> None:
        self.model.situation.peacekeeper_force[self.model.geography.capital] = 1000.0


def model(days: int = 60, extra: tuple[Any, ...] = (), **groups: Any) -> ResponseModel:
    case = cases.load("rwanda_1994")
    settings = Settings()
    assign(settings, case.settings)
    assign(settings, {"days": days, "population": {"agents": 2500}})
    assign(settings, {"mandate": {"name": "none"}, "deployment": {"plan": "none"}})
    assign(settings, groups)
    return ResponseModel(case, settings, list(extra))


def test_the_record_holds_a_fraction_of_the_truth_and_comes_later() -> None:
    run = model(100).run()
    true, seen = run.daily["deaths_direct"], run.daily["deaths_reported"]
    assert 0.05 * true.sum() < seen.sum() < 0.8 * true.sum()
    days = run.daily["day"]
    assert (seen * days).sum() / seen.sum() > (true * days).sum() / true.sum() + 3
    assert run.daily["share_reported"].iloc[-1] == pytest.approx(seen.sum() / true.sum(), rel=0.05)


def test_capitals_and_watched_places_are_seen_best() -> None:
    run = model()
    rule = run.mechanism("measurement")
    assert isinstance(rule, Measurement)
    seen = rule.coverage()
    capital = run.geography.capital
    far = int(np.nanargmax(np.where(run.geography.inside, run.geography.distance_km[capital], 0)))
    assert seen[capital] == pytest.approx(run.settings.measurement.capital_coverage)
    assert seen[far] < 0.5 * seen[capital]
    run.situation.watched[far] = 1.0
    assert rule.coverage()[far] == pytest.approx(run.settings.measurement.monitor_coverage)


def test_how_it_is_measured_changes_no_truth_without_a_mission() -> None:
    blind = model(measurement={"coverage": 0.0, "capital_coverage": 0.0, "error": 2.0}).run()
    clear = model(measurement={"coverage": 1.0, "capital_coverage": 1.0, "error": 0.0}).run()
    assert (blind.daily["deaths_direct"] == clear.daily["deaths_direct"]).all()
    assert blind.daily["deaths_reported"].sum() == 0.0
    assert clear.daily["deaths_reported"].sum() > 0.8 * clear.daily["deaths_direct"].sum()


def test_evaluation_follows_the_record_and_not_the_truth() -> None:
    run = model(extra=(Present,))
    run.step()
    rule = run.mechanism("evaluation")
    assert isinstance(rule, Evaluation)
    inside = np.flatnonzero(run.geography.inside)
    run.judging.killed[:] = 0.0
    run.judging.killed[inside[3]] = 100.0
    run.civilians.dead_direct[inside[5]] = 1e5
    rule.step(rule.settings.review_days)
    assert run.mission.focus[inside[3]] == run.mission.focus.max() > 1.0
    assert run.mission.focus[inside[5]] < 1.0


def test_evaluation_builds_in_quiet_and_secures_in_violence() -> None:
    run = model(extra=(Present,))
    run.step()
    rule = run.mechanism("evaluation")
    assert isinstance(rule, Evaluation)
    run.judging.month = 0.0
    rule.step(rule.settings.review_days)
    assert run.politics.build_shift == pytest.approx(
        rule.settings.spending_shift / rule.settings.steps
    )
    run.judging.month = 1e5
    for review in range(2, 30):
        rule.step(review * rule.settings.review_days)
    assert run.politics.build_shift == 0.0


def test_without_anybody_there_evaluation_moves_nothing() -> None:
    run = model(100).run()
    assert (run.mission.focus == 1.0).all()
    assert run.politics.build_shift == 0.0


def ethics(run: ResponseModel) -> Ethics:
    found = run.mechanism("ethics")
    assert isinstance(found, Ethics)
    return found


def test_harm_by_the_mission_lowers_proportionality() -> None:
    run = model()
    rule, now = ethics(run), run.situation
    now.attack_starts[0, 0], now.attack_persons[0, 0] = 1.0, 50.0
    now.attack_prevented[0, 1] = 1.0
    rule.step(0)
    rule.report(0)
    assert run.journal.today["proportionality"] == 1.0
    now.deaths_today[MISSION, 0, 0] = 50.0
    rule.step(1)
    rule.report(1)
    assert 0.3 < run.journal.today["proportionality"] < 0.8


def test_protection_of_one_community_alone_is_partial() -> None:
    run = model()
    rule, now = ethics(run), run.situation
    now.people[:, :, 0] = 0.0
    now.people[0, 0, 0] = now.people[1, 1, 0] = 1000.0
    now.fear[:] = 0.5
    now.protection_sense[:2] = 0.5
    rule.step(0)
    rule.report(0)
    even = run.journal.today["impartiality"]
    now.protection_sense[1] = 0.0
    for week in range(1, 60):
        rule.step(7 * week)
    rule.report(1)
    assert even == pytest.approx(1.0)
    assert run.journal.today["impartiality"] < 0.6


def test_a_mission_without_consent_costs_sovereignty_and_no_mission_nothing() -> None:
    assert model(20).run().daily["sovereignty_cost"].max() == 0.0
    run = model(extra=(Present,))
    run.step()
    rule = ethics(run)
    run.politics.consent = 1.0
    rule.report(0)
    assert run.journal.today["sovereignty_cost"] == 0.0
    run.politics.consent, run.politics.lawful = 0.2, False
    rule.report(0)
    assert run.journal.today["sovereignty_cost"] == pytest.approx(1.0)


def test_time_to_protect_counts_from_the_first_attack() -> None:
    run = model()
    rule, now = run.mechanism("outcomes"), run.situation
    assert isinstance(rule, Outcomes)
    assert rule.run_outcomes()["time_to_protect_days"] == 0.0
    now.attack_starts[0, 0] = 1.0
    rule.step(5)
    now.intent[:], now.deterrence[:] = 0.5, 2.3
    rule.step(17)
    assert rule.run_outcomes() == {"time_to_protect_days": 12.0, "protected_in_time": 1.0}


def test_resilience_counts_shocks_survived() -> None:
    run = model(mediation={"mediators": 0}, attacks={"enabled": False}, battles={"enabled": False})
    rule = run.mechanism("peace_outcomes")
    assert rule is not None
    for _ in range(3):
        run.journal.log(0, "trigger", "a shock")
    rule.step(0)
    for day in range(1, 70):
        rule.step(day)
    rule.report(70)
    assert run.journal.today["resilience"] == pytest.approx(4 / 5)


def test_levels_stay_between_nought_and_one() -> None:
    run = model(120).run()
    for name in ("trust_between_groups", "governance", "cohesion", "resilience", "impartiality",
                 "proportionality", "sovereignty_cost", "local_voice", "threatened_protected",
                 "legitimacy"):  # fmt: skip
        assert run.daily[name].dropna().between(0.0, 1.0).all(), name

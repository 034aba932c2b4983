"""Contingents from pledge to sector, against the record and against published times."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from marosim.mission.state import PeacekeeperUnit
from marosim.response_model import ResponseModel
from marosim.study.compose import compose, compose_settings
from marosim.study.ensemble import conflict

DECIDING = {
    *("Coordination", "PoliticalWill", "Authorisation", "MandateInForce", "HostConsent"),
    *("Funding", "StabiliseOrBuild", "RapidReaction", "PreventiveDeployment", "Training"),
    *("Deployment", "OperationalApproach", "Timeline"),
}


def without_crisis(model: ResponseModel) -> ResponseModel:
    """Only what decides, pays and deploys: the pipeline alone, quickly."""
    model.mechanisms = [m for m in model.mechanisms if type(m).__name__ in DECIDING]
    return model


def pipeline(*overrides: str, seed: int = 1, months: int = 24) -> ResponseModel:
    settings = compose_settings(
        ["mandate=protection_of_civilians", "funding=full", "authorisation.day=0",
         "adaptive_mandate.enabled=false", *overrides]
    )  # fmt: skip
    settings.population.agents, settings.seed = 100, seed
    return without_crisis(ResponseModel(conflict(seed % 3, None, months), settings))


@pytest.mark.parametrize(
    "scenario", ["rwanda_1994", "sierra_leone_1999", "south_sudan_2013", "somalia_2007"]
)
def test_historical_strengths_follow_the_record(scenario: str) -> None:
    composed = compose([f"scenario={scenario}", "population.agents=100"])
    model = without_crisis(ResponseModel(composed.case, composed.settings)).run()
    record = composed.case.strengths.assign(date=lambda t: pd.to_datetime(t["date"]))
    days = model.daily[["date", "peacekeepers", "police"]].rename(columns={"police": "officers"})
    merged = record.merge(days, on="date")
    assert len(merged) >= 5
    heads = merged["troops"] + merged["observers"]
    assert np.abs(merged["peacekeepers"] - heads).max() <= 2.0
    assert np.abs(merged["officers"] - merged["police"]).max() <= 2.0


def test_time_to_peak_and_peak_share_of_slow_deployment() -> None:
    outcomes = [pipeline("deployment=slow", seed=k).run().summary for k in range(1, 13)]
    months = np.mean([o["days_to_peak"] for o in outcomes]) / 30.4375
    share = np.mean([o["peak_share_of_authorised"] for o in outcomes])
    assert 9.6 <= months <= 14.0  # Rappa 2016: almost 12 in Africa, two either way
    assert 0.85 <= share <= 0.98  # 92.5 % of authorised


def test_rapid_brings_the_first_battalion_within_two_weeks_and_slow_does_not() -> None:
    first = {}
    for plan in ("slow", "standard", "rapid"):
        model = pipeline(f"deployment={plan}", months=7).run()
        first[plan] = model.summary["days_to_first_unit"]
    assert first["rapid"] <= 14 < first["standard"] <= first["slow"]


def test_nobody_comes_before_lift_is_done() -> None:
    model = pipeline("deployment=rapid", "rapid_reaction.airlift_tonnes=0",
                     "deployment.lift_tonnes=1", months=3).run()  # fmt: skip
    assert model.daily["peacekeepers"].max() == 0.0
    assert model.daily["contingents_pledged"].iloc[-1] > 0


@pytest.mark.parametrize("share", [0.0, 1.0, 1.3, 2.0])
def test_contingents_from_the_region_may_be_as_well_equipped_as_can_be(share: float) -> None:
    words = ("deployment.regional_share=1", f"deployment.regional_equipment={share}")
    model = pipeline("deployment=rapid", *words, months=6).run()
    found = [contingent.equipment for contingent in model.mission.contingents]
    assert len(found) > 3 and all(0.0 <= one <= 1.0 for one in found)
    assert (max(found) == 0.0) if share == 0.0 else (max(found) > min(0.7 * share, 0.9))


def test_units_are_agents_on_the_map_and_add_up() -> None:
    model = pipeline("deployment=rapid", months=4).run()
    units = model.agents_by_type[PeacekeeperUnit]
    mission = model.mission
    assert len(units) == len(mission.units) > 20
    assert sum(unit.persons for unit in units) == pytest.approx(mission.persons.sum())
    for unit in mission.units:
        assert unit.cell is model.geography.cell(unit.place)
        assert unit in unit.cell.agents
    heads = model.daily["peacekeepers"].iloc[-1] + model.daily["police"].iloc[-1]
    assert heads <= model.daily["authorised"].iloc[-1]


def test_a_mandate_that_ends_sends_everybody_home() -> None:
    model = pipeline("deployment=rapid", months=8)
    for _ in range(120):
        model.step()
    assert model.daily["peacekeepers"].iloc[-1] > 5000
    model.politics.ended = True
    model.politics.leave()
    for _ in range(60):
        model.step()
    assert model.daily["peacekeepers"].iloc[-1] == 0.0
    assert not model.mission.units and not model.agents_by_type.get(PeacekeeperUnit)
    assert not model.situation.peacekeeper_force.any()


def test_short_money_cuts_strength() -> None:
    paid = pipeline("deployment=rapid", "funding=full", months=18).run().summary
    short = pipeline("deployment=rapid", "funding=crisis", months=18).run().summary
    assert short["peacekeepers"] < 0.9 * paid["peacekeepers"]
    assert short["cost_usd"] < paid["cost_usd"]


def test_without_arrival_the_crisis_is_the_same_to_the_last_digit() -> None:
    def run(*overrides: str) -> ResponseModel:
        composed = compose(["scenario=rwanda_1994", "days=45", "population.agents=1500",
                            *overrides])  # fmt: skip
        return ResponseModel(composed.case, composed.settings).run()

    nothing = run("mandate=none", "deployment=none")
    for never in (
        ("mandate=robust", "deployment=none"),
        ("mandate=robust", "deployment=slow", "deployment.pledge_days=36000"),
    ):
        other = run(*never)
        for name in ("deaths_direct", "deaths_indirect", "attacks", "battles", "fighters",
                     "displaced_internal", "escalation", "peacekeepers"):  # fmt: skip
            assert (nothing.daily[name] == other.daily[name]).all(), (never, name)
        pd.testing.assert_frame_equal(nothing.places_table, other.places_table)


def test_a_mission_authorised_in_time_is_there_on_the_first_day() -> None:
    model = pipeline("deployment=rapid", "authorisation.day=-120", months=1)
    model.step()
    assert model.daily["peacekeepers"].iloc[0] > 8000
    assert (model.situation.peacekeeper_force > 0).sum() > 5
    assert model.events["day"].min() >= 0


def test_a_standby_battalion_lands_on_the_day_that_its_times_add_up_to() -> None:
    model = pipeline(
        "deployment=rapid", "mandate.ceiling=500", "mandate.police=0", "mandate.observers=0",
        "rapid_reaction.airlift_tonnes=10000", "rapid_reaction.reception_days=3", months=1,
    ).run()  # fmt: skip
    landed = int(model.events[model.events["kind"] == "first_unit"]["day"].iloc[0])
    assert model.politics.authorised_day == 0
    assert landed == 7 + 3  # ready on the seventh day, flown that day, received in three
    assert model.summary["days_to_first_unit"] == 10.0
    here = model.daily.set_index("day")["peacekeepers"]
    assert here[9] == 0.0 < here[10]


@pytest.mark.parametrize("kind", ["troop", "police", "observer"])
def test_each_kind_is_billed_on_its_own_line_at_its_own_rate(kind: str) -> None:
    rates = {"troop": 10_000.0, "police": 30_000.0, "observer": 70_000.0}
    heads = {"troop": 0, "police": 0, "observer": 0, kind: 300}
    model = pipeline(
        "deployment=rapid", f"mandate.ceiling={heads['troop']}",
        f"mandate.police={heads['police']}", f"mandate.observers={heads['observer']}",
        "deployment.pledge_days=10",
        "deployment.ready_days=10", *(f"funding.{k}_usd_year={v}" for k, v in rates.items()),
        months=6,
    )  # fmt: skip
    present = 0.0
    row = {"troop": 0, "police": 1, "observer": 2}[kind]
    while not model.finished:
        model.step()
        present += model.mission.heads(row)
    lines = model.politics.cost_by_line
    own = {"troop": "troops", "police": "police", "observer": "observers"}
    assert present > 0
    assert lines[own[kind]] == pytest.approx(present * rates[kind] / 365.0)
    assert all(lines.get(line, 0.0) == 0.0 for k, line in own.items() if k != kind)

"""Every shipped case loads, checks clean, and says what it must."""

import numpy as np
import pandas as pd
import pytest

import marosim
from marosim import cases
from marosim.shipped import shipped

NAMES = sorted(p.name for p in shipped("scenarios").iterdir() if (p / "scenario.yaml").is_file())
HISTORICAL = [name for name in NAMES if name != "kalvera"]


def test_six_cases_of_history_and_one_for_training_ship():
    assert set(NAMES) >= {
        "rwanda_1994",
        "liberia_2003",
        "sierra_leone_1999",
        "south_sudan_2013",
        "somalia_2007",
        "bosnia_1992",
        "kalvera",
    }
    assert set(NAMES) <= set(cases.available())


@pytest.mark.parametrize("name", NAMES)
def test_a_case_has_no_fault(name):
    assert [str(fault) for fault in cases.check(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_people_of_communities_make_the_population(name):
    case = cases.load(name)
    people = case.places[[f"people_{c.name}" for c in case.communities]].sum(axis=1)
    assert (people == case.places["population"]).all()
    assert people.sum() > 1_000_000
    abroad = case.places["country"] != case.country
    assert abroad.sum() >= 2 and case.places.loc[abroad, "population"].sum() == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_organisation_means_harm_to_somebody_and_has_an_enemy(name):
    case = cases.load(name)
    roles = {o.role for o in case.organisations}
    assert {"government", "rebel"} <= roles
    model = marosim.model(name, population__agents=50)
    for organisation in model.armed.organisations:
        assert organisation.hostility.max() > 0
    for organisation in case.organisations:
        assert organisation.by_hand == [], "a shipped case gives facts, and the rule the rest"
        assert organisation.enemies
        assert organisation.fighters >= organisation.units


@pytest.mark.parametrize("name", HISTORICAL)
def test_the_record_serves_calibration_and_is_held_out(name):
    case = cases.load(name)
    deaths = case.observed[case.observed["metric"] == "deaths_direct"]
    assert set(deaths["use"]) == {"calibration", "held_out"}
    shares = deaths[deaths["how"] == "share"]
    assert len(shares) > 0, "what is known of the pattern in space"
    whole = shares.groupby(["date_from", "date_to"])["value"].sum()
    assert (whole <= 1.01).all()
    assert len(case.strengths) >= 5
    assert case.strengths["troops"].max() > 1000


@pytest.mark.parametrize("name", NAMES)
def test_the_briefing_is_one_to_two_pages_with_what_it_leaves_out(name):
    case = cases.load(name)
    assert 400 <= len(case.briefing.split()) <= 1100
    assert "leaves out" in case.briefing
    assert len(case.sources) >= (1 if name == "kalvera" else 5)


@pytest.mark.parametrize("name", NAMES)
def test_the_historical_blocks_are_settings(name):
    from marosim.study.compose import compose

    chosen = [f"{group}=historical" for group in ("mandate", "funding", "coordination", "warning")]
    composed = compose([f"scenario={name}", *chosen])
    case = composed.case
    assert composed.settings.mandate.name == "historical"
    assert composed.settings.mandate.ceiling == case.historical["mandate"]["mandate"]["ceiling"]
    assert composed.settings.travel.rainy_months == case.settings["travel"]["rainy_months"]


def test_rwanda_has_its_people_where_they_lived():
    case = cases.load("rwanda_1994")
    assert case.places["population"].sum() == 7_600_000
    assert case.places["people_tutsi"].sum() == 650_000
    by_region = case.places.groupby("region")[["people_tutsi", "population"]].sum()
    by_region = by_region[by_region["population"] > 0]
    share = (by_region["people_tutsi"] / by_region["population"]).sort_values()
    assert list(share.index[:3]) == ["Ruhengeri", "Byumba", "Gisenyi"]
    assert {"Butare", "Kibuye", "Kigali"} == set(share.index[-3:])
    trigger = case.timeline[case.timeline["kind"] == "trigger"].iloc[0]
    assert (trigger["day"], trigger["value"], trigger["place"]) == (0, 1.0, "Kigali")


def test_bosnia_keeps_the_census_of_1991():
    case = cases.load("bosnia_1992")
    towns = case.places[case.places["kind"] == "town"]
    assert len(towns) == 109
    assert towns["population"].sum() == 4_377_033
    assert towns["people_bosniak"].sum() / towns["population"].sum() == pytest.approx(
        0.435, abs=0.01
    )


def test_the_training_country_has_injects_with_options():
    case = cases.load("kalvera")
    injects = case.timeline[case.timeline["kind"] == "inject"]
    assert len(injects) >= 8
    assert all(len(str(options).split("|")) >= 3 for options in injects["options"])
    assert len(case.communities) == 3
    assert len(set(case.places["country"]) - {case.country}) == 2


def test_a_loaded_table_may_be_changed_without_harm_to_the_next():
    first = cases.load("kalvera")
    first.places.loc[0, "population"] = -5
    assert cases.load("kalvera").places.loc[0, "population"] >= 0


def test_the_digest_follows_the_inputs(tmp_path):
    import shutil

    copy = tmp_path / "kalvera"
    shutil.copytree(shipped("scenarios") / "kalvera", copy)
    assert cases.load(copy).digest == cases.load("kalvera").digest
    routes = pd.read_csv(copy / "routes.csv")
    routes.loc[0, "distance_km"] += 1
    routes.to_csv(copy / "routes.csv", index=False)
    assert cases.load(copy).digest != cases.load("kalvera").digest


@pytest.mark.parametrize("name", NAMES)
def test_dates_and_days_agree(name):
    case = cases.load(name)
    days = np.array([(date - case.start).days for date in case.timeline["date"]])
    assert (days == case.timeline["day"]).all()

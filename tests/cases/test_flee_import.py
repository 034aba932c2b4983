"""Flee's cases are read in every spelling, and displacement is judged as Flee judges it."""

import os
from pathlib import Path

import numpy as np
import pytest
from flee_case import COUNTS, LOCATIONS, PERIOD, ROUTES, imported, write

from marosim import cases
from marosim.cases.flee_files import read_flee
from marosim.cases.flee_rows import parse_date
from marosim.civilians.flight import Flight
from marosim.civilians.given import GivenFlight
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.validation_flee import (
    averaged_relative_difference,
    camp_counts,
    check_displacement,
    simulate,
)


def quoted(text):
    return "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.strip().split("\n")
    )


SPELLINGS = {
    "plain": LOCATIONS,
    "quoted": quoted(LOCATIONS),
    "hash before the quote": "#" + quoted(LOCATIONS).replace('"#name"', '"name"', 1),
    "full names": LOCATIONS.replace("lat,lon", "latitude,longitude"),
    "no hash": LOCATIONS.replace("#name", "name"),
    "capacity named": LOCATIONS.replace("population", "pop/cap"),
    "gps": LOCATIONS.replace("lat,lon", "gps_x,gps_y"),
    "no header": LOCATIONS.split("\n", 1)[1],
    "blanks after commas": LOCATIONS.replace(",", ", "),
    "windows": LOCATIONS.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + LOCATIONS,
    "semicolons": LOCATIONS.replace(",", ";"),
    "blank and comment lines": LOCATIONS.replace("Gamma", "\n# a note, with a comma\nGamma", 1),
    "a remark above the header": "# compiled by hand\n" + LOCATIONS.replace("#name", "name"),
    "latin": LOCATIONS.replace("South", "Süd").encode("latin-1"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_locations_in_every_spelling_give_the_same_places(tmp_path, spelling):
    places = imported(tmp_path, locations=SPELLINGS[spelling]).places.set_index("name")
    assert list(places.index) == ["Alpha", "Beta", "Gamma", "Hub", "East", "West"]
    assert list(places["kind"]) == ["town", "town", "town", "crossing", "camp", "camp"]
    assert list(places["country"]) == ["BI", "BI", "BI", "TZ", "TZ", "RW"]
    assert places.loc["Beta", ["latitude", "longitude"]].tolist() == [-3.2, 29.7]
    # the last column is people for towns and room for camps
    assert places.loc["Alpha", "population"] == 60000
    assert np.isnan(places.loc["Alpha", "capacity"])
    assert places.loc["East", "capacity"] == 9000
    assert places.loc["East", "population"] == 0
    assert places.loc["West", "population"] == 100  # registered on the first day


def test_columns_in_another_order_are_found_by_name(tmp_path):
    rows = [line.split(",") for line in LOCATIONS.strip().split("\n")]
    order = [5, 0, 7, 2, 4, 3, 6, 1]
    rows[0][0] = "name"
    swapped = "\n".join(",".join(row[i] for i in order) for row in rows)
    places = imported(tmp_path, locations=swapped).places.set_index("name")
    assert places.loc["Beta", "population"] == 20000
    assert places.loc["Beta", "latitude"] == -3.2


@pytest.mark.parametrize(
    "period",
    [
        PERIOD,
        "#StartDate,2015-05-01\n#Length,60\n",
        '"StartDate","2015-05-01"\n"Length","60"\n',
        "StartDate,Length\n2015-05-01,60\n",
        "start_date,01-05-2015\nend_date,30-06-2015\n",
        "Start Date,2015/05/01\nEnd Time,60\n",
        "StartDate,2015-05-01 00:00:00\nsim_period,60\n",
    ],
)
def test_periods_in_old_and_new_forms(tmp_path, period):
    case = imported(tmp_path, period=period)
    assert (case.start.isoformat(), case.days) == ("2015-05-01", 60)


def test_the_older_name_of_the_period_file(tmp_path):
    folder = write(tmp_path / "flee")
    inputs = folder / "input_csv"
    (inputs / "sim_period.csv").rename(inputs / "conflict_period.csv")
    assert read_flee(folder).days == 60


def test_files_may_lie_in_one_folder(tmp_path):
    folder = write(tmp_path / "flee")
    for path in [*folder.glob("*/*.csv")]:
        path.rename(folder / path.name)
    files = read_flee(folder)
    assert len(files.locations) == 6 and set(files.counts) == {"total", "East", "West"}


def test_violence_from_conflict_dates_or_from_its_own_table(tmp_path):
    case = imported(tmp_path)
    assert case.violence.values.tolist() == [[0, "Alpha", 1.0], [10, "Beta", 1.0]]
    table = "#Day, Alpha, Beta, Gamma,\n0, 1, 0, 0\n1, 1, 0.5, 0\n2, 0, 0.5, 0\n"
    other = tmp_path / "other"
    other.mkdir()
    case = imported(other, conflicts=table)
    assert case.violence.values.tolist() == [
        [0, "Alpha", 1.0],
        [1, "Beta", 0.5],
        [2, "Alpha", 0.0],
    ]


def test_conflict_dates_written_as_dates(tmp_path):
    case = imported(tmp_path, locations=LOCATIONS.replace("zone,10,", "zone,2015-05-11,"))
    assert case.violence.values.tolist() == [[0, "Alpha", 1.0], [10, "Beta", 1.0]]


def test_forced_redirection_in_both_directions(tmp_path):
    case = imported(tmp_path)
    forced = case.routes[case.routes["forced"]]
    assert forced[["start", "end"]].values.tolist() == [["Hub", "East"]]
    other = tmp_path / "other"
    other.mkdir()
    case = imported(other, routes=ROUTES.replace("Hub,East,20,2", "East,Hub,20,1"))
    forced = case.routes[case.routes["forced"]]
    assert forced[["start", "end"]].values.tolist() == [["Hub", "East"]]


def test_closures_of_every_kind(tmp_path):
    closures = """#closure_type,name1,name2,closure_start,closure_end
country,Burundi,Rwanda,5,15
location,Gamma,,3,-1
camp,East,,0,20
link,Alpha,Beta,7,9
remove_forced_redirection,Hub,East,30,0
"""
    table = imported(tmp_path, closures=closures).timeline
    rows = set(zip(table["day"], table["kind"], table["place"], table["actor"], strict=True))
    assert rows == {
        (5, "route_closed", "Alpha|West", ""),
        (15, "route_opened", "Alpha|West", ""),
        (3, "place_closed", "Gamma", ""),
        (0, "place_closed", "East", "camp"),
        (20, "place_opened", "East", "camp"),
        (7, "route_closed", "Alpha|Beta", ""),
        (9, "route_opened", "Alpha|Beta", ""),
        (30, "route_opened", "Hub|East", "redirection"),
    }


def test_counts_are_interpolated_in_whole_people(tmp_path):
    case = imported(tmp_path)
    camps, counted = camp_counts(case)
    assert camps == ["East", "West"]
    assert counted[0].tolist() == [0, 100]
    assert counted[30].tolist() == [1500, 1000]
    assert counted[59].tolist() == [2950, 2740]
    assert case.arrivals["refugees"].tolist() == counted.sum(axis=1).tolist()
    assert case.arrivals["total"].iloc[30] == 3100
    assert set(case.observed["use"]) == {"held_out"}


def test_registration_corrections_scale_what_came_before(tmp_path):
    case = imported(tmp_path, registration_corrections="West,2015-06-30\n")
    _, counted = camp_counts(case)
    # the step of the registration is 2800 / 1000: all before is scaled by it
    assert counted[30].tolist() == [1500, 2800]
    assert counted[0].tolist() == [0, 280]


def test_counts_of_one_camp_from_several_files(tmp_path):
    more = COUNTS | {
        "data_layout.csv": "total,refugees.csv\nEast,tan-east.csv,tan-more.csv\nWest,rwa-west.csv",
        "tan-more.csv": "2015-05-01,10\n2015-05-31,500\n",
    }
    counts = read_flee(write(tmp_path / "flee", counts=more)).counts
    assert counts["East"] == [(0, 10.0), (30, 500.0), (60, 3500.0)]


def test_missing_coordinates_and_populations_are_filled_and_said_so(tmp_path):
    bare = LOCATIONS.replace("-3.4,29.9", ",").replace(",60000", ",").replace(",20000", ",")
    places = imported(tmp_path, locations=bare).places.set_index("name")
    assert "guessed from routes" in places.loc["Gamma", "source"]
    assert abs(places.loc["Gamma", "latitude"] - -3.4) < 0.5
    assert "population assumed" in places.loc["Alpha", "source"]
    assert places.loc["Alpha", "population"] == places.loc["Beta", "population"] > 0


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"routes": ROUTES + "Alpha,Delta,10,\n"}, "Delta"),
        ({"routes": ROUTES + "Alpha,Gamma,far,\n"}, "far"),
        ({"period": "Length,60\n"}, "no start date"),
        ({"period": "StartDate,2015-05-01\n"}, "no length"),
        ({"locations": LOCATIONS + "Alpha,,Burundi,0,0,town,,\n"}, "stands twice"),
        ({"counts": {"data_layout.csv": "East,gone.csv\n"}}, "gone.csv"),
        ({"closures": "camp,East,,soon,10\n"}, "neither days nor dates"),
        ({"closures": "camp,East\n"}, "needs a type"),
    ],
)
def test_broken_files_are_refused_and_leave_nothing(tmp_path, changes, part):
    folder = write(tmp_path / "flee", **changes)
    with pytest.raises(cases.CaseError, match=part):
        cases.import_flee(folder, "made", root=tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["flee"]


@pytest.mark.parametrize("end", ["9" * 20, "1e300", "-1"])
def test_a_closure_may_end_beyond_every_calendar(tmp_path, end):
    case = imported(tmp_path, closures=f"location,East,,10,{end}\n")
    mine = case.timeline[case.timeline["place"].str.contains("East")]
    assert 10 in mine["day"].tolist()


def test_a_folder_without_flees_files(tmp_path):
    with pytest.raises(cases.CaseError, match=r"locations\.csv"):
        cases.import_flee(tmp_path, "made", root=tmp_path)


@pytest.mark.parametrize(
    "text", ["2015-05-01", "2015/05/01", "01-05-2015", "01/05/2015", "2015-05-01T00:00:00"]
)
def test_dates_in_use(text):
    assert parse_date(text).isoformat() == "2015-05-01"
    assert parse_date("Date") is None


def test_the_error_is_flees_worked_by_hand():
    counted = np.array([[60.0, 40.0], [100.0, 100.0], [0.0, 0.0]])
    simulated = np.array([[50.0, 0.0], [150.0, 50.0], [0.0, 3.0]])
    plain = averaged_relative_difference(simulated, counted, rescaled=False)
    # (10 + 40) / 100, (50 + 50) / 200; the last day, on which nobody is counted, has no share
    assert plain == pytest.approx((0.5 + 0.5) / 2)
    # rescaled: [100, 0] against [60, 40]; [150, 50]
    scaled = averaged_relative_difference(simulated, counted)
    assert scaled == pytest.approx((0.8 + 0.5) / 2)
    assert averaged_relative_difference(counted, counted) == 0.0


def test_displacement_follows_the_given_number_and_prefers_the_near_camp(tmp_path):
    case = imported(tmp_path)
    simulated = simulate(case)
    camps, counted = camp_counts(case)
    assert simulated[0].tolist() == [0.0, 100.0]
    # all who left have arrived but those on the road
    assert simulated[-1].sum() == pytest.approx(counted[-1].sum(), rel=0.06)
    assert (np.diff(simulated, axis=0) >= 0).all()
    # Alpha, where most flee from, is nearer to West
    assert simulated[-1][camps.index("West")] > simulated[-1][camps.index("East")] > 100


def test_a_closed_camp_takes_nobody_in_until_it_opens(tmp_path):
    closures = "#closure_type,name1,name2,closure_start,closure_end\ncamp,West,,0,30\n"
    simulated = simulate(imported(tmp_path, closures=closures))
    west = simulated[:, 1]
    assert (west[:30] == 100).all()
    assert west[-1] > 200


def test_forced_routes_send_people_on(tmp_path):
    places = LOCATIONS + "Far,,Tanzania,-3.9,30.9,camp,,9000\n"
    routes = ROUTES.replace("Hub,East,20,2", "Hub,East,20,0") + "East,Far,60,2\n"
    counts = COUNTS | {
        "data_layout.csv": COUNTS["data_layout.csv"] + "Far,tan-far.csv\n",
        "tan-far.csv": "2015-05-01,0\n2015-06-30,500\n",
    }
    changed = {"locations": places, "routes": routes, "counts": counts}
    # in Flee a camp keeps those who reach it: only a shut one sends all of them on
    shut = "#closure_type,name1,name2,closure_start,closure_end\ncamp,East,,0,-1\n"
    simulated = simulate(imported(tmp_path / "shut", closures=shut, **changed))
    assert (simulated[:, 0] == 0).all()
    assert simulated[-1, 2] > 1000
    assert simulate(imported(tmp_path / "open", **changed))[-1, 0] > 1000


def test_flight_stays_given_when_a_decision_is_taken(tmp_path):
    settings = Settings()
    settings.population.agents = 300
    model = ResponseModel(imported(tmp_path), settings)
    while model.day < 10:
        model.step()
    model.decide({"mandate": {"name": "robust"}}, "A mandate", "mandate")
    assert [type(m) for m in model.mechanisms if isinstance(m, Flight)] == [GivenFlight]
    model.decide({"flight": {"enabled": False}}, "Nobody flees", "")
    assert not any(isinstance(m, Flight) for m in model.mechanisms)
    model.run()


def test_the_same_seed_gives_the_same_camps_and_another_does_not(tmp_path):
    case = imported(tmp_path)
    assert (simulate(case, seed=4) == simulate(case, seed=4)).all()
    assert (simulate(case, seed=4) != simulate(case, seed=5)).any()


def test_the_check_stands_beside_naive_rules(tmp_path):
    table = check_displacement(imported(tmp_path), seeds=(1,)).table().set_index("rule")
    assert table.index[0] == "marosim"
    assert {"equal share", "constant share of day 30", "flat from day 30"} <= set(table.index)
    assert table.loc["constant share of day 30", "not_rescaled"] == pytest.approx(
        table.loc["constant share of day 30", "rescaled"]
    )
    assert table.loc["Flee, published for Burundi 2015", "rescaled"] == 0.53


def test_a_case_that_gives_no_displacement_says_so():
    with pytest.raises(ValueError, match="import-flee"):
        simulate(cases.load("kalvera"))


@pytest.mark.skipif(
    "MAROSIM_FLEE_CASES" not in os.environ,
    reason="set MAROSIM_FLEE_CASES to a folder that holds Flee's cases to run them all",
)
def test_real_cases_do_better_than_the_error_flee_publishes(tmp_path):
    folder = Path(os.environ["MAROSIM_FLEE_CASES"])
    names = sorted(p.parent.parent.name for p in folder.glob("*/input_csv/locations.csv"))
    assert names
    for name in names:
        made = cases.import_flee(folder / name, name, root=tmp_path)
        assert cases.check(made) == []
        table = check_displacement(cases.load(made), seeds=(1,)).table().set_index("rule")
        assert table.loc["marosim", "rescaled"] < 0.53

"""Oddities that stand in Flee's cases as people circulate them, each read or said plainly."""

import numpy as np
import pytest
from click.testing import CliRunner
from flee_case import COUNTS, LOCATIONS, ROUTES, imported, write

from marosim import cases
from marosim.cases.flee_files import read_flee
from marosim.cases.flee_rows import number, parse_dates
from marosim.cli.scenario import command
from marosim.study.validation_flee import camp_counts, check_displacement, simulate


def notes_of(folder, root, **options):
    said = []
    cases.import_flee(folder, "made", root=root, tell=said.append, **options)
    return said


def test_home_is_where_violence_is_even_if_camps_abroad_stand_first(tmp_path):
    header, *rows = LOCATIONS.strip().split("\n")
    case = imported(tmp_path, locations="\n".join([header, *reversed(rows)]))
    assert case.country == "BI"
    assert case.title.startswith("Burundi")


def test_a_camp_without_a_route_keeps_those_it_has_and_is_noted(tmp_path):
    counts = COUNTS | {
        "data_layout.csv": COUNTS["data_layout.csv"] + "Lone,lone.csv\n",
        "lone.csv": "2015-05-01,40\n2015-06-30,90\n",
    }
    places = LOCATIONS + "Lone,,Uganda,-2.0,31.0,camp,,500\n"
    folder = write(tmp_path / "flee", locations=places, counts=counts)
    assert notes_of(folder, tmp_path) == [
        "no route joins Lone to the rest: nobody can come or leave"
    ]
    case = cases.load(tmp_path / "made")
    assert "no route joins Lone" in (tmp_path / "made" / "briefing.md").read_text()
    assert set(simulate(case)[:, 2]) == {40.0}


def test_a_town_without_a_route_to_any_camp_sends_nobody(tmp_path):
    places = LOCATIONS + "Apart,,Burundi,-3.9,29.5,conflict_zone,0,900000\n"
    case = imported(tmp_path, locations=places)
    _, counted = camp_counts(case)
    assert simulate(case)[-1].sum() == pytest.approx(counted[-1].sum(), rel=0.06)


def test_closures_of_places_that_are_nowhere_are_left_out_and_noted(tmp_path):
    closures = (
        "closure_type,name1,name2,closure_start,closure_end\n"
        "country ,Burundi,Rwanda,5,15\n"
        "location,Mbera,,0,8\ncountry,burundi,Tanzania,0,10\nlocaton,East,,0,10\n"
    )
    folder = write(tmp_path / "flee", closures=closures)
    first, second, third = notes_of(folder, tmp_path)
    assert first.startswith("closures.csv:3: closes 'Mbera'")
    assert second.startswith("closures.csv:4: closes 'burundi'") and second.endswith(
        "did you mean Burundi?"
    )
    assert third.startswith("closures.csv:5: a closure of the unknown type 'locaton'")
    assert list(cases.load(tmp_path / "made").timeline["place"]) == ["Alpha|West", "Alpha|West"]


@pytest.mark.parametrize(
    "changes",
    [
        {"routes": ROUTES.replace("Alpha,Beta", "ALPHA, beta ")},
        {"routes": ROUTES.replace("#name1,name2", '"name1","name2"')},
        {"routes": ROUTES.replace("#name1,name2,distance", "from,to,km")},
        {"routes": ROUTES.replace(",30,", ",30.0,,", 1)},
        {"routes": ROUTES.replace("Gamma,Hub,40,0", "\n# a remark\nGamma,Hub,40,0,surface=dirt")},
        {"locations": LOCATIONS.replace("\n", ",\n")},
        {"locations": LOCATIONS.replace("population", "population,gdp,farmer").rstrip() + ",1,2"},
        {"locations": LOCATIONS.replace("60000", '"60,000"')},
        {"locations": LOCATIONS.encode("utf-16")},
        {"locations": LOCATIONS.replace(".", ",").replace("\n", ";\n").replace(",", ";")
         .replace("-3;0;29;5", "-3,0;29,5").replace("-3;2;29;7", "-3,2;29,7")
         .replace("-3;4;29;9", "-3,4;29,9").replace("-3;6;30;1", "-3,6;30,1")
         .replace("-3;6;30;3", "-3,6;30,3").replace("-2;8;29;3", "-2,8;29,3")},
    ],
)  # fmt: skip
def test_the_map_in_other_hands(tmp_path, changes):
    case = imported(tmp_path, **changes)
    places = case.places.set_index("name")
    assert places.loc["Alpha", "population"] == 60000
    assert places.loc["Beta", ["latitude", "longitude"]].tolist() == [-3.2, 29.7]
    pairs = set(zip(case.routes["start"], case.routes["end"], strict=True))
    assert pairs == {
        ("Alpha", "Beta"), ("Beta", "Gamma"), ("Gamma", "Hub"), ("Hub", "East"), ("Alpha", "West"),
    }  # fmt: skip
    assert list(case.routes["distance_km"]) == [30, 30, 40, 20, 50]


WEST = "2015-05-01,100\n2015-05-31,1000\n2015-06-30,2800\n"


@pytest.mark.parametrize(
    "west",
    [
        WEST,
        ",\n" + WEST,
        ",\t\n" + WEST,
        "sep=\t\n# First entry is added afterwards.\n" + WEST,
        "#sep=,\t\n" + WEST,
        "DateTime,Réfugiés maliens\n" + WEST,
        WEST.replace("2015-05-31,1000", "#2015-05-20,5 # a remark\n2015-05-31,1000 "),
        WEST.replace("2015-05-31", '"2015-05-31"'),
        WEST.replace("2015-05-31", "31/05/2015"),
        WEST.replace("2015-05-31,1000", "2015-05-10,\n2015-05-31,1000,estimate,"),
        "05/01/2015;100\n05/31/2015;1 000\n06/30/2015;2800\n",
        WEST.replace("\n", "\r"),
        "0,100\n30,1000\n60,2800\n",
    ],
)
def test_counts_in_other_hands(tmp_path, west):
    counts = read_flee(write(tmp_path / "flee", counts=COUNTS | {"rwa-west.csv": west})).counts
    assert counts["West"] == [(0, 100.0), (30, 1000.0), (60, 2800.0)]


def test_counts_out_of_order_are_read_as_flee_reads_them(tmp_path):
    west = "2015-05-01,100\n2015-06-30,2800\n2015-05-31,1000\n"
    case = imported(tmp_path, counts=COUNTS | {"rwa-west.csv": west})
    _, counted = camp_counts(case)
    # between the first two rows until the second, whatever follows
    assert counted[30, 1] == 1450


def test_a_camp_at_home_is_judged_too(tmp_path):
    places = LOCATIONS.replace("East,,Tanzania,-3.6,30.3,camp", "East,,Burundi,-3.6,30.3,idpcamp")
    case = imported(tmp_path, locations=places)
    assert camp_counts(case)[0] == ["East", "West"]
    metric = case.observed.set_index("place")["metric"]
    assert set(metric.loc["East"]) == {"displaced_internal"}


def test_the_layout_may_name_what_the_map_does_not_and_files_by_other_letters(tmp_path):
    layout = "total,refugees.csv\neast,TAN-EAST.csv\nWest,rwa-west.csv\nBossobolo,rwa-west.csv\n"
    folder = write(tmp_path / "flee", counts=COUNTS | {"data_layout.csv": layout})
    files = read_flee(folder)
    assert set(files.counts) == {"total", "East", "West"}
    assert len(files.notes) == 1 and "data_layout.csv:4" in files.notes[0]


@pytest.mark.parametrize("counts_folder", ["conflict_validation/made2015", "source_data/made"])
def test_counts_kept_beside_all_cases_as_in_flees_own_repository(tmp_path, counts_folder):
    flat = write(tmp_path / "one")
    case, elsewhere = tmp_path / "conflict_input" / "made", tmp_path / counts_folder
    case.parent.mkdir()
    elsewhere.parent.mkdir()
    (flat / "input_csv").rename(case)
    (flat / "source_data").rename(elsewhere)
    assert set(read_flee(case).counts) == {"total", "East", "West"}
    elsewhere = elsewhere.rename(tmp_path / "moved")
    assert not read_flee(case).counts
    assert any("--counts" in note for note in read_flee(case).notes)
    assert set(read_flee(case, elsewhere).counts) == {"total", "East", "West"}


def test_conflicts_by_date_and_for_places_that_are_nowhere(tmp_path):
    table = "#Day,name,alpha,Nowhere\n2015-05-01,0,1,0\n2015-05-02,0,1,0.5\n2015-05-03,0,0,0\n"
    files = read_flee(write(tmp_path / "flee", conflicts=table))
    assert files.conflicts == {"Alpha": [(0, 1.0), (2, 0.0)]}
    assert len(files.notes) == 1 and "'Nowhere'" in files.notes[0]


def test_a_town_that_stands_twice_is_taken_once_with_its_earlier_violence(tmp_path):
    again = LOCATIONS + "Beta,North,Burundi,-3.21,29.71,conflict_zone,4,25000\n"
    case = imported(tmp_path, locations=again)
    assert list(case.places["name"]).count("Beta") == 1
    violence = case.violence.set_index("place")
    assert violence.loc["Beta", "day"] == 4
    assert case.places.set_index("name").loc["Beta", "population"] == 25_000
    assert "'Beta' stands twice (first on line 3); taken once" in case.briefing


def test_a_camp_with_the_name_of_a_town_is_a_place_of_its_own(tmp_path):
    camp = LOCATIONS + "Gamma,South,Burundi,-3.4,29.95,idpcamp,,5000\n"
    layout = COUNTS["data_layout.csv"] + "Gamma,gamma.csv\n"
    counted = COUNTS | {"data_layout.csv": layout, "gamma.csv": "2015-05-01,5\n2015-06-30,900\n"}
    case = imported(tmp_path, locations=camp, counts=counted, closures="camp,Gamma,,3,9\n")
    kinds = case.places.set_index("name")["kind"]
    assert (kinds["Gamma"], kinds["Gamma (camp)"]) == ("town", "camp")
    assert set(case.observed["place"]) >= {"Gamma (camp)"} and "Gamma" not in set(
        case.observed["place"]
    )
    (road,) = (case.routes[case.routes["end"] == "Gamma (camp)"]).itertuples()
    assert road.start == "Gamma" and 4 < road.distance_km < 7
    assert set(case.timeline["place"]) == {"Gamma (camp)"}


def test_a_fourth_column_that_is_no_redirection_is_left_out(tmp_path):
    named = ROUTES.replace("forced_redirection", "link_type").replace("30,0", "30,drive")
    files = read_flee(write(tmp_path / "flee", routes=named.replace("20,2", "20,walk")))
    assert {link.forced for link in files.links} == {0}
    assert any("'link_type' is not read" in note for note in files.notes)


def test_a_case_without_a_period_is_told_one(tmp_path, monkeypatch):
    folder = write(tmp_path / "flee")
    (folder / "input_csv" / "sim_period.csv").unlink()
    with pytest.raises(cases.CaseError, match="--from"):
        cases.import_flee(folder, "made", root=tmp_path)
    with pytest.raises(cases.CaseError, match="no period"):
        cases.import_flee(folder, "made", start="2015-05-01", root=tmp_path)
    made = cases.load(cases.import_flee(folder, "made", start="2015-05-01", days=40, root=tmp_path))
    assert (str(made.start), made.days) == ("2015-05-01", 40)


@pytest.mark.parametrize(
    ("changes", "file", "line", "part"),
    [
        ({"locations": LOCATIONS.replace("60000", "many")}, "locations.csv", 2, "many"),
        ({"locations": LOCATIONS.replace("60000", "-5")}, "locations.csv", 2, "below 0"),
        ({"locations": LOCATIONS.replace("-3.2", "x")}, "locations.csv", 3, "latitude"),
        ({"locations": LOCATIONS.replace("-3.2,29.7", "129.7,-3.2")}, "locations.csv", 3, "before"),
        ({"locations": LOCATIONS + "\n\nAlpha,,Burundi,,,town,,\n"}, "locations.csv", 10, "twice"),
        ({"routes": ROUTES + "\n# x\nAlpha,Delta,10,\n"}, "routes.csv", 9, "Delta"),
        ({"routes": ROUTES.replace("Gamma,30,0", "Gamma,far,0")}, "routes.csv", 3, "far"),
        ({"routes": ROUTES.replace("20,2", "20,7")}, "routes.csv", 5, "not 0, 1 or 2"),
        ({"routes": ROUTES.replace("20,2", ",2")}, "routes.csv", 5, "no distance"),
        ({"routes": ROUTES.replace("Hub,East", "Hub.East")}, "routes.csv", 5, "Hub.East"),
        ({"period": "StartDate,spring\nLength,60\n"}, "sim_period.csv", 1, "spring"),
        ({"period": "StartDate,2015-05-01\nLength,long\n"}, "sim_period.csv", 2, "long"),
        ({"closures": "#x\nlocation,East,,0,soon\n"}, "closures.csv", 2, "soon"),
        ({"conflicts": "#Day,Alpha\n0,1\n1,war\n"}, "conflicts.csv", 3, "war"),
        ({"conflicts": "#Day,Alpha\n0,-1\n"}, "conflicts.csv", 2, "below 0"),
        ({"registration_corrections": "East,2015-05-01\nWest,later\n"},
         "registration_corrections.csv", 2, "later"),
        ({"counts": COUNTS | {"rwa-west.csv": WEST.replace("1000", "1o00")}},
         "rwa-west.csv", 2, "1o00"),
        ({"counts": COUNTS | {"rwa-west.csv": WEST.replace("2015-05-31", "May")}},
         "rwa-west.csv", 2, "May"),
        ({"counts": COUNTS | {"rwa-west.csv": "Date,Number\n"}}, "data_layout.csv", 3, "no count"),
        ({"counts": {"data_layout.csv": "East,gone.csv\n"}}, "data_layout.csv", 1, "gone.csv"),
        ({"counts": COUNTS | {"rwa-west.csv": WEST + "²,5\n"}}, "rwa-west.csv", 4, "no date"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_and_line_and_nothing_is_written(
    tmp_path, changes, file, line, part
):
    folder = write(tmp_path / "flee", **changes)
    with pytest.raises(cases.CaseError) as error:
        cases.import_flee(folder, "made", root=tmp_path)
    said = str(error.value)
    assert f"{file}:{line}: " in said and part in said
    assert "\n" not in said and error.value.fault.cure
    assert [p.name for p in tmp_path.iterdir()] == ["flee"]


def test_a_file_that_is_no_text_is_refused(tmp_path):
    folder = write(tmp_path / "flee", routes=ROUTES.encode("utf-16-le"))
    with pytest.raises(cases.CaseError, match=r"routes\.csv: is no text"):
        cases.import_flee(folder, "made", root=tmp_path)


def test_a_name_in_use_is_refused(tmp_path, monkeypatch):
    folder = write(tmp_path / "flee")
    monkeypatch.chdir(tmp_path)
    cases.import_flee(folder, "made")
    with pytest.raises(cases.CaseError, match="exists already"):
        cases.import_flee(folder, "made")
    with pytest.raises(cases.CaseError, match="ships with marosim"):
        cases.import_flee(folder, "rwanda_1994")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,809,106", 1809106), ("1 809", 1809), ("3,5", 3.5), ("-0.4", -0.4), ("1e3", 1000)],
)
def test_numbers_in_use(text, value):
    assert number(text) == value
    assert np.isnan(number("12k"))


def test_months_come_first_only_where_a_date_shows_it():
    assert [str(d) for d in parse_dates(["03/04/2015", "03/25/2015"])] == [
        "2015-03-04",
        "2015-03-25",
    ]
    assert [str(d) for d in parse_dates(["03/04/2015"])] == ["2015-04-03"]


def test_nobody_is_displaced_where_no_town_reaches_a_camp(tmp_path):
    routes = "Alpha,Beta,30\nBeta,Gamma,30\n"
    check = check_displacement(imported(tmp_path, routes=routes), seeds=(1,))
    assert (check.simulated[0] == [0.0, 100.0]).all()


def test_the_check_says_that_violence_is_given_not_that_there_is_none(tmp_path):
    imported(tmp_path)
    said = CliRunner().invoke(command, ["check", str(tmp_path / "made")], standalone_mode=False)
    assert said.return_value == 0
    assert "violence is given" in said.output and "hardly any" not in said.output

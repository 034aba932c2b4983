"""Ground on the map: each spot is the nearest place's, and neighbours share their edge."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from marosim import cases
from marosim.view.line import Line, Plan
from marosim.view.territory import cells


@pytest.mark.parametrize("name", cases.available())
def test_every_spot_of_a_country_is_of_its_nearest_place(name: str) -> None:
    scene = Line(Plan(name)).scene
    inside = [
        i
        for i, kind in enumerate(scene["kinds"])
        if scene["inside"][i] and kind != "abroad"
    ]  # fmt: skip
    assert all(bool(scene["cells"][i]) == (i in inside) for i in range(len(scene["names"])))
    stretch = np.cos(np.radians(np.mean(scene["lat"])))
    where = np.column_stack([np.array(scene["lon"]) * stretch, scene["lat"]])[inside]
    country = shapely.make_valid(
        shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in scene["outline"]])
    )
    ground = [shapely.make_valid(shapely.Polygon(scene["cells"][i])) for i in inside]
    left, low, right, high = country.bounds
    chance, looked = np.random.default_rng(1), 0
    for lon, lat in chance.uniform((left, low), (right, high), (400, 2)):
        point = shapely.Point(lon, lat)
        if not country.contains(point):
            continue
        far = np.hypot(*(where - (lon * stretch, lat)).T)
        order = np.argsort(far)
        if far[order[1]] - far[order[0]] > 0.005:  # corners are rounded
            assert ground[order[0]].contains(point), (lon, lat)
            assert not ground[order[1]].contains(point), (lon, lat)
            looked += 1
    assert looked > 60
    covered = shapely.union_all([g.intersection(country) for g in ground])
    assert covered.area == pytest.approx(country.area, rel=0.005), "no gap between neighbours"


def test_an_edge_parts_the_two_it_names() -> None:
    scene = Line(Plan("rwanda_1994")).scene
    for a, b, *ends in scene["edges"]:
        for ring in (scene["cells"][a], scene["cells"][b]):
            assert ends[:2] in ring and ends[2:] in ring
    borders = sum(shapely.LineString([e[2:4], e[4:6]]).length for e in scene["edges"])
    assert borders > 5


def geography(lon: list[float], lat: list[float], kinds: list[str]) -> Any:
    kind = np.array(kinds)
    return SimpleNamespace(
        count=len(lon), longitude=np.array(lon), latitude=np.array(lat), kind=kind,
        inside=kind != "outside",
    )  # fmt: skip


def test_what_lies_abroad_or_outside_holds_no_ground() -> None:
    ground, edges = cells(
        geography([10, 11, 12, 13], [1] * 4, ["town", "abroad", "outside", "town"])
    )
    assert [bool(ring) for ring in ground] == [True, False, False, True]
    assert len(edges) == 1 and edges[0][:2] in ((0, 3), (3, 0))
    assert edges[0][2] == edges[0][4] == pytest.approx(11.5)
    assert cells(geography([10], [1], ["outside"])) == ([[]], [])


@given(st.lists(st.tuples(st.floats(-170, 170), st.floats(-60, 60)), min_size=1, max_size=12))
def test_any_places_have_ground(spots: list[tuple[float, float]]) -> None:
    lon, lat = (list(column) for column in zip(*spots, strict=True))
    ground, _ = cells(geography(lon, lat, ["town"] * len(lon)))
    assert any(ground)
    if min_gap(lon, lat) > 0.01:  # of those on one spot, the first has the ground
        assert all(ground)


def min_gap(lon: list[float], lat: list[float]) -> float:
    points = np.column_stack([lon, lat])
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    return float(np.min(gaps[~np.eye(len(points), dtype=bool)], initial=np.inf))

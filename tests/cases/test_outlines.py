"""Outlines from a topology of shared arcs, simplified, and land shared out among places."""

import json

import numpy as np
import pytest

from marosim.cases.geography import catchment_areas, distance_km, rings
from marosim.cases.outlines import country_outline, find_atlas, simplified

# two unit squares side by side in steps of 0.5; arc 0 is the border they share
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [10.0, 20.0]},
    "arcs": [
        [[2, 0], [0, 1], [0, 1]],
        [[2, 2], [-1, 0], [-1, 0], [0, -1], [0, -1], [1, 0], [1, 0]],
        [[2, 0], [1, 0], [1, 0], [0, 1], [0, 1], [-1, 0], [-1, 0]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "646", "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "id": "108", "arcs": [[[2, -1]]]},
            ],
        }
    },
}


@pytest.fixture
def atlas(tmp_path):
    folder = tmp_path / "node_modules" / "world-atlas"
    folder.mkdir(parents=True)
    (folder / "countries-10m.json").write_text(json.dumps(TOPOLOGY))
    return find_atlas(tmp_path / "deep" / "below")


def area(geometry):
    total = 0.0
    for ring in rings(geometry):
        x, y = ring.T
        total += 0.5 * abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))
    return total


@pytest.mark.parametrize(("code", "west"), [("646", 10.0), (108, 11.0)])
def test_arcs_make_a_closed_ring_whichever_way_they_run(atlas, code, west):
    outline = country_outline(atlas, code)
    ring = rings(outline)[0]
    assert (ring[0] == ring[-1]).all()
    assert area(outline) == pytest.approx(1.0)
    assert ring[:, 0].min() == west


def test_an_unknown_country_has_no_outline(atlas):
    assert country_outline(atlas, "999") is None


def test_a_simpler_line_stays_within_the_tolerance():
    angle = np.linspace(0, 2 * np.pi, 400)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    simple = simplified(circle, 0.02)
    assert len(simple) < 60
    assert area({"type": "Polygon", "coordinates": [simple]}) == pytest.approx(np.pi, rel=0.03)


def test_land_goes_to_the_nearest_place(atlas):
    outline = country_outline(atlas, "646")
    shares = catchment_areas([20.5, 20.5], [10.25, 10.75], outline)
    assert shares == pytest.approx([0.5, 0.5], abs=0.02)
    uneven = catchment_areas([20.5, 20.5, 20.5], [10.1, 10.2, 10.9], outline)
    assert uneven.sum() == pytest.approx(1.0)
    assert uneven[2] > uneven[1] > uneven[0]


def test_distances_on_the_globe():
    # a quarter of the meridian, and Kigali to Goma
    assert float(distance_km(0, 0, 90, 0)) == pytest.approx(10_008, abs=1)
    assert float(distance_km(-1.95, 30.06, -1.68, 29.22)) == pytest.approx(98, abs=2)

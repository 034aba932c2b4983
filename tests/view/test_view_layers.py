"""Layers of the map: what ships, what is made from Natural Earth, what a broken file does."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
import shapely
from PIL import Image
from shapely.geometry import box, mapping, shape

from marosim import cases
from marosim.shipped import shipped
from marosim.view import layers_made
from marosim.view.layers import FILE, LARGEST_BYTES, layers_of
from marosim.view.line import Line, Plan

REAL = [name for name in cases.available() if name != "kalvera"]


@pytest.mark.parametrize("name", REAL)
def test_every_real_case_ships_its_layers(name: str) -> None:
    layers = layers_of(name)
    assert layers is not None
    assert (shipped("scenarios") / name / FILE).stat().st_size < 60_000
    assert f"scenarios/{name}/{FILE} |" in shipped("LICENSE-DATA").read_text(encoding="utf-8")
    window = box(*layers["box"])
    assert window.contains(shape(cases.load(name).outline)), "the country lies within"
    neighbours = [label for label in layers["labels"] if label["kind"] == "country"]
    country = shapely.make_valid(shape(cases.load(name).outline))
    for label in layers["labels"]:
        assert window.buffer(0.01).contains(shapely.Point(label["lon"], label["lat"])), label
    for label in neighbours:
        assert not country.contains(shapely.Point(label["lon"], label["lat"])), label
        assert not cases.load(name).title.startswith(label["text"])
    assert len(neighbours) >= 2
    with Image.open(io.BytesIO(base64.b64decode(layers["relief"]))) as relief:
        west, south, east, north = layers["box"]
        assert relief.width / relief.height == pytest.approx(
            (east - west) / (north - south), rel=0.03
        )
        low, high = relief.convert("L").getextrema()
        assert low < 180 and high == 255, "there are mountains, and flat land is white"


def test_water_is_where_it_is() -> None:
    rwanda, bosnia = layers_of("rwanda_1994"), layers_of("bosnia_1992")
    assert rwanda and bosnia
    lakes = [shapely.make_valid(shapely.Polygon(ring)) for ring in rwanda["lakes"]]
    for place, wet in (((29.2, -2.0), True), ((30.06, -1.95), False)):  # Lake Kivu, Kigali
        assert any(lake.contains(shapely.Point(place)) for lake in lakes) is wet
    land = [shapely.make_valid(shapely.Polygon(ring)) for ring in bosnia["land"]]
    for place, dry in (((18.4, 43.85), True), ((16.0, 42.6), False)):  # Sarajevo, the Adriatic
        assert any(part.contains(shapely.Point(place)) for part in land) is dry


def test_a_page_gets_layers_and_regions_with_its_scene() -> None:
    scene = Line(Plan("rwanda_1994")).scene
    assert scene["layers"] == layers_of("rwanda_1994")
    named = {label["text"] for label in scene["regions"]}
    assert (
        {"Butare", "Gitarama", "Kibuye"} <= named <= set(cases.load("rwanda_1994").places["region"])
    )
    assert Line(Plan("kalvera")).scene["layers"] is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"credit": ""}', " " * (LARGEST_BYTES + 1)])
def test_a_broken_file_is_a_plainer_map(content: str, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "scenarios" / "mine"
    own.mkdir(parents=True)
    (own / "scenario.yaml").write_text("title: x", encoding="utf-8")
    (own / FILE).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert layers_of("mine") is None
    assert layers_of("nowhere") is None


def natural_earth(folder: Path) -> Path:
    """A small world around Kalvera: a neighbour to the west, sea to the east, a lake, a river."""
    west, south, east, north = shape(cases.load("kalvera").outline).bounds
    middle = (west + east) / 2, (south + north) / 2
    around = box(west - 3, south - 3, east + 0.5, north + 3)
    border = shapely.LineString([(west - 0.02, south - 3), (west - 0.02, north + 3)])
    content = {
        "land": [(around, {})],
        "lakes": [(shapely.Point(middle).buffer(0.2), {"name": "Lake Middle"})],
        "rivers": [(shapely.LineString([(west, south), middle]), {"name": "Slow"})],
        "borders": [(border, {})],
        "places": [(shapely.Point(west - 1, middle[1]), {"adm0name": "Ivory Coast"})],
    }
    for name, features in content.items():
        listed = [{"geometry": mapping(g), "properties": about} for g, about in features]
        (folder / f"{name}.geojson").write_text(json.dumps({"features": listed}), encoding="utf-8")
    relief = Image.new("L", (3600, 1800), 200)
    relief.paste(60, (0, 0, 3600, round((90 - middle[1]) * 10)))  # mountains in the north
    relief.save(folder / "relief.png")
    return folder


def test_layers_are_made_for_any_country(tmp_path: Path) -> None:
    made = layers_made.made("kalvera", natural_earth(tmp_path))
    kinds = {label["kind"]: label for label in made["labels"]}
    assert kinds["country"]["text"] == "Côte d’Ivoire"
    outline = shape(cases.load("kalvera").outline)
    assert kinds["country"]["lon"] < outline.bounds[0] < kinds["lake"]["lon"]
    assert kinds["lake"]["text"] == "Lake Middle" and kinds["river"]["text"] == "Slow"
    assert len(made["lakes"]) == len(made["rivers"]) == len(made["borders"]) == 1
    land = shapely.Polygon(made["land"][0])
    assert land.bounds[2] == pytest.approx(outline.bounds[2] + 0.5, abs=0.01)
    with Image.open(io.BytesIO(base64.b64decode(made["relief"]))) as relief:
        high, grey = relief.height, relief.convert("L")
        assert grey.getpixel((5, high // 4)) < 100 < 250 < grey.getpixel((5, 3 * high // 4))  # type: ignore[operator]
    assert len(json.dumps(made)) < LARGEST_BYTES

"""Layers for the map of any country come from packages that ship Natural Earth, not from a net."""

import json

import pytest

pytest.importorskip("geopandas")
pytest.importorskip("pyogrio")
pytest.importorskip("PIL")

import geopandas
import shapely
from PIL import Image

from marosim.bring.natural_earth import RELIEF, SHAPES, collected, main


def test_every_kind_is_collected_with_names_and_a_missing_one_is_named(tmp_path):
    packages = tmp_path / "packages" / "deep" / "inside"
    packages.mkdir(parents=True)
    square = shapely.box(29, -4, 31, -2)
    for file in SHAPES.values():
        # a package that has lost letters: such a name is none
        called = "Kad??" if "rivers" in file else "Lake"
        about = {"NAME": [called], "ADM0NAME": ["Burundi"], "SCALERANK": [1]}
        geopandas.GeoDataFrame(about, geometry=[square], crs="EPSG:4326").to_file(packages / file)
    with pytest.raises(FileNotFoundError, match=RELIEF):
        collected(tmp_path / "packages", tmp_path / "out")
    Image.new("RGB", (36, 18), (200, 200, 200)).save(packages / RELIEF)
    assert main([str(tmp_path / "packages"), str(tmp_path / "out")]) == 0
    for name in SHAPES:
        (feature,) = json.loads((tmp_path / "out" / f"{name}.geojson").read_text())["features"]
        called = None if name == "rivers" else "Lake"
        assert feature["properties"] == {"name": called, "adm0name": "Burundi"}
        assert shapely.geometry.shape(feature["geometry"]).equals(square)
    with Image.open(tmp_path / "out" / "relief.png") as relief:
        assert relief.mode == "L" and relief.size == (36, 18)
    assert main([]) == 2

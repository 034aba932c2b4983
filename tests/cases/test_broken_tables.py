"""A table broken as spreadsheets break tables: one fault, which is the cause, with its cure."""

import csv
import io
import re
import shutil

import pytest

from marosim import cases
from marosim.cli import main
from marosim.shipped import shipped
from marosim.study.observed import comparable

TABLES = [
    ("rwanda_1994", file)
    for file in ("places.csv", "routes.csv", "timeline.csv", "observed.csv", "strengths.csv")
] + [("made", "violence.csv"), ("made", "refugees.csv")]
MADE = {
    "violence.csv": "day,place,intensity\n0,Butare,0.5\n9,Kigali,0.25\n",
    "refugees.csv": "day,refugees\n0,10.5\n1,20.5\n2,30.5\n",
}


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def written(rows, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def commas(text):
    point = re.compile(r"(-?\d+)\.(\d+)")
    return [[point.sub(r"\1,\2", c) if point.fullmatch(c) else c for c in r] for r in rows_of(text)]


def unquoted(text):
    """Decimal commas as written by hand: text in quotes, numbers not."""
    number = re.compile(r"-?\d+(,\d+)?")
    return "".join(
        ",".join(c if number.fullmatch(c) else written([[c]]).rstrip("\n") for c in row) + "\n"
        for row in commas(text)
    ).replace('""', "")


def headed(change):
    return lambda text: written([[change(c) for c in rows_of(text)[0]], *rows_of(text)[1:]])


BREAKS = {
    "latin": (lambda t: t.replace("\n", "\n\xe9", 1).encode("latin-1", "replace"), "UTF-8"),
    "utf-16": (lambda t: t.encode("utf-16"), "UTF-16"),
    "semicolons": (lambda t: written(rows_of(t), ";"), "semicolons"),
    "tabs": (lambda t: written(rows_of(t), "\t"), "tabs"),
    "decimal commas": (lambda t: written(commas(t)), "decimal comma"),
    "decimal commas without quotes": (unquoted, "decimal comma"),
    "semicolons and decimal commas": (lambda t: written(commas(t), ";"), "semicolons"),
    "capitals": (headed(str.title), "other letters"),
    "blanks": (headed(lambda c: c.replace("_", " ").upper()), "other letters"),
    "twice": (lambda t: written([[*row, row[1]] for row in rows_of(t)]), "stands twice"),
    "no header": (lambda t: written(rows_of(t)[1:]), "no header"),
    "empty": (lambda t: "", "no header"),
}
LINES = {"latin": 2, "decimal commas": None, "decimal commas without quotes": None}


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "mine"
    shutil.copytree(shipped("scenarios") / "rwanda_1994", copy)
    return copy


def broken(folder, case, file, kind):
    path = folder / file
    text = MADE[file] if case == "made" else path.read_text(encoding="utf-8")
    change, words = BREAKS[kind]
    found = change(text)
    path.write_bytes(found if isinstance(found, bytes) else found.encode())
    if "decimal" in kind and not any("," in cell for row in commas(text) for cell in row
                                     if re.fullmatch(r"-?\d+,\d+", cell)):  # fmt: skip
        words = ""  # a table of whole numbers has none
        if "semicolons" in kind:
            words = "semicolons"
    return words


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize(("case", "file"), TABLES)
def test_the_cause_is_the_only_fault_and_has_file_row_and_cure(folder, case, file, kind):
    words = broken(folder, case, file, kind)
    faults = cases.check(folder, metrics=comparable())
    if not words:
        assert faults == []
        return
    (fault,) = faults
    assert fault.file == file and words in fault.what and fault.cure
    wanted = LINES.get(kind, 1)
    assert fault.line == wanted if wanted else fault.line > 1
    assert "\n" not in str(fault) and len(str(fault)) < 400


@pytest.mark.parametrize("file", [file for case, file in TABLES if case != "made"])
def test_a_byte_order_mark_does_no_harm(folder, file):
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text, encoding="utf-8-sig")
    assert cases.check(folder) == []


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_an_unreadable_manifest_is_the_only_fault(folder, encoding):
    path = folder / "scenario.yaml"
    text = path.read_text(encoding="utf-8") + "# caf\xe9\n"
    path.write_bytes(text.encode(encoding, "replace"))
    (fault,) = cases.check(folder)
    assert fault.file == "scenario.yaml" and "UTF-8" in fault.cure


def test_a_row_that_cannot_be_read_does_not_take_the_capital_away(folder):
    path = folder / "places.csv"
    rows = rows_of(path.read_text(encoding="utf-8"))
    where = rows[0].index("capital"), rows[0].index("latitude")
    (line,) = [i for i, row in enumerate(rows) if row[where[0]] == "True"]
    rows[line][where[1]] = rows[line][where[1]].replace(".", ",")
    path.write_text(written(rows), encoding="utf-8")
    (fault,) = cases.check(folder)
    assert fault.line == line + 1 and "decimal comma" in fault.what


def test_text_with_commas_out_of_quotes_is_not_taken_for_decimal_commas(folder):
    path = folder / "strengths.csv"
    rows = rows_of(path.read_text(encoding="utf-8"))
    path.write_text("".join(",".join([*row[:4], "a, b"]) + "\n" for row in rows[1:]), "utf-8")
    header = ",".join(rows[0]) + "\n"
    path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8")
    (fault,) = cases.check(folder)
    assert "6 values for 5 columns" in fault.what and "double quotes" in fault.cure


def test_the_command_line_gives_the_cause_and_status_1(folder, capsys):
    path = folder / "places.csv"
    path.write_text(written(rows_of(path.read_text(encoding="utf-8")), ";"), encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["scenario", "check", str(folder)])
    assert end.value.code == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("places.csv:1: separates its columns by semicolons")
    assert last == "1 fault"

"""A table of text from a file as it was downloaded: any encoding, separator or preamble."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from marosim.bring.encodings import CODECS, guessed
from marosim.bring.packed import GZIP, bounded, from_gzip, refuse_large, unpacking
from marosim.bring.report import Report
from marosim.cases.countries import plain
from marosim.cases.faults import CaseError
from marosim.languages import _
from marosim.languages.faults import nearest

SEPARATORS = (",", ";", "\t", "|")
HEADER_WITHIN = 60  # lines of preamble
WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (".csv", ".tsv", ".txt")
ROW = "row"

Names = Sequence[str]
"""The names that one column goes by in the layouts of a format."""


class Sheet:
    """The rows of a file as text, with the number of the line on which each begins."""

    def __init__(self, table: pd.DataFrame, report: Report) -> None:
        self.table = table
        self.report = report
        self._keys = {plain(str(name)): name for name in reversed(list(table.columns))}

    @property
    def rows(self) -> pd.Series:
        """The line number of each row."""
        return self.table[ROW]

    def has(self, names: Names) -> bool:
        """Whether the file has a column of one of these names."""
        return any(plain(name) in self._keys for name in names)

    def text(self, names: Names) -> pd.Series:
        """The cells of a column without blanks at their ends; empty where there is no column."""
        for name in names:
            if plain(name) in self._keys:
                return self.table[self._keys[plain(name)]].str.strip()
        return pd.Series("", index=self.table.index, dtype=object)

    def keep(self, chosen: pd.Series, reason: str) -> Sheet:
        """The chosen rows; the others are noted as dropped for this reason."""
        self.report.drop(reason, self.rows[~chosen])
        return Sheet(self.table[chosen], self.report)

    def once(self) -> Sheet:
        """The rows without those that repeat another in every cell."""
        again = self.table.drop(columns=ROW).duplicated()
        return self.keep(~again, _("the same row again"))


def read_sheet(path: Path, needed: Sequence[Names], report: Report, headless: Names = ()) -> Sheet:
    """The table in a CSV file or workbook whose header names all columns that are needed.

    ``headless`` are the columns of a layout that is also published without its header. Raises
    :class:`CaseError` if the file is missing, no text, or has no such header.
    """
    if not path.is_file():
        raise CaseError(_("there is no such file"), _("check its name and folder"), str(path))
    refuse_large(path.stat().st_size, path.name)
    nearly: list[str] = []
    fitting: list[tuple[str, Headed]] = []
    if headless and (body := _bare(path, len(headless), report)):
        report.note(
            _(
                "no header: the {number} columns are taken in their published order",
                number=len(headless),
            )
        )
        return Sheet(_framed(list(headless), body, report), report)
    for where, rows in _tables(path, report):
        found = _headed(rows, needed, path.name, nearly)
        if found is not None:
            fitting.append((where, found))
            if not where:
                break
    if fitting:
        where, (header, line, body) = fitting[0]
        if where:
            report.note(_("the rows are on sheet {name}", name=repr(where)))
        if len(fitting) > 1:
            others = ", ".join(repr(name) for name, _table in fitting[1:])
            report.note(
                _(
                    "sheets of the same columns were not read: {others}; save them as CSV",
                    others=others,
                )
            )
        if line > 1:
            report.note(
                _(
                    "{number} lines before the header on line {line} were passed over",
                    number=line - 1,
                    line=str(line),
                )
            )
        _note_twins(header, needed, report)
        return Sheet(_framed(header, body, report), report)
    missing = [names[0] for names in needed if not any(plain(n) in nearly for n in names)]
    wanted = ", ".join(names[0] for names in needed)
    hint = nearest(plain(missing[0]), nearly) if missing and nearly else ""
    what = (
        _("column {name} is missing{hint}", name=repr(missing[0]), hint=hint)
        if missing and nearly
        else _("has no known header")
    )
    cure = _("expected the columns {names} of {form}", names=wanted, form=report.form)
    raise OtherColumns(what, cure, path.name, 1, 1 - len(missing) / len(needed))


def _note_twins(header: list[str], needed: Sequence[Names], report: Report) -> None:
    """Note a column that is needed and stands twice, since only one of both can be read."""
    keys = [plain(cell) for cell in header]
    for names in needed:
        key = next((plain(name) for name in names if plain(name) in keys), "")
        if keys.count(key) > 1:
            name = header[keys.index(key)]
            report.note(_("the column {name} stands twice: the first is read", name=repr(name)))


class OtherColumns(CaseError):
    """A table of other columns than those of the format; another format may have them.

    ``share`` is how many of the columns that the format needs the table has, 0 to 1.
    """

    def __init__(self, what: str, cure: str, file: str, line: int, share: float) -> None:
        super().__init__(what, cure, file, line)
        self.share = share


Rows = Iterator[tuple[int, list[str]]]
Headed = tuple[list[str], int, list[tuple[int, list[str]]]]
"""A header, the line on which it stands, and the rows below it."""


def _tables(path: Path, report: Report) -> Iterator[tuple[str, Rows]]:
    """Every way to read a file as rows: the sheets of a workbook, or each separator."""
    if path.suffix.lower() in WORKBOOKS:
        yield from _workbook(path)
        return
    content = _decoded(path, report)
    for separator in SEPARATORS:
        yield "", _cells(content, separator, path.name)


def _workbook(path: Path) -> Iterator[tuple[str, Rows]]:
    try:
        import openpyxl  # noqa: F401
    except ImportError as error:
        cure = _(
            "install them with: {command}, or save the sheet as CSV",
            command="pip install 'marosim[geo]'",
        )
        raise CaseError(_("readers of workbooks are not installed"), cure, path.name) from error
    try:
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=str, na_filter=False)
    except Exception as error:
        what = _("is not a workbook that can be read ({reason})", reason=type(error).__name__)
        raise CaseError(what, _("save the sheet as CSV"), path.name) from error
    for name, table in sheets.items():
        yield str(name), enumerate((list(map(str, row)) for row in table.to_numpy()), start=1)


def _unpacked(path: Path, report: Report) -> bytes:
    """The bytes of a file, or of the one table in an archive (gzip or zip)."""
    data = path.read_bytes()
    if data[:2] == GZIP:
        report.note(_("unpacked from gzip"))
        return from_gzip(data, path.name)
    with unpacking(path.name):
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                inside = [name for name in archive.namelist() if _is_table(name)]
                if len(inside) != 1:
                    what = _(
                        "is an archive that holds {number} tables instead of one",
                        number=len(inside),
                    )
                    cure = _("unpack it and give one of its files; a workbook must end in .xlsx")
                    raise CaseError(what, cure, path.name)
                report.note(_("{name} was unpacked from it", name=inside[0]))
                with archive.open(inside[0]) as file:
                    return bounded(file, path.name)
    return data


def _is_table(name: str) -> bool:
    """Whether a name in an archive is a table's, not a hidden file that macOS puts beside it."""
    return name.lower().endswith(TABLES) and not name.rpartition("/")[2].startswith(".")


def _decoded(path: Path, report: Report) -> str:
    data = _unpacked(path, report)
    if not data.strip():
        raise CaseError(_("is empty"), _("download it again"), path.name)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        line = data[: data.index(0)].count(b"\n") + 1
        what = _("is not text (it holds a byte that is 0, as a binary file or UTF-16 does)")
        raise CaseError(what, _("save it as CSV in UTF-8"), path.name, line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        written_in = guessed(data)
        if written_in is None:
            what = _("is not in UTF-8, and its letters are neither Latin nor Arabic")
            raise CaseError(what, _("save it as CSV in UTF-8"), path.name, line) from error
        told = {"line": str(line), "encoding": written_in}
        report.note(_("not UTF-8 (line {line}); read as {encoding}, which is a guess", **told))
        return data.decode(CODECS[written_in], errors="replace")


def _cells(content: str, separator: str, file: str) -> Rows:
    # a field of many lines is not an error, a quote that is never closed is
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = _("a quotation mark is not closed as it should be ({reason})", reason=error)
            if "limit" in str(error):
                what = _("a cell has more than 10 million characters; is a quotation mark missing?")
            raise _BadQuotes(what, _("mend the quotes of this row"), file, line) from error
        yield line, cells
        line = reader.line_num + 1


class _BadQuotes(CaseError):
    """Quotes that are broken under one separator; another may be the right one."""


def _headed(rows: Rows, needed: Sequence[Names], file: str, nearly: list[str]) -> Headed | None:
    """The header, its line and the rows below it, or nothing; ``nearly`` gains the best header."""
    header: list[str] = []
    try:
        for count, (line, cells) in enumerate(rows):
            keys = [plain(cell) for cell in cells]
            met = sum(any(plain(name) in keys for name in names) for names in needed)
            if met == len(needed):
                header = [cell.strip() for cell in cells]
                return header, line, list(rows)
            best = sum(any(plain(name) in nearly for name in names) for names in needed)
            if met > best:
                nearly[:] = keys
            if count > HEADER_WITHIN:
                return None
    except _BadQuotes:
        if header:
            raise
    return None


def _bare(path: Path, width: int, report: Report) -> list[tuple[int, list[str]]]:
    """The rows of a file that begins with a row of this many cells, the first a number."""
    if path.suffix.lower() in WORKBOOKS:
        return []
    rows = _cells(_decoded(path, report), ",", path.name)
    try:
        first = next(rows, None)
        if first is None or len(first[1]) != width or not first[1][0].strip().isdigit():
            return []
        return [first, *rows]
    except _BadQuotes:
        return []


def _framed(header: list[str], body: list[tuple[int, list[str]]], report: Report) -> pd.DataFrame:
    while header and not header[-1]:
        header = header[:-1]  # a comma at the end of the line
    width = len(header)
    if body and _is_hxl(body[0][1]):
        report.note(_("a row of HXL tags (line {line}) was passed over", line=str(body[0][0])))
        body = body[1:]
    filled = [(line, cells) for line, cells in body if any(cell.strip() for cell in cells)]
    report.read = len(filled)
    even, uneven = [], []
    for line, cells in filled:
        if len(cells) >= width and not any(cell.strip() for cell in cells[width:]):
            even.append([line, *cells[:width]])
        else:
            uneven.append(line)
    report.drop(_("has not the header's {width} values", width=width), uneven)
    names: list[str] = []
    for at, name in enumerate(header):
        names.append(f"{name} ({at + 1})" if name in (*names, ROW) else name)
    return pd.DataFrame(even, columns=[ROW, *names])


def _is_hxl(cells: list[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    tags = sum(cell.startswith("#") for cell in filled)
    return tags > 0 and 2 * tags >= len(filled)

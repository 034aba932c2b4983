"""Rows of Flee's files as written by hand: any quoting, encoding, separator, number and date."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from marosim.cases.countries import plain
from marosim.cases.faults import CaseError
from marosim.cases.tables import MAX_BYTES, MAX_ROWS
from marosim.languages import _

DATE_PATTERNS = (
    "%Y-%m-%d", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%Y%m%d", "%d.%m.%Y",
    "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%d-%m-%y", "%d/%m/%y",
)  # fmt: skip
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}.*$")
SEPARATORS = ",;\t"
MISSING = ("", "-", "?", "na", "n/a", "nan", "none", "null", "unknown")


@dataclass(frozen=True)
class Row:
    """A row of a file, its cells stripped, and where it stands."""

    file: Path
    line: int
    cells: list[str]

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, index: int) -> str:
        """A cell; empty where the row is too short."""
        return self.cells[index] if index < len(self.cells) else ""

    @property
    def comment(self) -> bool:
        """Whether the row is a remark, or a header written as one."""
        return self.cells[0].startswith("#")

    def fault(self, what: str, cure: str) -> CaseError:
        """The error that names this row."""
        return CaseError(what, cure, str(self.file), self.line)

    def number(self, index: int, name: str, default: float = 0.0, low: float = 0.0) -> float:
        """The number in a cell, at least ``low``; ``default`` where nothing is known."""
        text = self[index]
        if text.lower() in MISSING:
            return default
        value = number(text)
        if math.isnan(value):
            raise self.fault(
                _("{name} {text} is no number", name=name, text=repr(text)),
                _("correct it, or leave it empty"),
            )
        if value < low:
            raise self.fault(
                _("{name} {text} is below {low}", name=name, text=text, low=f"{low:g}"),
                _("correct it, or leave it empty"),
            )
        return value


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file that hold anything, whatever their quoting and encoding."""
    if path.stat().st_size > MAX_BYTES:
        raise CaseError(
            _("is larger than {size}", size=f"{MAX_BYTES // 1_000_000} MB"),
            _("cut it"),
            str(path),
        )
    data = path.read_bytes()
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise CaseError(_("is no text"), _("save it as CSV in UTF-8"), str(path))
    text = re.sub(r'(?m)^(\s*)#\s*"', r'\1"#', text)  # '#"name"' opens a quoted header
    # a spreadsheet's hint 'sep=…' stays as an empty line, so that lines keep their numbers
    text = re.sub(r"(?im)\A\s*#?\s*sep=.*$", "", text)
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text), skipinitialspace=True
    )
    rows = []
    try:
        for cells in lines:
            stripped = [cell.strip().strip('"').strip() for cell in cells]
            if any(stripped):
                rows.append(Row(path, lines.line_num, stripped))
    except csv.Error as error:
        raise CaseError(
            _("cannot be read ({reason})", reason=error),
            _("mend the quotes"),
            str(path),
            lines.line_num,
        ) from error
    if len(rows) > MAX_ROWS:
        raise CaseError(
            _("has more than {number} rows", number=MAX_ROWS),
            _("use a coarser table"),
            str(path),
        )
    return rows


def _separator(text: str) -> str:
    """What stands in most lines; where two do, what the first line has more of."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    return max(
        SEPARATORS,
        key=lambda mark: (sum(mark in line for line in lines), first.count(mark)),
    )


def number(text: str) -> float:
    """A number with or without marks of thousands, or with a decimal comma; NaN if none."""
    word = re.sub(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3})", "", text.strip())
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", word):
        word = word.replace(",", "")
    elif re.fullmatch(r"[+-]?\d*,\d+", word):
        word = word.replace(",", ".")
    try:
        value = float(word)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def coordinate(text: str) -> float:
    """Degrees, where a comma can only be a decimal mark; NaN if it is no number."""
    return number(text.replace(",", ".", 1))


def parse_date(text: str, patterns: Sequence[str] = DATE_PATTERNS) -> dt.date | None:
    """A date in any of the spellings in use, or None."""
    word = CLOCK.sub("", text.strip())
    for pattern in patterns:
        try:
            return dt.datetime.strptime(word, pattern).date()
        except ValueError:
            continue
    return None


def parse_dates(texts: Iterable[str]) -> list[dt.date | None]:
    """The dates of one column; months come first if a date shows that they do."""
    words = list(texts)
    days_first = [parse_date(word) for word in words]
    months_first = [parse_date(word, (*MONTH_FIRST, *DATE_PATTERNS)) for word in words]
    shown = any(a is None and b is not None for a, b in zip(days_first, months_first, strict=True))
    return months_first if shown else days_first


class Names:
    """Places or countries by name: as written, or else by the only one that is alike.

    Names are alike that differ in case, accents, blanks and other marks alone.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(names))
        self.alike: dict[str, list[str]] = {}
        for name in self.names:
            self.alike.setdefault(plain(name), []).append(name)

    def find(self, text: str) -> str | None:
        """The name that is meant, or None."""
        if text in self.names:
            return text
        found = self.alike.get(plain(text), []) if plain(text) else []
        return found[0] if len(found) == 1 else None


def header(row: Row, wanted: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """The columns that a row names, by the names that are wanted."""
    cells = [cell.lstrip("#").strip().strip('"').lower() for cell in row.cells]
    found = {}
    for key, spellings in wanted.items():
        for spelling in spellings:
            if spelling in cells:
                found[key] = cells.index(spelling)
                break
    return found

"""Reading a case's tables: every row checked, every fault with its line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from marosim.cases.faults import Fault
from marosim.cases.whole_table import cause, decoded, is_decimal_comma
from marosim.languages import _
from marosim.languages.faults import nearest

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
MOST_DAYS = 36_525  # from the start to any day that a case names
YEARS = range(1700, 2251)  # what tables of times can hold
MAX_COLUMNS = 1_000
MAX_FAULTS = 1_000  # after which the rest of a table is not worth reading
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

Parse = Callable[[str], Any]


def controls(value: str) -> bool:
    """Whether a text holds signs that act on a terminal instead of being shown."""
    return bool(_CONTROL.search(value))


def text(value: str) -> str:
    """Any text that can be shown."""
    if controls(value):
        raise ValueError(_("holds control characters"))
    return value.strip()


def name(value: str) -> str:
    """Text that may not be empty."""
    if not value.strip():
        raise ValueError(_("is empty"))
    return text(value)


def number(value: str) -> float:
    """A finite number."""
    found = float(value)
    if not math.isfinite(found):
        raise ValueError(_("is not a finite number"))
    return found


def optional_number(value: str) -> float:
    """A finite number, or nothing (NaN)."""
    return number(value) if value.strip() else math.nan


def count(value: str) -> int:
    """A whole number of people or things, not negative."""
    found = number(value)
    if found < 0:
        raise ValueError(_("is negative"))
    if found != int(found):
        raise ValueError(_("is not a whole number"))
    return int(found)


def whole(value: str) -> int:
    """A whole number."""
    found = number(value)
    if found != int(found):
        raise ValueError(_("is not a whole number"))
    return int(found)


def day(value: str) -> int:
    """A day of the run, or before it."""
    found = whole(value)
    if abs(found) > MOST_DAYS:
        raise ValueError(_("is beyond every run"))
    return found


def date(value: str) -> dt.date:
    """A date, written 1994-04-06."""
    try:
        found = dt.date.fromisoformat(value.strip())
    except ValueError as error:
        raise ValueError(_("is not a date; write year-month-day, as 1994-04-06")) from error
    if found.year not in YEARS:
        raise ValueError(
            _("is outside {low} to {high}", low=str(YEARS.start), high=str(YEARS.stop - 1))
        )
    return found


def flag(value: str) -> bool:
    """True or False; empty means False."""
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    key = value.strip().lower()
    if key and key not in known:
        raise ValueError(_("is neither True nor False"))
    return known.get(key, False)


def one_of(*choices: str) -> Parse:
    """One of a few words."""

    def parse(value: str) -> str:
        word = value.strip()
        if word not in choices:
            raise ValueError(
                _(
                    "is not one of {known}{hint}",
                    known=", ".join(choices),
                    hint=nearest(word, choices),
                )
            )
        return word

    return parse


def between(low: float, high: float, above: bool = False) -> Parse:
    """A number within bounds (``above``: the lower bound itself is excluded)."""

    def parse(value: str) -> float:
        found = number(value)
        if not (low < found if above else low <= found) or found > high:
            raise ValueError(_("is outside {low} to {high}", low=str(low), high=str(high)))
        return found

    return parse


@dataclass(frozen=True)
class Column:
    """A column of a table: how to read it, and what stands for a missing column."""

    parse: Parse
    default: Any = None
    required: bool = True


def read_table(
    data: bytes, file: str, columns: dict[str, Column], faults: list[Fault]
) -> pd.DataFrame:
    """Read a CSV table; faults are added to the list and faulty rows left out.

    The frame has the columns asked for, any others as text, and ``line``, the line number.
    Its ``attrs["left_out"]`` holds the faulty rows as text, so that what names them is not
    blamed for it; ``attrs["unread"]`` says that the table or a column of it could not be read.
    """
    rows: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    text = decoded(data, file)
    required = [name for name, column in columns.items() if column.required]
    parsers = {name: column.parse for name, column in columns.items()}
    fault = text if isinstance(text, Fault) else cause(text, file, required, parsers)
    if fault is not None:
        faults.append(fault)
        return _unread(columns)
    reader = csv.reader(io.StringIO(str(text), newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
    except csv.Error as error:
        faults.append(
            Fault(file, 1, _("cannot be read ({reason})", reason=error), _("mend the quotes"))
        )
        return _unread(columns)
    if len(header) > MAX_COLUMNS:
        faults.append(
            Fault(
                file,
                1,
                _("has more than {most} columns", most=f"{MAX_COLUMNS:,}"),
                _("leave some out"),
            )
        )
        return _unread(columns)
    before = len(faults)
    missing = [name for name in required if name not in header]
    for wanted in missing:
        cure = _(
            "add it; found {known}{hint}", known=", ".join(header), hint=nearest(wanted, header)
        )
        faults.append(
            Fault(file, 1, _("column {name} is missing{hint}", name=repr(wanted), hint=""), cure)
        )
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = _read_row(cells, header, columns, file, reader.line_num, faults)
                if row is not None:
                    rows.append(row)
                else:
                    left_out.append(dict(zip(header, map(str.strip, cells), strict=False)))
            if len(rows) > MAX_ROWS:
                what = _("has more than {most} rows", most=f"{MAX_ROWS:,}")
                faults.append(Fault(file, reader.line_num, what, _("use a coarser table")))
                break
            if len(faults) - before > MAX_FAULTS:
                what = _("has more than {most} faults", most=f"{MAX_FAULTS:,}")
                faults.append(Fault(file, reader.line_num, what, _("mend those above first")))
                break
    except csv.Error as error:
        faults.append(
            Fault(
                file,
                reader.line_num,
                _("cannot be read ({reason})", reason=error),
                _("mend the quotes"),
            )
        )
    extra = [cell for cell in header if cell and cell not in columns]
    table = pd.DataFrame(rows, columns=[*columns, *extra, "line"])
    if left_out:
        table.attrs["left_out"] = left_out
    table.attrs["unread"] = bool(missing)
    return table


def _unread(columns: dict[str, Column]) -> pd.DataFrame:
    table = pd.DataFrame(columns=[*columns, "line"])
    table.attrs["unread"] = True
    return table


def _read_row(
    cells: list[str],
    header: list[str],
    columns: dict[str, Column],
    file: str,
    line: int,
    faults: list[Fault],
) -> dict[str, Any] | None:
    if len(cells) > len(header):
        what = _(
            "has {values} values for {columns} columns", values=len(cells), columns=len(header)
        )
        faults.append(Fault(file, line, what, _("put text that holds a comma in double quotes")))
        return None
    given = dict(zip(header, [*cells, *([""] * (len(header) - len(cells)))], strict=True))
    row: dict[str, Any] = {"line": line}
    sound = True
    for wanted, column in columns.items():
        if wanted not in given:
            row[wanted] = column.default
            continue
        try:
            row[wanted] = column.parse(given[wanted])
        except (ValueError, OverflowError) as error:
            sound = False
            said = str(error)
            if "could not convert" in said or isinstance(error, OverflowError):
                said = _("is not a number")
            cure = _("correct {name} in this row", name=wanted)
            if is_decimal_comma(given[wanted], column.parse):
                said, cure = _("has a decimal comma"), _("write it with a point, as 1.94")
            faults.append(Fault(file, line, f"{wanted} {given[wanted]!r} {said}", cure))
    for key, value in given.items():
        if key and key not in columns:
            row[key] = value.strip()
    return row if sound else None

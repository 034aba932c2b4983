"""What makes a whole table unreadable: its encoding, separator, header or decimal marks.

Such a cause is said alone, since every fault that would follow from it is noise.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from marosim.cases.faults import Fault
from marosim.languages import N_, _, _n

DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
SEPARATORS = {";": N_("semicolons"), "\t": N_("tabs"), "|": N_("vertical bars")}
ROWS_LOOKED_AT = 1_000
WAYS_TRIED = 200  # of joining cells that a decimal comma may have parted
SAVE = N_("save it as CSV in UTF-8, with commas between columns and points in numbers")


def decoded(data: bytes, file: str) -> str | Fault:
    """The text of a table, with or without a byte order mark, or why it is none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Fault(file, 1, _("is written in UTF-16"), _(SAVE))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = _("holds a letter that is not UTF-8 (Latin-1 or Windows-1252, perhaps)")
        return Fault(file, line, what, _(SAVE))


def cause(
    text: str, file: str, required: Collection[str], parsers: Mapping[str, Callable[[str], Any]]
) -> Fault | None:
    """The one fault behind all others of a table, or None.

    ``required`` are the columns that must be there; ``parsers`` read the cells of any known
    column and raise ValueError for what they cannot read.
    """
    first = text.partition("\n")[0].strip("\r")
    try:
        reader = csv.reader(io.StringIO(text, newline=""))
        rows = [(reader.line_num, row) for row in itertools.islice(reader, ROWS_LOOKED_AT)]
    except csv.Error:
        return None  # which the reader itself reports with its line
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if not any(header):
        return Fault(
            file,
            1,
            _("has no header"),
            _("begin it with the line {known}", known=",".join(required)),
        )
    return (
        _separator(first, header, file, required)
        or _header(header, file, required, parsers)
        or _in_most_rows([row for row in rows[1:] if any(row[1])], header, file, parsers)
    )


def _separator(first: str, header: list[str], file: str, required: Collection[str]) -> Fault | None:
    for mark, name in SEPARATORS.items():
        cells = {cell.strip().strip('"').lower() for cell in first.split(mark)}
        if mark in first and len(cells & set(required)) > len(set(header) & set(required)):
            return Fault(file, 1, _("separates its columns by {name}", name=_(name)), _(SAVE))
    return None


def _header(
    header: list[str], file: str, required: Collection[str], known: Collection[str]
) -> Fault | None:
    repeated = [f"{c!r}" for c in dict.fromkeys(header) if c and header.count(c) > 1]
    alike = {_plain(column): column for column in known}
    spelt = {
        cell: alike[_plain(cell)]
        for cell in header
        if cell not in known and alike.get(_plain(cell), cell) not in header
    }
    if spelt:
        written = ", ".join(repr(cell) for cell in spelt)
        cure = _("write {known}", known=", ".join(spelt.values()))
        return Fault(
            file, 1, _("spells columns in other letters: {written}", written=written), cure
        )
    if not set(header) & set(known):
        return Fault(
            file,
            1,
            _("has no header"),
            _("put the line {known} above its first row", known=",".join(required)),
        )
    if repeated:
        what = _n("{names} stands twice", "{names} stand twice", len(repeated),
                  names=", ".join(repeated))  # fmt: skip
        return Fault(file, 1, what, _("keep one of each"))
    return None


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def _in_most_rows(
    rows: list[tuple[int, list[str]]],
    header: list[str],
    file: str,
    parsers: Mapping[str, Callable[[str], Any]],
) -> Fault | None:
    """What is wrong alike in at least two rows and in most."""
    commas = [line for line, cells in rows if _has_decimal_comma(cells, header, parsers)]
    if len(commas) > 1 and 2 * len(commas) >= len(rows):
        what = _(
            "has numbers with a decimal comma (here and in {commas} rows below)",
            commas=f"{len(commas) - 1:,}",
        )
        return Fault(file, commas[0], what, _("write them with a point, as 1.94"))
    wide = [(line, len(cells)) for line, cells in rows if len(cells) > len(header)]
    if len(wide) > 1 and 2 * len(wide) >= len(rows):
        line, count = wide[0]
        what = _(
            "has {count} values for {header} columns (and {wide} rows below)",
            count=str(count),
            header=len(header),
            wide=f"{len(wide) - 1:,}",
        )
        return Fault(file, line, what, _("put text that holds a comma in double quotes"))
    return None


def _has_decimal_comma(
    cells: list[str], header: list[str], parsers: Mapping[str, Callable[[str], Any]]
) -> bool:
    excess = len(cells) - len(header)
    if excess <= 0:
        named = zip(header, cells, strict=False)
        return any(n in parsers and is_decimal_comma(cell, parsers[n]) for n, cell in named)
    # without quotes, each such number stands in two cells: which must be joined to be read?
    whole = [re.fullmatch(r"\s*[+-]?\d+\s*", cell) is not None for cell in cells]
    pairs = [i for i in range(len(cells) - 1) if whole[i] and whole[i + 1]]
    ways = itertools.islice(itertools.combinations(pairs, excess), WAYS_TRIED)
    return any(_readable(_joined(cells, way), header, parsers) for way in ways)


def _joined(cells: list[str], pairs: tuple[int, ...]) -> list[str]:
    """The cells, with those at each of these numbers joined to the next by a point."""
    found: list[str] = []
    for i, cell in enumerate(cells):
        if i - 1 in pairs and found:
            found[-1] += f".{cell.strip()}"
        else:
            found.append(cell.strip())
    return found


def _readable(
    cells: list[str], header: list[str], parsers: Mapping[str, Callable[[str], Any]]
) -> bool:
    try:
        for name, cell in zip(header, cells, strict=True):
            if name in parsers:
                parsers[name](cell)
    except (ValueError, OverflowError):
        return False
    return True


def is_decimal_comma(cell: str, parse: Callable[[str], Any]) -> bool:
    """Whether a cell cannot be read as it is, but could with a point for its comma."""
    if not DECIMAL_COMMA.fullmatch(cell.strip()):
        return False
    read, mended = (_readable([text], [""], {"": parse}) for text in (cell, cell.replace(",", ".")))
    return mended and not read

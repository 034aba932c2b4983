"""UNHCR's counts as kept with a Flee case: data_layout.csv, its files and their corrections."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from marosim.cases.flee_rows import Names, Row, parse_date, parse_dates, read_rows
from marosim.languages import _

DAY = re.compile("[0-9]{1,3}|1[0-8][0-9]{2}")
"""Days since the start instead of dates, as cases of floods have; no year is one."""

Series = list[tuple[int, float]]
"""Counts by day since the start."""


def read_counts(layout: Path, start: dt.date, places: Names, notes: list[str]) -> dict[str, Series]:
    """Counts by place, and by ``total``; counts of unknown places are noted and left out."""
    found: dict[str, Series] = {}
    for row in read_rows(layout):
        if row.comment or len(row) < 2 or not row[1]:
            continue
        tables = [_count_table(path, start) for path in _files(row)]
        name = "total" if row[0].lower() == "total" else places.find(row[0])
        if name is None:
            if found:  # the first row is the total, whatever its name
                what = _(
                    "counts {row}, which locations.csv does not name; left out", row=repr(row[0])
                )
                notes.append(f"{layout.name}:{row.line}: {what}")
                continue
            name = "total"
        if name in found:
            notes.append(
                _(
                    "{name}:{line}: counts {row} again; left out",
                    name=layout.name,
                    line=str(row.line),
                    row=repr(row[0]),
                )
            )
            continue
        total = tables[0] if tables else []
        for other in tables[1:]:
            total = _added(total, other)
        if not total:
            raise row.fault(
                _("the files of {row} hold no count", row=repr(row[0])),
                _("add a date and a number"),
            )
        found[name] = total
    return found


def _files(row: Row) -> list[Path]:
    """The files that a row of the layout names, which must lie beside it."""
    folder = row.file.parent.resolve()
    found = []
    for file in row.cells[1:]:
        if not file:
            continue
        try:
            path = (folder / file).resolve()
        except (ValueError, OSError, RuntimeError):  # no name of a file, or links in a circle
            raise row.fault(
                _("names {file}, which is no file", file=repr(file)), _("correct the name")
            ) from None
        if not path.is_relative_to(folder):
            raise row.fault(
                _("names {file}, outside its folder", file=repr(file)),
                _("put it into {name}/", name=folder.name),
            )
        if not path.is_file():  # other systems take capitals for small letters
            alike = [p for p in folder.iterdir() if p.name.lower() == path.name.lower()]
            if len(alike) != 1 or path.parent != folder:
                raise row.fault(
                    _("names {file}, which is missing", file=repr(file)),
                    _("add it to {name}/", name=folder.name),
                )
            path = alike[0]
        found.append(path)
    return found


def _count_table(path: Path, start: dt.date) -> Series:
    rows = [row for row in read_rows(path) if not row.comment and row[1]]
    found = []
    for row, date in zip(rows, parse_dates(row[0] for row in rows), strict=True):
        if DAY.fullmatch(row[0]):
            found.append((int(row[0]), row.number(1, "the count")))
            continue
        if date is None:
            if row is rows[0]:  # a header
                continue
            raise row.fault(_("{text} is no date", text=repr(row[0])), _("write year-month-day"))
        found.append(((date - start).days, row.number(1, "the count")))
    return found


def _added(first: Series, second: Series) -> Series:
    """The sum of two series on all their days, each holding its last value in between."""
    days = sorted({day for day, _ in first} | {day for day, _ in second})
    sums = zip(days, _held(first, days), _held(second, days), strict=True)
    return [(day, one + other) for day, one, other in sums]


def _held(series: Series, days: list[int]) -> Iterator[float]:
    """The value that a series last had on each of some rising days; 0 before it begins."""
    coming = sorted(series, key=itemgetter(0))  # of a day's values the last written holds
    place, value = 0, 0.0
    for day in days:
        while place < len(coming) and coming[place][0] <= day:
            value = coming[place][1]
            place += 1
        yield value


def correct(
    counts: dict[str, Series], path: Path, start: dt.date, places: Names, notes: list[str]
) -> None:
    """Scale counts before a re-registration by the step it made, as Flee does."""
    for number_of, row in enumerate(read_rows(path)):
        if row.comment or len(row) < 2:
            continue
        date = parse_date(row[1])
        if date is None:
            if number_of == 0:  # a header
                continue
            raise row.fault(_("{text} is no date", text=repr(row[1])), _("write year-month-day"))
        series = counts.get(places.find(row[0]) or row[0], [])
        step = [i for i, (day, _) in enumerate(series) if day == (date - start).days]
        if not step:
            what = _(
                "corrects {place} on {day}, for which there is no count; left out",
                place=repr(row[0]),
                day=row[1],
            )
            notes.append(f"{path.name}:{row.line}: {what}")
        for i in step:
            if i > 0 and series[i - 1][1] > 0:
                factor = series[i][1] / series[i - 1][1]
                series[:i] = [(day, value * factor) for day, value in series[:i]]

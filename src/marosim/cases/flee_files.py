"""Flee's input files in all their spellings, as plain tables.

Flee (Suleimenova, Bell & Groen 2017) reads CSV files by position; cases in circulation
differ in quoting, headers, comments, folders and the names of columns.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from marosim.cases.faults import CaseError
from marosim.cases.flee_counts import Series, correct, read_counts
from marosim.cases.flee_map import (
    Closure,
    Link,
    Location,
    read_closures,
    read_links,
    read_locations,
)
from marosim.cases.flee_rows import Names, Row, number, parse_date, parse_dates, read_rows
from marosim.cases.flee_twins import told_apart
from marosim.languages import N_, _

INPUT_FOLDERS = ("input_csv", "input", "")
COUNT_FOLDERS = ("source_data", "refugee_data", "validation_data", "")
COUNT_ROOTS = ("conflict_validation", "source_data")
"""Folders beside that of a case where Flee's own repository keeps the counts of all cases."""
LAYOUTS = ("data_layout.csv", "data_layout_refugee.csv")
CONFLICTS = ("conflicts.csv", "flood_level.csv")
PERIODS = ("sim_period.csv", "conflict_period.csv")
NO_PERIOD = N_("; or say the first day and the length yourself: --from 2013-12-15 --days 600")
NOT_READ = ("location_changes.csv",)


@dataclass
class FleeFiles:
    """All that a Flee case says, as written.

    ``notes`` say in a line each, with file and line, what of it was left out.
    """

    start: dt.date
    days: int
    locations: list[Location]
    links: list[Link]
    closures: list[Closure] = field(default_factory=list)
    conflicts: dict[str, Series] = field(default_factory=dict)
    counts: dict[str, Series] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The country where violence is: most of its places, else that of the first town.

        Flee takes the country of the first location, which in some cases is a camp's.
        """
        violent = [item for item in self.locations if item.name in self.conflicts]
        towns = [item for item in self.locations if "camp" not in item.type]
        seats = [item.country for item in violent or towns or self.locations]
        return max(dict.fromkeys(seats), key=seats.count)


def read_flee(
    directory: Path, counts: Path | None = None, period: tuple[dt.date, int] | None = None
) -> FleeFiles:
    """Read a Flee case from a folder that holds input_csv and source_data, or the files.

    ``counts`` is the folder of the camps' counts, where they lie elsewhere; ``period`` the
    first day and the number of days, where they are not those of sim_period.csv.
    """
    for folder in (directory, counts or directory):
        if not folder.is_dir():
            raise CaseError(
                _("{folder} is not a folder", folder=folder), _("give the folder of a Flee case")
            )
    notes: list[str] = []
    listed = _find(directory, INPUT_FOLDERS, "locations.csv")
    locations, camps, roads = told_apart(read_locations(listed), listed, notes)
    places = Names(item.name for item in locations)
    links = read_links(_find(directory, INPUT_FOLDERS, "routes.csv", "links.csv"), places, notes)
    start, days = period or _period(_find(directory, INPUT_FOLDERS, *PERIODS, cure=_(NO_PERIOD)))
    files = FleeFiles(start, days, locations, [*links, *roads], notes=notes)
    closures = _optional(directory, INPUT_FOLDERS, "closures.csv")
    if closures:
        countries = Names(item.country for item in locations)
        files.closures = read_closures(closures, start, places, countries, files.notes)
    conflicts = _optional(directory, INPUT_FOLDERS, *CONFLICTS)
    files.conflicts = (
        _conflict_table(conflicts, start, places, files.notes)
        if conflicts
        else _conflict_dates(locations, start)
    )
    layout = _layout(directory, counts)
    if layout is None:
        files.notes.append(
            _(
                "no data_layout.csv names counts of camps: nobody will be displaced; give their "
                "folder with --counts"
            )
        )
    else:
        files.counts = read_counts(layout, start, places, files.notes)
    corrections = _optional(directory, INPUT_FOLDERS, "registration_corrections.csv")
    if corrections:
        correct(files.counts, corrections, start, places, files.notes)
    files.counts = {camps.get(name, name): series for name, series in files.counts.items()}
    files.closures = [
        replace(item, first=camps.get(item.first, item.first)) if item.type == "camp" else item
        for item in files.closures
    ]
    for name in NOT_READ:
        if _optional(directory, INPUT_FOLDERS, name):
            files.notes.append(_("{name} is not read: places keep their kind", name=name))
    return files


def _optional(directory: Path, folders: tuple[str, ...], *names: str) -> Path | None:
    for folder in folders:
        for name in names:
            path = directory / folder / name
            if path.is_file():
                _stays_within(path, directory)
                return path
    return None


def _stays_within(path: Path, folder: Path) -> None:
    """Refuse a file or folder of the case that is a link to somewhere else."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CaseError(
            _("{path} leads outside {folder}", path=path, folder=folder),
            _("put it there itself, not a link"),
        )


def _find(directory: Path, folders: tuple[str, ...], *names: str, cure: str = "") -> Path:
    path = _optional(directory, folders, *names)
    if path is None:
        expected = _(
            "expected {directory}/input_csv/{name}{cure}",
            directory=directory,
            name=names[0],
            cure=cure,
        )
        raise CaseError(_("{folder} holds no {name}", folder=directory, name=names[0]), expected)
    return path


def _layout(directory: Path, counts: Path | None) -> Path | None:
    """The layout of the counts: in the folder given, in the case's, or in that of all cases."""
    if counts is not None:
        return _find_layout(counts)
    layout = _optional(directory, COUNT_FOLDERS, *LAYOUTS)
    if layout is not None:
        return layout
    case = directory.resolve()
    for root in COUNT_ROOTS:
        beside = case.parent.parent / root
        if not beside.is_dir():
            continue
        # 'car' has its counts in 'car2013': the name and a year
        alike = re.compile(re.escape(case.name) + r"\d*")
        for folder in sorted(p for p in beside.iterdir() if alike.fullmatch(p.name)):
            _stays_within(folder, case.parent.parent)
            layout = _optional(folder, COUNT_FOLDERS, *LAYOUTS)
            if layout is not None:
                return layout
    return None


def _find_layout(folder: Path) -> Path:
    layout = _optional(folder, COUNT_FOLDERS, *LAYOUTS)
    if layout is None:
        raise CaseError(
            _("{folder} holds no {name}", folder=folder, name=LAYOUTS[0]),
            _("give the folder of the camps' counts"),
        )
    return layout


def _period(path: Path) -> tuple[dt.date, int]:
    rows = read_rows(path)
    # a header above the values
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) == 2 and parse_date(rows[1][0]):
        names, values = rows
        rows = [Row(path, values.line, [names[i], values[i]]) for i in (0, 1)]
    start: dt.date | None = None
    end: dt.date | None = None
    days = 0
    for row in rows:
        if len(row) < 2:
            continue
        key = re.sub(r"[^a-z]", "", row[0].lower())
        date = None if re.fullmatch(r"\d+", row[1]) and len(row[1]) < 8 else parse_date(row[1])
        if key in ("startdate", "start", "begin", "begindate", "date"):
            if date is None:
                raise row.fault(
                    _("{text} is no date", text=repr(row[1])), _("write year-month-day")
                )
            start = date
        elif key in ("enddate", "end") and date is not None:
            end = date
        elif key in ("length", "days", "duration", "endtime", "simperiod", "period", "time", "end"):
            days = int(min(row.number(1, "length"), 1e6))
    if start is None:
        raise CaseError(_("gives no start date"), _("add 'StartDate,2015-05-01'"), str(path))
    if days <= 0 and end is not None:
        days = (end - start).days
    if days <= 0:
        raise CaseError(_("gives no length"), _("add 'Length,396' (days)"), str(path))
    return start, days


def _conflict_table(
    path: Path, start: dt.date, places: Names, notes: list[str]
) -> dict[str, Series]:
    rows = read_rows(path)
    if not rows:
        raise CaseError(_("is empty"), _("remove it, or give a column for each place"), str(path))
    names = [places.find(name) or name for name in rows[0].cells]
    found: dict[str, Series] = {name: [] for name in names[1:] if name}
    table = [row for row in rows[1:] if not row.comment]
    dates = parse_dates(row[0] for row in table)
    for index, (row, date) in enumerate(zip(table, dates, strict=True)):
        # Flee takes the row's number for the day; a written day is the same in sound files
        written = number(row[0])
        day = int(written) if -1e6 < written < 1e6 else index
        if date is not None and not row[0].isdigit():
            day = (date - start).days
        for column, name in enumerate(names[1:], 1):
            if not name:
                continue
            value = min(row.number(column, _("the intensity of {name}", name=repr(name))), 1.0)
            past = found[name]
            if (past and past[-1][1] != value) or (not past and value > 0):
                past.append((day, value))
    found = {name: changes for name, changes in found.items() if changes}
    for name in [name for name in found if name not in places.names]:
        what = _(
            "has violence at {name}, which locations.csv does not name; left out", name=repr(name)
        )
        notes.append(f"{path.name}:{rows[0].line}: {what}")
        del found[name]
    return found


def _conflict_dates(locations: list[Location], start: dt.date) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for location in locations:
        if "conflict" not in location.type:
            continue
        date = None if location.date.lstrip("-").isdigit() else parse_date(location.date)
        begin = number(location.date)
        day = (date - start).days if date else int(begin) if -1e6 < begin < 1e6 else 0
        found[location.name] = [(max(day, 0), 1.0)]
    return found

"""Flee's input files in all their spellings, as plain tables.

Flee (Suleimenova, Bell & Groen 2017) reads CSV files by position; cases in circulation
differ in quoting, headers, comments, folders and the names of columns.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from marosim.cases.faults import CaseError
from marosim.cases.tables import MAX_BYTES

INPUT_FOLDERS = ("input_csv", "input", "")
COUNT_FOLDERS = ("source_data", "refugee_data", "validation_data", "")
DATE_PATTERNS = ("%Y-%m-%d", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%Y%m%d", "%d.%m.%Y")
BEYOND = 36_525  # days from the start that no run reaches; calendars end somewhere
LOCATION_COLUMNS = {
    "name": ("name", "location", "location_name"),
    "region": ("region", "admin1", "province"),
    "country": ("country",),
    "latitude": ("latitude", "lat", "gps_x", "y"),
    "longitude": ("longitude", "lon", "long", "lng", "gps_y", "x"),
    "type": ("location_type", "type", "loctype"),
    "date": ("conflict_date", "conflict_start", "conflict_zone_date", "date"),
    "population": ("population", "pop/cap", "pop", "capacity", "population/capacity", "pop_cap"),
}


@dataclass(frozen=True)
class Location:
    """A row of locations.csv. ``number`` is population for towns and capacity for camps."""

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    type: str
    date: str
    number: float


@dataclass(frozen=True)
class Link:
    """A row of routes.csv. ``forced``: 0 no, 1 from second to first, 2 from first to second."""

    first: str
    second: str
    distance_km: float
    forced: int


@dataclass(frozen=True)
class Closure:
    """A row of closures.csv; days since the start, ``until`` -1 for the end of the run."""

    type: str
    first: str
    second: str
    since: int
    until: int


@dataclass
class FleeFiles:
    """All that a Flee case says, as written."""

    start: dt.date
    days: int
    locations: list[Location]
    links: list[Link]
    closures: list[Closure] = field(default_factory=list)
    conflicts: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    counts: dict[str, list[tuple[int, float]]] = field(default_factory=dict)


def read_rows(path: Path) -> list[list[str]]:
    """The rows of a CSV file as stripped text, whatever its quoting, commas and encoding."""
    if path.stat().st_size > MAX_BYTES:
        raise CaseError(f"is larger than {MAX_BYTES // 1_000_000} MB", "cut it", str(path))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = re.sub(r'(?m)^(\s*)#\s*"', r'\1"#', text)  # '#"name"' opens a quoted header
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count) if any(c in first for c in ",;\t") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        rows = [[cell.strip().strip('"').strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise CaseError(f"cannot be read ({error})", "mend the quotes", str(path)) from error
    return [row for row in rows if any(row)]


def read_flee(directory: Path) -> FleeFiles:
    """Read a Flee case from a folder that holds input_csv and source_data, or the files."""
    if not directory.is_dir():
        raise CaseError(f"{directory} is not a folder", "give the folder of a Flee case")
    locations = _locations(_find(directory, INPUT_FOLDERS, "locations.csv"))
    links = _links(_find(directory, INPUT_FOLDERS, "routes.csv", "links.csv"))
    start, days = _period(directory)
    files = FleeFiles(start, days, locations, links)
    closures = _optional(directory, INPUT_FOLDERS, "closures.csv")
    if closures:
        files.closures = _closures(closures, start)
    conflicts = _optional(directory, INPUT_FOLDERS, "conflicts.csv", "flood_level.csv")
    files.conflicts = _conflict_table(conflicts) if conflicts else _conflict_dates(locations, start)
    layout = _optional(directory, COUNT_FOLDERS, "data_layout.csv", "data_layout_refugee.csv")
    if layout:
        files.counts = _counts(layout, start)
    corrections = _optional(directory, INPUT_FOLDERS, "registration_corrections.csv")
    if corrections:
        _correct(files.counts, corrections, start)
    return files


def _optional(directory: Path, folders: tuple[str, ...], *names: str) -> Path | None:
    for folder in folders:
        for name in names:
            path = directory / folder / name
            if path.is_file():
                return path
    return None


def _find(directory: Path, folders: tuple[str, ...], *names: str) -> Path:
    path = _optional(directory, folders, *names)
    if path is None:
        raise CaseError(
            f"{directory} holds no {names[0]}", f"expected {directory}/input_csv/{names[0]}"
        )
    return path


def _comment(row: list[str]) -> bool:
    return row[0].startswith("#")


def parse_date(text: str) -> dt.date | None:
    """A date in any of the spellings in use, or None."""
    word = re.split(r"[ T]", text.strip())[0] if text.strip() else ""
    for pattern in DATE_PATTERNS:
        try:
            return dt.datetime.strptime(word, pattern).date()
        except ValueError:
            continue
    return None


def _number(text: str, default: float = 0.0) -> float:
    try:
        value = float(text.replace(",", "").replace(" ", "")) if text else default
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def _header(row: list[str], wanted: dict[str, tuple[str, ...]]) -> dict[str, int]:
    cells = [cell.lstrip("#").strip().strip('"').lower() for cell in row]
    found = {}
    for key, spellings in wanted.items():
        for spelling in spellings:
            if spelling in cells:
                found[key] = cells.index(spelling)
                break
    return found


def _locations(path: Path) -> list[Location]:
    rows = read_rows(path)
    columns = {key: i for i, key in enumerate(LOCATION_COLUMNS)}
    for first, row in enumerate(rows):  # remarks may stand above the header
        header = _header(row, LOCATION_COLUMNS)
        if "name" in header and "type" in header:
            columns = header
            rows = rows[first + 1 :]
            break
        if not _comment(row):
            break
    found: list[Location] = []
    for line, row in enumerate(rows, 2):
        if _comment(row):
            continue

        def cell(key: str, row: list[str] = row) -> str:
            index = columns.get(key, len(row))
            return row[index] if index < len(row) else ""

        latitude, longitude = (_number(cell(k), math.nan) for k in ("latitude", "longitude"))
        if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
            latitude = longitude = math.nan
        name = cell("name")
        if not name or name in {other.name for other in found}:
            what = f"location {name!r} stands twice" if name else "a location has no name"
            raise CaseError(what, "rename it", str(path), line)
        found.append(
            Location(
                name,
                cell("region"),
                cell("country") or "unknown",
                latitude,
                longitude,
                cell("type").lower() or "town",
                cell("date"),
                max(_number(cell("population")), 0.0),
            )
        )
    if len(found) < 2:
        raise CaseError("holds fewer than two locations", "expected Flee's columns", str(path))
    return found


def _links(path: Path) -> list[Link]:
    found = []
    for line, row in enumerate(read_rows(path), 1):
        if _comment(row) or row[0].lower() in ("name1", "startpoint", "start"):
            continue
        if len(row) < 3:
            raise CaseError("a route needs two names and a distance", "add them", str(path), line)
        distance = _number(row[2], math.nan)
        if math.isnan(distance) or distance < 0:
            raise CaseError(f"distance {row[2]!r} is no number", "correct it", str(path), line)
        word = row[3].lower() if len(row) > 3 else ""
        forced = {"true": 1, "yes": 1}.get(word, int(_number(word)))
        found.append(Link(row[0], row[1], max(distance, 1.0), forced if forced in (1, 2) else 0))
    return found


def _closures(path: Path, start: dt.date) -> list[Closure]:
    found = []
    for line, row in enumerate(read_rows(path), 1):
        if _comment(row) or row[0].lower() == "closure_type":
            continue
        if len(row) < 4:
            what = "a closure needs a type, two names and the day it begins"
            raise CaseError(what, "add them, or remove the row", str(path), line)
        since = _day(row[3], start, 0)
        until = _day(row[4], start, -1) if len(row) > 4 else -1
        if since is None or until is None:
            what = f"a closure from {row[3]!r} to {','.join(row[4:5])!r} is neither days nor dates"
            raise CaseError(what, "write days since the start, or dates", str(path), line)
        found.append(Closure(row[0].lower(), row[1], row[2], since, until))
    return found


def _day(text: str, start: dt.date, default: int) -> int | None:
    """A day since the start, written as a number or a date; None if it is neither."""
    if not text:
        return default
    number = _number(text, math.nan)
    if not math.isnan(number) and not re.fullmatch(r"\d{8}", text):
        return int(max(-BEYOND, min(number, BEYOND)))
    date = parse_date(text)
    return (date - start).days if date else None


def _period(directory: Path) -> tuple[dt.date, int]:
    path = _find(directory, INPUT_FOLDERS, "sim_period.csv", "conflict_period.csv")
    rows = [[cell.lstrip("#") for cell in row] for row in read_rows(path)]
    start: dt.date | None = None
    end: dt.date | None = None
    days = 0
    if len(rows) == 2 and len(rows[0]) == 2 and parse_date(rows[1][0]):
        rows = [[rows[0][0], rows[1][0]], [rows[0][1], rows[1][1]]]  # a header above the values
    for row in rows:
        if len(row) < 2:
            continue
        key = re.sub(r"[^a-z]", "", row[0].lower())
        if key in ("startdate", "start", "begin", "begindate", "date"):
            start = parse_date(row[1])
        elif key in ("enddate", "end"):
            end = parse_date(row[1])
            days = days or int(_number(row[1])) * (end is None)
        elif key in ("length", "days", "duration", "endtime", "simperiod", "period", "time"):
            days = int(_number(row[1]))
    if start is None:
        raise CaseError("gives no start date", "add 'StartDate,2015-05-01'", str(path))
    if days <= 0 and end is not None:
        days = (end - start).days
    if days <= 0:
        raise CaseError("gives no length", "add 'Length,396' (days)", str(path))
    return start, days


def _conflict_table(path: Path) -> dict[str, list[tuple[int, float]]]:
    rows = read_rows(path)
    if not rows:
        raise CaseError("is empty", "remove it, or give a column for each place", str(path))
    names = [name.strip() for name in rows[0]]
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in names[1:] if name}
    for index, row in enumerate(rows[1:]):
        if _comment(row):
            continue
        # Flee takes the row's number for the day; a written day is the same in sound files
        day = int(_number(row[0], index))
        for name, cell in zip(names[1:], row[1:], strict=False):
            if not name:
                continue
            value = min(max(_number(cell), 0.0), 1.0)
            past = found[name]
            if (past and past[-1][1] != value) or (not past and value > 0):
                past.append((day, value))
    return {name: changes for name, changes in found.items() if changes}


def _conflict_dates(
    locations: list[Location], start: dt.date
) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for location in locations:
        if "conflict" not in location.type:
            continue
        date = None if location.date.lstrip("-").isdigit() else parse_date(location.date)
        day = (date - start).days if date else int(_number(location.date))
        found[location.name] = [(max(day, 0), 1.0)]
    return found


def _counts(layout: Path, start: dt.date) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for row in read_rows(layout):
        if _comment(row) or len(row) < 2 or not row[1]:
            continue
        tables = []
        for file in row[1:]:
            path = (layout.parent / file).resolve()
            if not file or not path.is_relative_to(layout.parent.resolve()):
                continue
            if not path.is_file():
                what = f"names {file!r}, which is missing"
                raise CaseError(what, f"add it to {layout.parent.name}/", str(layout))
            tables.append(_count_table(path, start))
        total = tables[0] if tables else []
        for other in tables[1:]:
            total = _added(total, other)
        found["total" if row[0].lower() == "total" else row[0]] = total
    return found


def _count_table(path: Path, start: dt.date) -> list[tuple[int, float]]:
    found = []
    for row in read_rows(path):
        if len(row) < 2 or _comment(row) or row[1] == "":
            continue
        date = parse_date(row[0])
        if date is not None:
            found.append(((date - start).days, _number(row[1])))
    return found


def _added(
    first: list[tuple[int, float]], second: list[tuple[int, float]]
) -> list[tuple[int, float]]:
    """The sum of two series on all their days, each holding its last value in between."""
    days = sorted({day for day, _ in first} | {day for day, _ in second})

    def at(series: list[tuple[int, float]], day: int) -> float:
        past = [value for d, value in series if d <= day]
        return past[-1] if past else 0.0

    return [(day, at(first, day) + at(second, day)) for day in days]


def _correct(counts: dict[str, list[tuple[int, float]]], path: Path, start: dt.date) -> None:
    """Scale counts before a re-registration by the step it made, as Flee does."""
    for row in read_rows(path):
        if _comment(row) or len(row) < 2 or row[0] not in counts:
            continue
        date = parse_date(row[1])
        series = counts[row[0]]
        day = (date - start).days if date else None
        for i in range(1, len(series)):
            if series[i][0] == day and series[i - 1][1] > 0:
                step = series[i][1] / series[i - 1][1]
                series[:i] = [(d, value * step) for d, value in series[:i]]

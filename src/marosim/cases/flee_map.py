"""Flee's map: locations.csv, routes.csv and closures.csv as plain tables."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from pathlib import Path

from marosim.cases.faults import CaseError
from marosim.cases.flee_rows import (
    MISSING,
    Names,
    Row,
    coordinate,
    header,
    number,
    parse_date,
    read_rows,
)
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.languages.formats import listed

BEYOND = 36_525  # days from the start that no run reaches; calendars end somewhere
LOCATION_COLUMNS = {
    "name": ("name", "location", "location_name"),
    "region": ("region", "admin1", "province"),
    "country": ("country",),
    # Flee's gps_x is the latitude
    "latitude": ("latitude", "lat", "gps_x", "y"),
    "longitude": ("longitude", "lon", "long", "lng", "gps_y", "x"),
    "type": ("location_type", "type", "loctype"),
    "date": ("conflict_date", "conflict_start", "conflict_zone_date", "date"),
    "population": ("population", "pop/cap", "pop", "capacity", "population/capacity", "pop_cap"),
}
CLOSURE_TYPES = {
    "country": "country", "border": "country", "location": "location", "town": "location",
    "camp": "camp", "idpcamp": "camp", "link": "link", "links": "link", "route": "link",
    "remove_forced_redirection": "remove_forced_redirection",
}  # fmt: skip


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
    line: int = 0


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


def read_locations(path: Path) -> list[Location]:
    """The rows of locations.csv, by the names of columns or else in Flee's order.

    A name may stand twice: see :func:`marosim.cases.flee_twins.told_apart`.
    """
    rows = read_rows(path)
    columns = {key: i for i, key in enumerate(LOCATION_COLUMNS)}
    for first, row in enumerate(rows):  # remarks may stand above the header
        named = header(row, LOCATION_COLUMNS)
        if "name" in named and "type" in named:
            columns, rows = named, rows[first + 1 :]
            break
        if not row.comment:
            break
    found = [_location(row, columns) for row in rows if not row.comment]
    if len(found) < 2:
        raise CaseError(
            _("holds fewer than two locations"), _("expected Flee's columns"), str(path)
        )
    return found


def _location(row: Row, columns: dict[str, int]) -> Location:
    def cell(key: str) -> str:
        return row[columns[key]] if key in columns else ""

    if not cell("name"):
        raise row.fault(_("a location has no name"), _("name it, or remove the row"))
    where = {}
    for key, limit in (("latitude", 90), ("longitude", 180)):
        text = cell(key)
        missing = text.lower() in MISSING
        where[key] = math.nan if missing else coordinate(text)
        if not missing and math.isnan(where[key]):
            raise row.fault(
                _("{key} {text} is no number", key=key, text=repr(text)),
                _("correct it, or leave it empty"),
            )
        if abs(where[key]) > limit:
            cure = _("write latitude before longitude, in degrees")
            raise row.fault(
                _("{key} {text} lies outside -{limit} to {limit}", key=key, text=text, limit=limit),
                cure,
            )
    place = columns.get("population", len(row))
    return Location(
        cell("name"),
        cell("region"),
        cell("country") or "unknown",
        where["latitude"],
        where["longitude"],
        cell("type").lower() or "town",
        cell("date"),
        row.number(place, "population"),
        row.line,
    )


def read_links(path: Path, names: Names, notes: list[str]) -> list[Link]:
    """The rows of routes.csv; both ends must be locations."""
    found = []
    redirects = (
        True  # the fourth column says whether people are sent on, unless it has another name
    )
    for number_of, row in enumerate(read_rows(path)):
        if row.comment or (number_of == 0 and math.isnan(number(row[2])) and row[2]):
            redirects = not row[3] or "forced" in row[3].lower()  # the header
            if not redirects:
                notes.append(
                    _(
                        "{name}:{line}: the column {row} is not read",
                        name=path.name,
                        line=str(row.line),
                        row=repr(row[3]),
                    )
                )
            continue
        if len(row) < 3:
            raise row.fault(_("a route needs two names and a distance"), _("add them"))
        ends = []
        for text in row.cells[:2]:
            end = names.find(text)
            if end is None:
                what = _("joins {text}, which locations.csv does not name", text=repr(text))
                raise row.fault(
                    what, _("add it there{nearest}", nearest=nearest(text, names.names))
                )
            ends.append(end)
        distance = row.number(2, "distance", math.nan)
        if math.isnan(distance):
            raise row.fault(_("a route has no distance"), _("add it, in km"))
        word = row[3].lower() if redirects else ""
        forced = 1.0 if word in ("true", "yes") else 0.0
        if word and not forced:
            forced = row.number(3, "forced_redirection")
        if forced not in (0, 1, 2):
            raise row.fault(
                _("forced_redirection {row} is not 0, 1 or 2", row=row[3]), _("correct it")
            )
        found.append(Link(ends[0], ends[1], max(distance, 1.0), int(forced)))
    return found


def read_closures(
    path: Path, start: dt.date, places: Names, countries: Names, notes: list[str]
) -> list[Closure]:
    """The rows of closures.csv; those that name what is nowhere are noted and left out."""
    found = []
    for row in read_rows(path):
        kind = row[0].lower()
        if row.comment or kind == "closure_type":
            continue
        if len(row) < 4:
            what = _("a closure needs a type, two names and the day it begins")
            raise row.fault(what, _("add them, or remove the row"))
        since, until = _day(row[3], start, 0), _day(row[4], start, -1)
        if since is None or until is None:
            what = _(
                "a closure from {start} to {end} is neither days nor dates",
                start=repr(row[3]),
                end=repr(row[4]),
            )
            raise row.fault(what, _("write days since the start, or dates"))
        where, kind = f"{path.name}:{row.line}", CLOSURE_TYPES.get(kind, "")
        if not kind:
            notes.append(
                _(
                    "{where}: a closure of the unknown type {row} is left out",
                    where=where,
                    row=repr(row[0]),
                )
            )
            continue
        both = kind in ("country", "link", "remove_forced_redirection")
        known = countries if kind == "country" else places
        named = row.cells[1 : 3 if both else 2]
        # Flee runs on where a closure names what is nowhere, down to the case of a letter
        lost = [text for text in named if text not in known.names]
        if lost:
            hint = nearest(lost[0], known.names)
            said = _(
                "closes {names}, which locations.csv does not name",
                names=listed(list(map(repr, lost))),
            )
            notes.append(
                _(
                    "{where}: {said}; left out, as Flee does{hint}",
                    where=where,
                    said=said,
                    hint=hint,
                )
            )
        elif _dated(row[4]) and until <= since:
            notes.append(
                _("{where}: a closure that ends before it begins is left out", where=where)
            )
        else:
            first, second = (*named, "")[:2]
            found.append(Closure(kind, first, second, max(since, 0), until))
    return found


def _dated(text: str) -> bool:
    return bool(text) and (math.isnan(number(text)) or bool(re.fullmatch(r"\d{8}", text)))


def _day(text: str, start: dt.date, default: int) -> int | None:
    """A day since the start, written as a number or a date; None if it is neither."""
    if not text:
        return default
    if not _dated(text):
        return int(max(-BEYOND, min(number(text), BEYOND)))
    date = parse_date(text)
    return (date - start).days if date else None

"""What must hold between the parts of a case: names, sums, order, one connected map."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from marosim.cases.faults import Fault
from marosim.cases.geography import components, distance_km
from marosim.cases.tables import MAX_FAULTS
from marosim.languages.faults import nearest
from marosim.world.case import WARS, Case, parties

if TYPE_CHECKING:
    from marosim.cases.manifest import Manifest

MAX_PARTS = 100  # of a map in pieces that are named
STRAIGHT_LINE_TOLERANCE = 0.8
"""A route may be this share of the great circle: coordinates of towns are rounded."""

ACTED = ("trigger", "incitement")
"""Kinds of the timeline whose actor, where there is one, is an organisation."""

UNKNOWN = ("unknown", "n/a", "none", "nan", "todo")


def check_metrics(case: Case, known: Mapping[str, str], faults: list[Fault]) -> None:
    """Add a fault for every row of ``observed.csv`` whose metric no run reports as it asks.

    ``known`` are metrics with how their days add up: as flow, stock or total.
    """
    for row in _rows(case.observed, faults):
        kind = known.get(row.metric)
        if kind is None:
            cure = f"use a metric of 'marosim describe'{nearest(row.metric, known)}"
            what = f"names the unknown metric {row.metric!r}"
        elif row.how == "level" and kind == "flow":
            what = f"asks for the level of {row.metric}, which is counted by the day"
            cure = "write flow, for its sum from date_from to date_to"
        elif row.how in ("flow", "cumulative_share") and kind != "flow":
            what = f"adds up {row.metric} over days, though each day's figure is a {kind}"
            cure = "write level, for its figure on date_to"
        else:
            continue
        faults.append(Fault("observed.csv", int(row.line), what, cure))


def check_consistency(
    case: Case, manifest: Manifest, unread: Collection[str], faults: list[Fault]
) -> None:
    """Add every fault between the parts of a case to the list.

    ``unread`` are files that are missing or lack a column: what rests on them is left
    unchecked, the rest is not.
    """
    names = {*case.places["name"].dropna(), *_left_out(case.places, "name")}
    checks: list[tuple[Callable[[], None], set[str]]] = [
        (lambda: _check_places(case, faults), {"places.csv"}),
        (lambda: _check_routes(case, names, faults), {"places.csv", "routes.csv"}),
        (lambda: _check_map(case, faults), {"places.csv", "routes.csv"}),
        (lambda: _check_strengths(case, faults), {"strengths.csv"}),
        (lambda: _check_observed(case, names, faults), {"places.csv", "observed.csv"}),
    ]
    if names:
        checks += [
            (lambda: _check_timeline(case, names, faults), {"timeline.csv"}),
            (lambda: _check_violence(case, names, faults), {"violence.csv"}),
            (lambda: _check_bases(manifest, names), set()),
        ]
    checks.append((lambda: _check_arrivals(case, faults), {"refugees.csv"}))
    for check, needed in checks:
        if needed.isdisjoint(unread):
            check()


def _check_bases(manifest: Manifest, names: set[str]) -> None:
    given = manifest.values.get("organisations")
    for index, item in enumerate(given if isinstance(given, list) else []):
        if not isinstance(item, dict):
            continue
        for key in ("bases", "holds"):
            listed = item.get(key) or []
            for place in listed if isinstance(listed, list) else []:
                if not isinstance(place, str):
                    continue  # a fault of its own
                if place != "*" and place not in names:
                    what = f"{key} names the unknown place {place!r}"
                    cure = f"use a name from places.csv{nearest(str(place), names)}"
                    manifest.fault(("organisations", index, key), what, cure)


def _left_out(table: pd.DataFrame, column: str) -> list[str]:
    """What a column says in rows that could not be read; such a row has its own fault."""
    return [row.get(column, "") for row in table.attrs.get("left_out", ())]


def _rows(frame: pd.DataFrame, faults: list[Fault]) -> Iterator[Any]:
    """The rows by column name, until they have more faults than anybody will read.

    Any, because the stubs cannot know what each column holds.
    """
    before = len(faults)
    for row in frame.itertuples():
        if len(faults) - before > MAX_FAULTS:
            return
        yield row


def _sourced(frame: pd.DataFrame, file: str, faults: list[Fault]) -> None:
    for row in _rows(frame, faults):
        if not row.source or str(row.source).strip().lower() in UNKNOWN:
            cure = "name the study or data set, or write 'assumed'"
            faults.append(Fault(file, int(row.line), "has no source", cure))


def _check_places(case: Case, faults: list[Fault]) -> None:
    file = "places.csv"
    people = [f"people_{c.name}" for c in case.communities if f"people_{c.name}" in case.places]
    seen: dict[str, int] = {}
    for row in _rows(case.places, faults):
        line, place = int(row.line), str(row.name)
        if place in seen:
            what = f"place {place!r} stands twice (first on line {seen[place]})"
            faults.append(Fault(file, line, what, "rename or remove one"))
        seen.setdefault(place, line)
        total = sum(int(getattr(row, column) or 0) for column in people)
        if len(people) == len(case.communities) and total != row.population:
            what = f"the communities of {place!r} sum to {total:,}, its population is "
            cure = "make population the sum of the people_… columns"
            faults.append(Fault(file, line, f"{what}{row.population:,}", cure))
        if row.capacity < 0:
            cure = "leave it empty if there is no limit"
            faults.append(Fault(file, line, f"capacity {row.capacity:g} is negative", cure))
    _sourced(case.places, file, faults)
    known = [f"people_{c.name}" for c in case.communities]
    for column in case.places.columns:
        if column.startswith("people_") and column not in known:
            cure = f"name it after a community of scenario.yaml{nearest(column, known)}"
            faults.append(Fault(file, 1, f"column {column!r} belongs to no community", cure))
    if _left_out(case.places, "name"):
        return  # of what the whole table lacks, the rows that could not be read may hold it
    if case.places.empty:
        faults.append(Fault(file, 1, "holds no place", "add at least two places"))
        return
    if case.places["population"].sum() <= 0:
        faults.append(Fault(file, 1, "nobody lives in any place", "give populations"))
    if not (case.places["country"] == case.country).any():
        what = f"no place lies in the country {case.country}"
        faults.append(Fault(file, 1, what, "correct country here or in scenario.yaml"))
    capitals = int(case.places["capital"].sum())
    if capitals != 1:
        what = f"{capitals} places are marked as the capital"
        faults.append(Fault(file, 1, what, "mark exactly one with True"))


def _check_routes(case: Case, names: set[str], faults: list[Fault]) -> None:
    file = "routes.csv"
    first = case.places.drop_duplicates("name")
    where = dict(
        zip(first["name"], zip(first["latitude"], first["longitude"], strict=True), strict=True)
    )
    seen: set[frozenset[str]] = set()
    for row in _rows(case.routes, faults):
        line = int(row.line)
        unknown = [end for end in (row.start, row.end) if end not in names]
        for end in unknown:
            cure = f"use a name from places.csv{nearest(str(end), names)}"
            faults.append(Fault(file, line, f"joins the unknown place {end!r}", cure))
        if row.start == row.end:
            faults.append(Fault(file, line, f"leads from {row.start!r} to itself", "remove it"))
        elif frozenset((row.start, row.end)) in seen:
            what = f"{row.start!r} and {row.end!r} are joined twice"
            faults.append(Fault(file, line, what, "routes lead both ways; keep one"))
        seen.add(frozenset((row.start, row.end)))
        if unknown or row.start == row.end:
            continue
        if row.start not in where or row.end not in where:
            continue  # a place that could not be read
        straight = float(distance_km(*where[row.start], *where[row.end]))
        # where displacement is given from outside, distances count and coordinates only draw
        if (
            case.arrivals is None
            and straight > 5
            and row.distance_km < straight * STRAIGHT_LINE_TOLERANCE
        ):
            what = f"is {row.distance_km:g} km long, but the straight line is {straight:.0f} km"
            cure = "correct distance_km or the coordinates of the places"
            faults.append(Fault(file, line, what, cure))
    _sourced(case.routes, file, faults)


def _check_map(case: Case, faults: list[Fault]) -> None:
    if case.arrivals is not None:  # Flee's cases hold camps that no route reaches
        return
    names = [*case.places["name"].drop_duplicates(), *_left_out(case.places, "name")]
    index = {name: i for i, name in enumerate(dict.fromkeys(names))}
    starts, ends = ([*case.routes[end], *_left_out(case.routes, end)] for end in ("start", "end"))
    edges = [
        (index[a], index[b]) for a, b in zip(starts, ends, strict=True) if a in index and b in index
    ]
    if len(index) < 2:
        return
    number, labels = components(len(index), edges)
    if number == 1:
        return
    largest = int(np.argmax(np.bincount(labels)))
    lines = case.places.drop_duplicates("name")["line"].to_numpy()
    place_names = list(index)
    for part in [part for part in range(number) if part != largest][:MAX_PARTS]:
        members = np.flatnonzero(labels[: len(lines)] == part)
        if not len(members):  # all of it could not be read
            continue
        shown = ", ".join(repr(place_names[i]) for i in members[:4])
        more = f" and {len(members) - 4} more" if len(members) > 4 else ""
        what = f"the map is disconnected: no route joins {shown}{more} to the rest"
        cure = "add a route in routes.csv"
        faults.append(Fault("places.csv", int(lines[members[0]]), what, cure))


def _check_timeline(case: Case, names: set[str], faults: list[Fault]) -> None:
    file = "timeline.csv"
    before: dt.date | None = None
    for row in _rows(case.timeline, faults):
        line = int(row.line)
        ends = row.place.split("|") if row.kind.startswith("route_") else [row.place]
        for place in ends:
            if place and place.strip() not in names:
                cure = f"use a name from places.csv, or leave it empty{nearest(place, names)}"
                faults.append(Fault(file, line, f"names the unknown place {place!r}", cure))
        if row.kind.startswith("route_") and len(ends) != 2:
            what = f"{row.kind} must name both ends of a route, not {row.place!r}"
            faults.append(Fault(file, line, what, "write the two places as 'First|Second'"))
        _check_parties(case, row, faults)
        if case.date(row.day) != row.date:
            expected = (row.date - case.start).days
            what = f"day {row.day} and date {row.date} disagree: the start is {case.start}"
            faults.append(Fault(file, line, what, f"write day {expected} or correct the date"))
        if before and row.date < before:
            what = f"date {row.date} is out of order: the row above is {before}"
            faults.append(Fault(file, line, what, "sort the rows by date"))
        before = row.date
        if not row.text:
            faults.append(Fault(file, line, "has no text", "say in a line what happened"))
    _sourced(case.timeline, file, faults)


def _check_parties(case: Case, row: Any, faults: list[Fault]) -> None:
    """An event between two organisations names both, as ``first|second``."""
    named = parties(row.actor)
    if row.kind in ACTED and row.actor and row.actor not in [o.name for o in case.organisations]:
        what = f"{row.kind} names the unknown organisation {row.actor!r}"
        hint = nearest(row.actor, [o.name for o in case.organisations])
        cure = f"use the name of an organisation of scenario.yaml, or leave it empty{hint}"
        faults.append(Fault("timeline.csv", int(row.line), what, cure))
    if row.kind == "offensive":
        _check_offensive(case, row, faults)
        return
    pair = row.kind in WARS or (row.kind == "agreement_talks" and "|" in row.actor)
    if not pair and row.kind != "intervention_announced":
        return
    file, line, known = "timeline.csv", int(row.line), [o.name for o in case.organisations]
    for name in named if pair else named[1:]:  # who announces need be no organisation here
        if name not in known:
            what = f"{row.kind} names the unknown organisation {name!r}"
            cure = f"use names of organisations of scenario.yaml{nearest(name, known)}"
            faults.append(Fault(file, line, what, cure))
    if pair and len(set(named)) != 2:
        what = f"{row.kind} must name two organisations as its actor, not {row.actor!r}"
        faults.append(Fault(file, line, what, "write them as 'first|second'"))


def _check_offensive(case: Case, row: Any, faults: list[Fault]) -> None:
    file, line, known = "timeline.csv", int(row.line), [o.name for o in case.organisations]
    if row.actor not in known:
        what = f"offensive names the unknown organisation {row.actor!r}"
        cure = f"use the name of an organisation of scenario.yaml{nearest(row.actor, known)}"
        faults.append(Fault(file, line, what, cure))
    if not row.place:
        faults.append(Fault(file, line, "offensive names no place", "name the place to be taken"))
    if not 0 < row.value <= 1:
        what = f"offensive has the value {row.value:g}"
        faults.append(Fault(file, line, what, "write its strength, above 0 and at most 1"))


def _check_observed(case: Case, names: set[str], faults: list[Fault]) -> None:
    file = "observed.csv"
    regions = {*case.places["region"], *_left_out(case.places, "region")}
    countries = {*case.places["country"], *_left_out(case.places, "country")}
    for row in _rows(case.observed, faults):
        line = int(row.line)
        if row.date_to < row.date_from:
            what = f"ends on {row.date_to}, before it begins on {row.date_from}"
            faults.append(Fault(file, line, what, "swap date_from and date_to"))
        kind, _, rest = row.place.partition(":")
        known = {"region": regions, "country": countries}.get(kind) if rest else None
        wanted, choices = (rest, known) if known is not None else (row.place, names)
        if wanted and wanted not in choices:
            what = f"names the unknown place {row.place!r}"
            cure = "use a place, 'region:NAME', 'country:CODE', or leave it empty"
            faults.append(Fault(file, line, what, cure + nearest(wanted, choices)))
        low = row.low if not math.isnan(row.low) else row.value
        high = row.high if not math.isnan(row.high) else row.value
        if not low <= row.value <= high:
            what = f"value {row.value:g} is outside its own range {low:g} to {high:g}"
            faults.append(Fault(file, line, what, "correct low, value or high"))
        if min(low, row.value) < 0:
            faults.append(Fault(file, line, "is negative", "correct value or low"))
    _sourced(case.observed, file, faults)


def _check_strengths(case: Case, faults: list[Fault]) -> None:
    file = "strengths.csv"
    before: dt.date | None = None
    for row in _rows(case.strengths, faults):
        if before and row.date <= before:
            what = f"date {row.date} is out of order: the row above is {before}"
            faults.append(Fault(file, int(row.line), what, "sort the rows by date"))
        before = row.date
    _sourced(case.strengths, file, faults)


def _check_violence(case: Case, names: set[str], faults: list[Fault]) -> None:
    for row in _rows(case.violence, faults) if case.violence is not None else []:
        if row.place not in names:
            cure = f"use a name from places.csv{nearest(row.place, names)}"
            what = f"names the unknown place {row.place!r}"
            faults.append(Fault("violence.csv", int(row.line), what, cure))


def _check_arrivals(case: Case, faults: list[Fault]) -> None:
    before = -math.inf
    for row in _rows(case.arrivals, faults) if case.arrivals is not None else []:
        if row.day <= before:
            what = f"day {row.day} is out of order"
            faults.append(Fault("refugees.csv", int(row.line), what, "sort the rows by day"))
        if row.refugees < 0:
            what = f"refugees {row.refugees:g} is negative"
            faults.append(Fault("refugees.csv", int(row.line), what, "correct the row"))
        before = row.day

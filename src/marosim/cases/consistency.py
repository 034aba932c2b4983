"""What must hold between the parts of a case: names, sums, order, one connected map."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.cases.faults import Fault
from marosim.cases.geography import components, distance_km
from marosim.cases.row_checks import check_sources, rows_of
from marosim.cases.timeline_checks import check_timeline
from marosim.languages import NP_, _, _n, _p
from marosim.languages.faults import nearest
from marosim.world.case import Case

if TYPE_CHECKING:
    from marosim.cases.manifest import Manifest

MAX_PARTS = 100  # of a map in pieces that are named
STRAIGHT_LINE_TOLERANCE = 0.8
"""A route may be this share of the great circle: coordinates of towns are rounded."""
KINDS = {"stock": NP_("kind of metric", "stock"), "total": NP_("kind of metric", "total")}
"""How the figures of a day are counted, other than as flows."""


def check_metrics(case: Case, known: Mapping[str, str], faults: list[Fault]) -> None:
    """Add a fault for every row of ``observed.csv`` whose metric no run reports as it asks.

    ``known`` are metrics with how their days add up: as flow, stock or total.
    """
    for row in rows_of(case.observed, faults):
        kind = known.get(row.metric)
        if kind is None:
            cure = _("use a metric of 'marosim describe'{hint}", hint=nearest(row.metric, known))
            what = _("names the unknown metric {metric}", metric=repr(row.metric))
        elif row.how == "level" and kind == "flow":
            what = _(
                "asks for the level of {metric}, which is counted by the day", metric=row.metric
            )
            cure = _("write flow, for its sum from date_from to date_to")
        elif row.how in ("flow", "cumulative_share") and kind != "flow":
            what = _(
                "adds up {metric} over days, though each day's figure is a {kind}",
                metric=row.metric,
                kind=_p("kind of metric", KINDS[kind]),
            )
            cure = _("write level, for its figure on date_to")
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
            (lambda: check_timeline(case, names, faults), {"timeline.csv"}),
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
                    what = _("{key} names the unknown place {place}", key=key, place=repr(place))
                    cure = _("use a name from places.csv{hint}", hint=nearest(str(place), names))
                    manifest.fault(("organisations", index, key), what, cure)


def _left_out(table: pd.DataFrame, column: str) -> list[str]:
    """What a column says in rows that could not be read; such a row has its own fault."""
    return [row.get(column, "") for row in table.attrs.get("left_out", ())]


def _check_places(case: Case, faults: list[Fault]) -> None:
    file = "places.csv"
    people = [f"people_{c.name}" for c in case.communities if f"people_{c.name}" in case.places]
    seen: dict[str, int] = {}
    for row in rows_of(case.places, faults):
        line, place = int(row.line), str(row.name)
        if place in seen:
            what = _(
                "place {place} stands twice (first on line {seen})",
                place=repr(place),
                seen=str(seen[place]),
            )
            faults.append(Fault(file, line, what, _("rename or remove one")))
        seen.setdefault(place, line)
        total = sum(int(getattr(row, column) or 0) for column in people)
        if len(people) == len(case.communities) and total != row.population:
            what = _(
                "the communities of {place} sum to {total}, its population is {population}",
                place=repr(place),
                total=total,
                population=int(row.population),
            )
            cure = _("make population the sum of the people_… columns")
            faults.append(Fault(file, line, what, cure))
        if row.capacity < 0:
            cure = _("leave it empty if there is no limit")
            faults.append(
                Fault(
                    file,
                    line,
                    _("capacity {capacity} is negative", capacity=f"{row.capacity:g}"),
                    cure,
                )
            )
    check_sources(case.places, file, faults)
    known = [f"people_{c.name}" for c in case.communities]
    for column in case.places.columns:
        if column.startswith("people_") and column not in known:
            cure = _(
                "name it after a community of scenario.yaml{hint}",
                hint=nearest(column, known),
            )
            faults.append(
                Fault(
                    file, 1, _("column {column} belongs to no community", column=repr(column)), cure
                )
            )
    if _left_out(case.places, "name"):
        return  # of what the whole table lacks, the rows that could not be read may hold it
    if case.places.empty:
        faults.append(Fault(file, 1, _("holds no place"), _("add at least two places")))
        return
    if case.places["population"].sum() <= 0:
        faults.append(Fault(file, 1, _("nobody lives in any place"), _("give populations")))
    if not (case.places["country"] == case.country).any():
        what = _("no place lies in the country {country}", country=case.country)
        faults.append(Fault(file, 1, what, _("correct country here or in scenario.yaml")))
    capitals = int(case.places["capital"].sum())
    if capitals != 1:
        what = _n(
            "{count} place is marked as the capital",
            "{count} places are marked as the capital",
            capitals,
        )
        faults.append(Fault(file, 1, what, _("mark exactly one with True")))


def _check_routes(case: Case, names: set[str], faults: list[Fault]) -> None:
    file = "routes.csv"
    first = case.places.drop_duplicates("name")
    where = dict(
        zip(first["name"], zip(first["latitude"], first["longitude"], strict=True), strict=True)
    )
    seen: set[frozenset[str]] = set()
    for row in rows_of(case.routes, faults):
        line = int(row.line)
        unknown = [end for end in (row.start, row.end) if end not in names]
        for end in unknown:
            cure = _("use a name from places.csv{hint}", hint=nearest(str(end), names))
            faults.append(
                Fault(file, line, _("joins the unknown place {end}", end=repr(end)), cure)
            )
        if row.start == row.end:
            faults.append(
                Fault(
                    file,
                    line,
                    _("leads from {start} to itself", start=repr(row.start)),
                    _("remove it"),
                )
            )
        elif frozenset((row.start, row.end)) in seen:
            what = _("{start} and {end} are joined twice", start=repr(row.start), end=repr(row.end))
            faults.append(Fault(file, line, what, _("routes lead both ways; keep one")))
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
            what = _(
                "is {long} km long, but the straight line is {straight} km",
                long=f"{row.distance_km:g}",
                straight=f"{straight:.0f}",
            )
            cure = _("correct distance_km or the coordinates of the places")
            faults.append(Fault(file, line, what, cure))
    check_sources(case.routes, file, faults)


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
        more = _(" and {number} more", number=len(members) - 4) if len(members) > 4 else ""
        what = _(
            "the map is disconnected: no route joins {shown}{more} to the rest",
            shown=shown,
            more=more,
        )
        cure = _("add a route in routes.csv")
        faults.append(Fault("places.csv", int(lines[members[0]]), what, cure))


def _check_observed(case: Case, names: set[str], faults: list[Fault]) -> None:
    file = "observed.csv"
    regions = {*case.places["region"], *_left_out(case.places, "region")}
    countries = {*case.places["country"], *_left_out(case.places, "country")}
    for row in rows_of(case.observed, faults):
        line = int(row.line)
        if row.date_to < row.date_from:
            what = _(
                "ends on {date_to}, before it begins on {date_from}",
                date_to=row.date_to,
                date_from=row.date_from,
            )
            faults.append(Fault(file, line, what, _("swap date_from and date_to")))
        kind, _colon, rest = row.place.partition(":")
        known = {"region": regions, "country": countries}.get(kind) if rest else None
        wanted, choices = (rest, known) if known is not None else (row.place, names)
        if wanted and wanted not in choices:
            what = _("names the unknown place {place}", place=repr(row.place))
            cure = _("use a place, 'region:NAME', 'country:CODE', or leave it empty")
            faults.append(Fault(file, line, what, cure + nearest(wanted, choices)))
        low = row.low if not math.isnan(row.low) else row.value
        high = row.high if not math.isnan(row.high) else row.value
        if not low <= row.value <= high:
            what = _(
                "value {value} is outside its own range {low} to {high}",
                value=f"{row.value:g}",
                low=f"{low:g}",
                high=f"{high:g}",
            )
            faults.append(Fault(file, line, what, _("correct low, value or high")))
        if min(low, row.value) < 0:
            faults.append(Fault(file, line, _("is negative"), _("correct value or low")))
    check_sources(case.observed, file, faults)


def _check_strengths(case: Case, faults: list[Fault]) -> None:
    file = "strengths.csv"
    before: dt.date | None = None
    for row in rows_of(case.strengths, faults):
        if before and row.date <= before:
            what = _(
                "date {date} is out of order: the row above is {before}",
                date=row.date,
                before=before,
            )
            faults.append(Fault(file, int(row.line), what, _("sort the rows by date")))
        before = row.date
    check_sources(case.strengths, file, faults)


def _check_violence(case: Case, names: set[str], faults: list[Fault]) -> None:
    for row in rows_of(case.violence, faults) if case.violence is not None else []:
        if row.place not in names:
            cure = _("use a name from places.csv{hint}", hint=nearest(row.place, names))
            what = _("names the unknown place {place}", place=repr(row.place))
            faults.append(Fault("violence.csv", int(row.line), what, cure))


def _check_arrivals(case: Case, faults: list[Fault]) -> None:
    before = -math.inf
    for row in rows_of(case.arrivals, faults) if case.arrivals is not None else []:
        if row.day <= before:
            what = _("day {day} is out of order", day=str(row.day))
            faults.append(Fault("refugees.csv", int(row.line), what, _("sort the rows by day")))
        if row.refugees < 0:
            what = _("refugees {refugees} is negative", refugees=f"{row.refugees:g}")
            faults.append(Fault("refugees.csv", int(row.line), what, _("correct the row")))
        before = row.day

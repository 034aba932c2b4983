"""Locations that stand twice in Flee's files, as in some cases that circulate."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from marosim.cases.faults import CaseError
from marosim.cases.flee_map import Link, Location
from marosim.cases.geography import distance_km
from marosim.languages import _

SAME_PLACE_KM = 50.0
"""Rows of one name that lie farther apart are two places, of which one needs another name."""


def told_apart(
    locations: Sequence[Location], path: Path, notes: list[str]
) -> tuple[list[Location], dict[str, str], list[Link]]:
    """The locations, each name once; what a camp that shares a town's name is called; its road.

    A town or a camp that stands twice is taken once, with the earlier day of violence and the
    larger number. A town with a camp of the same name becomes two places, joined by a road, as
    violence is at the one and counts are at the other. Each is noted. Raises
    :class:`marosim.cases.CaseError` for rows of one name that lie far apart or who knows where.
    """
    found: dict[str, Location] = {}
    camps: dict[str, str] = {}
    links: list[Link] = []
    for location in locations:
        name, camp = location.name, "camp" in location.type
        first = found.get(name)
        if first is None:
            found[name] = location
            continue
        lines = _(
            "{file}:{line}: {name} stands twice (first on line {first})",
            file=path.name,
            line=str(location.line),
            name=repr(name),
            first=str(first.line),
        )
        apart = float(
            distance_km(first.latitude, first.longitude, location.latitude, location.longitude)
        )
        if not apart <= SAME_PLACE_KM:  # nor where one has no coordinates
            what = _(
                "location {name} stands twice (first on line {line})",
                name=repr(name),
                line=str(first.line),
            )
            known = (
                _("they lie {apart} km apart", apart=round(apart))
                if apart > 0
                else _("one has no coordinates")
            )
            raise CaseError(
                what, _("rename it, or remove it: {known}", known=known), str(path), location.line
            )
        if camp == ("camp" in first.type):
            found[name] = _merged(first, location)
            notes.append(_("{lines}; taken once", lines=lines))
            continue
        own = f"{name} (camp)"
        town, other = (first, location) if camp else (location, first)
        found[name] = town
        found[own] = _merged(found[own], other) if own in found else other
        found[own] = dataclasses.replace(found[own], name=own)
        if name not in camps:
            camps[name] = own
            links.append(Link(name, own, max(apart, 1.0), 0))
        notes.append(
            _(
                "{lines}, as a town and as a camp; the camp is called {own}",
                lines=lines,
                own=repr(own),
            )
        )
    return list(found.values()), camps, links


def _merged(first: Location, second: Location) -> Location:
    """The first row, with violence if either has it, from the earlier day, and more people."""
    violent = [item for item in (first, second) if "conflict" in item.type]
    chosen = min(violent, key=_day) if violent else first
    number = max(first.number, second.number)
    return dataclasses.replace(first, type=chosen.type, date=chosen.date, number=number)


def _day(location: Location) -> tuple[int, float, str]:
    """Orders days since the start, then dates, then what gives neither."""
    text = location.date
    return (0, float(text), "") if text.lstrip("-").isdigit() else (1, 0.0, text or "9999")

"""What must hold for the rows of ``timeline.csv``: places, parties, dates in order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marosim.cases.faults import Fault
from marosim.cases.row_checks import check_sources, rows_of
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.world.case import WARS, Case, parties

ACTED = ("trigger", "incitement")
"""Kinds of the timeline whose actor, where there is one, is an organisation."""


def check_timeline(case: Case, names: set[str], faults: list[Fault]) -> None:
    """Add every fault of the timeline to the list."""
    file = "timeline.csv"
    before: dt.date | None = None
    for row in rows_of(case.timeline, faults):
        line = int(row.line)
        ends = row.place.split("|") if row.kind.startswith("route_") else [row.place]
        for place in ends:
            if place and place.strip() not in names:
                cure = _(
                    "use a name from places.csv, or leave it empty{hint}",
                    hint=nearest(place, names),
                )
                faults.append(
                    Fault(file, line, _("names the unknown place {place}", place=repr(place)), cure)
                )
        if row.kind.startswith("route_") and len(ends) != 2:
            what = _(
                "{kind} must name both ends of a route, not {place}",
                kind=row.kind,
                place=repr(row.place),
            )
            faults.append(Fault(file, line, what, _("write the two places as 'First|Second'")))
        _check_parties(case, row, faults)
        if case.date(row.day) != row.date:
            expected = (row.date - case.start).days
            what = _(
                "day {day} and date {date} disagree: the start is {start}",
                day=str(row.day),
                date=row.date,
                start=case.start,
            )
            faults.append(
                Fault(
                    file,
                    line,
                    what,
                    _("write day {expected} or correct the date", expected=expected),
                )
            )
        if before and row.date < before:
            what = _(
                "date {date} is out of order: the row above is {before}",
                date=row.date,
                before=before,
            )
            faults.append(Fault(file, line, what, _("sort the rows by date")))
        before = row.date
        if not row.text:
            faults.append(Fault(file, line, _("has no text"), _("say in a line what happened")))
    check_sources(case.timeline, file, faults)


def _check_parties(case: Case, row: Any, faults: list[Fault]) -> None:
    """An event between two organisations names both, as ``first|second``."""
    named = parties(row.actor)
    if row.kind in ACTED and row.actor and row.actor not in [o.name for o in case.organisations]:
        what = _(
            "{kind} names the unknown organisation {actor}", kind=row.kind, actor=repr(row.actor)
        )
        hint = nearest(row.actor, [o.name for o in case.organisations])
        cure = _(
            "use the name of an organisation of scenario.yaml, or leave it empty{hint}", hint=hint
        )
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
            what = _("{kind} names the unknown organisation {name}", kind=row.kind, name=repr(name))
            cure = _("use names of organisations of scenario.yaml{hint}", hint=nearest(name, known))
            faults.append(Fault(file, line, what, cure))
    if pair and len(set(named)) != 2:
        what = _(
            "{kind} must name two organisations as its actor, not {actor}",
            kind=row.kind,
            actor=repr(row.actor),
        )
        faults.append(Fault(file, line, what, _("write them as 'first|second'")))


def _check_offensive(case: Case, row: Any, faults: list[Fault]) -> None:
    file, line, known = "timeline.csv", int(row.line), [o.name for o in case.organisations]
    if row.actor not in known:
        what = _("offensive names the unknown organisation {actor}", actor=repr(row.actor))
        cure = _(
            "use the name of an organisation of scenario.yaml{hint}",
            hint=nearest(row.actor, known),
        )
        faults.append(Fault(file, line, what, cure))
    if not row.place:
        faults.append(
            Fault(file, line, _("offensive names no place"), _("name the place to be taken"))
        )
    if not 0 < row.value <= 1:
        what = _("offensive has the value {value}", value=f"{row.value:g}")
        faults.append(Fault(file, line, what, _("write its strength, above 0 and at most 1")))

"""One day of a run as the page draws it: what stands where, who moves, what happened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.situation import ABROAD, DISPLACED, FIGHTER, SHELTERED, UNDER_WAY
from marosim.view import knowledge, names
from marosim.view.drawn import (
    Badge,
    DayShown,
    Flow,
    LogEvent,
    Metrics,
    Organisation,
    Places,
    Scene,
    Unit,
)
from marosim.view.knowledge import Knowledge, learned
from marosim.view.layers import Label, layers_of, rings
from marosim.view.marks import marks_of
from marosim.view.recorded import recorded
from marosim.view.territory import cells

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel
    from marosim.world.case import Case

RECENT_DAYS = 7  # violence shown on the map is that of the last week
PEACEKEEPERS_FROM = 1_000_000  # numbers of marks of the mission
HELD = 0.05  # control of a place below which nobody holds it
TAKEN = 0.05  # more than the holder's, at which another is said to hold it
LARGEST_FLOWS = 60  # lines of people under way that stay readable
CHARTED = (
    "deaths_direct",
    "deaths_indirect",
    "displaced_internal",
    "displaced_abroad",
    "sheltered",
    "attacks",
    "attacks_deterred",
    "peacekeepers",
    "consent",
    "political_will",
    "legitimacy",
    "cost_usd",
    "deaths_reported",
    "displaced_reported",
)
TICKS = (
    *("trigger", "incitement", "mandate", "withdrawal", "evacuation", "intervention_announced"),
    *("arms_embargo", "agreement_talks", "diplomacy", "election", "drought", "inject", "context"),
)


@dataclass(frozen=True)
class Frame:
    """The state after ``day`` days, ready for the page. ``dead`` [P] is the toll so far."""

    day: int
    date: str
    dead: NDArray[np.float64]
    places: Places
    units: list[Unit]
    flows: list[Flow]
    metrics: Metrics
    events: list[LogEvent]
    organisations: list[Organisation]  # a faction may have split off
    knowledge: Knowledge  # what the mission can know of all this

    def known(self) -> DayShown:
        """What is sent to a page that shows what the mission knows."""
        known = self.knowledge
        return {
            "day": self.day,
            "date": self.date,
            "places": known.places,
            "badges": badges(known.units),
            "flows": [],
            "metrics": {n: v for n, v in self.metrics.items() if n in knowledge.METRICS},
            "events": known.events,
            "organisations": self.organisations[: known.sides],
        }

    def message(self) -> DayShown:
        """What is sent to the page."""
        return {
            "day": self.day,
            "date": self.date,
            "places": self.places,
            "badges": badges(self.units),
            "flows": self.flows,
            "metrics": self.metrics,
            "events": self.events,
            "organisations": self.organisations,
        }


def whole(values: NDArray[Any]) -> list[int]:
    """Numbers rounded to integers, as a list."""
    found: list[int] = np.rint(values).astype(np.int64).tolist()
    return found


def badges(units: list[Unit]) -> list[Badge]:
    """The strength of each side at each place: all of its units there in one mark."""
    found: dict[tuple[int, int], int] = {}
    for _, side, place, strength in units:
        found[place, side] = found.get((place, side), 0) + strength
    return [(place, side, strength) for (place, side), strength in sorted(found.items())]


def holders(control: NDArray[np.float64], before: list[int] | None) -> list[int]:
    """Who holds each place, -1 for nobody, from control [O, P] and who held it ``before``.

    A holder is another only when that one's control is larger by ``TAKEN``, so that the map does
    not flicker where two are about as strong.
    """
    best, places = control.argmax(axis=0), np.arange(control.shape[1])
    if before is not None:
        old = np.asarray(before)
        held = np.where(old >= 0, control[old, places], 0.0)
        best = np.where((old >= 0) & (control[best, places] < held + TAKEN), old, best)
    best = np.where(control[best, places] > HELD, best, -1)
    return [int(o) for o in best]


def capture(model: ResponseModel, kept: list[Frame], seen: int) -> Frame:
    """The frame of a model now; ``kept`` are the days before, ``seen`` events already kept."""
    now, people = model.situation, model.situation.people
    dead = model.civilians.dead_direct.sum(axis=1)
    past = kept[max(len(kept) - RECENT_DAYS, 0)].dead if kept else np.zeros_like(dead)
    holder = holders(now.control, kept[-1].places["holder"] if kept else None)
    places: Places = {
        "people": whole(people[:, :, :FIGHTER].sum(axis=(1, 2))),
        "displaced": whole(people[:, :, [DISPLACED, ABROAD]].sum(axis=(1, 2))),
        "sheltered": whole(people[:, :, SHELTERED].sum(axis=1)),
        "recent": whole(dead - past),
        "dead": whole(dead),
        "fear": whole(100 * now.fear.max(axis=1)),
        "holder": holder,
        "hold": whole(
            100 * np.where(np.less(holder, 0), 0.0, now.control[holder, np.arange(len(holder))])
        ),
        "attack": whole((now.attack_active | (now.attack_starts > 0)).sum(axis=0)),
        "alert": [int(v) for v in model.warning.alerted],
        "risk": whole(100 * model.warning.risk),
        "refuge": whole(np.minimum(now.refuge_capacity, 1e9)),
        "watched": whole(100 * now.watched),
    }
    units = _armed(model) + _peacekeepers(model)
    events = [event_row(i, e, model) for i, e in enumerate(model.journal.events[seen:], seen)]
    return Frame(
        day=model.day,
        date=str(model.date),
        dead=dead.copy(),
        places=places,
        units=units,
        flows=flows(model),
        metrics=charted(model, kept[-1].metrics if kept else {}),
        events=events,
        organisations=organisations(model),
        knowledge=learned(
            model,
            kept[-1].knowledge if kept else None,
            kept[-RECENT_DAYS].knowledge if len(kept) >= RECENT_DAYS else None,
            places,
            units,
            events,
            kept[0].places["people"] if kept else places["people"],
        ),
    )


def organisations(model: ResponseModel) -> list[Organisation]:
    """All armed organisations so far; badges name them by their number."""
    armed = model.armed.organisations
    marks = marks_of(armed)
    return [
        {"title": o.title, "role": o.role, "mark": k} for o, k in zip(armed, marks, strict=True)
    ]


def event_row(number: int, event: Any, model: ResponseModel) -> LogEvent:
    """An event of the journal as the log shows it."""
    return {
        "n": number,
        "day": event.day,
        "date": str(model.case.date(event.day)),
        "kind": event.kind,
        "place": event.place,
        "text": event.text,
        "size": int(event.numbers.get("persons", 0)),
    }


def _armed(model: ResponseModel) -> list[Unit]:
    armed = model.armed
    rows = np.flatnonzero(armed.unit_fighters >= 1)
    columns = (armed.unit_organisation[rows], armed.unit_place[rows], armed.unit_fighters[rows])
    return _rows(armed.serial[rows], *columns)


def _peacekeepers(model: ResponseModel) -> list[Unit]:
    """Units of the mission by kind: organisation -1 troops, -2 police, and so on.

    Their numbers follow those of all armed units.
    """
    mission = model.mission
    rows = np.flatnonzero((mission.persons >= 1) & (mission.place >= 0))
    kind = -1 - mission.kind[rows].astype(np.int64)
    number = PEACEKEEPERS_FROM + mission.serial[rows]
    return _rows(number, kind, mission.place[rows], mission.persons[rows])


def _rows(*columns: NDArray[Any]) -> list[Unit]:
    """Four columns of numbers as rows of whole ones, cut off and not rounded."""
    ids, sides, places, strengths = (column.astype(np.int64).tolist() for column in columns)
    return list(zip(ids, sides, places, strengths, strict=True))


def flows(model: ResponseModel) -> list[Flow]:
    """People under way by leg of road: from, to, persons; the largest legs first."""
    civilians, geography = model.civilians, model.geography
    rows = np.flatnonzero(civilians.status == UNDER_WAY)
    if not len(rows):
        return []
    here = civilians.place[rows].astype(np.int64)
    onward = geography.next_place[here, civilians.destination[rows]].astype(np.int64)
    known = onward < geography.count
    legs, which = np.unique(here[known] * geography.count + onward[known], return_inverse=True)
    persons = np.bincount(which, civilians.persons[rows[known]])
    order = np.argsort(-persons, kind="stable")[:LARGEST_FLOWS]
    return [
        (int(legs[k] // geography.count), int(legs[k] % geography.count),
         int(persons[k]))
        for k in order
    ]  # fmt: skip


def charted(model: ResponseModel, before: Metrics) -> Metrics:
    """Charted metrics of the day after ``before``; flows are added up from the first day."""
    if not model.journal.days:
        # before the first day nothing has been counted, and levels are not known yet
        return {
            name: 0.0 if model.metrics[name].kind != "stock" else None
            for name in CHARTED
            if name in model.metrics
        }
    today = model.journal.days[-1]
    found: Metrics = {}
    for name in CHARTED:
        if name in model.metrics:
            value = float(today.get(name, math.nan))
            if model.metrics[name].kind == "flow":
                value = (value if math.isfinite(value) else 0.0) + (before.get(name) or 0.0)
            # what is not defined today, as legitimacy without a mission, is a gap and not zero
            found[name] = round(value, 4) if math.isfinite(value) else None
    return found


def scene(case: Case, model: ResponseModel) -> Scene:
    """What stays the same in a run: the map, the organisations, the dated events."""
    geography = model.geography
    ground, edges = cells(geography)
    ticks = case.timeline[case.timeline["kind"].isin(TICKS)]
    return {
        "case": case.name,
        "title": case.title,
        "summary": case.summary,
        "start": str(case.start),
        "days": model.last_day,
        "outline": [np.round(ring, 3).tolist() for ring in rings(case.outline)],
        "names": geography.names,
        "kinds": geography.kind.tolist(),
        "inside": [bool(v) for v in geography.inside],
        "capital": geography.capital,
        "lon": np.round(geography.longitude, 4).tolist(),
        "lat": np.round(geography.latitude, 4).tolist(),
        "routes": [
            (int(a), int(b), round(float(q), 2))
            for a, b, q in zip(geography.start, geography.end, geography.quality, strict=True)
        ],
        "cells": ground,
        "edges": edges,
        "regions": regions(case),
        "layers": layers_of(case.name),
        "organisations": organisations(model),
        "metrics": {
            name: {"title": names.title(name), "unit": model.metrics[name].unit}
            for name in CHARTED
            if name in model.metrics
        },
        "recorded": recorded(case),
        "ticks": [
            {"day": int(day), "kind": str(kind), "text": str(text), "place": _plain(place)}
            for day, kind, text, place in zip(
                ticks["day"], ticks["kind"], ticks["text"], ticks["place"], strict=True
            )
        ],
        "persons_per_agent": model.civilians.persons_per_agent,
    }


def regions(case: Case) -> list[Label]:
    """Names of the regions of a case, each in the middle of its places."""
    inside = case.places[~case.places["kind"].isin(("abroad", "camp"))]
    named = inside[inside["region"].astype(str).str.len() > 0].groupby("region", sort=True)
    middle = named[["longitude", "latitude"]].mean().round(3)
    return [
        {"kind": "region", "text": str(name), "lon": float(lon), "lat": float(lat)}
        for name, (lon, lat) in zip(middle.index, middle.to_numpy(), strict=True)
        if len(named.groups[name]) > 1
    ]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""

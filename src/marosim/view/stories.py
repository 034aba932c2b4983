"""The story of a place or of a unit, in words, from the days that are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marosim.armed.forces import Organisation
from marosim.core.setting import SettingError
from marosim.languages import N_, _, _p
from marosim.languages.formats import apart, percent, persons, short_date
from marosim.view import naming, style
from marosim.view.drawn import LogEvent, Places
from marosim.view.frames import badges
from marosim.view.line import Line
from marosim.view.messages import Story
from marosim.view.why import why_killed

EVENTS_TOLD = 40
PERSONS_TOLD = 4
PERSONS_ASKED = 40
MISSION_TITLES = (
    *(N_("Peacekeeping troops"), N_("Mission police"), N_("Observers"), N_("Mission civilians")),
)


def place_story(line: Line, day: int, place: int) -> Story:
    """What a place has gone through up to a day: figures, events, a few persons."""
    model, names = line.model, line.model.geography.names
    if not 0 <= place < len(names):
        raise SettingError(_("there is no place {number}", number=place))
    first, now = line.frames[0].places, line.frames[day].places
    holder = now["holder"][place]
    organisations = model.armed.organisations
    facts = [
        (_("People"), persons(now["people"][place])),
        (_("at the start"), persons(first["people"][place])),
        (_("Displaced people here"), persons(now["displaced"][place])),
        (_("Killed here so far"), persons(now["dead"][place])),
        (_("Killed in the last week"), persons(now["recent"][place])),
        (_("Held by"), _held(organisations[holder].title if holder >= 0 else "", now, place)),
        (_("Risk of attack as warned"), percent(now["risk"][place] / 100)),
    ]
    if now["sheltered"][place]:
        facts.append((_("In protection sites"), persons(now["sheltered"][place])))
    present = [u for u in line.frames[day].units if u[2] == place]
    for organisation in sorted({u[1] for u in present}):
        strength = sum(u[3] for u in present if u[1] == organisation)
        title = owner_title(organisations, organisation)
        facts.append((title, persons(strength)))
    told = [
        e for frame in line.frames[: day + 1] for e in frame.events if e["place"] == names[place]
    ]
    return {
        "title": names[place],
        "what": _p("place", str(model.geography.kind[place])),
        "unit": False,
        "place": place,
        "day": day,
        "facts": facts,
        "units": [
            (
                u[0],
                _(
                    "{side}, {number}",
                    side=apart(owner_title(organisations, u[1])),
                    number=persons(u[3]),
                ),
            )
            for u in sorted(present, key=lambda u: (-u[1], -u[3], u[0]))
        ],
        "killed": [frame.places["dead"][place] for frame in line.frames[: day + 1]],
        "events": told[-EVENTS_TOLD:][::-1],
        "persons": _persons(line, place) if day == line.day else [],
        "why": why_killed(line, day, place),
    }


def known_story(line: Line, day: int, place: int) -> Story:
    """What the mission knows of a place: what was reported, and what its people saw there."""
    map_ = line.model.geography
    if not 0 <= place < len(map_.names):
        raise SettingError(_("there is no place {number}", number=place))
    frame = line.frames[day]
    now, organisations = frame.knowledge.places, frame.organisations
    on, seen = (
        _dated(line, day, now["report_day"][place]),
        _dated(line, day, now["seen_day"][place]),
    )
    holder = now["holder"][place]
    facts = [
        (_("People at the start"), persons(now["people"][place])),
        (_("Reported killed so far"), persons(now["dead"][place])),
        (_("Reported in the last week"), persons(now["recent"][place])),
        (_("Last report of killed"), on),
        (_("The mission was here"), seen),
    ]
    if now["seen_day"][place] >= 0:
        held = _held(organisations[holder]["title"] if holder >= 0 else "", now, place)
        facts.append((_("Then held by"), held))
    facts.append((_("Risk of attack as warned"), percent(now["risk"][place] / 100)))
    for where, side, strength in badges(frame.knowledge.units):
        if where == place:
            own = "" if side < 0 else organisations[side]["title"]
            title = naming.organisation(own) or _(MISSION_TITLES[-1 - side])
            facts.append((title, persons(strength)))
    days = line.frames[: day + 1]
    told = [e for f in days for e in f.knowledge.events if e["place"] == map_.names[place]]
    return {
        "title": map_.names[place],
        "what": _("{place}, as the mission knows it", place=_p("place", str(map_.kind[place]))),
        "unit": False,
        "place": place,
        "day": day,
        "facts": facts,
        "units": [],
        "killed": [f.knowledge.places["dead"][place] for f in days],
        "events": told[-EVENTS_TOLD:][::-1],
        "persons": [],
        "why": None,
    }


def _dated(line: Line, day: int, when: int) -> str:
    if when < 0:
        return _("never")
    if when == day:
        return _("today")
    return _("day {day}, {date}", day=when, date=short_date(line.case.date(when)))


def _held(holder: str, places: Places, place: int) -> str:
    """Who holds a place, and how firmly."""
    if not holder:
        return _("nobody")
    firmly = percent(places["hold"][place] / 100).replace(" ", "\u00a0")
    return _("{side} ({percent})", side=apart(naming.organisation(holder)), percent=firmly)


def owner_title(organisations: Sequence[Organisation], owner: int) -> str:
    """Whose mark it is: an armed organisation, or a kind of peacekeepers."""
    if owner < 0:
        return _(MISSION_TITLES[-1 - owner])
    return naming.organisation(organisations[owner].title)


def _persons(line: Line, place: int) -> list[str]:
    """A few people who lived here, the same ones on every day as far as their lives differ."""
    civilians = line.model.civilians
    rows = np.flatnonzero(civilians.home == place)
    asked = rows[:: max(len(rows) // PERSONS_ASKED, 1)][:PERSONS_ASKED]
    return list(dict.fromkeys(civilians[int(row)].story() for row in asked))[:PERSONS_TOLD]


def unit_story(line: Line, day: int, unit: int) -> Story:
    """Where a unit has been and how strong it was, up to a day."""
    names, organisations = line.model.geography.names, line.model.armed.organisations
    path: list[tuple[int, int, int]] = []
    owner = -1
    for frame in line.frames[: day + 1]:
        mine = next((u for u in frame.units if u[0] == unit), None)
        if mine is None:
            continue
        owner = mine[1]
        if not path or path[-1][1] != mine[2]:
            path.append((frame.day, mine[2], mine[3]))
    if not path:
        raise SettingError(_("this unit is not on the map any more"))
    strength = next((u[3] for u in line.frames[day].units if u[0] == unit), 0)
    what = owner_title(organisations, owner)
    facts = [
        (_("Strength"), persons(strength)),
        (_("At the start"), persons(path[0][2])),
        (_("Place"), names[path[-1][1]]),
    ]
    if owner >= 0:
        facts.append((_("Side"), _p("role", organisations[owner].role)))
    moves: list[LogEvent] = [
        {"n": -1 - i, "day": d, "date": line.frames[d].date, "kind": "move", "size": 0,
         "place": names[p], "text": f"Came to {names[p]} with {style.number(s)}"}
        for i, (d, p, s) in enumerate(path)
    ]  # fmt: skip
    return {
        "title": what,
        "what": _("unit"),
        "unit": True,
        "place": path[-1][1],
        "day": day,
        "facts": facts,
        "units": [],
        "killed": [],
        "events": moves[::-1][:EVENTS_TOLD],
        "persons": [],
        "why": None,
    }

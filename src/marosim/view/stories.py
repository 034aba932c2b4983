"""The story of a place or of a unit, in words, from the days that are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marosim.armed.forces import Organisation
from marosim.core.setting import SettingError
from marosim.view.drawn import LogEvent
from marosim.view.line import Line
from marosim.view.messages import Story
from marosim.view.style import number

EVENTS_TOLD = 40
PERSONS_TOLD = 4
PERSONS_ASKED = 40
NEVER = "never"
MISSION_TITLES = ("Peacekeeping troops", "Mission police", "Observers", "Mission civilians")


def place_story(line: Line, day: int, place: int) -> Story:
    """What a place has gone through up to a day: figures, events, a few persons."""
    model, names = line.model, line.model.geography.names
    if not 0 <= place < len(names):
        raise SettingError(f"there is no place {place}")
    first, now = line.frames[0].places, line.frames[day].places
    holder = now["holder"][place]
    organisations = model.armed.organisations
    facts = [
        ("People", number(now["people"][place])),
        ("at the start", number(first["people"][place])),
        ("Displaced people here", number(now["displaced"][place])),
        ("Killed here so far", number(now["dead"][place])),
        ("Killed in the last week", number(now["recent"][place])),
        ("Held by", f"{organisations[holder].title} ({now['hold'][place]} %)"
                    if holder >= 0 else "nobody"),
        ("Risk of attack as warned", f"{now['risk'][place]} %"),
    ]  # fmt: skip
    if now["sheltered"][place]:
        facts.append(("In protection sites", number(now["sheltered"][place])))
    present = [u for u in line.frames[day].units if u[2] == place]
    for organisation in sorted({u[1] for u in present}):
        strength = sum(u[3] for u in present if u[1] == organisation)
        title = owner_title(organisations, organisation)
        facts.append((title, number(strength)))
    told = [
        e for frame in line.frames[: day + 1] for e in frame.events if e["place"] == names[place]
    ]
    return {
        "title": names[place],
        "what": str(model.geography.kind[place]),
        "place": place,
        "day": day,
        "facts": facts,
        "units": [
            (u[0], f"{owner_title(organisations, u[1])}, {number(u[3])}")
            for u in sorted(present, key=lambda u: (-u[1], -u[3], u[0]))
        ],
        "killed": [frame.places["dead"][place] for frame in line.frames[: day + 1]],
        "events": told[-EVENTS_TOLD:][::-1],
        "persons": _persons(line, place) if day == line.day else [],
    }


def known_story(line: Line, day: int, place: int) -> Story:
    """What the mission knows of a place: what was reported, and what its people saw there."""
    map_ = line.model.geography
    if not 0 <= place < len(map_.names):
        raise SettingError(f"there is no place {place}")
    frame = line.frames[day]
    now, organisations = frame.knowledge.places, frame.organisations
    on, seen = (
        _dated(line, day, now["report_day"][place]),
        _dated(line, day, now["seen_day"][place]),
    )
    holder = now["holder"][place]
    facts = [
        ("People at the start", number(now["people"][place])),
        ("Reported killed so far", number(now["dead"][place])),
        ("Reported in the last week", number(now["recent"][place])),
        ("Last report of killed", on),
        ("The mission was here", seen),
    ]
    if seen != NEVER:
        held = f"{organisations[holder]['title']} ({now['hold'][place]} %)"
        facts.append(("Then held by", held if holder >= 0 else "nobody"))
    facts.append(("Risk of attack as warned", f"{now['risk'][place]} %"))
    for _, side, where, strength in frame.knowledge.units:
        if where == place:
            title = MISSION_TITLES[-1 - side] if side < 0 else organisations[side]["title"]
            facts.append((title, number(strength)))
    days = line.frames[: day + 1]
    told = [e for f in days for e in f.knowledge.events if e["place"] == map_.names[place]]
    return {
        "title": map_.names[place],
        "what": f"{map_.kind[place]}, as the mission knows it",
        "place": place,
        "day": day,
        "facts": facts,
        "units": [],
        "killed": [f.knowledge.places["dead"][place] for f in days],
        "events": told[-EVENTS_TOLD:][::-1],
        "persons": [],
    }


def _dated(line: Line, day: int, when: int) -> str:
    if when < 0:
        return NEVER
    return "today" if when == day else f"day {when}, {line.case.date(when):%-d %b %Y}"


def owner_title(organisations: Sequence[Organisation], owner: int) -> str:
    """Whose mark it is: an armed organisation, or a kind of peacekeepers."""
    return organisations[owner].title if owner >= 0 else MISSION_TITLES[-1 - owner]


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
        raise SettingError("this unit is not on the map any more")
    strength = next((u[3] for u in line.frames[day].units if u[0] == unit), 0)
    what = owner_title(organisations, owner)
    facts = [
        ("Strength", number(strength)),
        ("At the start", number(path[0][2])),
        ("Place", names[path[-1][1]]),
    ]
    if owner >= 0:
        facts.append(("Side", organisations[owner].role))
    moves: list[LogEvent] = [
        {"n": -1 - i, "day": d, "date": line.frames[d].date, "kind": "move", "size": 0,
         "place": names[p], "text": f"Came to {names[p]} with {number(s)}"}
        for i, (d, p, s) in enumerate(path)
    ]  # fmt: skip
    return {
        "title": what,
        "what": "unit",
        "place": path[-1][1],
        "day": day,
        "facts": facts,
        "units": [],
        "killed": [],
        "events": moves[::-1][:EVENTS_TOLD],
        "persons": [],
    }

"""Why civilians were killed at a place: the chain up to it, and who decided what and why."""

from __future__ import annotations

from collections.abc import Iterable

from marosim.cases.geography import distance_km
from marosim.journal import Event
from marosim.languages import _
from marosim.languages.formats import persons, short_date, whole
from marosim.view.line import Line
from marosim.view.messages import Why, WhyStep

WORST_TOLD = 3  # attacks that are named
TROOPS = -1  # the mark of the mission's troops; a few police or observers protect nobody


def why_killed(line: Line, day: int, place: int) -> Why | None:
    """What led to the killings at a place up to a day; nothing where nobody was killed."""
    killed = line.frames[day].places["dead"][place]
    if killed < 1:
        return None
    name = line.model.geography.names[place]
    past = [event for event in line.model.journal.events if event.day < day]
    here = [event for event in past if event.place == name]
    attacks = [event for event in here if event.kind == "attack"]
    title = _("Why {number} were killed in {place}", number=persons(killed), place=name)
    return {
        "title": title,
        "chain": _chain(line, here, attacks) + _answered(line, day, place, attacks),
        "decided": _plans(line, past, attacks) + _commanders(line, day, here, name),
    }


def _chain(line: Line, here: list[Event], attacks: list[Event]) -> list[WhyStep]:
    """The first warning and what became of it, and the worst attacks, in order of days."""
    alerts = [event for event in here if event.kind == "alert"]
    worst = sorted(attacks, key=lambda event: -event.numbers["persons"])[:WORST_TOLD]
    told = [*alerts[:1], *[e for e in here if e.kind == "dismissed"][:1], *worst]
    steps = [_said(line, event) for event in sorted(told, key=lambda event: event.day)]
    if not alerts:
        steps.insert(0, _here(_("Nobody warned of an attack here.")))
    if len(attacks) > len(worst):
        steps.append(
            _here(
                _(
                    "{number} attacks here have ended; the {worst} worst are named.",
                    number=whole(len(attacks)),
                    worst=whole(len(worst)),
                )
            )
        )
    return steps


def _answered(line: Line, day: int, place: int, attacks: list[Event]) -> list[WhyStep]:
    """How near troops were, and how many attacks they answered."""
    troops = [(u[2], u[3]) for u in line.frames[day].units if u[1] == TROOPS]
    if not troops:
        return [_here(_("No peacekeeping troops are in the country."))]
    map_ = line.model.geography
    latitude, longitude = map_.latitude, map_.longitude
    away = distance_km(latitude[place], longitude[place], latitude, longitude)
    nearest = min((where for where, _strength in troops), key=lambda where: away[where])
    strength = sum(count for where, count in troops if where == nearest)
    number = persons(strength)
    reach = (
        _("On this day {number} peacekeeping troops are here.", number=number)
        if nearest == place
        else _(
            "The nearest peacekeeping troops on this day: {number} in {place}, {km} km away.",
            number=number,
            place=map_.names[nearest],
            km=whole(round(float(away[nearest]))),
        )
    )
    if not attacks:
        return [_here(reach)]
    answered = sum(event.numbers.get("answered", 0.0) > 0 for event in attacks)
    answer = _(
        "Peacekeepers answered {answered} of {number} attacks here.",
        answered=whole(answered),
        number=whole(len(attacks)),
    )
    return [_here(reach), _here(answer)]


def _plans(line: Line, past: list[Event], attacks: list[Event]) -> list[WhyStep]:
    """What the leaders of those who attacked here planned last, with their reasons."""
    attackers = dict.fromkeys(event.actor for event in attacks)
    last = {event.actor: event for event in past if event.kind == "plan"}
    return [_said(line, last[actor]) for actor in attackers if actor in last]


def _commanders(line: Line, day: int, here: list[Event], name: str) -> list[WhyStep]:
    """How units answered last, and on the last day how each decides now about an attack here."""
    steps = [_said(line, event) for event in here if event.kind == "attack_answered"][-1:]
    if day < line.day:
        return steps
    said: dict[str, WhyStep] = {}
    for unit in line.model.mission.units:
        verb, _colon, where = unit.decision.rpartition(": ")
        if where == name:
            text = f"Peacekeepers {verb}: {', '.join(_words(unit.why))}"
            said[text] = {"when": short_date(line.case.date(day)), "text": text}
    return [*steps, *said.values()]


def _words(reasons: Iterable[tuple[str, float]]) -> list[str]:
    return [words for words, _weight in reasons]


def _said(line: Line, event: Event) -> WhyStep:
    return {"when": short_date(line.case.date(event.day)), "text": event.text}


def _here(text: str) -> WhyStep:
    return {"when": "", "text": text}

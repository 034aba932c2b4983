"""A case as plain data: who, where, when. Nothing here reads files or runs anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from marosim.terms import Role

PLACE_KINDS = ("town", "camp", "crossing", "abroad")
ORGANISATION_ROLES = tuple(map(str, Role))
TIMELINE_KINDS = (
    "trigger",
    "incitement",
    "border_closed",
    "border_opened",
    "route_closed",
    "route_opened",
    "place_closed",
    "place_opened",
    "withdrawal",
    "evacuation",
    "mandate",
    "election",
    "drought",
    "diplomacy",
    "intervention_announced",
    "arms_embargo",
    "agreement_talks",
    "war_opened",
    "war_closed",
    "offensive",
    "violence",
    "inject",
    "context",
)

WARS = ("war_opened", "war_closed")
"""Kinds of the timeline whose actor names two organisations, ``first|second``."""


def parties(actor: str) -> tuple[str, ...]:
    """The organisations that the actor of a row of the timeline names, parted by ``|``."""
    return tuple(name.strip() for name in actor.split("|") if name.strip())


@dataclass(frozen=True)
class Community:
    """A community defined by its position, never by a property of its people.

    ``exclusion`` from power, ``inequality`` relative to others and ``grievance`` from the
    past are levels in [0, 1].
    """

    name: str
    title: str
    exclusion: float = 0.0
    inequality: float = 0.0
    grievance: float = 0.0


HEAVIEST = 3
HEAVY_ARMS_BY_KIND = {Role.GOVERNMENT: 1, Role.REBEL: 1, Role.MILITIA: 0}
"""Heavy arms of an organisation of a kind of which nothing else is known (assumed)."""


@dataclass(frozen=True)
class OrganisationPlan:
    """An armed organisation at the start of a case.

    ``bases`` are place names where its units start, ``holds`` the places it controls (``["*"]``
    for all not held by others); ``fighters`` is a head count spread over ``units``. ``quality`` is
    fighting power a head.
    ``mobilises`` names the community whose members may join it, or is empty.
    ``active_from`` is the day it appears.
    ``heavy_arms`` is a fact, 0 to 3: small arms and rocket grenades only; mortars and a few heavy
    guns; artillery or armour in part of its units; both in mass. Left out, it is that of its
    kind: 1, for a militia 0. ``kin`` names the communities for whom it claims to fight; left out,
    it is the one that it mobilises, if any. ``conscripts`` says that most of its fighters were
    called up by law.

    Facts, known before the start and sourced in ``facts``, from which the rule of
    :mod:`marosim.armed.hostility` tells whom it means harm: ``excludes`` names the communities
    that its leaders said in public do not belong in the state or on the ground that they claim;
    ``plunders`` says that its fighters live by plunder or were pressed into it; ``broadcasts``
    that it has a radio or television station; ``killed`` are civilians whom it killed on purpose
    in the two years before (None if nobody counted). Whoever knows better may set by hand, each in
    [0, 1], ``hostility`` (by community name), ``extermination`` (how far leaders mean to destroy)
    and ``incites`` (reach of its incitement); left out (None), the rule gives them.
    """

    name: str
    title: str
    role: str
    fighters: int
    units: int
    bases: tuple[str, ...]
    holds: tuple[str, ...] = ()
    hostility: dict[str, float] | None = None
    mobilises: str = ""
    incites: float | None = None
    quality: float = 1.0
    extermination: float | None = None
    allies: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    active_from: int = 0
    supply: float = 1.0
    heavy_arms: int | None = None
    kin: tuple[str, ...] | None = None
    conscripts: bool = False
    excludes: tuple[str, ...] = ()
    plunders: bool = False
    broadcasts: bool = False
    killed: int | None = None
    facts: str = "assumed"
    source: str = "assumed"

    @property
    def people(self) -> tuple[str, ...]:
        """The communities for whom it claims to fight."""
        if self.kin is not None:
            return self.kin
        return (self.mobilises,) if self.mobilises else ()

    @property
    def by_hand(self) -> list[str]:
        """What of its will is set by hand, and not by the rule."""
        names = ("hostility", "extermination", "incites")
        return [name for name in names if getattr(self, name) is not None]


@dataclass(frozen=True)
class Before:
    """What the country had been through before the start of a case.

    ``killed`` are civilians killed on purpose there in the five calendar years before (None if
    nobody counted, or not in all five), ``genocide`` says that its state had a genocide or
    politicide since 1955, ``autocracy`` that an autocrat or one party ruled it at the start.
    """

    killed: int | None = None
    genocide: bool = False
    autocracy: bool = False
    source: str = "assumed"


@dataclass(frozen=True)
class Case:
    """Everything a run needs to know about a case.

    Tables (pandas):

    - ``places``: name, kind, country, region, latitude, longitude, population, capacity
      (people a camp can hold, NaN if unlimited), capital (bool), source, and one column
      ``people_<community>`` per community (head count at the start).
    - ``routes``: start, end, distance_km, kind (road, track, ferry, border), quality in
      (0, 1], forced (bool: everybody who reaches ``start`` is sent on to ``end``), source.
    - ``timeline``: day (int), date, kind, place, actor, value, text, source. Route events name
      both ends, ``First|Second``. ``war_opened`` and ``war_closed`` name the two
      organisations as the actor, ``first|second``, as ``agreement_talks`` may do that concern
      one pair of parties only. ``intervention_announced`` may name the organisations that it is
      against after who announces it, ``alliance|rebels``. ``offensive`` orders the
      actor's units to take the place, with a pull of ``value`` in (0, 1]. ``withdrawal`` takes
      the share ``value`` of the actor's fighters out of the country, if the actor is an armed
      organisation of the case. A place closed with the actor ``camp`` takes nobody in but can
      be passed; ``options`` (optional) are an inject's choices, parted by ``|``.
    - ``observed``: date_from, date_to, metric, place, value, low, high, how, use
      (calibration or held_out), source. ``place`` is empty (everywhere), a place's name,
      ``region:NAME`` or ``country:CODE``. ``how`` is ``flow`` (sum of the metric over the
      dates), ``level`` (its value on ``date_to``), ``share`` (the place's share of the sum
      over the dates) or ``cumulative_share`` (share of the whole run's sum by ``date_to``).
    - ``strengths``: date, troops, police, observers, source: the historical deployment.
    - ``violence``, if given from outside: day, place, intensity in [0, 1]; it lasts at a
      place until the place's next row. ``arrivals`` then gives the people who have been
      displaced abroad by a day: day, refugees (cumulative).
    """

    name: str
    title: str
    summary: str
    start: dt.date
    days: int
    country: str
    communities: tuple[Community, ...]
    organisations: tuple[OrganisationPlan, ...]
    places: pd.DataFrame
    routes: pd.DataFrame
    timeline: pd.DataFrame
    observed: pd.DataFrame
    strengths: pd.DataFrame
    before: Before = Before()
    settings: dict[str, Any] = field(default_factory=dict)
    historical: dict[str, dict[str, Any]] = field(default_factory=dict)
    violence: pd.DataFrame | None = None
    arrivals: pd.DataFrame | None = None
    briefing: str = ""
    sources: tuple[str, ...] = ()
    digest: str = ""
    outline: Any = None

    def date(self, day: int) -> dt.date:
        """The calendar date of a day of the run (day 0 is the start)."""
        return self.start + dt.timedelta(days=int(day))

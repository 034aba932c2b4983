"""Words that the rooms share, each with one home: a slip is an error, never a silent nothing.

Members of most are texts: they compare and print as the words that cases and settings use.
Those that arrays hold are numbers.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What an armed organisation is."""

    GOVERNMENT = "government"
    MILITIA = "militia"
    REBEL = "rebel"


class Task(StrEnum):
    """What a mandate asks a mission to do (UN Peace Mission Mandates, Di Salvatore et al. 2022)."""

    MONITOR = "monitor"
    BUFFER = "buffer"
    PROTECT = "protect"
    DISARM = "disarm"
    ELECTIONS = "elections"
    POLICE = "police"
    RULE_OF_LAW = "rule_of_law"
    HUMAN_RIGHTS = "human_rights"
    AID_SECURITY = "aid_security"
    ARMS_EMBARGO = "arms_embargo"
    OFFENSIVE = "offensive"


class Line(StrEnum):
    """A line of the budget."""

    TROOPS = "troops"
    POLICE = "police"
    OBSERVERS = "observers"
    LIFT = "lift"
    CIVILIAN = "civilian"
    WARNING = "warning"
    EVALUATION = "evaluation"
    AID = "aid"
    HOST_CAPACITY = "host capacity"
    AIR = "air"
    MEDIATION = "mediation"
    DDR = "ddr"
    PEACEBUILDING = "peacebuilding"


class Level(StrEnum):
    """A level in 0..1 that mechanisms push from many sides and its owner settles once a day."""

    CONSENT = "consent"
    POLITICAL_WILL = "political_will"
    LEGITIMACY = "legitimacy"


class Approach(StrEnum):
    """The seven approaches of the handbook on mass atrocity response operations (2010)."""

    AREA_SECURITY = "area_security"
    OIL_SPOT = "oil_spot"
    SEPARATION = "separation"
    SAFE_AREAS = "safe_areas"
    PARTNER_ENABLING = "partner_enabling"
    CONTAINMENT = "containment"
    DEFEAT_PERPETRATORS = "defeat_perpetrators"


class Number(IntEnum):
    """A word that arrays hold as a number."""

    @property
    def word(self) -> str:
        """Its name as people read it."""
        return self.name.lower().replace("_", " ")


class Status(Number):
    """Where a civilian stands."""

    HOME = 0
    DISPLACED = 1
    UNDER_WAY = 2
    SHELTERED = 3
    ABROAD = 4
    FIGHTER = 5
    DEAD = 6


class Exposure(Number):
    """Where harm reaches people."""

    OPEN = 0
    REFUGE = 1
    ROAD = 2


class Cause(Number):
    """What people die of; all but hardship kill directly."""

    ATTACK = 0
    BATTLE = 1
    ROADBLOCK = 2
    MISSION = 3
    HARDSHIP = 4
    BY_HAND = 5


class Kind(Number):
    """A kind of personnel."""

    TROOPS = 0
    POLICE = 1
    OBSERVERS = 2
    CIVILIANS = 3


class Stage(Number):
    """How far a contingent has come."""

    PLEDGED = 0
    READY = 1
    LIFTED = 2
    IN_COUNTRY = 3
    IN_SECTOR = 4
    LEAVING = 5
    GONE = 6


class Agreement(Number):
    """The step of an agreement between two parties (Clayton & Sticher 2021)."""

    NONE = 0
    CESSATION = 1
    PRELIMINARY = 2
    DEFINITIVE = 3

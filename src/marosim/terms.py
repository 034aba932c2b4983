"""Words that the rooms share, each with one home: a slip is an error, never a silent nothing.

Members are texts: they compare and print as the words that cases and settings use.
"""

from __future__ import annotations

from enum import StrEnum


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

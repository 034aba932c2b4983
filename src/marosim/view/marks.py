"""Who bears which mark on the map: a hue and a shape of its own for each organisation.

Colours were chosen so that people with each kind of colour blindness tell them apart; where two
are near, the shape carries the difference, and enemies do not get them. Red is kept for harm, and
bright blue for the mission.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from marosim.armed.forces import Organisation


class Mark(TypedDict):
    """A mark: its colour, that of the ground it stands for, and its shape."""

    hue: str
    ground: str
    shape: str


HARM, MISSION, FLIGHT = "#c2102f", "#1583d0", "#3d3a35"
MARKS: tuple[Mark, ...] = (
    {"hue": "#28356b", "ground": "#5a6fc4", "shape": "square"},
    {"hue": "#db8a00", "ground": "#e8a020", "shape": "up"},
    {"hue": "#13836a", "ground": "#2fa98b", "shape": "diamond"},
    {"hue": "#7b3fa0", "ground": "#9a62be", "shape": "down"},
    {"hue": "#a98a9f", "ground": "#b398aa", "shape": "hexagon"},
    {"hue": "#5e6066", "ground": "#8a8d94", "shape": "cross"},
    {"hue": "#5fd0c8", "ground": "#7fd8d1", "shape": "star"},
    {"hue": "#d9d43a", "ground": "#dcd86a", "shape": "hourglass"},
)
OTHERS: Mark = {"hue": "#b9bbbf", "ground": "#c9cbcf", "shape": "bar"}  # from the ninth on

NEAR_UNITS = 15.0  # of CIEDE2000, in the kind of sight in which two colours are nearest
NEAR = frozenset(
    {(0, 3), (1, 7), (2, 5), (4, 6)}
)  # pairs of MARKS that are nearer than that; a test holds them


def marks_of(organisations: Sequence[Organisation]) -> list[int]:
    """The number of each organisation's mark in ``MARKS``; ``len(MARKS)`` stands for ``OTHERS``.

    Each in turn gets the first free mark that does not look like one of an enemy, or else the
    first that is free. So nobody's mark changes when a faction splits off.
    """
    given: list[int] = []
    for one in organisations:
        foes = {
            mark
            for other, mark in zip(organisations, given, strict=False)
            if other.name not in one.allies and one.name not in other.allies
        }
        free = [k for k in range(len(MARKS)) if k not in given]
        apart = (k for k in free if not any((min(k, f), max(k, f)) in NEAR for f in foes))
        given.append(next(apart, free[0] if free else len(MARKS)))
    return given

"""What the mission can know of a day: its own people, what they see around them, what reports say.

Nothing else goes into it, so that a page that shows what the mission knows cannot tell two courses
apart that differ only in what nobody saw or reported.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.judging.measurement import MEMORY_DAYS
from marosim.situation import SHELTERED
from marosim.view.drawn import LogEvent, Places, Unit

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

NEVER = -1
SIDES = 100  # marks of armed men seen at a place are numbered place by place, so many a place
METRICS = ("deaths_reported", "displaced_reported", "peacekeepers", "cost_usd")
# what a mission does itself, is told, or reads in the papers; attacks and battles are not among it
EVENTS = frozenset(
    (
        *("alert", "signal", "dismissed", "decision", "decided", "first_unit", "full_strength"),
        *("mandate", "mandate_changed", "authorisation", "veto", "exit", "safe_area"),
        *("site_opened", "site_fallen", "attack_answered", "peacekeepers_killed", "misconduct"),
        *("contingent_arrived", "contingent_left", "contingent_withdrawn", "withdrawal"),
        *("evacuation", "hostages_taken", "hostages_freed"),
        *("funding_shortfall", "funding_restored", "consent_withdrawn", "consent_restored"),
        *("talks", "talks_failed", "talks_succeeded", "agreement_talks", "ceasefire"),
        *("diplomacy", "arms_embargo", "intervention_announced", "election", "incitement"),
        *("border_closed", "border_opened", "drought", "inject", "context"),
    )
)


NOWHERE: Places = {
    "people": [], "recent": [], "dead": [], "holder": [], "hold": [], "attack": [], "alert": [],
    "risk": [], "refuge": [], "sheltered": [],
}  # fmt: skip


@dataclass(frozen=True)
class Knowledge:
    """After a day, by place [P]; days are ``NEVER`` where it has not happened.

    ``record`` is the mission's fading record, ``reported`` the killed that were reported so far,
    ``report_day`` the day of the last report, ``seen_day`` the day on which people of the mission
    last stood there, with the holder whom they saw. ``sides`` is the number of organisations that
    are known to exist.
    """

    record: NDArray[np.float64]
    reported: NDArray[np.float64]
    report_day: NDArray[np.int64]
    seen_day: NDArray[np.int64]
    holder: NDArray[np.int64]
    hold: NDArray[np.int64]
    sides: int
    places: Places
    units: list[Unit]
    events: list[LogEvent]
    told: int  # events known so far


def _blank(model: ResponseModel) -> Knowledge:
    count = model.geography.count
    none, never = np.zeros(count), np.full(count, NEVER, dtype=np.int64)
    sides = len(model.case.organisations)
    return Knowledge(none, none, never, never, never, never, sides, NOWHERE, [], [], 0)


def learned(
    model: ResponseModel,
    before: Knowledge | None,
    week_ago: Knowledge | None,
    truth: Places,
    units: list[Unit],
    events: list[LogEvent],
    census: list[int],
) -> Knowledge:
    """What is known today, from what was known ``before`` and ``week_ago``.

    ``truth`` are today's places as they are, ``units`` all marks (own ones have negative
    sides), ``events`` all events of the day, ``census`` the people at the start.
    """
    old = before or _blank(model)
    own = [unit for unit in units if unit[1] < 0]
    here = np.zeros(model.geography.count, dtype=bool)
    here[[unit[2] for unit in own]] = True

    record = model.judging.killed.copy()
    came = np.maximum(record - old.record * math.exp(-1.0 / MEMORY_DAYS), 0.0)
    if not model.judging.measured:
        came = np.zeros_like(record)
    reported = old.reported + came
    # a report of less than a person is none
    report_day = np.where(np.floor(reported) > np.floor(old.reported), model.day, old.report_day)
    seen_day = np.where(here, model.day, old.seen_day)
    holder = np.where(here, truth["holder"], old.holder)
    hold = np.where(here, truth["hold"], old.hold)

    seen: dict[tuple[int, int], int] = {}
    for _, side, place, strength in units:
        if side >= 0 and here[place]:
            seen[place, side] = seen.get((place, side), 0) + strength
    marks = [(place * SIDES + side, side, place, n) for (place, side), n in sorted(seen.items())]
    sides = max([old.sides, *(side + 1 for _, side in seen)])
    sheltered = model.situation.people[:, :, SHELTERED].sum(axis=1)
    places: Places = {
        "people": census,
        "recent": _whole(reported - (week_ago or _blank(model)).reported),
        "dead": _whole(reported),
        "report_day": _whole(report_day),
        "seen_day": _whole(seen_day),
        "holder": _whole(holder),
        "hold": _whole(hold),
        "attack": _whole(np.where(here, truth["attack"], 0)),
        "alert": truth["alert"],
        "risk": truth["risk"],
        "refuge": _whole(np.where(here, truth["refuge"], 0)),
        "sheltered": _whole(np.where(here, sheltered, 0)),
    }
    known = [event for event in events if event["kind"] in EVENTS]
    told: list[LogEvent] = [{**event, "n": old.told + i} for i, event in enumerate(known)]
    return Knowledge(
        record, reported, report_day, seen_day, holder, hold, sides, places, own + marks, told,
        old.told + len(told),
    )  # fmt: skip


def _whole(values: Any) -> list[int]:
    found: list[int] = np.floor(values).astype(np.int64).tolist()
    return found

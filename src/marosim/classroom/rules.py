"""When a contingency is due: rules that exercise control is told of; it releases by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from marosim.classroom.roles import ROLES
from marosim.languages import _
from marosim.languages.faults import one_of

if TYPE_CHECKING:
    from marosim.classroom.msel import Msel
    from marosim.classroom.room import Room

RULES = (
    re.compile(r"no (?P<what>acts|orders|messages) of (?P<role>\w+) for (?P<days>\d+) days"),
    re.compile(r"more than (?P<killed>\d+) reported killed in (?P<days>\d+) days"),
    re.compile(r"(?P<days>\d+) days after inject (?P<serial>\d+)"),
)
FORMS = (
    "no acts|orders|messages of SEAT for N days; more than N reported killed in N days; "
    "N days after inject N"
)
KINDS = {
    "orders": ("order",),
    "messages": ("say",),
    "acts": ("order", "say", "vote", "choose", "ask"),
}


def _read(text: str) -> dict[str, str] | None:
    found = next((m for rule in RULES if (m := rule.fullmatch(text.strip()))), None)
    return found.groupdict() if found else None


def fault(listed: Msel, text: str) -> str:
    """What is wrong with a rule of a list; empty if nothing is."""
    rule = _read(text)
    if rule is None:
        return one_of(f"when {text!r}", (FORMS,))
    if rule.get("role") and rule["role"] not in ROLES:
        return _("when {text}: there is no seat {name}", text=repr(text), name=repr(rule["role"]))
    if rule.get("serial") and int(rule["serial"]) not in [row.serial for row in listed.rows]:
        return _("when {text}: there is no inject {number} in the list",
                 text=repr(text), number=rule["serial"])  # fmt: skip
    return ""


def due(room: Room, reported: Mapping[int, float], text: str) -> bool:
    """Whether a rule holds today. ``reported`` are the killed so far as reported, by day."""
    rule = _read(text)
    if rule is None:
        return False
    since = room.day - int(rule["days"])
    if since < 0:
        return False
    if rule.get("role"):
        seats = {s.id for s in room.plan.seats.values() if rule["role"] in s.roles}
        kinds = KINDS[rule["what"]]
        acts = [a for a in room.acts if a["by"] in seats and a["kind"] in kinds]
        return all(act["day"] < since for act in acts)
    if rule.get("killed"):
        return reported.get(room.day, 0.0) - reported.get(since, 0.0) > float(rule["killed"])
    serial = int(rule["serial"])
    told = [a["day"] for a in room.acts if a["kind"] == "inject" and a["serial"] == serial]
    return bool(told) and told[0] <= since

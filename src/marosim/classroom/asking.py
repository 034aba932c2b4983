"""What comes from exercise control, and what seats ask of it: injects, choices, free proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from marosim.classroom.refused import Refused
from marosim.classroom.roles import CONTROL
from marosim.languages import _
from marosim.randomness import Draws

if TYPE_CHECKING:
    from marosim.classroom.room import Room

MOST_ASKS = 3  # of a seat that wait for a ruling at the same time
CHANCES = (10, 90)  # per cent


def release(room: Room, body: Mapping[str, Any]) -> dict[str, Any]:
    """Release an inject of the list: its seats are told, and the run changes with the next day."""
    serial = int(room.number(body, "serial", 0, 1e9))
    if room.injects.get(serial) not in ("planned", "held"):
        raise Refused(_("This inject is not waiting."))
    row = room.plan.list.row(serial)
    return {
        "serial": serial,
        "sender": row.sender,
        "to": seats_of(room, row.to),
        "text": row.text or row.title,
        "means": row.means,
        "ops": room.ops(list(row.effects), row.title, f"inject {serial}"),
    }


def seats_of(room: Room, roles: tuple[str, ...]) -> list[str]:
    """Seats that play one of the roles; all of them where no role is named."""
    seats = room.plan.seats.values()
    return [seat.id for seat in seats if not roles or set(roles) & set(seat.roles)]


def throw(room: Room, body: Mapping[str, Any]) -> dict[str, Any]:
    """An inject that is in no list, made up by exercise control."""
    text = room.text(body, "text")
    to = body.get("to") or list(room.plan.seats)
    if not isinstance(to, list) or not set(map(str, to)) <= set(room.plan.seats):
        raise Refused(_("to: expected seats of this class"))
    return {"to": sorted(map(str, to)), "text": text,
            "ops": room.ops(body.get("effects") or [], text, CONTROL)}  # fmt: skip


def choose(room: Room, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A seat takes one of the options of an inject that it was told; once for each role."""
    serial = int(room.number(body, "serial", 0, 1e9))
    if room.injects.get(serial) != "released":
        raise Refused(_("This inject does not wait for a choice."))
    options = room.plan.list.row(serial).options
    number = int(room.number(body, "option", 0, max(len(options) - 1, 0)))
    if not options or options[number].seat not in room.plan.seats[by].roles:
        raise Refused(_("This option is another seat’s."))
    option = options[number]
    if (serial, option.seat) in room.chosen:
        raise Refused(_("Your role has chosen already."))
    return {"serial": serial, "option": number, "role": option.seat, "title": option.title,
            "ops": room.ops(list(option.effects), option.title, by)}  # fmt: skip


def ask(room: Room, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A proposal that no lever covers: what, why it works, what speaks against it."""
    waiting = [a for a in room.asks.values() if a["by"] == by and a["ruling"] is None]
    if len(waiting) >= MOST_ASKS:
        raise Refused(_("{number} of your proposals wait for a ruling already.", number=MOST_ASKS))
    return {key: room.text(body, key) for key in ("what", "why", "against")}


def rule(room: Room, body: Mapping[str, Any]) -> dict[str, Any]:
    """Exercise control rules: an effect, no effect, or a chance drawn by the number of the ask."""
    number = int(room.number(body, "ask", 0, 1e9))
    asked = room.asks.get(number)
    if asked is None or asked["ruling"] is not None:
        raise Refused(_("This proposal is no longer open."))
    reason = room.text(body, "reason")
    act: dict[str, Any] = {"ask": number, "reason": reason, "to": [asked["by"]], "ops": []}
    chance = body.get("chance")
    if chance is not None:
        act["chance"] = room.number(body, "chance", *CHANCES)
        draws = Draws(room.settings.seed)
        luck = float(draws.uniform("classroom.ruling", [number], room.day)[0])
        act["drawn"] = round(100 * luck, 1)
    if chance is None or act["drawn"] < act["chance"]:
        act["ops"] = room.ops(body.get("effects") or [], asked["what"][:200], asked["by"])
    return act

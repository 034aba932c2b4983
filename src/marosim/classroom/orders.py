"""Orders: a seat sets levers; the price is known before, and must be there."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from marosim.classroom.levers import ACCOUNTS, LEVERS, Lever, committed, nested, value_of
from marosim.classroom.refused import Refused
from marosim.languages import _, _n, _p
from marosim.languages.faults import one_of
from marosim.languages.formats import digits
from marosim.study.compose import compose_settings

if TYPE_CHECKING:
    from marosim.classroom.room import Room

PRESET = (  # what a mandate of a name sets; troops, police and observers have levers of their own
    *("name", "chapter", "rules_of_engagement", "protection", "tasks", "ambiguity"),
    "duration_days",
)


def order(room: Room, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The act of an order, with its price; drafts for the Council wait for votes."""
    changes, levers = wished(room, by, body)
    price = prices(room, changes)
    capital = sum(lever.capital for lever in levers)
    role = room.plan.seats[by].role
    left = room.left()
    for account, usd in price.items():
        if account in left and usd > 0 and usd > left[account] + 0.5:
            raise _turned_down(
                room,
                _(
                    "This costs {price} more in 30 days, and {left} of {account} are left. Lower "
                    "something else first.",
                    price=million(usd),
                    left=million(left[account]),
                    account=_(ACCOUNTS[account]),
                ),
            )
    if capital > room.capital[role]:
        raise _turned_down(
            room,
            _(
                "This takes {points} of political capital, and {left} are left.",
                points=_n("{count} point", "{count} points", capital),
                left=room.capital[role],
            ),
        )
    act: dict[str, Any] = {
        "changes": changes,
        "reason": room.text(body, "reason", need=False),
        "price": {name: round(usd) for name, usd in price.items()},
        "capital": capital,
        "role": role,
        "vote": any(lever.vote for lever in levers),
    }
    if not act["vote"]:
        act["ops"] = operations(room, changes, by)
    return act


def _turned_down(room: Room, why: str) -> Refused:
    """A refusal for want of means, with what the class says to that."""
    return Refused(f"{why} {_p('class', room.plan.limit_note)}".strip())


def wished(room: Room, by: str, body: Mapping[str, Any]) -> tuple[dict[str, Any], list[Lever]]:
    """What a seat wants to set, checked against what it may; unchanged levers are left out."""
    said = body.get("changes")
    if not isinstance(said, Mapping) or not said:
        raise Refused(_("changes: expected levers and their values"))
    changes: dict[str, Any] = {}
    levers: list[Lever] = []
    for name, value in said.items():
        lever = LEVERS.get(str(name))
        if lever is None or not set(lever.roles) & set(room.plan.seats[by].roles):
            raise Refused(_("{name}: this seat has no such lever", name=name))
        if isinstance(value, bool) or value not in lever.values:
            raise Refused(one_of(_p("lever", lever.title), map(str, lever.values)))
        if value != value_of(room.settings, lever.name):
            changes[lever.name] = value
            levers.append(lever)
    if not changes:
        raise Refused(_("Everything stands so already."))
    if len({lever.vote for lever in levers}) > 1:
        raise Refused(_("Put what the Council votes on into an order of its own."))
    return changes, levers


def prices(room: Room, changes: Mapping[str, Any]) -> dict[str, float]:
    """US$ more in 30 days than now, by account."""
    trial = copy.deepcopy(room.settings)
    for name, value in changes.items():
        assign_lever(trial, name, value)
    now, then = committed(room.settings, room.planned), committed(trial, room.planned)
    return {name: then[name] - now[name] for name in now}


def assign_lever(settings: Any, name: str, value: Any) -> dict[str, Any]:
    """Set a lever and return the change: a mandate's name brings its rules and tasks."""
    from marosim.languages.setting_faults import assign

    change = nested(name, value)
    if name == "mandate.name":
        preset = compose_settings([f"mandate={value}"]).mandate
        change = {"mandate": {key: copy.copy(getattr(preset, key)) for key in PRESET}}
    assign(settings, change)
    return change


def operations(room: Room, changes: Mapping[str, Any], by: str) -> list[dict[str, Any]]:
    """What an order does to the run."""
    merged: dict[str, Any] = {}
    trial = copy.deepcopy(room.settings)
    for name, value in changes.items():
        for group, inner in assign_lever(trial, name, value).items():
            merged.setdefault(group, {}).update(inner)
    titles = "; ".join(f"{LEVERS[n].title}: {v}" for n, v in changes.items())
    return [{"changes": merged, "text": titles, "group": by}]


def took(room: Room, act: dict[str, Any]) -> None:
    """Note an order; what it costs in capital is gone whether or not it is adopted."""
    room.capital[act["role"]] -= act["capital"]
    state = "proposed" if act["vote"] else "applied"
    room.orders[act["n"]] = {**act, "state": state, "votes": {}}


def million(usd: float) -> str:
    """An amount for people to read."""
    number = digits(f"{usd / 1e6:,.1f}")
    return _n("US$ {number} million", "US$ {number} million", math.floor(usd / 1e6), number=number)

"""The Council: people vote, and their votes take the place of the draw in the model (D1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from marosim.classroom import orders
from marosim.classroom.refused import Refused
from marosim.languages import _
from marosim.languages.faults import one_of

if TYPE_CHECKING:
    from marosim.classroom.room import Room

VOTES = ("yes", "no", "abstain")


def members(room: Room) -> list[str]:
    """Seats of the Council that somebody holds."""
    return [s.id for s in room.plan.seats.values() if "council" in s.roles and s.id in room.holders]


def vote(room: Room, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A member votes on a draft; the last vote that is needed decides it at once."""
    draft = _open(room, body)
    if by not in members(room):
        raise Refused(_("Only members of the Council vote."))
    said = body.get("vote")
    if said not in VOTES:
        raise Refused(one_of("vote", VOTES))
    votes = {**draft["votes"], by: said}
    act: dict[str, Any] = {"order": draft["n"], "vote": said}
    if set(votes) >= set(members(room)):
        act |= _decided(room, draft, votes)
    return act


def count(room: Room, body: Mapping[str, Any]) -> dict[str, Any]:
    """Exercise control ends a vote: who has not voted abstains."""
    draft = _open(room, body)
    return {"order": draft["n"], **_decided(room, draft, draft["votes"])}


def _open(room: Room, body: Mapping[str, Any]) -> dict[str, Any]:
    draft = room.orders.get(int(room.number(body, "order", 0, 1e9)))
    if draft is None or draft["state"] != "proposed":
        raise Refused(_("This draft is no longer open."))
    return draft


def _decided(room: Room, draft: Mapping[str, Any], votes: Mapping[str, str]) -> dict[str, Any]:
    """More than half of those who hold a seat, and no veto; then what the draft does."""
    vetoed = [s for s, v in votes.items() if v == "no" and room.plan.seats[s].veto]
    yes = sum(v == "yes" for v in votes.values())
    if vetoed or 2 * yes <= len(members(room)):
        return {"state": "vetoed" if vetoed else "failed", "vetoed_by": vetoed}
    ops = orders.operations(room, draft["changes"], draft["by"])
    change = ops[0]["changes"]
    # the Council of the class has voted: the model draws neither a day nor a veto
    change["authorisation"] = {"veto": 0.0}
    if room.settings.authorisation.day is None:
        change["authorisation"]["day"] = room.day
    return {"state": "adopted", "ops": ops}


def closes(room: Room, draft: Mapping[str, Any]) -> float | None:
    """When an open vote ends, in seconds since 1970; None if nothing but a hand ends it.

    Time in which nobody served the class, or the computer slept, is not counted.
    """
    minutes = room.plan.vote_minutes
    if minutes is None or draft["state"] != "proposed":
        return None
    return max(float(draft.get("wall", 0.0)), room.since) + 60 * minutes


def took(room: Room, act: dict[str, Any]) -> None:
    """Note a vote, and what it decided."""
    draft = room.orders[act["order"]]
    if "vote" in act:
        draft["votes"][act["by"]] = act["vote"]
    if "state" in act:
        draft["state"] = act["state"]

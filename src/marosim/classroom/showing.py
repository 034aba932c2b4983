"""What a page shows of the room: its own seat, never another's orders, messages or asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from marosim.classroom import asking, council, msel, rules, spoken
from marosim.classroom.levers import ACCOUNTS, LEVERS, Lever, value_of
from marosim.classroom.roles import CONTROL, EVALUATOR, ROLES, SCREEN
from marosim.classroom.room import RATINGS, Room
from marosim.languages import _, _p

LATEST = 200  # messages of an inbox that a page shows


def clock(room: Room, page: str) -> dict[str, Any]:
    """The clock as a page shows it; what has to be decided is told to those who have the inject."""
    head, _colon, title = (room.clock.get("why") or "").partition(": ")
    why = _("Decide: {title}", title=spoken.own(title)) if title else _(head)
    if title and not _knows(room, page, title):
        why = _("Some seats decide now.")
    return {**room.clock, "why": why, "day": room.day, "date": str(room.case.date(room.day))}


def _knows(room: Room, page: str, title: str) -> bool:
    """Whether a page has the inject of a title; what is in no list, exercise control tells all."""
    rows = [row for row in room.plan.list.rows if row.title == title]
    told = {seat for row in rows for seat in asking.seats_of(room, row.to)}
    if page in room.plan.seats:
        return not rows or page in told or EVALUATOR in room.plan.seats[page].roles
    return not rows or page == CONTROL or told == set(room.plan.seats)


def _accounts(room: Room) -> dict[str, dict[str, Any]]:
    return {k: {"title": _(ACCOUNTS[k]), "left": round(v)} for k, v in room.left().items()}


def seats(room: Room) -> list[dict[str, Any]]:
    """Seats to write to."""
    bots = room.bots
    return [
        {"id": s.id, "label": spoken.own(s.label), "role": s.role, "held": s.id in room.holders,
         "bot": s.id in bots}
        for s in room.plan.seats.values()
    ]  # fmt: skip


def _offered(room: Room, lever: Lever) -> dict[str, Any]:
    """A lever, what it is set to, and the values that it can be set to."""
    now = value_of(room.settings, lever.name)
    words = {w: spoken.value_of(w) for w in (now, *lever.values) if isinstance(w, str)}
    return {"name": lever.name, "title": spoken.lever(lever.title), "values": lever.values,
            "shown": words, "value": now}  # fmt: skip


def seat(room: Room, name: str) -> dict[str, Any]:
    """All that the page of a seat shows beside the map."""
    plan = room.plan.seats[name]
    levers = [
        {**_offered(room, v), "vote": v.vote,
         "priced": v.usd is not None, "capital": v.capital, "acts": _p("lever", v.acts)}
        for v in LEVERS.values() if set(v.roles) & set(plan.roles)
    ]  # fmt: skip
    told = {m["n"]: _message(room, m, plan.roles) for m in room.messages if name in m["to"]}
    for asked in room.asks.values():
        if asked["by"] == name and asked["ruling"]:
            told[asked["ruling"]["n"]] = _ruling(room, asked)
    inbox = [told[n] for n in sorted(told)]
    sent = [_message(room, m, plan.roles) for m in room.messages if m["by"] == name]
    made: dict[str, Any] = {
        "seat": {
            "id": name, "label": spoken.own(plan.label), "veto": plan.veto,
            "roles": [_p("seat", ROLES[r].title) for r in plan.roles],
            "task": _p("seat", ROLES[plan.role].task),
            "name": room.holders.get(name, {}).get("name", ""),
        },
        "title": spoken.own(room.plan.title),
        "clock": clock(room, name),
        "seats": seats(room),
        "levers": levers,
        "accounts": _accounts(room),
        "capital": room.capital[plan.role],
        "inbox": inbox[-LATEST:],
        "sent": sent[-LATEST:],
        "orders": [_order(room, o) for o in room.orders.values() if o["by"] == name],
        "drafts": [],
        "asks": [_ask(a) for a in room.asks.values() if a["by"] == name],
        "washed": room.washed.get(name),
    }  # fmt: skip
    if "council" in plan.roles:
        made["drafts"] = [_order(room, o) for o in room.orders.values() if o["vote"]]
        made["votes_needed"] = len(council.members(room)) // 2 + 1
    if EVALUATOR in plan.roles:
        made["objectives"] = objectives(room, released=True)
        made["ratings"] = RATINGS
        made["notes"] = [n for n in room.notes if n["by"] == name]
    return made


def objectives(room: Room, released: bool = False) -> list[dict[str, Any]]:
    """What the class is to learn, what to note of it, and the injects that serve it.

    With ``released``, those that the class has met.
    """
    made = spoken.objectives(room.plan)
    for each in made:
        states = [{**r, "state": room.injects[r["serial"]]} for r in each["injects"]]
        each["injects"] = [r for r in states if not released or r["state"] == "released"]
    return made


def _label(room: Room, name: str, otherwise: str = "") -> str:
    """A seat as people call it, or exercise control, which may speak as somebody else."""
    seat = room.plan.seats.get(name)
    return spoken.own(seat.label if seat else otherwise) or _("Exercise control")


@lru_cache(maxsize=4096)
def _named(text: str, names: tuple[str, ...]) -> list[str]:
    """Places that a text speaks of; it is asked of each message for each page."""
    return [name for name in names if name in text]


def _message(room: Room, message: dict[str, Any], roles: Collection[str]) -> dict[str, Any]:
    serial = message.get("serial")
    made = {
        "from": _label(room, message["by"], message.get("sender", "")),
        "to": [_label(room, name) for name in message["to"]],
        "day": message["day"],
        "text": message["text"] if serial is None else spoken.own(message["text"]),
        "means": spoken.own(message.get("means", "message").replace("_", " ")),
        "places": _named(message["text"], room.places),
    }
    if serial is not None:
        options = room.plan.list.row(serial).options
        made["serial"] = serial
        made["options"] = [
            {"number": n, "title": spoken.own(o.title), "acts": spoken.own(o.acts),
             "chosen": room.chosen.get((serial, o.seat)) == n,
             "by": _label(room, room.choosers.get((serial, o.seat), "")),
             "open": (serial, o.seat) not in room.chosen}
            for n, o in enumerate(options) if o.seat in roles
        ]  # fmt: skip
    return made


def _ruling(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """What exercise control said of a proposal, as a message to its seat."""
    ruling = asked["ruling"]
    return {
        "from": _("Exercise control"), "to": [_label(room, asked["by"])], "day": ruling["day"],
        "text": f"“{asked['what']}”\n{_ruled(ruling)}", "means": _p("class", "message"),
        "places": _named(asked["what"], room.places),
    }  # fmt: skip


def _ruled(ruling: Mapping[str, Any]) -> str:
    """What was ruled of a proposal, and how the draw fell if it was left to chance."""
    said = [_("Ruling: it has an effect.") if ruling["ops"] else _("Ruling: no effect."),
            ruling["reason"]]  # fmt: skip
    if "chance" in ruling:
        chance, drawn = f"{ruling['chance']:g}", f"{ruling['drawn']:g}"
        said.append(_("(chance {chance} per cent, drawn {drawn})", chance=chance, drawn=drawn))
    return " ".join(said)


def _order(room: Room, order: dict[str, Any]) -> dict[str, Any]:
    return {
        "n": order["n"], "by": _label(room, order["by"]), "day": order["day"],
        "what": [
            spoken.set_to(LEVERS[k].title, v)
            for k, v in order["changes"].items()
        ],
        "reason": order["reason"], "price": order["price"], "capital": order["capital"],
        "state": order["state"],
        "votes": {_label(room, s): v for s, v in order["votes"].items()},
        "closes": council.closes(room, order),
    }  # fmt: skip


def _ask(ask: dict[str, Any]) -> dict[str, Any]:
    made = {k: ask[k] for k in ("n", "day", "by", "what", "why", "against")}
    return made | ({"ruling": _ruled(ask["ruling"])} if ask["ruling"] else {})


def control(
    room: Room, present: Collection[str], code: str, reported: Mapping[int, float]
) -> dict[str, Any]:
    """All that exercise control shows. ``reported`` are the killed as reported, by day."""
    last = {act["by"]: act["day"] for act in room.acts if act["by"] in room.plan.seats}
    rows = [
        {"serial": r.serial, "day": r.day, "title": spoken.own(r.title), "text": spoken.own(r.text),
         "places": _named(r.text, room.places),
         "type": _(msel.TYPES[r.type]), "means": spoken.own(r.medium),
         "responsible": r.responsible, "note": spoken.own(r.evaluator_notes),
         "objectives": r.objective, "kept": {k: str(v) for k, v in r.kept.items()},
         "to": [_p("seat", ROLES[name].title) for name in r.to], "stop": r.stop,
         "says_only": r.says_only,
         "expected_action": spoken.own(r.expected_action), "state": room.injects[r.serial],
         "when": r.when, "acts": spoken.own(r.acts),
         "due": r.day <= room.day if r.day is not None else rules.due(room, reported, r.when),
         "chosen": [spoken.own(r.options[n].title)
                    for (s, _), n in room.chosen.items() if s == r.serial]}
        for r in room.plan.list.rows
    ]  # fmt: skip
    return {
        "title": spoken.own(room.plan.title),
        "code": code,
        "doors_open": room.doors_open,
        "truth_on_screen": room.truth_on_screen,
        "clock": clock(room, CONTROL),
        "seats": [
            {**s, "here": s["id"] in present, "last": last.get(s["id"]),
             "name": room.holders.get(s["id"], {}).get("name", ""),
             "capital": room.capital[s["role"]] if ROLES[s["role"]].level else None}
            for s in seats(room)
        ],
        "accounts": _accounts(room),
        "injects": rows,
        "orders": [_order(room, o) for o in room.orders.values()],
        "asks": [
            {**_ask(a), "by": _label(room, a["by"])} for a in room.asks.values()
        ],
        "messages": [_message(room, m, ()) for m in room.messages][-LATEST:],
        "notes": room.notes,
        "levers": [_offered(room, v) for v in LEVERS.values() if not v.vote],
        "minutes": room.plan.minutes,
        "begun": room.begun,
    }  # fmt: skip


def screen(room: Room, code: str) -> dict[str, Any]:
    """What the wall shows: how to join, the clock, and what everybody was told."""
    everybody = set(room.plan.seats)
    told = [m for m in room.messages if everybody <= set(m["to"]) or m.get("means") == "press"]
    return {
        "title": spoken.own(room.plan.title),
        "code": code if room.doors_open else "",
        "clock": clock(room, SCREEN),
        "taken": len(room.holders),
        "of": len(room.plan.seats),
        "truth": room.truth_on_screen,
        "headlines": [_message(room, m, ()) for m in told[-5:]],
        "washed": washed(room) if room.clock["state"] == "review" else [],
        "objectives": objectives(room) if room.clock["state"] == "review" else [],
    }


def washed(room: Room) -> list[dict[str, str]]:
    """What seats said in the hot wash, in the order of seats."""
    said = [(seat, room.washed.get(seat.id)) for seat in room.plan.seats.values()]
    return [{"seat": spoken.own(seat.label), **words} for seat, words in said if words]


def for_page(
    room: Room, page: str, present: Collection[str], code: str, reported: Mapping[int, float]
) -> dict[str, Any]:
    """The room as one page may see it."""
    if page == CONTROL:
        return control(room, present, code, reported)
    return screen(room, code) if page == "screen" else seat(room, page)

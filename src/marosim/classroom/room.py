"""The room: who sits where, what was done, what may be done. No clock, no network, no files.

``propose`` says what an act would be, or refuses it in one line; ``apply`` takes it in. The room
is what its acts make it: the same acts give the same room.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from marosim.classroom import asking, council, orders
from marosim.classroom import effects as acting
from marosim.classroom.levers import ACCOUNTS, Planned, committed
from marosim.classroom.plan import MOST_CAPITAL, RATES, ClassPlan
from marosim.classroom.refused import Refused
from marosim.classroom.roles import CONTROL, EVALUATOR, ROLES
from marosim.languages import _
from marosim.languages.faults import one_of
from marosim.settings import Settings, assign
from marosim.world.case import Case

MOST_TEXT = 2000  # signs of anything that people write
STATES = ("lobby", "running", "paused", "review", "closed")
CAPITAL_DAYS = 30
CAPITAL_GAIN = 4  # points in 30 days while the level that feeds them is full (assumed)
WASH = ("plus", "minus", "change")  # what each seat is asked in the hot wash
RATINGS = ("P", "S", "M", "U")  # performed: without, with some, with major challenges; unable


class Room:
    """The state of a class. ``settings`` are those that hold from the coming day on."""

    def __init__(self, plan: ClassPlan, case: Case, settings: Settings) -> None:
        self.plan, self.case = plan, case
        self.settings = copy.deepcopy(settings)
        self.day = 0
        self.acts: list[dict[str, Any]] = []
        self.clock: dict[str, Any] = {"state": "lobby", "rate": plan.rate, "deadline": None}
        self.begun: float | None = None  # when the clock first ran, in seconds since 1970
        self.since = 0.0  # the same of when this server took over: votes have their time from then
        self.doors_open = True
        self.truth_on_screen = False
        self.holders: dict[str, dict[str, Any]] = {}  # seat: secret, name, whether it is a bot
        self.controls: set[str] = set()  # secrets of browsers of exercise control
        self.orders: dict[int, dict[str, Any]] = {}
        self.asks: dict[int, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.washed: dict[str, dict[str, str]] = {}  # what each seat said in the hot wash
        self.injects: dict[int, str] = {row.serial: "planned" for row in plan.list.rows}
        self.chosen: dict[tuple[int, str], int] = {}
        self.choosers: dict[tuple[int, str], str] = {}  # the seat that chose for its role
        self.capital = dict.fromkeys(ROLES, plan.capital)
        self.places = tuple(map(str, case.places["name"]))
        people = float(case.places["population"].fillna(0).sum())
        self.planned = Planned(people, 0.0, len(case.places))
        self.at_start = committed(self.settings, self.planned)
        self.done: dict[str, dict[str, Any]] = {}  # what was answered to each client's own number

    @property
    def bots(self) -> list[str]:
        """Seats that bots play, which any person may take."""
        return [seat for seat in self.plan.seats if self.holders.get(seat, {}).get("bot")]

    # --- money ---------------------------------------------------------------------------

    def left(self, settings: Settings | None = None) -> dict[str, float]:
        """US$ for 30 days that can still be committed, by account that the class has."""
        now = committed(settings or self.settings, self.planned)
        return {
            name: self.plan.accounts[name] - (now[name] - self.at_start[name])
            for name in ACCOUNTS
            if name in self.plan.accounts
        }

    # --- acts ----------------------------------------------------------------------------

    def propose(self, by: str, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The act that this would be; :class:`Refused` says why it is not one."""
        maker = getattr(self, f"_{kind}", None) if kind in KINDS else None
        if maker is None:
            raise Refused(_("nobody knows what this is; reload the page"))
        who = KINDS[kind]
        if who == CONTROL and by != CONTROL:
            raise Refused(_("Only exercise control can do this."))
        if who == "door" and by != "door":
            raise Refused(_("nobody knows what this is; reload the page"))
        if who == "seat" and by not in self.plan.seats:
            raise Refused(_("only a seat can do this"))
        if by != CONTROL and self.clock["state"] == "closed":
            raise Refused(_("The exercise is closed."))
        if kind in DECISIONS and self.clock["state"] == "review":
            raise Refused(_("The hot wash has begun. Nothing more is decided."))
        made = dict(maker(by, body))
        return {"kind": kind, "by": by, "day": self.day, **made}

    def apply(self, act: Mapping[str, Any]) -> None:
        """Take in an act that is in the log."""
        act = dict(act)
        self.acts.append(act)
        for op in act.get("ops", ()):
            if "changes" in op:
                assign(self.settings, op["changes"])
        getattr(self, f"_took_{act['kind']}")(act)
        if act.get("cid"):
            self.done[act["cid"]] = {"n": act["n"]}

    def text(self, body: Mapping[str, Any], key: str, need: bool = True) -> str:
        """A text that somebody wrote, or a refusal."""
        said = body.get(key, "")
        if not isinstance(said, str) or len(said) > MOST_TEXT:
            raise Refused(
                _("{name}: expected a text of at most {most} signs", name=key, most=str(MOST_TEXT))
            )
        said = "".join(s for s in said if s.isprintable() or s == "\n").strip()
        if need and not said:
            raise Refused(_("Write something first."))
        return said

    def number(self, body: Mapping[str, Any], key: str, low: float, high: float) -> float:
        """A number within bounds, or a refusal."""
        said = body.get(key)
        if isinstance(said, bool) or not isinstance(said, (int, float)) or not low <= said <= high:
            raise Refused(
                _("{name}: expected a number from {low} to {high}", name=key, low=f"{low:g}",
                  high=f"{high:g}")
            )  # fmt: skip
        return float(said)

    # seats

    def _join(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        seat = body.get("seat")
        if seat not in self.plan.seats:
            raise Refused(_("There is no such seat."))
        bot, played = body.get("bot") is True, seat in self.bots
        if seat in self.holders and not played:
            raise Refused(_("This seat is taken. Ask exercise control to free it."))
        if not self.doors_open and not (bot and played):  # one that comes back was in already
            raise Refused(_("The doors are shut. Ask exercise control."))
        act = {"seat": seat, "name": self.text(body, "name", need=False)[:40],
               "secret": str(body["secret"])}  # fmt: skip
        return {**act, "bot": True} if bot else act

    def _took_join(self, act: dict[str, Any]) -> None:
        self.holders[act["seat"]] = {
            "name": act["name"], "secret": act["secret"], "bot": act.get("bot", False),
        }  # fmt: skip

    def _enter(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"secret": str(body["secret"])}

    def _took_enter(self, act: dict[str, Any]) -> None:
        self.controls.add(act["secret"])

    def _free(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if body.get("seat") not in self.holders:
            raise Refused(_("Nobody holds this seat."))
        return {"seat": body["seat"]}

    def _took_free(self, act: dict[str, Any]) -> None:
        self.holders.pop(act["seat"])

    def _doors(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"open": bool(body.get("open"))}

    def _took_doors(self, act: dict[str, Any]) -> None:
        self.doors_open = act["open"]

    def _truth(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"on": bool(body.get("on"))}

    def _took_truth(self, act: dict[str, Any]) -> None:
        self.truth_on_screen = act["on"]

    # clock

    def _clock(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        state = body.get("state", self.clock["state"])
        if state not in STATES:
            raise Refused(one_of("clock", STATES))
        rate = self.number({"rate": body.get("rate", self.clock["rate"])}, "rate", *RATES)
        deadline = body.get("deadline")  # seconds since 1970, for pages to count down to
        if deadline is not None:
            deadline = self.number(body, "deadline", 0, 1e11)
        return {"state": state, "rate": rate, "deadline": deadline,
                "why": self.text(body, "why", need=False)[:200]}  # fmt: skip

    def _took_clock(self, act: dict[str, Any]) -> None:
        self.clock = {k: act[k] for k in ("state", "rate", "deadline", "why")}
        if self.begun is None and act["state"] == "running":
            self.begun = act.get("wall")

    def next_day(
        self, digest: str, levels: Mapping[str, float], displaced: float
    ) -> dict[str, Any]:
        """The act that a day is run, after the days whose ``digest`` is kept with it.

        Every 30 days political capital grows by the levels that were measured.
        """
        act = {"kind": "day", "by": "clock", "day": self.day + 1, "digest": digest}
        if self.day and self.day % CAPITAL_DAYS == 0:
            act["levels"] = {k: round(v, 4) for k, v in levels.items()}
            act["displaced"] = round(displaced)
        return act

    def _took_day(self, act: dict[str, Any]) -> None:
        self.day = act["day"]
        if "levels" in act:
            self.planned = Planned(self.planned.people, act["displaced"], self.planned.places)
            for name, role in ROLES.items():
                gain = round(CAPITAL_GAIN * act["levels"].get(role.level, 0.0))
                self.capital[name] = min(self.capital[name] + gain, MOST_CAPITAL)

    # orders and votes

    def _order(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return orders.order(self, by, body)

    def _took_order(self, act: dict[str, Any]) -> None:
        orders.took(self, act)

    def _vote(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return council.vote(self, by, body)

    def _took_vote(self, act: dict[str, Any]) -> None:
        council.took(self, act)

    def _count(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return council.count(self, body)

    _took_count = _took_vote

    # messages, injects, free proposals, notes

    def _say(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        to = body.get("to")
        known = {CONTROL, *self.plan.seats}
        if not isinstance(to, list) or not to or not set(map(str, to)) <= known:
            raise Refused(_("to: expected seats of this class"))
        return {"to": sorted(set(map(str, to))), "text": self.text(body, "text")}

    def _took_say(self, act: dict[str, Any]) -> None:
        self.messages.append({**act, "means": act.get("means", "message")})

    def _inject(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return asking.release(self, body)

    def _took_inject(self, act: dict[str, Any]) -> None:
        self.injects[act["serial"]] = "released"
        self.messages.append({**act, "by": act["sender"] or CONTROL})

    def _skip(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if self.injects.get(int(self.number(body, "serial", 0, 1e9))) not in ("planned", "held"):
            raise Refused(_("This inject is not waiting."))
        return {"serial": int(body["serial"]), "held": bool(body.get("held"))}

    def _took_skip(self, act: dict[str, Any]) -> None:
        self.injects[act["serial"]] = "held" if act["held"] else "skipped"

    def _throw(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return asking.throw(self, body)

    def _took_throw(self, act: dict[str, Any]) -> None:
        self.messages.append({**act, "by": CONTROL, "means": "message"})

    def _choose(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return asking.choose(self, by, body)

    def _took_choose(self, act: dict[str, Any]) -> None:
        self.chosen[act["serial"], act["role"]] = act["option"]
        self.choosers[act["serial"], act["role"]] = act["by"]

    def _ask(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return asking.ask(self, by, body)

    def _took_ask(self, act: dict[str, Any]) -> None:
        self.asks[act["n"]] = {**act, "ruling": None}

    def _rule(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return asking.rule(self, body)

    def _took_rule(self, act: dict[str, Any]) -> None:
        self.asks[act["ask"]]["ruling"] = act

    def _note(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if by != CONTROL and self.plan.seats[by].role != EVALUATOR:
            raise Refused(_("only evaluators and exercise control take notes"))
        rating = body.get("rating", "")
        if rating not in ("", *RATINGS):
            raise Refused(one_of("rating", RATINGS))
        return {"text": self.text(body, "text"), "rating": rating,
                "objective": self.text(body, "objective", need=False)[:20]}  # fmt: skip

    def _took_note(self, act: dict[str, Any]) -> None:
        self.notes.append(act)

    def _wash(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if self.clock["state"] != "review":
            raise Refused(_("The hot wash has not begun."))
        said = {name: self.text(body, name, need=False)[:300] for name in WASH}
        if not any(said.values()):
            raise Refused(_("Answer at least one of the three questions."))
        return {"said": said}

    def _took_wash(self, act: dict[str, Any]) -> None:
        self.washed[act["by"]] = act["said"]

    def ops(self, effects: Any, text: str, by: str) -> list[dict[str, Any]]:
        """What effects do from the coming day on, or a refusal."""
        try:
            given = acting.effects_of(effects)
            return acting.ops(given, self.case, self.settings, text, by)
        except ValueError as error:
            raise Refused(str(error)) from None


DECISIONS = ("order", "vote", "choose", "ask")  # of seats; none takes effect in the hot wash
KINDS = {  # what can be done: by whom
    "join": "door", "enter": "door", "free": CONTROL, "doors": CONTROL, "truth": CONTROL,
    "clock": CONTROL, "order": "seat", "vote": "seat", "count": CONTROL, "say": "",
    "inject": CONTROL, "skip": CONTROL, "throw": CONTROL, "choose": "seat", "ask": "seat",
    "rule": CONTROL, "note": "", "wash": "seat",
}  # fmt: skip

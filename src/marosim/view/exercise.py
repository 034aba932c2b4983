"""An exercise for a class: the run stops at injects, decisions cost from a bounded budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from marosim.core.setting import SettingError
from marosim.languages import _, _n, _p
from marosim.view import names
from marosim.view.choosing import option
from marosim.view.messages import ExerciseState
from marosim.world.case import Case

BUDGET = 12  # points; a teaching device, enough for about half of what a class may want
INJECTS = (
    *("inject", "trigger", "mandate", "withdrawal", "evacuation", "intervention_announced"),
    *("agreement_talks", "election", "incitement"),
)
FEWEST_DAYS_BETWEEN = 3


@dataclass
class Exercise:
    """Where a class stands: injects met, points left, what was bought.

    Points are political capital, not money: they make a class choose, and change nothing in the
    run. Lowering an option gives nothing back. A case's own injects are messages: they tell and
    ask, and the run follows only what is then changed.
    """

    injects: tuple[tuple[int, str], ...]
    last_day: int
    budget: int = BUDGET
    spent: int = 0
    met: int = -1  # day of the last inject at which the class was stopped
    waiting: bool = True
    bought: list[tuple[str, str, int]] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)  # where an inject happens
    talk: dict[int, list[str]] = field(default_factory=dict)  # what a class may discuss
    recorded: bool = False  # whether the injects are what the case records, not made for a class

    @classmethod
    def of(cls, case: Case, last_day: int, budget: int | None = None) -> Exercise:
        """The exercise of a case: its own injects, else its dated turning points."""
        timeline = case.timeline.sort_values("day", kind="stable")
        own = timeline[timeline["kind"] == "inject"]
        chosen = own if len(own) else timeline[timeline["kind"].isin(INJECTS)]
        injects: list[tuple[int, str]] = []
        places: dict[int, str] = {}
        talk: dict[int, list[str]] = {}
        for row in chosen.to_dict("records"):
            day, text = int(row["day"]) + 1, row["text"]  # known when that day is over
            if day > last_day:
                continue
            if injects and day - injects[-1][0] < FEWEST_DAYS_BETWEEN:
                injects[-1] = (injects[-1][0], f"{injects[-1][1]}. {text}")
            else:
                injects.append((day, str(text)))
            stop = injects[-1][0]
            if isinstance(row["place"], str):
                places[stop] = row["place"]
            if isinstance(row.get("options"), str):
                talk.setdefault(stop, []).extend(w.strip() for w in row["options"].split("|"))
        points = BUDGET if budget is None else _checked(budget)
        return cls(
            tuple(injects), last_day, points, places=places, talk=talk, recorded=not len(own)
        )

    @property
    def left(self) -> int:
        """Points that can still be spent."""
        return self.budget - self.spent

    def limit(self) -> int:
        """The day up to which the run may go before the class is stopped again."""
        return next((day for day, _ in self.injects if day > self.met), self.last_day)

    def arrive(self, day: int) -> bool:
        """Note that a day is reached; whether the class must stop and decide."""
        if any(inject == day for inject, _ in self.injects) and day > self.met:
            self.met, self.waiting = day, True
            return True
        return False

    def go_on(self, day: int) -> None:
        """The class has decided."""
        self.waiting = False

    def spend(self, group: str, old: str, new: str) -> None:
        """Pay for a change, or refuse it in one line."""
        price = cost(group, old, new)
        if price > self.left:
            raise SettingError(
                _n(
                    "{group}: {option} costs {count} point, and {left} are left",
                    "{group}: {option} costs {count} points, and {left} are left",
                    price,
                    group=_p("group", names.GROUPS[group]),
                    option=option(group, new),
                    left=self.left,
                )
            )
        self.spent += price
        self.bought.append((group, new, price))

    def state(self, day: int, chosen: Mapping[str, str]) -> ExerciseState:
        """What the page shows; ``chosen`` are the options that hold, from which prices count."""
        now = [text for inject, text in self.injects if inject == self.met]
        later = [inject for inject, _ in self.injects if inject > max(self.met, day)]
        return {
            "budget": self.budget,
            "left": self.left,
            "waiting": self.waiting,
            "inject": now[0] if now else "",
            "place": self.places.get(self.met, ""),
            "talk": self.talk.get(self.met, []),
            "recorded": self.recorded,
            "message": bool(now) and not self.recorded,
            "prices": {g: prices(g, option) for g, option in chosen.items()},
            "number": sum(inject <= self.met for inject, _ in self.injects),
            "of": len(self.injects),
            "next": later[0] if later else None,
            "over": day >= self.last_day,
        }


def cost(group: str, old: str, new: str) -> int:
    """Points for a change of option: the steps upward, at least one."""
    steps = names.ORDER.get(group, ())
    before = steps.index(old) if old in steps else 0
    after = steps.index(new) if new in steps else 0
    return max(1, after - before)


def prices(group: str, old: str) -> dict[str, int]:
    """Points for every ranked option of a group, from the one that holds."""
    known = ("historical", *names.ORDER.get(group, ()))
    return {new: cost(group, old, new) for new in known if new != old}


def _checked(budget: int) -> int:
    if not 1 <= budget <= 99:
        raise SettingError(_("budget {budget}: expected 1 to 99 points", budget=budget))
    return budget

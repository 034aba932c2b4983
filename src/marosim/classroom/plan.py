"""The file of a class: which case, which seats, how much money and time, which list of injects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from marosim.cases import CaseError
from marosim.classroom import msel
from marosim.classroom.figures import named, number, refuse_unknown, several, whole, yes_or_no
from marosim.classroom.levers import ACCOUNTS
from marosim.classroom.roles import ROLES
from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.languages.faults import cannot_be_read, nearest
from marosim.study.compose import Composed, compose
from marosim.study.words import refuse_code

FORMAT = "marosim-class/1"
RATES = (0.2, 10.0)  # days a second
VOTE_MINUTES = (0.5, 60.0)
MOST_CAPITAL, MOST_MINUTES, MOST_USD = 20, 1440, 1e12
SHIPPED = Path(__file__).parent / "classes"
KEYS = {
    *("format", "title", "minutes", "words", "msel", "seats", "accounts", "capital", "rate"),
    *("vote_minutes", "learning_objectives", "limit_note"),
}
SEAT_KEYS = ("id", "role", "label", "veto", "covers")
OBJECTIVE_KEYS = ("text", "note")


class ClassError(ValueError):
    """A class that cannot be held as its file says; the message says why in one line."""


@dataclass(frozen=True)
class SeatPlan:
    """A seat that somebody can take. ``covers`` are roles that it plays besides its own."""

    id: str
    role: str
    label: str
    veto: bool = False
    covers: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles that it plays."""
        return (self.role, *self.covers)


@dataclass(frozen=True)
class Objective:
    """What a class is to learn, and what evaluators note about it."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class ClassPlan:
    """All that a class begins with. ``accounts`` are US$ that may be committed for 30 days.

    ``vote_minutes`` are those for which a draft stays open; without them exercise control or the
    end of a pause ends a vote. ``limit_note`` is told with an order that a limit turns down.
    """

    name: str
    title: str
    minutes: int
    words: tuple[str, ...]
    seats: dict[str, SeatPlan]
    list: msel.Msel
    accounts: dict[str, float] = field(default_factory=dict)
    capital: int = 4
    rate: float = 2.0
    folder: Path = SHIPPED
    msel_file: str = "msel.yaml"
    objectives: dict[str, Objective] = field(default_factory=dict)
    vote_minutes: float | None = None
    limit_note: str = ""

    @cached_property
    def composed(self) -> Composed:
        """The case and the settings with which the run begins; nobody changes them."""
        return compose(self.words)

    def texts(self) -> Iterator[str]:
        """What the files of the class say to people, beside its guide."""
        yield self.title
        yield from (seat.label for seat in self.seats.values())
        yield self.limit_note
        for objective in self.objectives.values():
            yield from (objective.text, objective.note)
        for row in self.list.rows:
            yield from (row.title, row.text, row.sender, row.expected_action, row.medium)
            yield from (row.evaluator_notes, row.acts)
            for option in row.options:
                yield from (option.title, option.acts)


def available() -> list[str]:
    """Names of the classes that are shipped."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/class.yaml"))


def find(name: str) -> Path:
    """The file of a class, by its path or the name of one that is shipped."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path
    if name not in available():
        raise ClassError(
            _("no class {name}{hint}; shipped are {known}, or give the path of a .yaml file",
              name=repr(name), hint=nearest(name, available()), known=", ".join(available()))
        )  # fmt: skip
    return SHIPPED / name / "class.yaml"


def read(name: str, overrides: tuple[str, ...] = ()) -> ClassPlan:
    """A class by name or path; :class:`ClassError` says in one line what is wrong with it."""
    path = find(name)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ClassError(cannot_be_read(path, error)) from None
    if not isinstance(content, Mapping) or content.get("format") != FORMAT:
        raise ClassError(
            _("{path}: expected named values with format: {format}", path=path, format=FORMAT)
        )
    try:
        refuse_unknown(content, KEYS, str(path))
    except ValueError as error:
        raise ClassError(str(error)) from None
    refuse_code(dict(content), str(path))
    own = {word.split("=", 1)[0] for word in overrides}
    try:
        given = map(str, several(content.get("words"), "words"))
        words = [word for word in given if word.split("=", 1)[0] not in own]
        seats = [_seat(named(item, "seats")) for item in several(content["seats"], "seats")]
        listed = msel.read(path.parent / str(content["msel"]))
        objectives = _objectives(content.get("learning_objectives"), listed.objectives)
        texts = {name: objective.text for name, objective in objectives.items()}
        plan = ClassPlan(
            name=path.parent.name if path.name == "class.yaml" else path.stem,
            title=str(content["title"]),
            minutes=whole(content.get("minutes", 90), "minutes", 1, MOST_MINUTES),
            words=(*words, *overrides),
            seats={seat.id: seat for seat in seats},
            list=replace(listed, objectives=listed.objectives | texts),
            accounts={
                str(k): number(v, f"accounts, {k}", 0, MOST_USD)
                for k, v in named(content.get("accounts"), "accounts").items()
            },
            capital=whole(content.get("capital", 4), "capital", 0, MOST_CAPITAL),
            rate=number(content.get("rate", 2.0), "rate", *RATES),
            folder=path.parent,
            msel_file=str(content["msel"]),
            objectives=objectives,
            vote_minutes=_vote_minutes(content.get("vote_minutes")),
            limit_note=str(content.get("limit_note") or ""),
        )
    except KeyError as missing:
        raise ClassError(_("{where}: {what} is missing", where=path, what=missing)) from None
    except (TypeError, ValueError) as error:
        if isinstance(error, msel.MselError):
            raise
        raise ClassError(f"{path}: {error}") from None
    _check(plan, seats, path)
    return plan


def _vote_minutes(given: Any) -> float | None:
    return None if given is None else number(given, "vote_minutes", *VOTE_MINUTES)


def _objectives(given: Any, listed: Mapping[str, str]) -> dict[str, Objective]:
    """The objectives that a class is held for; without a word of it, all of its list."""
    if given is None:
        return {name: Objective(text) for name, text in listed.items()}
    made = {}
    for name, said in named(given, "learning_objectives").items():
        where = f"learning_objectives, {name}"
        item = named(said, where)
        refuse_unknown(item, OBJECTIVE_KEYS, where)
        text = str(item.get("text") or listed.get(str(name), ""))
        if not text:
            raise ValueError(
                _("{where}: text is missing, and the list of injects has no such objective",
                  where=where)
            )  # fmt: skip
        made[str(name)] = Objective(text, str(item.get("note") or ""))
    return made


def _seat(item: Mapping[str, Any]) -> SeatPlan:
    refuse_unknown(item, SEAT_KEYS, "seats")
    covers = tuple(map(str, several(item.get("covers"), "covers")))
    seat = SeatPlan(
        str(item["id"]), str(item["role"]), str(item.get("label") or item["id"]),
        yes_or_no(item.get("veto", False), "veto"), covers,
    )  # fmt: skip
    for role in seat.roles:
        if role not in ROLES:
            raise ValueError(
                _("seat {seat}: no role {role}{hint}", seat=seat.id, role=repr(role),
                  hint=nearest(role, ROLES))
            )  # fmt: skip
    return seat


def _check(plan: ClassPlan, seats: list[SeatPlan], path: Path) -> None:
    if not seats:
        raise ClassError(_("{path}: expected seats, each with an id of its own", path=path))
    ids = [seat.id for seat in seats]
    if twice := [seat for seat in plan.seats if ids.count(seat) > 1]:
        raise ClassError(_("{path}: two seats have the id {name}; give each its own",
                           path=path, name=twice[0]))  # fmt: skip
    for name in plan.accounts:
        if name not in ACCOUNTS:
            raise ClassError(
                _("{path}: no account {name}{hint}", path=path, name=repr(name),
                  hint=nearest(name, ACCOUNTS))
            )  # fmt: skip
    try:
        composed = plan.composed
    except (SettingError, CaseError) as error:
        raise ClassError(f"{path}: words: {error}") from None
    days = composed.settings.days or composed.case.days
    wrong = msel.faults(plan.list, composed.case, composed.settings, days)
    if wrong:
        raise ClassError(f"{path.parent / plan.msel_file}: {wrong[0]}")

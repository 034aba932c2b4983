"""A Master Scenario Events List: what happens when, to whom it is told, and what it does.

YAML or CSV with the same names. Columns of other tools are kept, and exercise control sees them.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from marosim.classroom import rules
from marosim.classroom.effects import (
    FORM,
    SAYS_ONLY,
    Effect,
    MselError,
    effects_of,
    ops,
    with_given,
)
from marosim.classroom.figures import named, number, refuse_unknown, several, whole
from marosim.classroom.roles import ROLES
from marosim.core.setting import SettingError
from marosim.languages import N_, _
from marosim.languages.faults import cannot_be_read, nearest, one_of
from marosim.settings import Settings
from marosim.study.words import refuse_code
from marosim.world.case import Case

FORMAT = "marosim-msel/1"
MOST_SERIAL, MOST_DAYS, MOST_STOP = 10**6, 36_525, 1440
TYPES = {  # a plain inject needs no word on the page
    "inject": "", "contingency": N_("contingency"), "event": N_("event"),
    "admin": N_("for the exercise itself"),
}  # fmt: skip
KEYS = ("format", "case", "objectives", "injects")
OPTION_KEYS = ("seat", "title", "effects", "given", "acts")
ALIKE = 0.8  # how near a column's name is to a known one to be taken for a slip of the pen


@dataclass(frozen=True)
class Option:
    """A choice of the seats of a role, with what it does.

    ``given`` are settings without which it changes nothing, ``acts`` says the same to people. They
    may have a ``day``, from which the check sets them; it is the first one by default.
    """

    seat: str
    title: str
    effects: tuple[Effect, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)
    acts: str = ""


@dataclass(frozen=True)
class Row:
    """One inject of the list."""

    serial: int
    title: str
    text: str
    day: int | None = None
    when: str = ""  # of a contingency: the rule by which exercise control is told that it is due
    type: str = "inject"
    means: str = "message"
    sender: str = ""
    to: tuple[str, ...] = ()
    stop: float = 0.0  # minutes for which the clock stands
    expected_action: str = ""
    objective: tuple[str, ...] = ()
    responsible: str = ""
    evaluator_notes: str = ""
    effects: tuple[Effect, ...] = ()
    options: tuple[Option, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)  # without which nothing of it acts
    acts: str = ""  # the same for people: once there is an agreement
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def medium(self) -> str:
        """By which it comes, in words."""
        return self.means.replace("_", " ")

    @property
    def says_only(self) -> bool:
        """Whether it tells and changes nothing: the page marks it so."""
        every = [*self.effects, *(e for o in self.options for e in o.effects)]
        return all(e.get("kind") in SAYS_ONLY for e in every)


@dataclass(frozen=True)
class Msel:
    """A list: the case it is for, its objectives by name, and its rows by day and serial."""

    case: str
    objectives: dict[str, str]
    rows: tuple[Row, ...]

    def row(self, serial: int) -> Row:
        """The row of a serial; MselError if there is none."""
        for row in self.rows:
            if row.serial == serial:
                return row
        raise MselError(_("inject {number}: there is none in the list", number=str(serial)))


def read(path: Path) -> Msel:
    """The list in a file; :class:`MselError` says what is wrong and in which inject."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MselError(cannot_be_read(path, error)) from None
    content = _from_csv(text) if path.suffix.lower() == ".csv" else _from_yaml(text, path)
    if content.get("format", FORMAT) != FORMAT:
        raise MselError(
            _("{path}: format {given}, expected {format}", path=path,
              given=repr(content["format"]), format=FORMAT)
        )  # fmt: skip
    try:
        refuse_unknown(content, KEYS, str(path))
        wanted = named(content.get("objectives"), f"{path}: objectives")
    except ValueError as error:
        raise MselError(str(error)) from None
    rows = content.get("injects")
    if not isinstance(rows, list) or not rows:
        raise MselError(_("{path}: expected a list of injects", path=path))
    found = [_row(item, _("{path}, inject {number}", path=path, number=str(number)))
             for number, item in enumerate(rows, 1)]  # fmt: skip
    serials = [row.serial for row in found]
    for serial in serials:
        if serials.count(serial) > 1:
            raise MselError(
                _("{path}: two injects have the serial {number}", path=path, number=str(serial))
            )
    objectives = {str(k): str(v) for k, v in wanted.items()}
    found.sort(key=lambda row: (row.day if row.day is not None else 10**9, row.serial))
    return Msel(str(content.get("case") or ""), objectives, tuple(found))


def _from_yaml(text: str, path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise MselError(cannot_be_read(path, error)) from None
    if not isinstance(content, dict):
        raise MselError(_("{path}: expected named values (format, case, injects)", path=path))
    return content


def _from_csv(text: str) -> dict[str, Any]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {
        "case": next((r["case"] for r in rows if r.get("case")), ""),
        "injects": [{k: v for k, v in r.items() if k and k != "case" and v} for r in rows],
    }


def _names(given: Any, key: str) -> tuple[str, ...]:
    if isinstance(given, str):
        given = given.replace(";", ",").split(",")
    return tuple(str(item).strip() for item in several(given, key) if str(item).strip())


def _row(item: Any, where: str) -> Row:
    if not isinstance(item, Mapping):
        raise MselError(_("{where}: expected named values", where=where))
    refuse_code(dict(item), where)
    known = {f.name for f in fields(Row)} - {"sender", "kept"} | {"from"}
    values = {str(k): v for k, v in item.items() if v is not None}
    for key in values:
        if key not in known and difflib.get_close_matches(key, known, 1, ALIKE):
            raise MselError(
                _("{path}: unknown key {key}{hint}", path=where, key=key, hint=nearest(key, known))
            )
    try:
        made = Row(
            serial=whole(values["serial"], "serial", 0, MOST_SERIAL),
            title=str(values["title"]),
            text=str(values.get("text", "")),
            day=whole(values["day"], "day", 0, MOST_DAYS) if "day" in values else None,
            when=str(values.get("when", "")),
            type=str(values.get("type", "inject")),
            means=str(values.get("means", "message")),
            sender=str(values.get("from", "")),
            to=_names(values.get("to"), "to"),
            stop=number(values.get("stop", 0), "stop", 0, MOST_STOP),
            expected_action=str(values.get("expected_action", "")),
            objective=_names(values.get("objective"), "objective"),
            responsible=str(values.get("responsible", "")),
            evaluator_notes=str(values.get("evaluator_notes", "")),
            effects=effects_of(values.get("effects", ()), where),
            options=tuple(
                _option(named(o, "options"), where)
                for o in several(values.get("options"), "options")
            ),
            given=_given(values),
            acts=str(values.get("acts", "")),
            kept={k: v for k, v in values.items() if k not in known},
        )
    except KeyError as missing:
        raise MselError(_("{where}: {what} is missing", where=where, what=missing)) from None
    except (TypeError, ValueError) as error:
        if isinstance(error, MselError):  # it says where already
            raise
        raise MselError(f"{where}: {error}") from None
    if made.type not in TYPES:
        raise MselError(one_of(f"{where}: type {made.type!r}", TYPES))
    return made


def _option(item: Mapping[str, Any], where: str) -> Option:
    refuse_unknown(item, OPTION_KEYS, "options")
    return Option(
        str(item["seat"]), str(item["title"]), effects_of(item.get("effects", ()), where),
        _given(item), str(item.get("acts", "")),
    )  # fmt: skip


def _given(item: Mapping[str, Any]) -> dict[str, Any]:
    said = item.get("given") or {}
    if not isinstance(said, Mapping):
        raise ValueError(_("given: expected settings and their values, {form}", form=FORM))
    if bool(said) != bool(item.get("acts")):
        raise ValueError(_("given and acts go together: settings, and the same in words"))
    if not isinstance(said.get("day", 0), int):
        raise ValueError(_("given: day {day}: expected a number of days", day=repr(said["day"])))
    return {str(name): value for name, value in said.items()}


def faults(msel: Msel, case: Case, settings: Settings, days: int) -> list[str]:
    """Everything that is wrong with a list for a case, one sentence each."""
    found: list[str] = []
    add = found.append
    if msel.case and msel.case != case.name:
        add(_("the list is for the case {one}, not for {other}", one=msel.case, other=case.name))
    for row in msel.rows:
        where = _("inject {number}", number=str(row.serial))
        if row.day is not None and not 0 <= row.day < days:
            add(_("{where}: day {day}: expected {low} to {high}", where=where, low="0",
                  day=str(row.day), high=str(days - 1)))  # fmt: skip
        if row.day is None and row.type not in ("contingency", "admin"):
            add(_("{where}: no day; give one, or {other}", where=where, other="type: contingency"))
        if row.when and (wrong := rules.fault(msel, row.when)):
            add(f"{where}: {wrong}")
        for role in (*row.to, *(o.seat for o in row.options)):
            if role not in ROLES:
                add(_("{where}: no seat {name}{hint}", where=where, name=repr(role),
                      hint=nearest(role, ROLES)))  # fmt: skip
        for name in row.objective:
            if name not in msel.objectives:
                add(_("{where}: no objective {name} in the list", where=where, name=repr(name)))
        for effects, given in ((row.effects, {}), *((o.effects, o.given) for o in row.options)):
            try:
                ready = with_given(with_given(settings, row.given), given)
                ops(effects, case, ready, row.title, where)
            except SettingError as error:
                add(f"{where}: {error}")
    for name in msel.objectives:
        if not any(name in row.objective and row.expected_action for row in msel.rows):
            add(_("objective {name}: no inject with an expected action serves it", name=name))
    return found

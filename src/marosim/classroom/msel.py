"""A Master Scenario Events List: what happens when, to whom it is told, and what it does.

YAML or CSV with the same names. Columns that are not known are kept. An effect either changes a
setting of the response or is an inject of the model; an inject without effects is a message.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from marosim.classroom import rules
from marosim.classroom.figures import number, whole
from marosim.classroom.levers import nested, value_of
from marosim.classroom.orders import assign_lever
from marosim.classroom.roles import ROLES
from marosim.core.setting import SettingError
from marosim.day import the_day
from marosim.injects import KEYS, Inject, check
from marosim.languages import _
from marosim.languages.faults import cannot_be_read, nearest, one_of
from marosim.languages.setting_faults import assign
from marosim.settings import Settings
from marosim.study.words import refuse_code
from marosim.world.case import Case

FORMAT = "marosim-msel/1"
FORM = "{name: value}"
SAYS_ONLY = ("none", "information")
MOST_SERIAL, MOST_DAYS, MOST_STOP = 10**6, 36_525, 1440
TYPES = ("inject", "contingency", "event", "admin")
Effect = dict[str, Any]


class MselError(ValueError):
    """A list that cannot be read or names what is not there; the message says where."""


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
    objectives = {str(k): str(v) for k, v in (content.get("objectives") or {}).items()}
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


def effects_of(given: Any, where: str = "effects") -> tuple[Effect, ...]:
    """Effects from a file or a page; :class:`MselError` if they are no effects."""
    if isinstance(given, str):  # kind:key=value,key=value; kind:…
        given = [_effect(part) for part in given.split(";") if part.strip()]
    if not isinstance(given, (list, tuple)) or not all(
        isinstance(e, dict) and isinstance(e.get("kind"), str) for e in given
    ):
        raise MselError(
            _("{where}: effects: expected a list of effects, each with its kind", where=where)
        )
    return tuple(dict(e) for e in given)


def _effect(text: str) -> Effect:
    kind, _, rest = text.strip().partition(":")
    values = dict(part.strip().partition("=")[::2] for part in rest.split(",") if part.strip())
    if kind == "setting":
        return {"kind": kind, "change": {k: _plain(v, "*+-") for k, v in values.items()}}
    return {"kind": kind, **{k: _plain(v) for k, v in values.items()}}


def _plain(text: str, relative: str = "") -> Any:
    """A number where the text is one; a step such as ``*0.5`` stays a text."""
    if text[:1] and text[0] in relative:
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text


def _names(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        given = given.replace(";", ",").split(",")
    return tuple(str(item).strip() for item in given or () if str(item).strip())


def _row(item: Any, where: str) -> Row:
    if not isinstance(item, Mapping):
        raise MselError(_("{where}: expected named values", where=where))
    refuse_code(dict(item), where)
    known = {f.name for f in fields(Row)} | {"from"}
    values = {str(k): v for k, v in item.items() if v is not None}
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
            to=_names(values.get("to")),
            stop=number(values.get("stop", 0), "stop", 0, MOST_STOP),
            expected_action=str(values.get("expected_action", "")),
            objective=_names(values.get("objective")),
            responsible=str(values.get("responsible", "")),
            evaluator_notes=str(values.get("evaluator_notes", "")),
            effects=effects_of(values.get("effects", ()), where),
            options=tuple(_option(o, where) for o in values.get("options") or ()),
            given=_given(values),
            acts=str(values.get("acts", "")),
            kept={k: v for k, v in values.items() if k not in known},
        )
    except KeyError as missing:
        raise MselError(_("{where}: {what} is missing", where=where, what=missing)) from None
    except (TypeError, ValueError) as error:
        raise MselError(f"{where}: {error}") from None
    if made.type not in TYPES:
        raise MselError(one_of(f"{where}: type {made.type!r}", TYPES))
    return made


def _option(item: Mapping[str, Any], where: str) -> Option:
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


def holds(settings: Settings, given: Mapping[str, Any], day: int) -> bool:
    """Whether settings have what an effect needs: at least a number, all of a list, a word.

    What is needed from a later day on is not asked for.
    """
    if given.get("day", 0) > day:
        return True
    return all(
        _enough(value_of(settings, name), wanted) for name, wanted in given.items() if name != "day"
    )


def _enough(now: Any, wanted: Any) -> bool:
    if isinstance(now, list):
        return set(wanted) <= set(now)
    if isinstance(wanted, list):  # any of these words
        return now in wanted
    return bool(now >= wanted if isinstance(now, (int, float)) else now == wanted)


def with_given(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """Settings in which what an effect needs is there."""
    made = copy.deepcopy(settings)
    changes_of(made, given)
    return made


def changes_of(settings: Settings, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Set what an effect needs, of several words the first, and return the changes.

    A mandate comes as when the Council has adopted it.
    """
    made: list[dict[str, Any]] = []
    for name, wanted in given.items():
        if name == "mandate.name":
            granted = {"authorisation": {"day": given.get("day", 0), "veto": 0.0}}
            assign(settings, granted)
            made.append(granted)
        if name != "day":
            is_list = isinstance(_now(settings, name), list)
            value = wanted if is_list or not isinstance(wanted, list) else wanted[0]
            made.append(assign_lever(settings, name, value))
    return made


def ops(
    effects: Sequence[Effect], case: Case, settings: Settings, text: str, by: str
) -> list[dict[str, Any]]:
    """What effects do to a run in which ``settings`` hold, as acts keep it.

    SettingError if an effect names a setting, place or organisation that is not there.
    """
    made: list[dict[str, Any]] = []
    now = copy.deepcopy(settings)
    for effect in effects:
        kind = effect["kind"]
        if kind in SAYS_ONLY:
            continue
        if kind == "setting":
            changes = effect.get("change")
            if not isinstance(changes, Mapping) or not changes:
                raise SettingError(_("effect setting: expected {form}", form=f"change: {FORM}"))
            for name, said in changes.items():
                change = nested(str(name), _changed(now, str(name), said))
                assign(now, change)
                made.append({"changes": change, "text": text, "group": by})
            continue
        values = {k: v for k, v in effect.items() if k != "kind"}
        unknown = [k for k in values if k not in KEYS - {"day", "number", "by"}]
        if unknown:
            raise SettingError(
                _("effect {kind}: unknown {name}{hint}", kind=kind, name=unknown[0],
                  hint=nearest(unknown[0], KEYS))
            )  # fmt: skip
        inject = Inject(0, kind, **{"text": text, **values, "by": by})
        check(case, inject)
        _check_acts(now, kind)
        kept = {f.name: getattr(inject, f.name) for f in fields(Inject)}
        made.append({k: v for k, v in kept.items() if k not in ("day", "number")})
    return made


def _check_acts(settings: Settings, kind: str) -> None:
    """Raise :class:`SettingError` if what acts on a kind of inject is off as settings stand."""
    rules = [rule for rule in the_day() if kind in rule.injects]
    keys = [rule.settings_key for rule in rules]
    if not any(not key or getattr(settings, key).enabled for key in keys):
        raise SettingError(_("effect {kind}: what acts on it is switched off", kind=kind))
    if kind == "contingent" and settings.deployment.plan == "historical":
        raise SettingError(
            _("effect contingent: with {word} the record says who leaves",
              word="deployment=historical")
        )  # fmt: skip


def _now(settings: Settings, name: str) -> Any:
    try:
        return value_of(settings, name)
    except AttributeError:
        raise SettingError(_("unknown setting {name}{hint}", name=name, hint="")) from None


def _changed(settings: Settings, name: str, said: Any) -> Any:
    """A value, or ``*0.85`` or ``+0.1`` of what holds now."""
    now = _now(settings, name)
    if not isinstance(said, str) or said[:1] not in "*+-" or not said:
        return said
    try:
        size = float(said[1:] if said[0] == "*" else said)
    except ValueError:
        return said
    if not isinstance(now, (int, float)):
        raise SettingError(
            _("effect setting: {name} is {now}, which {said} cannot change", name=name,
              now=repr(now), said=said)
        )  # fmt: skip
    value = now * size if said[0] == "*" else now + size
    return round(value) if isinstance(now, int) else value


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

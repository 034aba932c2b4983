"""What injects and options do: from a file or a page to what the run does with it.

An effect either changes a setting of the response or is an inject of the model; what says only
does nothing there.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import yaml

from marosim.classroom.levers import LEVERS, nested, value_of
from marosim.classroom.orders import assign_lever
from marosim.core.setting import SettingError
from marosim.day import the_day
from marosim.injects import KEYS, KINDS, Inject, check
from marosim.languages import _
from marosim.languages.faults import nearest, one_of
from marosim.languages.setting_faults import assign
from marosim.settings import Settings
from marosim.world.case import Case

FORM = "{name: value}"
SAYS_ONLY = ("none", "information")
EFFECTS = ("setting", *KINDS, *SAYS_ONLY)
INJECT_KEYS = sorted(KEYS - {"kind", "day", "number", "by"})
Effect = dict[str, Any]


class MselError(ValueError):
    """A list that cannot be read or names what is not there; the message says where."""


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
        if kind not in EFFECTS:
            raise SettingError(one_of(f"kind {kind!r}", EFFECTS, kind))
        own = ("change",) if kind == "setting" else () if kind in SAYS_ONLY else INJECT_KEYS
        unknown = [name for name in effect if name not in ("kind", *own)]
        if unknown:
            raise SettingError(
                _("effect {kind}: unknown {name}{hint}", kind=kind, name=unknown[0],
                  hint=nearest(unknown[0], own))
            )  # fmt: skip
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
        raise SettingError(
            _("unknown setting {name}{hint}", name=name, hint=nearest(name, LEVERS))
        ) from None


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

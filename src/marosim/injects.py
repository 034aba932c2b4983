"""Injects: events that a teacher, not the case, brings into a run that is under way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.terms import Level
from marosim.world.case import Case, parties

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass(frozen=True)
class Inject:
    """Something that happens on ``day`` because somebody outside the model wants it to.

    ``kind`` is one of ``KINDS``. ``place`` and ``actor`` are names of the case, ``value`` a size,
    ``days`` how long it takes, for kinds that need them. ``number`` counts the injects of a run.
    """

    day: int
    kind: str
    place: str = ""
    actor: str = ""
    value: float = 0.0
    days: float = 0.0
    text: str = ""
    by: str = ""
    number: int = 0

    @property
    def row(self) -> tuple[str, str, str, float, str]:
        """Kind, place, actor, value and text, as in a case's timeline."""
        return self.kind, self.place, self.actor, self.value, self.text


@dataclass(frozen=True)
class InjectKind:
    """What an inject of a kind says: bounds of its value, and which names it needs."""

    meaning: str
    low: float = 0.0
    high: float = 1.0
    place: str = ""  # "needed", "may", "crossing" (or a country), "route" (First|Second)
    actor: str = ""  # "needed", "may", "pair" (first|second), "may pair"


SHOCK = "a shock of this size that moves organisations toward violence"
KINDS: dict[str, InjectKind] = {
    "trigger": InjectKind(SHOCK, place="may", actor="may"),
    "election": InjectKind(SHOCK, place="may", actor="may"),
    "drought": InjectKind(SHOCK, place="may", actor="may"),
    "incitement": InjectKind("how far an organisation's media incite from now on", actor="needed"),
    "offensive": InjectKind("pull of an order to take a place", place="needed", actor="needed"),
    "withdrawal": InjectKind("share of an organisation's fighters who leave", actor="needed"),
    "border_closed": InjectKind("a crossing or a country's border closes", place="crossing"),
    "border_opened": InjectKind("a crossing or a country's border opens", place="crossing"),
    "route_closed": InjectKind("a road closes", place="route"),
    "route_opened": InjectKind("a road opens", place="route"),
    "place_closed": InjectKind("a place closes to newcomers", place="needed"),
    "place_opened": InjectKind("a place opens to newcomers", place="needed"),
    "war_opened": InjectKind("two organisations become enemies", actor="pair"),
    "war_closed": InjectKind("two organisations cease to be enemies", actor="pair"),
    "diplomacy": InjectKind("diplomatic effort toward the host on that day", -1.0),
    "agreement_talks": InjectKind("chance that talks which end now succeed", actor="may pair"),
    "contingent": InjectKind("share of the troops that leave within some days"),
    Level.CONSENT.value: InjectKind("push to the host's consent", -1.0),
    Level.POLITICAL_WILL.value: InjectKind("push to political will", -1.0),
    Level.LEGITIMACY.value: InjectKind("push to the mission's legitimacy", -1.0),
}
KEYS = {item.name for item in fields(Inject)}


def take_in(model: ResponseModel, inject: Inject) -> None:
    """Hand an inject to those mechanisms that act on it.

    SettingError if a name or size is wrong, or if nothing in the run acts on this kind.
    """
    check(model.case, inject)
    takers = [m for m in model.mechanisms if inject.kind in m.injects]
    if not takers:
        raise SettingError(
            _("inject {kind}: what acts on it is switched off in this run", kind=inject.kind)
        )
    for mechanism in takers:
        mechanism.told(inject)
    model.injects.append(inject)
    place = inject.place if inject.place in model.geography.index else ""
    text = inject.text or inject.kind.replace("_", " ")
    model.journal.log(inject.day, "injected", text, place, inject.actor, value=inject.value)


def apply(model: ResponseModel, act: Mapping[str, Any]) -> None:
    """Do to a model, from the coming day on, what an act of a log says: a decision or an inject."""
    told = {key: value for key, value in act.items() if key not in ("day", "number")}
    if "changes" in told:
        model.decide(told["changes"], told["text"], told["group"])
    else:
        model.inject(**told)


def check(case: Case, inject: Inject) -> None:
    """Raise :class:`SettingError` unless the inject names what the case knows."""
    words = (inject.kind, inject.place, inject.actor, inject.text, inject.by)
    if not all(isinstance(word, str) for word in words) or not isinstance(inject.day, int):
        raise SettingError(_("inject: kind, place, actor, text and by are texts, day is a number"))
    kind = KINDS.get(inject.kind)
    if kind is None:
        raise SettingError(
            _(
                "inject {kind}: there is no such kind{hint}; expected one of {known}",
                kind=repr(inject.kind),
                hint=nearest(inject.kind, KINDS),
                known=", ".join(KINDS),
            )
        )
    where = f"inject {inject.kind}"
    for name, value, low, high in (
        ("value", inject.value, kind.low, kind.high),
        ("days", inject.days, 0.0, 3650.0),
    ):
        sound = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not sound or not math.isfinite(value) or not low <= value <= high:
            raise SettingError(
                _(
                    "{where}: {name}={value}: expected {low} to {high}",
                    where=where,
                    name=name,
                    value=repr(value),
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )
    _check_place(case, inject, kind.place, where)
    _check_actor(case, inject, kind.actor, where)


def _check_place(case: Case, inject: Inject, need: str, where: str) -> None:
    known = set(case.places["name"])
    if need == "crossing":
        known |= set(map(str, case.places["country"]))
    named = inject.place.split("|") if need == "route" else [inject.place]
    if need == "route" and len(named) != 2:
        raise SettingError(
            _(
                "{where}: place={place}: expected a road's ends, First|Second",
                where=where,
                place=repr(inject.place),
            )
        )
    if need in ("", "may") and not inject.place:
        return
    if not need:
        raise SettingError(
            _(
                "{where}: place={place}: this kind has no place",
                where=where,
                place=repr(inject.place),
            )
        )
    for name in named:
        if name.strip() not in known:
            raise SettingError(
                _(
                    "{where}: no place {name} in the case{hint}",
                    where=where,
                    name=repr(name),
                    hint=nearest(name, known),
                )
            )


def _check_actor(case: Case, inject: Inject, need: str, where: str) -> None:
    known = [o.name for o in case.organisations]
    if need in ("", "may", "may pair") and not inject.actor:
        return
    if not need:
        raise SettingError(
            _(
                "{where}: actor={actor}: this kind has no actor",
                where=where,
                actor=repr(inject.actor),
            )
        )
    named = parties(inject.actor) if "pair" in need else (inject.actor,)
    if "pair" in need and len(named) != 2:
        raise SettingError(
            _(
                "{where}: actor={actor}: expected two, first|second",
                where=where,
                actor=repr(inject.actor),
            )
        )
    for name in named:
        if name not in known:
            raise SettingError(
                _(
                    "{where}: no organisation {name} in the case{hint}",
                    where=where,
                    name=repr(name),
                    hint=nearest(name, known),
                )
            )

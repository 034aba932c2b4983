"""A run as the query of a page's address, and back."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlencode

from marosim import cases
from marosim.core.setting import SettingError
from marosim.languages import _, checked
from marosim.study.compose import groups
from marosim.study.decisions import DatedChoice
from marosim.view import names
from marosim.view.choosing import check_option, first_case
from marosim.view.line import Plan

DAYS = "days="  # a shorter run; an address gives no other single value


def query(plan: Plan) -> str:
    """A plan as the query of a page's address."""
    words: list[tuple[str, str]] = [("scenario", plan.scenario), ("seed", str(plan.seed))]
    words += [("days", value.removeprefix(DAYS)) for value in plan.values if value.startswith(DAYS)]
    words += list(plan.choices)
    words += [("decision", str(decision)) for decision in plan.decisions]
    return urlencode(words)


def language_of(text: str, own: str) -> str:
    """The language that the query of an address asks for, ``own`` where it names none.

    :class:`SettingError` for one that does not exist.
    """
    return checked(_asked(text).get("lang", [own])[-1])


def language_or(text: str, own: str) -> str:
    """The same, but ``own`` for one that does not exist: whoever greets says what is wrong."""
    try:
        return language_of(text, own)
    except SettingError:
        return own


def plan_of(text: str, scenario: str | None = None) -> Plan:
    """The plan that the query of an address describes; faults end in :class:`SettingError`."""
    asked = _asked(text)
    name = asked.get("scenario", [scenario or first_case()])[-1]
    if name not in cases.available():
        raise SettingError(_("there is no case {name}", name=repr(name)))
    seed_text = asked.get("seed", ["1"])[-1]
    if not seed_text.isdecimal() or int(seed_text) >= 2**31:
        raise SettingError(
            _(
                "{setting}: expected a whole number from {low} to {high}",
                setting=f"seed={seed_text!r}",
                low="0",
                high="2147483647",
            )
        )
    plan = Plan(name, int(seed_text))
    if "days" in asked:
        days, longest = asked["days"][-1], cases.load(name).days
        if not days.isdecimal() or not 1 <= int(days) <= longest:
            raise SettingError(
                _(
                    "{setting}: expected a whole number from {low} to {high}",
                    setting=f"days={days!r}",
                    low="1",
                    high=str(longest),
                )
            )
        plan = replace(plan, values=(f"{DAYS}{int(days)}",))
    for group in names.CHOSEN:
        if group in asked:
            check_option(group, asked[group][-1])
            plan = plan.choose(group, asked[group][-1])
    made = tuple(DatedChoice.read(text, groups()) for text in asked.get("decision", []))
    return replace(plan, decisions=made)


def _asked(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text.lstrip("?"), max_num_fields=200)
    except ValueError:
        raise SettingError(_("the address asks for more than 200 things")) from None

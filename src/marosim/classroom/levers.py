"""What a seat can order: settings of the response, what a step costs, and who pays.

A lever changes the response alone. None names the killing of civilians, and the armed groups'
rules have none: whom they attack follows from the model (C5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marosim.languages import N_
from marosim.settings import Settings
from marosim.terms import Approach

MONTH = 30.0
YEAR = 365.0
ASSESSED, VOLUNTARY = "assessed", "voluntary"
ACCOUNTS = {
    ASSESSED: N_("assessed contributions (troops, police, observers, staff, warning)"),
    VOLUNTARY: N_("voluntary contributions (aid, talks, programmes)"),
}


@dataclass(frozen=True)
class Planned:
    """What prices are reckoned with: people of the country, displaced as last counted, places."""

    people: float
    displaced: float
    places: int


Price = Callable[[Settings, Planned], float]  # US$ for 30 days as the settings stand


@dataclass(frozen=True)
class Lever:
    """One thing that seats of ``roles`` can set, to one of ``values``.

    ``usd`` is its price for 30 days as settings stand, on ``account``; ``capital`` the political
    capital that a change takes. With ``vote`` the Council has to adopt it. ``acts`` says from
    when a change can show; until then it is a statement.
    """

    name: str
    title: str
    roles: tuple[str, ...]
    values: tuple[Any, ...]
    usd: Price | None = None
    account: str = ""
    capital: int = 0
    vote: bool = False
    acts: str = ""


AGREED = "once there is an agreement"
COMING = "for troops that are still to come"


def _of_year(amount: float) -> float:
    return amount * MONTH / YEAR


def _uniformed(s: Settings) -> float:
    return float(s.mandate.ceiling + s.mandate.police + s.mandate.observers)


def _per_head(name: str) -> Price:
    def usd(settings: Settings, plan: Planned) -> float:
        part = getattr(settings, name)
        return _of_year(part.usd_per_head_year * part.effort * plan.people)

    return usd


SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MANDATES = ("traditional", "multidimensional", "protection_of_civilians", "robust")
TROOPS = (0, 600, 1200, 2500, 5000, 7500, 10_000, 12_500, 15_000)

LEVERS: dict[str, Lever] = {
    lever.name: lever
    for lever in (
        Lever("mandate.name", "Mandate", ("council",), MANDATES, capital=2, vote=True),
        Lever(
            "mandate.ceiling", "Troops authorised", ("council",), TROOPS,
            lambda s, _: _of_year(s.mandate.ceiling * s.funding.troop_usd_year),
            ASSESSED, 2, True,
        ),
        Lever(
            "mandate.police", "Police authorised", ("council",), (0, 60, 200, 500, 1000, 1500),
            lambda s, _: _of_year(s.mandate.police * s.funding.police_usd_year),
            ASSESSED, 1, True,
        ),
        Lever(
            "mandate.observers", "Observers authorised", ("council",), (0, 60, 120, 200, 400),
            lambda s, _: _of_year(s.mandate.observers * s.funding.observer_usd_year),
            ASSESSED, 1, True, acts="months later, once contributing countries have sent them",
        ),
        Lever(
            "accountability.prosecution", "Referral and prosecution", ("council",), SHARES,
            capital=2, vote=True, acts="once many deaths are reported",
        ),
        Lever(
            "deployment.regional_share", "Contingents from the region", ("region",), SHARES,
            capital=1, acts=COMING,
        ),
        Lever(
            "rapid_reaction.standby_30", "Troops on standby (30 days)", ("region",),
            (0, 850, 1700, 3400), capital=2, acts=COMING,
        ),
        Lever(
            "mediation.mediators", "Envoys", ("srsg", "region"), (0, 1, 2, 3),
            lambda s, _: _of_year(s.mediation.mediators * s.mediation.usd_per_year),
            VOLUNTARY, 1,
        ),
        Lever(
            "mediation.coordination", "Envoys follow one plan", ("srsg", "region"), SHARES,
            capital=1, acts="while several envoys are at talks",
        ),
        Lever("host_consent.diplomacy", "Diplomacy toward the host", ("srsg",), SHARES, capital=1),
        Lever(
            "stabilise_or_build.build_share", "Share of money for building peace", ("srsg",),
            (0.0, 0.15, 0.3, 0.45, 0.6),
        ),
        Lever(
            "civilian_component.share", "Civilian staff for each uniformed", ("srsg",),
            (0.0, 0.05, 0.1, 0.15, 0.2, 0.3),
            lambda s, _: _of_year(
                s.civilian_component.share * _uniformed(s) * s.civilian_component.usd_year
            ),
            ASSESSED,
        ),
        Lever("accountability.transparency", "Allegations that are answered", ("srsg", "police"),
              SHARES, acts="on the day of an allegation"),
        Lever("approach.name", "Approach", ("fc",), tuple(map(str, Approach))),
        Lever("approach.sites", "Safe areas", ("fc",), (2, 4, 6, 9, 12),
              acts="while the approach is safe areas"),
        Lever("approach.replan_days", "Days between plans", ("fc",), (7, 14, 21, 42)),
        Lever(
            "response_to_attack.engage_from",
            "Rules from which troops engage attackers (lower: sooner)", ("fc",),
            (0.4, 0.5, 0.6, 0.7, 0.8), acts="under a mandate that lets troops engage",
        ),
        Lever("training.protection", "Training in protecting civilians", ("fc",), SHARES),
        Lever(
            "host_capacity.effort", "Support to the host's forces", ("police", "host"), SHARES,
            lambda s, _: _of_year(s.host_capacity.effort * s.host_capacity.usd_year),
            VOLUNTARY, 1,
        ),
        Lever("police_component.highest", "Patrols of police (0.93: all they can)", ("police",),
              (0.3, 0.5, 0.7, 0.93)),
        Lever(
            "host_consent.mean", "Consent that the government means to give", ("host",),
            (0.1, 0.3, 0.5, 0.7, 0.9), capital=1,
        ),
        Lever(
            "inclusive_governance.effort", "Inclusion and reform", ("host", "donors"), SHARES,
            _per_head("inclusive_governance"), VOLUNTARY, 2,
        ),
        Lever(
            "aid.share", "Share of need that aid meets", ("hct",), SHARES,
            lambda s, plan: s.aid.share * s.aid.usd_per_day * MONTH * plan.displaced,
            VOLUNTARY,
        ),
        Lever(
            "local_dialogue.effort", "Local committees", ("hct",), SHARES,
            lambda s, plan: _of_year(
                s.local_dialogue.effort * plan.places * s.local_dialogue.usd_per_place_year
            ),
            VOLUNTARY, acts="months later, once committees have formed",
        ),
        Lever("local_knowledge.engagement", "Learning from communities", ("hct",), SHARES),
        Lever(
            "funding.paid_share", "Share of assessed contributions paid", ("donors",),
            (0.5, 0.7, 0.8, 0.9, 1.0), capital=1,
        ),
        Lever(
            "funding.lateness_days", "Days until contributions arrive", ("donors",),
            (15.0, 30.0, 60.0, 90.0, 120.0), capital=1,
        ),
        Lever(
            "ddr.effort", "Fighters for whom disarmament is meant", ("donors",), SHARES,
            capital=1, acts=AGREED,
        ),
        Lever(
            "recovery.effort", "Livelihoods restored", ("donors",), SHARES,
            _per_head("recovery"), VOLUNTARY,
        ),
        Lever(
            "reconciliation.effort", "Reconciliation", ("donors",), SHARES,
            _per_head("reconciliation"), VOLUNTARY, acts=AGREED,
        ),
    )
}  # fmt: skip


def value_of(settings: Settings, name: str) -> Any:
    """The value of a setting by its dotted name."""
    found: Any = settings
    for part in name.split("."):
        found = getattr(found, part)
    return found


def nested(name: str, value: Any) -> dict[str, Any]:
    """A dotted name and its value as the mapping that settings take."""
    for part in reversed(name.split(".")):
        value = {part: value}
    return dict(value)


def committed(settings: Settings, plan: Planned) -> dict[str, float]:
    """US$ for 30 days on each account, as settings stand."""
    totals = dict.fromkeys(ACCOUNTS, 0.0)
    for lever in LEVERS.values():
        if lever.usd is not None:
            totals[lever.account] += lever.usd(settings, plan)
    return totals

"""The seven operational approaches as seven ways to weigh places (Sewall, Raymond & Chin 2010)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.mission.theatre import Theatre
from marosim.terms import Approach

if TYPE_CHECKING:
    from marosim.mission.approach import ApproachSettings

    Policy = Callable[[Theatre, ApproachSettings], NDArray[np.float64]]

Floats = NDArray[np.float64]


def need(theatre: Theatre, options: ApproachSettings) -> Floats:
    """How much a place asks for protection: its people, raised by violence and by risk."""
    alarm = np.maximum(theatre.violence, theatre.risk)
    return theatre.people**options.spread * (1.0 + options.risk_weight * alarm)


def area_security(theatre: Theatre, options: ApproachSettings) -> Floats:
    """Saturation: be present everywhere, most where people and danger are."""
    return need(theatre, options)


def oil_spot(theatre: Theatre, options: ApproachSettings) -> Floats:
    """Shape, clear, hold, build: hold places near the capital with enough, then go on."""
    density = np.where(theatre.calm, options.held_density, options.density)
    wanted = density * theatre.people / 1000.0
    order = np.argsort(np.where(theatre.allowed, theatre.from_capital, np.inf), kind="stable")
    taken = np.cumsum(wanted[order])
    inside = order[(taken - wanted[order] < theatre.troops) & theatre.allowed[order]]
    weights = np.zeros_like(wanted)
    weights[inside] = np.maximum(wanted[inside], 1.0)
    return weights


def separation(theatre: Theatre, options: ApproachSettings) -> Floats:
    """Stand where the parties meet."""
    return theatre.front + 1e-6 * need(theatre, options)


def threatened(theatre: Theatre) -> Floats:
    """People who would gather: the displaced, and those near violence."""
    alarm = theatre.violence + theatre.risk + 0.5 * theatre.nearby
    return theatre.people * alarm + 5.0 * theatre.displaced


def safe_areas(theatre: Theatre, options: ApproachSettings) -> Floats:
    """Concentrate on the few places where most threatened people are."""
    asked = np.where(theatre.allowed, threatened(theatre) + 1e-3 * theatre.people, 0.0)
    chosen = np.argsort(-asked, kind="stable")[: options.sites]
    weights = np.zeros_like(asked)
    weights[chosen] = np.sqrt(asked[chosen])
    return weights


def partner_enabling(theatre: Theatre, options: ApproachSettings) -> Floats:
    """Stand beside the partner's garrisons."""
    return theatre.host + 1e-3 * need(theatre, options)


def containment(theatre: Theatre, options: ApproachSettings) -> Floats:
    """Ring what burns: places next to violence that are not yet violent."""
    ring = theatre.nearby * (1.0 - theatre.violence) + theatre.risk * theatre.nearby
    return ring + 1e-5 * need(theatre, options)


def defeat_perpetrators(theatre: Theatre, options: ApproachSettings) -> Floats:
    """Go where those are who attack civilians."""
    return theatre.hostile + 1e-3 * need(theatre, options)


POLICIES: dict[Approach, Policy] = {
    Approach.AREA_SECURITY: area_security,
    Approach.OIL_SPOT: oil_spot,
    Approach.SEPARATION: separation,
    Approach.SAFE_AREAS: safe_areas,
    Approach.PARTNER_ENABLING: partner_enabling,
    Approach.CONTAINMENT: containment,
    Approach.DEFEAT_PERPETRATORS: defeat_perpetrators,
}


def shares(weights: Floats, units: int) -> NDArray[np.int64]:
    """Units by place in proportion to weights (Sainte-Laguë), [P]."""
    counts = np.zeros(len(weights), dtype=np.int64)
    if units <= 0 or not (weights > 0).any():
        return counts
    exact = np.floor(weights / weights.sum() * units * 0.7).astype(np.int64)
    counts += exact  # a start below every share, so that only the rest is counted out
    quotients = weights / (2 * counts + 1)
    for _ in range(units - int(counts.sum())):
        place = int(quotients.argmax())
        counts[place] += 1
        quotients[place] = weights[place] / (2 * counts[place] + 1)
    return counts

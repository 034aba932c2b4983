"""The country as planners of a mission see it: what weighs in where units should stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from marosim.core.short_axis import added
from marosim.mission.state import TROOPS
from marosim.situation import DISPLACED, SHELTERED
from marosim.terms import Role

if TYPE_CHECKING:
    from marosim.mission.approach import OperationalApproach

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Theatre:
    """Arrays over places [P]: ``allowed`` (mask), ``people`` and ``displaced`` (persons),
    ``violence`` and ``risk`` (0..1), ``nearby`` violence in neighbouring places (0..1),
    ``front`` (0..1, mixed control of enemies), ``hostile`` and ``host`` fighters,
    ``from_capital`` (days), ``calm`` (mask); and ``troops`` in the country (persons)."""

    allowed: NDArray[np.bool_]
    people: Floats
    displaced: Floats
    violence: Floats
    risk: Floats
    nearby: Floats
    front: Floats
    hostile: Floats
    host: Floats
    from_capital: Floats
    calm: NDArray[np.bool_]
    capital: int
    troops: float


def look(approach: OperationalApproach) -> Theatre:
    """The theatre as it is today."""
    model = approach.model
    now, map_, mission = model.situation, model.geography, model.mission
    count = len(model.armed.organisations)
    from_capital = mission.days(mission.entry, slice(None))
    allowed = map_.inside & map_.place_open & np.isfinite(from_capital)
    area = model.politics.mandate.area
    if len(area) == len(allowed) and (allowed & area).any():
        allowed = allowed & area
    violence = approach.recent / (1.0 + approach.recent)
    mixed = now.control + 0.5 * approach.adjacent.of(now.control)
    front = np.einsum("ap,ab,bp->p", mixed, now.at_war.astype(float), mixed)
    force = now.force[:count]
    blame = approach.blame()
    host = np.zeros(map_.count)
    for organisation in model.armed.organisations:
        if organisation.role == Role.GOVERNMENT:
            host = host + now.force[organisation.index]
    return Theatre(
        allowed=allowed,
        people=added(now.unsheltered) + added(now.people[:, :, SHELTERED]),
        displaced=now.people[:, :, [DISPLACED, SHELTERED]].sum(axis=(1, 2)),
        violence=violence,
        risk=model.warning.risk,
        nearby=np.minimum(approach.adjacent.of(violence), 1.0),
        front=front / max(float(front.max(initial=0.0)), 1e-9),
        hostile=blame @ force,
        host=host,
        from_capital=from_capital,
        calm=approach.quiet_days >= approach.settings.calm_days,
        capital=mission.entry,
        troops=mission.heads(TROOPS),
    )

"""Strengths as they were: a case's record, interpolated between its dates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from marosim.mission.state import GONE, IN_SECTOR, OBSERVERS, POLICE, TROOPS
from marosim.world.on_record import HEADS, strengths

if TYPE_CHECKING:
    from marosim.mission.deployment import Deployment
    from marosim.response_model import ResponseModel

AHEAD_DAYS = 60  # a reinforcement that the record has so soon is known to be coming


class Record:
    """The record as arrays by day, read once."""

    def __init__(self, model: ResponseModel) -> None:
        table = strengths(model)
        self.days = table["day"].to_numpy(dtype=float)
        self.heads = [table[name].to_numpy(dtype=float) for name in HEADS]

    def on(self, day: int) -> list[float]:
        """Strength of each kind on a day."""
        if not len(self.days) or day < self.days[0]:
            return [0.0, 0.0, 0.0]
        return [float(np.interp(day, self.days, heads)) for heads in self.heads]


def follow_record(deployment: Deployment, day: int) -> None:
    """Make the units of each kind add up to the record, as far as a mission is authorised."""
    model = deployment.model
    mission, politics = model.mission, model.politics
    record = deployment.record
    allowed = (
        politics.authorised_troops,
        politics.authorised_police,
        politics.authorised_observers,
    )
    wanted = record.on(day) if politics.authorised else [0.0, 0.0, 0.0]
    if politics.authorised and not politics.contingents_coming:
        coming = record.on(day + AHEAD_DAYS)
        politics.contingents_coming = sum(wanted) + sum(coming) > 0
    if not mission.units and not any(wanted):
        return
    for kind in (TROOPS, POLICE, OBSERVERS):
        target = wanted[kind] if allowed[kind] > 0 else 0.0
        _match(deployment, kind, target, day)


def _match(deployment: Deployment, kind: int, target: float, day: int) -> None:
    model = deployment.model
    mission, options = model.mission, deployment.settings
    mine = mission.kind == kind
    present = int(mine.sum())
    if target < 1.0:
        if present:
            for contingent in mission.contingents:
                if contingent.kind == kind:
                    contingent.stage = GONE
            mission.remove(mine)
        return
    most = float(deployment.record.heads[kind].max())
    sizes: dict[int, float] = {
        TROOPS: max(options.smallest_unit, most / options.most_units),
        POLICE: options.police_unit,
        OBSERVERS: options.observer_team,
    }
    size = sizes[kind]
    count = max(1, math.ceil(target / size - 0.25))
    if count > present:
        contingent = deployment.new_contingent(kind, target)
        contingent.stage = IN_SECTOR
        first = mission.first_unit_day is None
        mission.contingents.append(contingent)
        mission.deploy(len(mission.contingents) - 1, size, count - present, mission.entry, day)
        if first:
            model.journal.log(
                day, "first_unit", "The first unit is in the country",
                place=model.geography.names[mission.entry], persons=target,
            )  # fmt: skip
    elif count < present:
        # the last to come are the first to go
        rows = np.flatnonzero(mine)[count:]
        gone = np.zeros(len(mine), dtype=bool)
        gone[rows] = True
        mission.remove(gone)
    mine = mission.kind == kind
    mission.persons[mine] = target / mine.sum()

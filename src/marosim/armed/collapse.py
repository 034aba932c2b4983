"""The collapse of an army whose enemies have won its ground and the seat of power."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from marosim.situation import Floats
from marosim.world.geography import Geography

if TYPE_CHECKING:
    from marosim.armed.operations import OperationSettings
    from marosim.response_model import ResponseModel


def ground_value(geography: Geography) -> Floats:
    """Worth of each place as ground to hold, [P]: it grows with the logarithm of its people."""
    people = geography.initial_people.sum(axis=1)
    return np.where(geography.inside, np.log10(people + 10) / 5.0, 0.0)


class Collapse:
    """Writes ``situation.collapse``: how far each organisation has ceased to be an army.

    Soldiers give up when others have, and a state's when the state has no seat any more.
    *Strain* is what an organisation's enemies have won since they held least: a share of the
    country, by value, weighed with their share of the capital; an insurgent who never held
    ground has none to lose. *Resolve* falls toward 1 - strain within weeks and comes back
    within months. Below the break point an army holds and attacks the less the lower its
    resolve, and falls back; a war that stays above it is as it would be without this rule.
    """

    def __init__(self, model: ResponseModel, settings: OperationSettings) -> None:
        self.model = model
        self.settings = settings
        size = len(model.situation.force)
        value = ground_value(model.geography)
        self.value = value / max(float(value.sum()), 1e-9)
        self.enemies = np.zeros((size, size), dtype=bool)
        self.least_ground = np.zeros(size)
        self.least_seat = np.zeros(size)
        self.resolve = np.ones(size)

    def step(self, day: int) -> None:
        """Today's strain, resolve and collapse of every organisation."""
        model, now, options = self.model, self.model.situation, self.settings
        ground = now.at_war @ (now.control @ self.value)
        seat = now.at_war @ now.control[:, model.geography.capital]
        # a war that opens is no defeat yet: the count starts anew
        same = (now.at_war == self.enemies).all(axis=1)
        self.enemies = now.at_war.copy()
        self.least_ground = np.where(same, np.minimum(self.least_ground, ground), ground)
        self.least_seat = np.where(same, np.minimum(self.least_seat, seat), seat)
        gained = ground - self.least_ground
        strain = gained + options.seat_weight * (seat - self.least_seat - gained)
        # a truce lets an army rest
        strain *= (now.at_war * (1.0 - now.ceasefire)).max(axis=1)
        change = 1.0 - strain - self.resolve
        days = np.where(change < 0, options.resolve_days, options.rebuild_days)
        self.resolve += change * -np.expm1(-1.0 / days)
        before = now.collapse.copy()
        now.collapse = np.clip(2.0 * (1.0 - self.resolve / options.break_point), 0.0, 1.0)
        for organisation in model.armed.organisations:
            index = organisation.index
            if before[index] == 0.0 and now.collapse[index] > 0.0:
                model.journal.log(
                    day, "collapse", f"{organisation.title} begins to break",
                    place=model.geography.names[model.geography.capital],
                    actor=organisation.name, lost=float(strain[index]),
                )  # fmt: skip

"""An armed unit on the map: a Mesa agent whose numbers stand in the columns of the forces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.reasons import Reasons
from marosim.core.row_agent import Column, RowAgent

if TYPE_CHECKING:
    from marosim.armed.choosing import Choice
    from marosim.armed.forces import Forces, Organisation
    from marosim.response_model import ResponseModel


class ArmedUnit(RowAgent):
    """A unit of an armed organisation. What is written to its attributes happens in the model.

    ``place`` and ``organisation`` take names or indices; a unit that is put somewhere by hand
    acts there at once, while ``march_to`` sends it over the roads. Fighters put in or taken out
    by hand count as moved in, with their share of the organisation's weapons. ``why`` holds the
    terms that decided when it last went elsewhere, and how much each spoke for it.
    """

    why = Reasons()

    place = Column(
        "unit_place",
        "index or name of a place",
        write=lambda unit, place: unit.model.geography.number(place),
    )
    organisation: Any = Column(
        "unit_organisation",
        "organisation or its name",
        read=lambda unit, stored: unit.forces.organisations[int(stored)],
        write=lambda unit, given: unit.forces.number(given),
    )
    fighters = Column("unit_fighters", "fighters", low=0.0)
    arrives = Column("unit_arrives", "day from which it acts at its place")

    def __init__(
        self,
        model: ResponseModel,
        organisation: Organisation | str | int,
        place: str | int,
        fighters: float,
    ) -> None:
        forces = model.armed
        super().__init__(
            model,
            forces,
            unit_place=model.geography.number(place),
            unit_organisation=forces.number(organisation),
            unit_fighters=type(self).fighters.checked(type(self), fighters),
            unit_arrives=0,
            unit_decides=type(self).decide is not ArmedUnit.decide,
        )

    def decide(self, choice: Choice) -> str | int:
        """Where to go: one of ``choice.places``, by index or name.

        The stock unit goes where ``choice.scores`` is highest, and a militia that stays home
        today stays. The model calls this for subclasses that override it, every
        ``operations.decision_days``; for all others it does the same in one go.
        """
        best = choice.here if choice.stays else int(choice.places[np.argmax(choice.scores)])
        if best != choice.here:
            self.why = choice.why(best)
        return best

    @property
    def forces(self) -> Forces:
        """The columns that hold all armed units."""
        forces: Forces = self.model.armed
        return forces

    def march_to(self, place: str | int) -> None:
        """Send the unit to a place over the roads; it acts again once it has arrived."""
        there = self.model.geography.number(place)
        days = float(self.model.geography.days(self.place, there))
        if not np.isfinite(days):
            raise ValueError(f"{self}: no way leads to {self.model.geography.names[there]}")
        self.forces.move(self.row, there, self.model.day + int(np.ceil(days)))
        self.forces.recount()
        self.remember(f"marches to {self.place_name}")

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.serial} of {self.organisation.name}"

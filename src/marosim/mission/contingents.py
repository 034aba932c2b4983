"""A contributor's contingent: an agent that is pledged, comes, bears losses and may go home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from marosim.core.row_agent import Edit
from marosim.terms import Kind, Stage

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

# plain numbers: a column is compared with them many times a day, and NumPy asks an enum for more
TROOPS, POLICE, OBSERVERS, CIVILIANS = (int(kind) for kind in Kind)
KINDS = tuple(kind.word for kind in Kind)
PLEDGED, READY, LIFTED, IN_COUNTRY, IN_SECTOR, LEAVING, GONE = Stage
STAGES = tuple(stage.word for stage in Stage)
BY_HAND = 900  # numbers of contingents of each kind that a user makes begin here


def kind_number(kind: str | int) -> int:
    """Number of a kind of personnel that is given by name or by number."""
    if kind in KINDS:
        return KINDS.index(str(kind))
    if kind in range(len(KINDS)):
        return int(kind)
    raise ValueError(f"no kind {kind!r} of peacekeepers; expected one of {', '.join(KINDS)}")


class Level:
    """A number of a contingent that its units have from it, and that a user may change."""

    def __init__(self, low: float, high: float, unit: str) -> None:
        self.low, self.high, self.unit = low, high, unit
        self.name = ""

    def __set_name__(self, owner: type[Contingent], name: str) -> None:
        self.name = name

    def __get__(self, contingent: Contingent | None, owner: type[Contingent]) -> Any:
        return self if contingent is None else contingent.levels[self.name]

    def __set__(self, contingent: Contingent, value: float) -> None:
        if not (isinstance(value, (int, float, np.number)) and self.low <= value <= self.high):
            raise ValueError(
                f"contingent: {self.name}={value!r}; expected a number from {self.low:g} to "
                f"{self.high:g} ({self.unit})"
            )
        before = contingent.levels.get(self.name)
        contingent.levels[self.name] = float(value)
        if before is not None and value != before:
            contingent.model.mission.follow(contingent, self.name, before)
            contingent.remember(f"{self.name} {before:g} → {value:g}")


class Contingent(mesa.Agent):
    """One contributor's contingent. Days are days of the run; ``persons`` those who come.

    ``luck`` (standard normal) places its quality among contingents; ``equipment`` and
    ``caveats`` lie in 0..1, and its units have what it has; ``dead`` counts its own losses.
    ``authorised`` is the part of the mission's authorised strength that it fills; one that a
    user makes fills none, comes on its own and stays until it is removed.
    """

    persons = Level(0.0, 1e6, "persons")
    luck = Level(-10.0, 10.0, "standard deviations")
    equipment = Level(0.0, 1.0, "0 to 1")
    caveats = Level(0.0, 1.0, "0 to 1")

    def __init__(
        self,
        model: ResponseModel,
        kind: str | int = TROOPS,
        persons: float = 0.0,
        *,
        authorised: float = 0.0,
        number: int | None = None,
        origin: str = "overseas",
        luck: float = 0.0,
        equipment: float = 0.5,
        caveats: float = 0.0,
        stage: int = PLEDGED,
        tonnes_left: float = 0.0,
    ) -> None:
        self.kind = kind_number(kind)
        self.number: int
        self.levels: dict[str, float] = {}
        self.persons, self.luck, self.equipment, self.caveats = persons, luck, equipment, caveats
        super().__init__(model)
        self.authorised = authorised
        self.origin = origin
        self.stage = stage
        self.ready_day = model.day
        self.due_day = 0
        self.tonnes_left = tonnes_left
        self.standby = False
        self.dead = 0.0
        self.leaves_day = -1
        others = model.mission.contingents
        made = sum(c.kind == self.kind and c.number % 1000 >= BY_HAND for c in others)
        self.number = self.kind * 1000 + BY_HAND + made if number is None else number
        if number is None:
            others.append(self)
            self.remember("made")

    @property
    def name(self) -> str:
        """A name for logs; contributors are told apart by number and origin alone."""
        return f"{self.origin} {KINDS[self.kind]} {self.number % 1000 + 1}"

    @property
    def units(self) -> list[Any]:
        """Its units on the map."""
        mission = self.model.mission
        return [unit for unit in mission.units if unit.last is None and unit.contingent is self]

    def withdraws(self, tolerance: float) -> bool:
        """Whether its capital takes it home after losses: caveats make that sooner.

        ``tolerance`` is the number of dead that a contingent without caveats bears today.
        """
        return bool(self.dead >= tolerance * (1.0 - self.caveats))

    def remove(self) -> None:
        """Take the contingent home at once, with all its units."""
        if self not in self.model.agents:
            return
        for unit in self.units:
            unit.remove()
        self.stage = GONE
        self.remember("removed")
        super().remove()

    def remember(self, change: str) -> None:
        """Note in the model that a user changed it by hand."""
        self.model.edits.append(Edit(self.model.day, str(self), change))

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.name!r} ({STAGES[self.stage]})"

"""Units of a mission on the map: Mesa agents whose numbers stand in columns, a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from marosim.core.field import ANYBODY, ROWS, field, keep
from marosim.core.reasons import Reasons
from marosim.core.row_agent import Column, Roster, RowAgent
from marosim.core.state import State, offered_by
from marosim.mission.contingents import CIVILIANS, IN_SECTOR, KINDS, TROOPS, Contingent
from marosim.situation import Floats

if TYPE_CHECKING:
    from marosim.mission.reacting import Call
    from marosim.mission.state import MissionState
    from marosim.response_model import ResponseModel

NOBODY = -1  # kind and contingent of a row whose unit was removed today


class PeacekeeperUnit(RowAgent):
    """A unit of a contingent. What is written to its attributes happens in the model.

    ``place`` takes a name or an index; a unit that is put somewhere by hand acts there at once,
    while ``march_to`` sends it over the roads. A unit that a user makes is a contingent of its
    own unless one is given. Where a mission follows the record of its strength, the record says
    again the next day how many there are. ``decision`` says what it did about the last attack
    that it knew of, and ``why`` holds the reasons that weighed most, with their log-odds.
    """

    decision: str = ""
    why = Reasons()

    place = Column(
        "place",
        "index or name of a place",
        write=lambda unit, place: unit.model.geography.number(place),
    )
    persons = Column("persons", "persons", low=0.0)
    luck = Column("luck", "standard deviations", low=-10.0, high=10.0)
    equipment = Column("equipment", "0 to 1", low=0.0, high=1.0)
    caveats = Column("caveats", "0 to 1", low=0.0, high=1.0)
    arrives = Column("arrives", "day from which it acts at its place")
    planned: Any = Column("planned", "whether it was told where to go", write=lambda _, v: bool(v))
    kind: Any = Column(
        "kind", "kind of personnel", fixed=True, read=lambda unit, stored: KINDS[int(stored)]
    )
    contingent: Any = Column(
        "contingent",
        "contingent",
        fixed=True,
        read=lambda unit, stored: unit.mission.contingents[int(stored)],
    )

    def __init__(
        self,
        model: ResponseModel,
        kind: str | int = "troops",
        persons: float = 100.0,
        place: str | int | None = None,
        contingent: Contingent | None = None,
    ) -> None:
        mission = model.mission
        where = mission.entry if place is None else model.geography.number(place)
        type(self).persons.checked(type(self), persons)
        if contingent is None:
            contingent = Contingent(model, kind, persons, stage=IN_SECTOR)
        super().__init__(
            model,
            mission,
            kind=contingent.kind,
            contingent=mission.contingents.index(contingent),
            persons=persons,
            place=where,
            arrives=model.day,
            planned=place is not None,
            luck=contingent.luck,
            equipment=contingent.equipment,
            caveats=contingent.caveats,
            reacts=type(self).react is not PeacekeeperUnit.react,
        )

    def react(self, call: Call) -> Floats | float:
        """What share (0..1) of its strength it sends to each of ``call.places``, or to all.

        The stock unit goes as a whole to the place that it is readiest for, if ``call.mood`` is
        below ``call.ready`` there. The model calls this for subclasses that override it, on days
        with attacks in reach; for all others it does the same in one go.
        """
        best = np.arange(len(call.places)) == np.argmax(call.ready)
        return np.where(best & (call.mood < call.ready), 1.0, 0.0)

    @property
    def mission(self) -> MissionState:
        """The columns that hold all units of the mission."""
        mission: MissionState = self.model.mission
        return mission

    def march_to(self, place: str | int) -> None:
        """Send the unit to a place over the roads; it acts there once it has arrived."""
        there = self.model.geography.number(place)
        if not np.isfinite(self.mission.days(self.place, there)):
            raise ValueError(f"{self}: no way leads to {self.model.geography.names[there]}")
        self.mission.move(self.row, there, self.model.day)
        self.mission.recount()
        self.remember(f"marches to {self.place_name}")

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.serial} of {self.contingent.name}"


def column(meaning: str, unit: str, low: float | None, *, neutral: float | bool = 0.0) -> Any:
    """Declare a column: a number of each unit, which rules and a user's hand may write."""
    return field(ANYBODY, meaning, unit, ROWS, neutral=neutral, low=low)


class UnitRoster(Roster, State):
    """The columns of a mission's units.

    ``kind``, ``contingent`` (index), ``persons``, ``place``, ``arrives`` (day from which the
    unit acts at its place), ``planned`` (whether it was told where to go), and what a unit has
    from its contingent: ``luck``, ``equipment``, ``caveats``.
    """

    EMPTY: ClassVar[dict[str, Any]] = {"persons": 0.0, "kind": NOBODY, "contingent": NOBODY}
    model: ResponseModel = keep("mission", "the run that it belongs to")
    contingents: list[Contingent] = keep("mission", "contingents pledged or here", list)
    kind: NDArray[np.int64] = column("kind of personnel", "number", -1, neutral=0)
    contingent: NDArray[np.int64] = column("its contingent", "number", -1, neutral=0)
    persons: Floats = column("head count", "persons", 0.0)
    place: NDArray[np.int64] = column("where it stands or whither it is bound", "place", 0,
                                      neutral=0)  # fmt: skip
    arrives: NDArray[np.int64] = column("day from which it acts there", "day", None, neutral=0)
    planned: NDArray[np.bool_] = column("it was told where to go", "yes or no", 0, neutral=False)
    luck: Floats = column("its contingent's luck", "standard deviations", None)
    equipment: Floats = column("equipment", "0 to 1", 0.0)
    caveats: Floats = column("caveats of its capital", "0 to 1", 0.0)
    reacts: NDArray[np.bool_] = column("its class decides for itself", "yes or no", 0,
                                       neutral=False)  # fmt: skip
    units: list[PeacekeeperUnit]
    first_unit_day: int | None = field("mission", "first unit in the country", "day",
        neutral=None, low=None)  # fmt: skip

    def deploy(self, index: int, persons: float, count: int, place: int, day: int) -> None:
        """Put a contingent's persons on the map at a place as ``count`` units."""
        contingent, count = self.contingents[index], max(1, count)
        made_of = self.model.agent_class(PeacekeeperUnit, KINDS[contingent.kind])
        for _ in range(count):
            with self.ruled():
                unit = made_of(
                    self.model, contingent.kind, persons / count, place, contingent=contingent
                )
            self.arrives[unit.row], self.planned[unit.row] = day, False
        if contingent.kind != CIVILIANS and self.first_unit_day is None:
            self.first_unit_day = day

    def remove(self, gone: NDArray[np.bool_]) -> None:
        """Take units off the map."""
        if not gone.any():
            return
        for unit in [self.units[row] for row in np.flatnonzero(gone)]:
            with self.ruled():
                unit.remove()
        self.close_graves()

    def move(self, row: int, place: int, day: int) -> None:
        """Send a unit to a place; it acts there once it has arrived."""
        start = int(self.place[row])
        if start != place:
            days = float(self.days(start, place))
            self.arrives[row] = max(day, int(self.arrives[row])) + int(np.ceil(min(days, 60.0)))
            self.place[row] = place
            self.units[row].stand(place)
        self.planned[row] = True

    def days(self, start: Any, end: Any) -> Floats:
        """Days a unit needs from places to others, by index as in NumPy."""
        return self.model.geography.days(start, end) / self.model.settings.deployment.mobility

    @property
    def days_between(self) -> Floats:
        """Days a unit needs between places, [P, P]."""
        return self.model.geography.travel_days / self.model.settings.deployment.mobility

    def heads(self, kind: int) -> float:
        """Persons of a kind in the country, on the road or not."""
        return float(self.persons[self.kind == kind].sum())

    def at_places(self, kind: int, day: int, weight: Floats | None = None) -> Floats:
        """Persons of a kind who act today, by place [P]; each times a weight if given."""
        worth = self.persons if weight is None else self.persons * weight
        there = (self.kind == kind) & (self.arrives <= day)
        # others add nothing to their place, so that nobody has to be picked out
        return np.bincount(
            self.place, weights=np.where(there, worth, 0.0), minlength=self.model.geography.count
        ).astype(np.float64, copy=False)

    # what a user changes by hand

    @offered_by("mission")
    def came(self, unit: PeacekeeperUnit) -> None:
        """A unit made by hand may be the first of the mission."""
        if unit.kind != KINDS[CIVILIANS] and self.first_unit_day is None:
            self.first_unit_day = self.model.day
        self.recount()

    def edited(self, unit: PeacekeeperUnit, name: str, old: Any, new: Any) -> None:
        """A unit that was put somewhere by hand acts there from now on, as it was told."""
        if name == "place":
            unit.stand(new)
            self.arrives[unit.row], self.planned[unit.row] = self.model.day, True
        self.recount()

    def follow(self, contingent: Contingent, level: str, old: float) -> None:
        """Give a contingent's units what a user has changed of it."""
        mine = self.contingent == self.contingents.index(contingent)
        if level != "persons":
            getattr(self, level)[mine] = getattr(contingent, level)
        elif old > 0:
            self.persons[mine] *= contingent.persons / old
        self.recount()

    def recount(self) -> None:
        """Count the troops by place anew after a change by hand."""
        now = self.model.situation
        with now.let_in("mission"):
            now.peacekeeper_force = self.at_places(TROOPS, self.model.day)

"""Agents whose numbers stand in columns: each is a handle on a row, and writes through to it.

Rules work on whole columns; a user works on agents. Both see the same numbers, since there is
only one copy of them.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import mesa
import numpy as np
from mesa.discrete_space import Cell, CellAgent
from mesa.discrete_space.cell_agent import HasCell
from numpy.typing import NDArray

from marosim.core.declaring import Declaring
from marosim.core.field import ANYBODY, ROWS, field, keep


@dataclass(frozen=True)
class Edit:
    """Something that a user changed by hand in a running model: who, on which day, and what."""

    day: int
    agent: str
    change: str


class Column:
    """An attribute of a :class:`RowAgent` that is one number in a column of its roster.

    ``read`` turns what is stored into what is shown, ``write`` the reverse; both get the agent
    first. Writing a value that is there already changes nothing at all.
    """

    def __init__(
        self,
        column: str,
        unit: str,
        *,
        low: float | None = None,
        high: float | None = None,
        fixed: bool = False,
        read: Callable[[Any, Any], Any] = lambda agent, stored: stored.item(),
        write: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self.column, self.unit = column, unit
        self.low, self.high, self.fixed = low, high, fixed
        self.read, self.write = read, write or self.checked
        self.name = ""

    def __set_name__(self, owner: type[RowAgent], name: str) -> None:
        self.name = name
        owner.columns = {**owner.columns, name: self}

    def __get__(self, agent: RowAgent | None, owner: type[RowAgent]) -> Any:
        if agent is None:
            return self
        if agent.last is not None:
            return agent.last[self.name]
        return self.read(agent, getattr(agent.roster, self.column)[agent.row])

    def __set__(self, agent: RowAgent, value: Any) -> None:
        if agent.last is not None:
            raise ValueError(f"{agent} was removed; its {self.name} cannot be changed any more")
        if self.fixed:
            raise AttributeError(f"{agent}: {self.name} is given once, when the agent is made")
        stored, column = self.write(agent, value), getattr(agent.roster, self.column)
        before = column[agent.row]
        if stored == before:
            return
        old, roster = self.read(agent, before), agent.roster
        with roster.let_in(roster.owner):
            column[agent.row] = stored
            roster.edited(agent, self.name, old, self.read(agent, column[agent.row]))
        agent.remember(f"{self.name} {old} → {self.read(agent, column[agent.row])}")

    def checked(self, agent: RowAgent | type[RowAgent], value: Any) -> float:
        """A number within the bounds; ValueError if it is none."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        number = math.nan
        with contextlib.suppress(TypeError, ValueError):
            number = float(value)
        if not (math.isfinite(number) and low <= number <= high):
            who = agent.__name__ if isinstance(agent, type) else agent
            raise ValueError(
                f"{who}: {self.name}={value!r}; expected a number from "
                f"{'-∞' if self.low is None else f'{low:g}'} to "
                f"{'∞' if self.high is None else f'{high:g}'} ({self.unit})"
            )
        return number


class RowAgent(CellAgent):
    """An agent on the map whose attributes are numbers in the columns of a roster.

    ``row`` may change when others are removed; ``serial`` stays, and chance is drawn by it, so
    that removing one agent leaves the luck of all others as it was. A subclass has a column
    ``place``, the index of the place where it stands.
    """

    columns: ClassVar[dict[str, Column]] = {}
    place: Any
    last: dict[str, Any] | None = None  # what its columns held when it was removed

    def __init__(self, model: Any, roster: Roster, **values: Any) -> None:
        super().__init__(model)
        self.roster = roster
        roster.enrol(self, values)

    @property
    def cell(self) -> Cell | None:
        """Mesa's cell of the place where it stands; setting it moves the agent there."""
        return self._mesa_cell

    @cell.setter
    def cell(self, cell: Cell | None) -> None:
        if cell is None:
            raise ValueError(f"{self} cannot stand nowhere; remove() takes it off the map")
        map_ = self.model.geography
        place = cell.coordinate
        known = isinstance(place, (int, np.integer)) and 0 <= place < map_.count
        if not known or map_.cell(int(place)) is not cell:
            raise ValueError(f"{self}: this cell belongs to another map than its model's")
        self.place = int(place)

    def stand(self, place: int) -> None:
        """Enter the cell of a place; the column is the caller's to set."""
        cell = self.model.geography.cell(place)
        if cell is not self._mesa_cell and self.last is None:
            HasCell.cell.fset(self, cell)

    def remove(self) -> None:
        """Take the agent off the map for good; its attributes keep their last values."""
        if self.last is not None:
            return
        self.last = {name: getattr(self, name) for name in self.columns}
        mesa.Agent.remove(self)
        HasCell.cell.fset(self, None)
        self.roster.bury(self)

    def remember(self, change: str) -> None:
        """Note in the model that a user changed this agent by hand."""
        self.model.edits.append(Edit(self.model.day, str(self), change))

    @property
    def place_name(self) -> str:
        """Name of the place where it stands, or whither it is bound."""
        return str(self.model.geography.names[self.place])


def longer(column: NDArray[Any], value: Any) -> NDArray[Any]:
    """A column with one more row (``numpy.append`` does more than that needs)."""
    grown = np.empty(len(column) + 1, dtype=column.dtype)
    grown[:-1] = column
    grown[-1] = value
    return grown


class Roster(Declaring):
    """The columns of all agents of one kind, a row each, and the agents themselves.

    What is done to an agent is done for ``owner``, the room whose columns they are.

    While a day runs, rules hold numbers of rows. An agent that is removed then leaves a grave:
    its row stays, with the values of ``EMPTY``, and is closed when the day is over.
    """

    EMPTY: ClassVar[dict[str, Any]] = {}
    owner: ClassVar[str] = ANYBODY
    model: Any
    units: list[Any] = keep(ANYBODY, "the agents, a row each", list)
    serial: NDArray[np.int64] = field(ANYBODY, "number that stays", "number", ROWS, neutral=0)
    made: int = field(ANYBODY, "agents made so far", "agents", neutral=0)
    graves: bool = field(ANYBODY, "rows of agents removed today", "yes or no", neutral=False)
    by_rule: bool = field(ANYBODY, "the next agent comes or goes by a rule", "yes or no",
                          neutral=False)  # fmt: skip

    @classmethod
    @functools.cache
    def columns(cls) -> tuple[str, ...]:
        """Names of the columns that a new agent gives values for."""
        return tuple(n for n, axes in cls.ARRAYS.items() if ROWS in axes and n != "serial")

    @contextlib.contextmanager
    def ruled(self) -> Iterator[None]:
        """What one agent does inside, coming or going, is the model's own doing."""
        self.by_rule = True
        try:
            yield
        finally:
            self.by_rule = False

    def enrol(self, agent: RowAgent, values: dict[str, Any]) -> None:
        """Give a new agent a row with these values."""
        by_rule, self.by_rule = self.by_rule, False
        with self.let_in(self.owner):
            for name in self.columns():
                setattr(self, name, longer(getattr(self, name), values[name]))
        self.serial = longer(self.serial, self.made)
        agent.row, agent.serial = len(self.units), self.made
        self.made += 1
        self.units.append(agent)
        agent.stand(agent.place)
        if not by_rule:
            with self.let_in(self.owner):
                self.came(agent)
            agent.remember("made")

    def bury(self, agent: RowAgent) -> None:
        """Empty the row of an agent that was removed; outside the day the row goes at once."""
        by_rule, self.by_rule = self.by_rule, False
        with self.let_in(self.owner):
            if not by_rule:
                self.went(agent)
                agent.remember("removed")
            for name, value in self.EMPTY.items():
                getattr(self, name)[agent.row] = value
        self.graves = True
        if not by_rule:
            self.recount()
            if not self.model.in_day:
                self.close_graves()

    def close_graves(self) -> None:
        """Close up the rows of agents that were removed."""
        if not self.graves:
            return
        kept = np.array([unit.last is None for unit in self.units], dtype=bool)
        self.units = [unit for unit in self.units if unit.last is None]
        for row, unit in enumerate(self.units):
            unit.row = row
        for name in (*self.columns(), "serial"):
            setattr(self, name, getattr(self, name)[kept])
        self.graves = False

    def standing(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of the rows whose agent is still there."""
        if not self.graves:
            return rows
        return rows[[self.units[row].last is None for row in rows]]

    # what a user's hand brings about, for the kind of agent to say

    def came(self, agent: Any) -> None:
        """Do the books for an agent that a user made."""

    def went(self, agent: Any) -> None:
        """Do the books for an agent that a user removed, its row still as it was."""

    def edited(self, agent: Any, name: str, old: Any, new: Any) -> None:
        """Do the books for an attribute that a user changed."""

    def recount(self) -> None:
        """Count anew what others read of these columns."""

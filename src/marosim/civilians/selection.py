"""Civilians in Mesa's idiom: select, get, agg, groupby, do, over rows instead of objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.civilians.civilian import Civilian
from marosim.situation import STATUS_NAMES

if TYPE_CHECKING:
    from marosim.civilians.population import Civilians


class CivilianSet:
    """A set of civilians that answers to the idioms of Mesa's AgentSet.

    Attributes are those of :class:`Civilian`: place, home, destination, community and status
    (as names), fear and attachment (0 to 1).
    """

    def __init__(self, civilians: Civilians, rows: NDArray[np.int64] | None = None) -> None:
        self.civilians = civilians
        self.rows = np.arange(civilians.count) if rows is None else rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Civilian]:
        return (Civilian(self.civilians, int(row)) for row in self.rows)

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Civilian) and bool(np.isin(agent.row, self.rows))

    def __repr__(self) -> str:
        return f"CivilianSet({len(self)} agents, {self.persons:,.0f} persons)"

    @property
    def persons(self) -> float:
        """People whom the agents of this set stand for."""
        return len(self) * self.civilians.persons_per_agent

    def get(self, name: str) -> NDArray[Any]:
        """An attribute of all, as an array (names for places, communities and statuses)."""
        everyone, map_ = self.civilians, self.civilians.model.geography
        if name in ("place", "home", "destination"):
            return np.array(map_.names)[getattr(everyone, name)[self.rows]]
        if name == "community":
            return np.array(map_.communities)[everyone.community[self.rows]]
        if name == "status":
            return np.array(STATUS_NAMES)[everyone.status[self.rows]]
        if name in ("fear", "attachment"):
            return getattr(everyone, name)[self.rows] / 255.0
        if name == "unique_id":
            return self.rows.copy()
        raise AttributeError(
            f"civilians have no {name!r}; expected place, home, destination, community, status, "
            "fear, attachment or unique_id"
        )

    def select(
        self,
        filter_func: Callable[[Civilian], bool] | None = None,
        at_most: int | None = None,
        **wanted: Any,
    ) -> CivilianSet:
        """Those for whom ``filter_func`` holds and whose attributes equal ``wanted``."""
        rows = self.rows
        for name, value in wanted.items():
            rows = rows[CivilianSet(self.civilians, rows).get(name) == value]
        if filter_func is not None:
            keep = [filter_func(Civilian(self.civilians, int(row))) for row in rows]
            rows = rows[np.array(keep, dtype=bool)]
        return CivilianSet(self.civilians, rows[:at_most])

    def agg(self, name: str, func: Callable[[NDArray[Any]], Any]) -> Any:
        """``func`` of an attribute over all."""
        return func(self.get(name))

    def groupby(self, name: str) -> dict[str, CivilianSet]:
        """Sets by the value of an attribute."""
        values = self.get(name)
        return {
            value.item(): CivilianSet(self.civilians, self.rows[values == value])
            for value in np.unique(values)
        }

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> CivilianSet:
        """Call a method, by name or as a function, for each."""
        for civilian in self:
            call = getattr(civilian, method) if isinstance(method, str) else None
            call(*args, **kwargs) if call else method(civilian, *args, **kwargs)  # type: ignore[operator]
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """What a method, by name or as a function, returns for each."""
        if isinstance(method, str):
            return [getattr(civilian, method)(*args, **kwargs) for civilian in self]
        return [method(civilian, *args, **kwargs) for civilian in self]

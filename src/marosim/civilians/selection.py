"""Civilians in Mesa's idiom: an AgentSet over rows, which makes objects only when asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.civilians.by_hand import WRITABLE
from marosim.civilians.civilian import READABLE, Civilian
from marosim.mesa_releases import AgentSet, GroupBy
from marosim.situation import STATUS_NAMES

if TYPE_CHECKING:
    from marosim.civilians.population import Civilians

Rows = NDArray[np.int64]


class CivilianGroups(GroupBy):
    """Sets of civilians by the value of an attribute: Mesa's GroupBy, and a mapping besides."""

    def __getitem__(self, value: Any) -> Any:
        return self.groups[value]

    def keys(self) -> Any:
        """Values by which the civilians are grouped."""
        return self.groups.keys()

    def values(self) -> Any:
        """The sets."""
        return self.groups.values()

    def items(self) -> Any:
        """Values and sets."""
        return self.groups.items()

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Any, Any]:
        """``func`` of an attribute, by group."""
        return {value: func([getattr(one, attr_name) for one in group])
                if isinstance(group, list) else group.agg(attr_name, func)
                for value, group in self.groups.items()}  # fmt: skip


class CivilianSet(AgentSet):
    """A set of civilians with every verb of Mesa's AgentSet.

    Attributes are those of :class:`Civilian`: place, home, destination, community and status
    (as names), fear and attachment (0 to 1), and those of a user's own. What names an attribute
    works on whole columns; what calls a function makes an object for each civilian. Shuffling
    draws from ``model.random``, as Mesa's sets do.
    """

    def __init__(self, civilians: Civilians, rows: Rows | None = None) -> None:
        # the parent would hold objects, and weakly: these would be gone at once
        self.civilians = civilians
        self.rows = np.arange(civilians.count) if rows is None else rows

    @property
    def random(self) -> Random:  # type: ignore[override]
        """The model's generator, which shuffles."""
        generator: Random = self.civilians.model.random
        return generator

    @property
    def _agents(self) -> dict[Civilian, None]:  # type: ignore[override]
        return dict.fromkeys(self)

    @classmethod
    def _from_iterable(cls, agents: Iterable[Any]) -> Any:
        """What Python's operators on sets make of the members they keep."""
        listed = list(agents)
        if not listed:
            return set()
        return cls(listed[0].civilians, np.array([one.row for one in listed]))

    def _update(self, agents: Iterable[Civilian] | Rows) -> CivilianSet:
        rows = agents if isinstance(agents, np.ndarray) else [one.row for one in agents]
        self.rows = np.asarray(rows, dtype=np.int64)
        return self

    def _with(self, rows: Rows, inplace: bool) -> CivilianSet:
        return self._update(rows) if inplace else CivilianSet(self.civilians, rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Civilian]:  # type: ignore[override]
        return (Civilian(self.civilians, int(row)) for row in self.rows)

    def __contains__(self, agent: object) -> bool:
        mine = isinstance(agent, Civilian) and agent.civilians is self.civilians
        return mine and bool((self.rows == agent.row).any())  # type: ignore[attr-defined]

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return list(CivilianSet(self.civilians, self.rows[item]))
        return Civilian(self.civilians, int(self.rows[item]))

    def __repr__(self) -> str:
        return f"CivilianSet({len(self)} agents, {self.persons:,.0f} persons)"

    def __getstate__(self) -> dict[str, Any]:
        return {"civilians": self.civilians, "rows": self.rows}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __copy__(self) -> CivilianSet:
        return CivilianSet(self.civilians, self.rows.copy())

    def copy(self) -> CivilianSet:
        """Another set of the same civilians."""
        return self.__copy__()

    @property
    def persons(self) -> float:
        """People whom the agents of this set stand for."""
        return float(self.civilians.persons[self.rows].sum())

    def to_list(self) -> list[Civilian]:
        """An object for each civilian."""
        return list(self)

    def _column(self, name: str) -> NDArray[Any]:
        everyone, map_ = self.civilians, self.civilians.model.geography
        if name in ("place", "home", "destination"):
            return np.asarray(np.array(map_.names)[getattr(everyone, name)[self.rows]])
        if name == "community":
            return np.array(map_.communities)[everyone.community[self.rows]]
        if name == "status":
            return np.array(STATUS_NAMES)[everyone.status[self.rows]]
        if name in READABLE:
            return np.asarray(getattr(everyone, name)[self.rows] / 255.0)
        if name in ("unique_id", "row"):
            return self.rows.copy()
        if name in everyone.own_columns:
            return everyone.own_columns[name][self.rows]
        return np.array([getattr(one, name) for one in self])

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
        """An attribute of all, as an array; of several attributes, a list for each civilian.

        Places, communities and statuses are names. What is missing is an error, or
        ``default_value`` with ``handle_missing="default"``.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing={handle_missing!r}; expected 'error' or 'default'")
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*columns, strict=True)]
        if handle_missing == "default" and not self._has(attr_names):
            return np.full(len(self), default_value)
        self._check(attr_names)
        return self._column(attr_names)

    def _has(self, name: str) -> bool:
        return name in self.civilians.own_columns or hasattr(Civilian(self.civilians, 0), name)

    def _check(self, name: str) -> None:
        if not self._has(name):
            getattr(Civilian(self.civilians, 0), name)  # which says what there is

    def set(self, attr_name: str, value: Any) -> CivilianSet:
        """Give all of them a value; an attribute that nobody has yet, everybody gets.

        Of a new attribute those outside this set have none of it: 0, False or an empty text.
        """
        if not self._has(attr_name) and attr_name not in self.civilians.own_columns:
            self.civilians.add_column(attr_name, type(value)())
        self._refuse_given(attr_name)
        self.civilians.put(self.rows, attr_name, value)
        return self

    def _refuse_given(self, name: str) -> None:
        if name not in WRITABLE and name not in self.civilians.own_columns:
            raise AttributeError(f"civilians: {name} is given and cannot be changed")

    def select(  # type: ignore[override]
        self,
        filter_func: Callable[[Civilian], bool] | None = None,
        at_most: int | float | None = float("inf"),
        inplace: bool = False,
        agent_type: type[Any] | None = None,
        **wanted: Any,
    ) -> CivilianSet:
        """Those for whom ``filter_func`` holds and whose attributes equal ``wanted``.

        ``at_most`` is a number of civilians, or a share of this set if it is a float up to 1.
        """
        most = float("inf") if at_most is None else at_most
        if isinstance(most, float) and most <= 1.0:
            most = int(len(self) * most)
        rows = self.rows
        if agent_type is not None and not issubclass(Civilian, agent_type):
            rows = rows[:0]
        for name, value in wanted.items():
            rows = rows[CivilianSet(self.civilians, rows).get(name) == value]
        if filter_func is not None:
            kept: list[int] = []
            for row in rows:
                if len(kept) >= most:
                    break
                if filter_func(Civilian(self.civilians, int(row))):
                    kept.append(int(row))
            rows = np.array(kept, dtype=np.int64)
        return self._with(rows if most == float("inf") else rows[: int(most)], inplace)

    def shuffle(self, inplace: bool = False) -> CivilianSet:
        """The same civilians in an order drawn from the model's generator."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self._with(np.array(rows, dtype=np.int64), inplace)

    def sort(self, key: Any, ascending: bool = False, inplace: bool = False) -> CivilianSet:
        """The same civilians in the order of an attribute or of what a function returns."""
        values = self.get(key).tolist() if isinstance(key, str) else [key(one) for one in self]
        order = sorted(range(len(self)), key=values.__getitem__, reverse=not ascending)
        return self._with(self.rows[np.array(order, dtype=np.int64)], inplace)

    def agg(self, attribute: str, func: Any) -> Any:
        """``func`` of an attribute over all; a list of results if there are several functions."""
        values = self.get(attribute)
        return func(values) if callable(func) else [one(values) for one in func]

    def groupby(self, by: Any, result_type: str = "agentset") -> CivilianGroups:
        """Sets (or lists) by the value of an attribute or of what a function returns."""
        if isinstance(by, str):
            values = self.get(by)
            names, number = np.unique(values, return_inverse=True)
            rows = {name: self.rows[number == i] for i, name in enumerate(names.tolist())}
        else:
            found: dict[Any, list[int]] = {}
            for one in self:
                found.setdefault(by(one), []).append(one.row)
            rows = {value: np.array(listed) for value, listed in found.items()}
        sets = {value: CivilianSet(self.civilians, listed) for value, listed in rows.items()}
        listed_too = result_type != "agentset"
        return CivilianGroups({k: list(v) for k, v in sets.items()} if listed_too else sets)

    def do(self, method: Any, *args: Any, **kwargs: Any) -> CivilianSet:
        """Call a method, by name or as a function, for each."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: Any, *args: Any, **kwargs: Any) -> CivilianSet:
        """Call a method, by name or as a function, for each, in an order that is drawn."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """What a method, by name or as a function, returns for each."""
        if isinstance(method, str):
            return [getattr(civilian, method)(*args, **kwargs) for civilian in self]
        return [method(civilian, *args, **kwargs) for civilian in self]

    def add(self, agent: Civilian) -> None:  # type: ignore[override]
        """Take a civilian into this set."""
        if agent not in self:
            self.rows = np.append(self.rows, agent.row)

    def discard(self, agent: Civilian) -> None:  # type: ignore[override]
        """Leave a civilian out of this set; nothing happens to the person."""
        if agent in self:
            self.rows = self.rows[self.rows != agent.row]

    def remove(self, agent: Civilian) -> None:  # type: ignore[override]
        """Leave a civilian out of this set; KeyError if they are not in it."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

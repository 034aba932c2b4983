"""Which class an agent is made of: the stock one, or a subclass that a user puts in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mesa

from marosim.core.row_agent import Edit

# a stock class, or one with a name: (ArmedUnit, "rpf") are the units of that organisation
AgentKey = type[mesa.Agent] | tuple[type[mesa.Agent], str]


class AgentClasses:
    """A table from stock classes to the subclasses that stand in for them.

    ``known`` gives the stock classes that may be replaced and the names that go with each.
    Raises ValueError or TypeError in one line where an entry cannot mean anything.
    """

    def __init__(
        self,
        chosen: Mapping[AgentKey, type[mesa.Agent]],
        known: Mapping[type[mesa.Agent], list[str]],
    ) -> None:
        self.chosen = dict(chosen)
        for key, own in self.chosen.items():
            stock, name = key if isinstance(key, tuple) else (key, "")
            if stock not in known:
                named = ", ".join(kind.__name__ for kind in known)
                raise ValueError(f"agent_classes: {stock!r} cannot be replaced; expected {named}")
            if name and name not in known[stock]:
                raise ValueError(
                    f"agent_classes: no {stock.__name__} of {name!r}; expected one of "
                    f"{', '.join(known[stock])}"
                )
            if not (isinstance(own, type) and issubclass(own, stock)):
                raise TypeError(f"agent_classes: {own!r} is no subclass of {stock.__name__}")

    def of(self, stock: type[Any], name: str = "") -> type[Any]:
        """The class of which an agent of this kind and name is made."""
        return self.chosen.get((stock, name)) or self.chosen.get(stock) or stock

    def edits(self) -> list[Edit]:
        """What the table changes, as changes by hand before the first day."""
        return [
            Edit(0, stock.__name__ if isinstance(stock, type) else f"{stock[0].__name__} of "
                 f"{stock[1]}", f"replaced by {own.__name__}")
            for stock, own in self.chosen.items()
        ]  # fmt: skip

"""Agents of a user's own classes: each is stepped once a day, before anybody else acts."""

from __future__ import annotations

from typing import Any

import mesa

from marosim.core.declaring import everything_declared
from marosim.core.field import Declared
from marosim.mechanism import Mechanism

PACKAGE = __name__.split(".")[0]


class OwnAgents(Mechanism[None]):
    """Steps every agent whose class has a ``step`` that is not marosim's."""

    title = "Own agents"
    rule = (
        "Agents of classes that a user has added step once a day, in the order in which they were "
        "made, after the world has turned and before anybody else acts. A subclass of one of "
        "marosim's agents that has a step of its own is stepped too. One that is made or removed "
        "meanwhile is not stepped that day. Without such agents nothing happens."
    )
    source = "by design"

    @classmethod
    def may_write(cls) -> tuple[Declared, ...]:
        """Whatever a user wishes."""
        return tuple(everything_declared())

    def step(self, day: int) -> None:
        own = [kind for kind in self.model.agent_types if steps_itself(kind)]
        if not own:
            return
        agents = [a for kind in own for a in self.model.agents.select(agent_type=kind)
                  if type(a) is kind]  # fmt: skip
        for agent in sorted(agents, key=lambda agent: int(agent.unique_id)):
            if agent in self.model.agents:
                agent.step()


def steps_itself(kind: type[Any]) -> bool:
    """Whether a class of agents has a ``step`` from somebody else than Mesa and marosim."""
    owner = next(one for one in kind.__mro__ if "step" in vars(one))
    return owner is not mesa.Agent and owner.__module__.split(".")[0] != PACKAGE

"""A running model and the days that pages draw of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marosim.classroom import fog
from marosim.response_model import ResponseModel
from marosim.view.frames import Frame, capture

KEPT = 8  # days of which frames are kept, beside the first: what was known a week ago


class Watched:
    """A model with the frames of its first and its last days."""

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        self.frames: list[Frame] = [capture(model, [], 0)]
        self.seen = len(model.journal.events)

    def step(self) -> None:
        """Run a day and keep what can be seen of it."""
        self.model.step()
        self.frames.append(capture(self.model, self.frames, self.seen))
        self.seen = len(self.model.journal.events)
        if len(self.frames) > KEPT + 1:
            del self.frames[1]

    def views(self, roles: Iterable[str]) -> dict[str, fog.View]:
        """What each of the roles sees of the last day."""
        return {role: fog.VIEWS[role](self.frames[-1], self.model) for role in roles}


def drawn(view: fog.View) -> dict[str, Any]:
    """All that a page draws of a view, by name: figures, marks of places, and units.

    Lines of news are left out: they tell that an order was given, not what came of it.
    """
    return {**view["metrics"], **view["places"], "units": sorted(map(tuple, view["units"]))}

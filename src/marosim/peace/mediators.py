"""Envoys: Mesa agents who choose a pair of parties and bring them to the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import CellAgent

from marosim.core.row_agent import Edit
from marosim.peace.state import Dyad

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

BY_HAND = 1000  # numbers of envoys that a user makes begin here
REASONS = 3  # that the log names
SENDERS = ("United Nations", "regional organisation", "neutral state")


class Mediator(CellAgent):
    """An envoy on the map; ``dyad`` is the pair of parties at the table, None between talks.

    One that a user makes (without a number) works beside those that the settings ask for.
    ``why`` holds what spoke for the pair that it chose last, in units of ripeness.
    """

    model: ResponseModel

    def __init__(self, model: ResponseModel, number: int | None = None) -> None:
        mediation: Any = model.mechanism("mediation") if number is None else None
        if number is None and mediation is None:
            raise ValueError("mediation is switched off in this model, so that no envoy can work")
        super().__init__(model)
        self.by_hand = number is None
        self.gone = False
        if number is None:
            number = BY_HAND + sum(envoy.by_hand for envoy in mediation.envoys)
            mediation.envoys.append(self)
            model.edits.append(Edit(model.day, f"{type(self).__name__} {number}", "made"))
        self.number = number
        self.sender = SENDERS[number % len(SENDERS)]
        self.dyad: Dyad | None = None
        self.why: dict[str, float] = {}
        self.cell = model.geography.cell(model.geography.capital)

    def chooses(self, dyads: Sequence[Dyad], scores: Sequence[float]) -> Dyad:
        """The dyad with which it begins talks: the one of highest score.

        Scores hold how ripe a dyad is, whether it lacks a ceasefire, who attends it already, and
        chance.
        """
        return dyads[int(np.argmax(scores))]

    def reasons(self) -> str:
        """The weightiest reasons of its last choice, as the log says them."""
        terms = sorted(self.why.items(), key=lambda term: -abs(term[1]))[:REASONS]
        said = ", ".join(f"{name} {worth:.2f}" for name, worth in terms if worth)
        return f"; why: {said}" if said else ""

    def remove(self) -> None:
        """Send the envoy away for good; nobody comes instead."""
        if not self.gone:
            who = f"{type(self).__name__} {self.number}"
            self.model.edits.append(Edit(self.model.day, who, "removed"))
            self.leave()

    def leave(self) -> None:
        """Go, since there are to be fewer envoys."""
        self.gone, self.dyad = True, None
        super().remove()

    def meet(self, dyad: Dyad) -> None:
        """Go to the place where both parties have most fighters, and sit down with them."""
        self.dyad = dyad
        force = self.model.situation.force
        place = int(np.argmax(np.minimum(force[dyad.first], force[dyad.second])))
        self.cell = self.model.geography.cell(place)

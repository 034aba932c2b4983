"""Fear of the enemy's rule: of its advance, and of ground that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from marosim.core.ratio import ratio
from marosim.situation import Floats
from marosim.world.felt import Near

if TYPE_CHECKING:
    from marosim.civilians.flight_settings import FlightSettings
    from marosim.response_model import ResponseModel


class EnemyAdvance:
    """What each community expects of armed organisations, and how near their rule is.

    A community's *side* are the organisations that recruit from it, with their allies. It
    expects of an enemy of its side what that enemy means to do to it, or, if that is more,
    revenge for what its own side has set out to destroy; of anybody else what they mean to
    do. ``usual`` [P, G] is the share of the ground nearby that people have grown used to see
    in the hands of those they fear; ``fear`` [P, G] in 0..1 what has been gained on that today.
    """

    def __init__(self, model: ResponseModel, settings: FlightSettings) -> None:
        self.model = model
        self.settings = settings
        self.usual: Floats | None = None
        self.near: Near | None = None
        self.relations = b""
        self.expected: Floats = np.zeros(0)
        self.own: Floats = np.zeros(0)
        self.follows: Floats = np.zeros(0)
        self.fear: Floats = np.zeros(model.situation.fear.shape)

    def step(self, map_changed: bool) -> None:
        """Today's ``fear`` of the feared having gained ground nearby."""
        model, now, options = self.model, self.model.situation, self.settings
        self._relate()
        if self.near is None or map_changed:
            distance = model.geography.distance_km
            self.near = Near(distance, options.advance_reach_km, itself=True)
        expected, own_side = self._today()
        hostile = (self.expected > 0) + self.own - own_side
        nearby = self.near.of(now.control).T
        feared, held, own = nearby @ expected, nearby @ hostile, nearby @ own_side
        share = held / np.maximum(held + own, 1e-9)
        if self.usual is None:
            self.usual = share.copy()
        gained = np.clip(share - self.usual, 0.0, None) / np.maximum(1.0 - self.usual, 1e-9)
        self.usual += (share - self.usual) * -np.expm1(-1.0 / options.advance_days)
        meant = ratio(feared, held)
        # squared as in attacks: few flee those who coerce, all those who mean to destroy
        self.fear = options.advance_weight * gained * meant**2

    def held(self) -> Floats:
        """How far each place is held by those whom a community fears, [P, G] in 0..1."""
        self._relate()
        expected, _own = self._today()
        return np.clip(self.model.situation.control.T @ expected, 0.0, 1.0)

    def _today(self) -> tuple[Floats, Floats]:
        """What each community expects of whoever holds ground, and whom it trusts, [O, G].

        Ground that a broken army of one's own side still holds counts as its enemies' already.
        """
        broken = self.model.situation.collapse[:, None]
        lost = self.own * broken
        return self.expected + lost * self.follows, self.own - lost

    def _relate(self) -> None:
        now, organisations = self.model.situation, self.model.armed.organisations
        relations = now.at_war.tobytes() + bytes([len(organisations)])
        if relations == self.relations:
            return
        self.relations = relations
        count, groups = len(now.force), len(self.model.geography.communities)
        self.expected, self.own = np.zeros((count, groups)), np.zeros((count, groups))
        for organisation in organisations:
            self.expected[organisation.index] = organisation.hostility
        for group in range(groups):
            recruiting = [o for o in organisations if o.constituency == group]
            allies = {name for o in recruiting for name in o.allies}
            side = [o for o in organisations if o in recruiting or o.name in allies]
            revenge = max((o.extermination for o in side), default=0.0)
            for one in side:
                self.own[one.index, group] = 1.0
                self.expected[one.index, group] = 0.0
            for one in recruiting:
                for other in np.flatnonzero(now.at_war[one.index]):
                    self.own[other, group] = 0.0
                    if other < len(organisations):
                        meant = float(organisations[other].hostility[group])
                        self.expected[other, group] = max(meant, revenge)
        self.follows = np.max(now.at_war[:, :, None] * self.expected[None, :, :], axis=1)

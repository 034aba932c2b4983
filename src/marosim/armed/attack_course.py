"""The course of today's attacks, once those who might stop them have decided what to do."""

from __future__ import annotations

from marosim.armed.attacks import Attacks
from marosim.mechanism import Mechanism


class AttackCourse(Mechanism[None]):
    """Lets attacks (C5) run after units (A18) have seen them begin and have set out (A5)."""

    title = "Course of attacks"
    rule = (
        "Attacks that began today or earlier kill, grow and end (C5) after the mission's units "
        "have learnt of them: an attack that lasts some hours can be reached while it lasts."
    )
    source = "by design"

    def step(self, day: int) -> None:
        attacks = self.model.mechanism("attacks")
        if isinstance(attacks, Attacks):
            attacks.run(day)

"""People fear killings that a user's hand causes as they fear all others."""

from __future__ import annotations

import marosim
from marosim.civilians.selection import CivilianSet


def test_those_who_see_people_killed_by_hand_fear_and_flee():
    fear, fled = [], []
    for killed in (0, 40):
        model = marosim.model("kalvera", seed=1, population__agents=1000, attacks__enabled=False)
        model.step()
        where = model.civilians.place.argmin()
        place = model.geography.names[model.civilians.place[where]]
        there = CivilianSet(model.civilians).select(place=place, status="home")
        there.select(at_most=killed).set("status", "dead")
        for _ in range(3):
            model.step()
        fear.append(model.situation.fear[model.geography.index[place]].max())
        for _ in range(20):
            model.step()
        gone = CivilianSet(model.civilians).select(home=place)
        fled.append(len(gone) - len(gone.select(status="home")) - killed)
    assert fear[1] > fear[0] + 0.3
    assert fled[1] > fled[0]

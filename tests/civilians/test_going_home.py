"""Fighters who joined and are demobilised go home, however few a day and however many an agent."""

from __future__ import annotations

import numpy as np
import pytest

import marosim
from marosim.core.state import StateError
from marosim.situation import FIGHTER

PEOPLE = 0  # the community that joined


@pytest.fixture
def joined():
    """A model in which one in ten of a community joined, an agent here and there."""
    model = marosim.model("kalvera", population={"agents": 2_000}, days=5)
    civilians = model.civilians
    rows = np.flatnonzero(civilians.community == PEOPLE)[::10]
    civilians.status[rows] = FIGHTER
    np.add.at(civilians.joined[:, PEOPLE], civilians.place[rows], civilians.persons[rows])
    civilians.count_people()
    return civilians


def still_there(civilians):
    return int(civilians.persons[civilians.status == FIGHTER].sum())


def test_a_few_a_day_go_home_as_many_at_once_do(joined):
    before, day = still_there(joined), joined.persons_per_agent / 7
    days = int(before / day / 2)
    for _ in range(days):
        joined.release(PEOPLE, day)
    gone = before - still_there(joined)
    assert days * day - joined.persons.max() <= gone <= days * day
    assert joined.joined.sum() == still_there(joined)


def test_who_goes_home_does_not_depend_on_where_a_place_stands_in_the_list(joined):
    rows = np.flatnonzero(joined.status == FIGHTER)
    joined.release(PEOPLE, still_there(joined) / 2)
    home = joined.status[rows] != FIGHTER
    first, last = np.array_split(home, 2)
    assert 0.3 < first.mean() < 0.7 and 0.3 < last.mean() < 0.7


@pytest.mark.parametrize("room", ["armed", "peace"])
def test_whoever_sends_them_home_need_not_own_what_is_counted_then(joined, room):
    situation = joined.model.situation
    with situation.written_by(room):
        joined.release(PEOPLE, still_there(joined) / 2)
        with pytest.raises(StateError, match="only civilians"):
            situation.people = situation.people
    assert situation.people.sum() == pytest.approx(joined.persons.sum(), rel=0.01)


def test_nobody_is_owed_once_all_are_home(joined):
    joined.release(PEOPLE, 10.0 * still_there(joined))
    assert still_there(joined) == 0
    row = np.flatnonzero(joined.community == PEOPLE)[0]
    joined.status[row] = FIGHTER
    joined.joined[joined.place[row], PEOPLE] += joined.persons[row]
    joined.release(PEOPLE, 1.0)
    assert joined.status[row] == FIGHTER

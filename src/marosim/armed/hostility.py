"""Who means harm to whom: one rule from coded facts, the same for every case."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marosim.core.setting import setting
from marosim.terms import Role
from marosim.world.case import Before, Case, OrganisationPlan


@dataclass
class HostilitySettings:
    """How facts of a case become hostility, the will to destroy, and incitement."""

    excluded: float = setting(
        0.4,
        "hostility to a community that leaders said, before the start, does not belong",
        low=0,
        high=1,
        source="assumed; Straus 2015, Maynard 2019 on claims to a state for one people",
    )
    rival: float = setting(
        0.35,
        "hostility to a community for whom an enemy claims to fight",
        low=0,
        high=1,
        source="assumed; Fjelde & Hultman 2014 on killing of the enemy's people",
    )
    plunder: float = setting(
        0.2,
        "hostility of those who live by plunder or forced recruits to all but their own people",
        low=0,
        high=1,
        source="assumed; Weinstein 2007",
    )
    any_other: float = setting(
        0.1,
        "hostility to any community but those of one's own side",
        low=0,
        high=1,
        source="assumed; Kalyvas 2006 on killing that no quarrel between peoples explains",
    )
    past_weight: float = setting(
        0.17,
        "change of the logarithm (base 10) of the level of violence for ten times as many killed "
        "in the five years before",
        low=0,
        high=1,
        source="assumed; 0.64 in 985 years of war of 88 countries (UCDP 25.1), over the 3.8 by "
        "which killing grows with the level here",
    )
    usual_past: float = setting(
        2.36,
        "logarithm (base 10) of 1 + civilians killed in the five years before, where a war is "
        "like others: its level of violence is 1",
        low=0,
        high=7,
        source="UCDP 25.1, mean over 930 years of war of 81 countries, 1994 to 2024",
    )
    own_past_weight: float = setting(
        0.17,
        "change of the logarithm (base 10) of an organisation's level of violence for ten times "
        "as many civilians killed by it in the two years before as is its part of the fighters",
        low=0,
        high=1,
        source="assumed; 0.63 (0.56 to 0.70) between a government and all others in 1,236 years of "
        "war of 94 countries (UCDP 25.1), over the 3.8 by which killing grows with the level here",
    )
    destroy_odds: float = setting(
        0.1,
        "odds that leaders of a side at war mean to destroy a people, without any other sign",
        low=0,
        high=10,
        source="assumed; such that 35 of 126 crises turn out so (Harff 2003)",
    )
    destroy_excluded: float = setting(
        2.5,
        "factor on those odds where leaders exclude a people; where none is excluded, none is "
        "to be destroyed",
        low=1,
        high=50,
        source="assumed; of the order of Harff 2003",
    )
    destroy_genocide: float = setting(
        3.0,
        "factor on those odds for a state that had a genocide or politicide before, and its allies",
        low=1,
        high=50,
        source="assumed; of the order of Harff 2003 (Hazlett 2011 finds less)",
    )
    destroy_autocracy: float = setting(
        3.5,
        "factor on those odds for an autocratic state and its allies",
        low=1,
        high=50,
        source="assumed; of the order of Harff 2003",
    )
    voice: float = setting(
        0.7, "strength of incitement of an organisation that excludes and broadcasts", low=0, high=1
    )


def level(before: Before, options: HostilitySettings) -> float:
    """Level of violence that is expected of a case, 1 where its past is like others' or unknown."""
    if before.killed is None:
        return 1.0
    past = math.log10(1.0 + before.killed)
    return float(10.0 ** (options.past_weight * (past - options.usual_past)))


def share(index: int, plans: Sequence[OrganisationPlan], options: HostilitySettings) -> float:
    """An organisation's level of violence beside the others': who killed before kills again.

    Above 1 for one that killed more than its part of the fighters, 1 where nobody counted.
    """
    own = plans[index].killed
    if own is None:
        return 1.0
    counted = [one for one in plans if one.killed is not None]
    fighters = sum(max(one.fighters, 1) for one in counted)
    part = sum(one.killed or 0 for one in counted) * max(plans[index].fighters, 1) / fighters
    return float(((1.0 + own) / (1.0 + part)) ** options.own_past_weight)


class Wills:
    """What the organisations of a case mean to do to whom, as its facts or its author have it."""

    def __init__(self, case: Case, options: HostilitySettings, violence: float = 1.0) -> None:
        self.plans = case.organisations
        self.communities = [community.name for community in case.communities]
        self.before = case.before
        self.options = options
        self.violence = violence

    def hostility(self, index: int, at_war: Collection[int]) -> NDArray[np.float64]:
        """Hostility of an organisation to each community [G] in [0, 1], given whom it fights."""
        plan = self.plans[index]
        if plan.hostility is not None:
            given = np.array([plan.hostility.get(name, 0.0) for name in self.communities])
            return np.minimum(given * self.violence, 1.0)
        friends = [one for one in self._friends(plan) if self.plans.index(one) not in at_war]
        own_side = {name for one in (plan, *friends) for name in one.people}
        rivals = {name for enemy in at_war for name in self.plans[enemy].people}
        found = [self._reasons(plan, name, own_side, rivals) for name in self.communities]
        own = share(index, self.plans, self.options) * self.violence
        return np.minimum(np.array(found) * level(self.before, self.options) * own, 1.0)

    def _reasons(
        self, plan: OrganisationPlan, community: str, own_side: set[str], rivals: set[str]
    ) -> float:
        """Each reason that holds is one more chance: 1 - product of (1 - reason)."""
        options, excluded = self.options, community in plan.excludes
        if community in own_side and not excluded:
            return 0.0
        calm = 1.0 - options.any_other
        calm *= 1.0 - options.excluded * excluded
        calm *= 1.0 - options.rival * (community in rivals)
        return 1.0 - calm * (1.0 - options.plunder * plan.plunders)

    def extermination(self, index: int) -> float:
        """How far its leaders mean to destroy a people (0..1): the chance that crises turn so."""
        plan, options = self.plans[index], self.options
        if plan.extermination is not None:
            return plan.extermination
        if not plan.excludes:
            return 0.0
        odds = options.destroy_odds * options.destroy_excluded
        if any(one.role == Role.GOVERNMENT for one in (plan, *self._friends(plan))):
            odds *= options.destroy_genocide if self.before.genocide else 1.0
            odds *= options.destroy_autocracy if self.before.autocracy else 1.0
        return odds / (1.0 + odds)

    def incites(self, index: int) -> float:
        """Reach of its incitement over media (0..1)."""
        plan = self.plans[index]
        if plan.incites is not None:
            return plan.incites
        return self.options.voice if plan.excludes and plan.broadcasts else 0.0

    def _friends(self, plan: OrganisationPlan) -> list[OrganisationPlan]:
        return [one for one in self.plans if one.name in plan.allies]

"""A13 Civilian component: monitors, civil affairs and political officers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added, largest
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SOUTH_SUDAN
from marosim.mission.state import (
    CIVILIANS,
    IN_SECTOR,
    KINDS,
    OBSERVERS,
    POLICE,
    TROOPS,
    Contingent,
)
from marosim.terms import Level, Line
from marosim.warning.state import WarningState


@dataclass
class CivilianComponentSettings(MechanismSettings):
    """A13: human-rights monitors, civil affairs, political officers."""

    share: float = setting(
        0.15,
        "civilian staff in the field for each uniformed member",
        low=0,
        high=1,
        source="assumed; about 13,000 civilians beside 97,904 uniformed in 2013–14",
    )
    teams: int = setting(20, "teams into which they split at most", unit="teams", low=1, high=200)
    team: int = setting(10, "civilians of a team", unit="persons", low=1, high=100)
    witness: float = setting(
        0.6, "worth of a civilian as a witness relative to an observer", low=0, high=5
    )
    trust_gain: float = setting(
        0.0012,
        "legitimacy gained a day where everybody has a team within reach",
        unit="1/day",
        low=0,
        high=0.05,
    )
    knowledge_gain: float = setting(
        0.002, "local knowledge gained a day at places with a team", unit="1/day", low=0, high=0.1
    )
    diplomacy_gain: float = setting(
        0.0004, "consent gained a day by political officers", unit="1/day", low=0, high=0.05
    )
    usd_year: float = setting(
        60_000.0,
        "cost of a civilian beyond the yearly rate of uniformed members",
        unit="US$/person/year",
        low=0,
        high=500_000,
    )
    danger: float = setting(
        0.5, "violence at a place (0 to 1) above which teams leave it", low=0, high=1
    )


class CivilianComponent(Mechanism[CivilianComponentSettings]):
    """Teams in the field who see, talk and report."""

    id = "A13"
    title = "Civilian component"
    settings_key = "civilian_component"
    rule = (
        "Civilian staff follow uniformed strength by a share (× money for tasks) and stand as "
        "teams where people and danger are, except where violence is too near. They are "
        "witnesses, raise local knowledge at their places, earn legitimacy in proportion to the "
        "people who have a team near, and keep the host's consent."
    )
    source = "United Nations 2015 (HIPPO report, A/70/95); sizes assumed"
    metrics = {"civilian_staff": Metric("persons", "civilian staff in the field")}
    outcome = "legitimacy_mean"
    expected = 1
    scenario = "south_sudan_2013"
    arms = SOUTH_SUDAN
    writes = (WarningState.local_access,)

    def step(self, day: int) -> None:
        mission, options = self.model.mission, self.settings
        if not mission.units:
            return
        self._staff(day)
        at = mission.at_places(CIVILIANS, day)
        total = float(at.sum())
        if total <= 0:
            return
        model, now, politics = self.model, self.model.situation, self.model.politics
        near = mission.nearness(model.settings.presence.reach_days)
        people = added(now.present) * model.geography.inside
        reached = np.minimum(near.of((at > 0).astype(float)), 1.0)
        share = float((reached * people).sum() / max(people.sum(), 1.0))
        politics.press(Level.LEGITIMACY, options.trust_gain * share)
        politics.press(Level.CONSENT, options.diplomacy_gain)
        access = model.warning.local_access
        access += np.where(at > 0, options.knowledge_gain * (1.0 - access), 0.0)
        politics.spend(Line.CIVILIAN, total * options.usd_year / 365.0)

    def _staff(self, day: int) -> None:
        mission, options = self.model.mission, self.settings
        uniformed = math.fsum(mission.heads(kind) for kind in (TROOPS, POLICE, OBSERVERS))
        wanted = options.share * uniformed * self.model.politics.task_money
        mine = mission.kind == CIVILIANS
        if wanted < 0.5 * options.team:
            mission.remove(mine)
            return
        violent = self.model.situation.attacked
        fear = largest(self.model.situation.fear)
        unsafe = violent & (fear > options.danger)
        leaving = mine & unsafe[mission.place]
        if leaving.any():
            mission.remove(leaving)
            mine = mission.kind == CIVILIANS
        count = max(1, min(int(options.teams), round(wanted / options.team)))
        present = int(mine.sum())
        if present > count:
            rows = np.flatnonzero(mine)[count:]
            gone = np.zeros(len(mine), dtype=bool)
            gone[rows] = True
            mission.remove(gone)
        elif present < count and day % 7 == 0:
            mission.deploy(self._contingent(), 1.0, count - present, mission.entry, day)
        mine = mission.kind == CIVILIANS
        if mine.any():
            mission.persons[mine] = wanted / max(count, int(mine.sum()))

    def _contingent(self) -> int:
        """The civilian component as one contingent without an army behind it."""
        mission = self.model.mission
        for index, contingent in enumerate(mission.contingents):
            if contingent.kind == CIVILIANS:
                return index
        mission.contingents.append(
            self.model.agent_class(Contingent, KINDS[CIVILIANS])(
                self.model,
                CIVILIANS,
                number=CIVILIANS * 1000,
                origin="international",
                stage=IN_SECTOR,
            )
        )
        return len(mission.contingents) - 1

    def report(self, day: int) -> None:
        self.model.journal.report("civilian_staff", self.model.mission.heads(CIVILIANS))

"""C3 Mobilisation and recruitment: constituents join by a threshold; some rescue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.civilians.tables import threshold
from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import Situation


@dataclass
class MobilisationSettings(MechanismSettings):
    """C3: constituents join a militia by a threshold; some refuse, some rescue."""

    grievance_weight: float = setting(0.25, "pull of grievance", low=0, high=3)
    incitement_weight: float = setting(
        0.35,
        "pull of incitement",
        low=0,
        high=3,
        source="assumed; Yanagizawa-Drott 2014 attributes about a tenth of participation to radio",
    )
    peers_weight: float = setting(0.6, "pull of the share of peers who joined", low=0, high=5)
    fear_weight: float = setting(0.2, "pull of fear and coercion", low=0, high=3)
    trust_weight: float = setting(0.3, "restraint by trust between communities", low=0, high=3)
    watched_weight: float = setting(0.2, "restraint by outsiders who watch", low=0, high=3)
    highest_share: float = setting(
        0.05,
        "share of a constituency that joins at most",
        low=0,
        high=0.5,
        source="assumed; Straus 2006 (175,000 to 210,000 perpetrators in Rwanda)",
    )
    daily_chance: float = setting(
        0.15,
        "daily chance of joining for those whose threshold is passed",
        unit="1/day",
        low=0.001,
        high=1,
    )
    rescuer_share: float = setting(
        0.12,
        "share of threatened people hidden by others at full trust",
        low=0,
        high=0.6,
        source="assumed; Fujii 2009 and Straus 2006 on rescue",
    )


class Mobilisation(Mechanism[MobilisationSettings]):
    """Sets each place's pressure to join; recruits of yesterday enter units today."""

    id = "C3"
    title = "Mobilisation and recruitment"
    settings_key = "mobilisation"
    rule = (
        "Pressure = grievance, incitement, peers who joined and fear, weighted, minus trust and "
        "watching outsiders, times escalation of the organisation; a constituent whose own "
        "threshold lies below pressure × highest share joins with a daily chance. Others hide the "
        "threatened, the more the greater the trust."
    )
    source = "Granovetter 1978; Straus 2006; Fujii 2009"
    metrics = {"recruits": Metric("persons", "civilians who joined today", "flow", "lower")}
    outcome = "fighters_mean"
    expected = +1
    renews = (Situation.rescuers,)

    def start(self) -> None:
        self.today = 0.0
        chance = self.settings.daily_chance
        self.model.civilians.tables.join_rate = np.uint32(threshold(chance))

    def step(self, day: int) -> None:
        self._enlist()
        now, options = self.model.situation, self.settings
        tables = self.model.civilians.tables
        tables.join_pressure[:] = 0
        people = added(now.people[:, :, :6])
        watched = np.maximum(now.watched, now.order)
        for organisation in self.model.armed.organisations:
            group = organisation.constituency
            if group < 0 or not organisation.active or now.escalation[organisation.index] <= 0:
                continue
            size = np.maximum(people[:, group], 1.0)
            joined = self.model.civilians.joined[:, group] / (size * options.highest_share + 1.0)
            others = np.delete(now.trust[group], group)
            trust = others.mean() if len(others) else 0.5
            pressure = (
                options.grievance_weight * now.grievance[group]
                + options.incitement_weight * now.incitement
                + options.peers_weight * joined
                + options.fear_weight * now.fear[:, group]
                - options.trust_weight * trust
                - options.watched_weight * watched
            ) * now.escalation[organisation.index]
            share = np.clip(pressure, 0.0, 1.0) * options.highest_share
            share = np.where(self.model.geography.inside, share, 0.0)
            share *= 1 - now.control_of_enemies(organisation.index)
            tables.join_pressure[:, group] = np.rint(share * 256).clip(0, 255)
        trust_all = now.trust.mean()
        now.rescuers = options.rescuer_share * trust_all * 2 * (1 - 0.5 * now.incitement)

    def _enlist(self) -> None:
        recruits = self.model.situation.collect_recruits()
        self.today = float(recruits.sum())
        if self.today == 0:
            return
        armed = self.model.armed
        takers = {
            o.constituency: o for o in armed.organisations if o.constituency >= 0 and o.active
        }
        for place, group in zip(*np.nonzero(recruits), strict=True):
            organisation = takers.get(int(group))
            if organisation is not None:
                armed.join(organisation.index, int(place), float(recruits[place, group]))
                organisation.recruited += float(recruits[place, group])

    def stop(self) -> None:
        super().stop()
        self._enlist()  # those who joined yesterday are on their way
        self.model.civilians.tables.join_pressure[:] = 0

    def report(self, day: int) -> None:
        self.model.journal.report("recruits", self.today)

"""C3 Mobilisation and recruitment: constituents join by a threshold; some rescue."""

from __future__ import annotations

import numpy as np

from marosim.civilians.tables import threshold
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.settings.crisis import MobilisationSettings


class Mobilisation(Mechanism):
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
    settings: MobilisationSettings

    def start(self) -> None:
        self.today = 0.0
        chance = self.settings.daily_chance
        self.model.civilians.tables.join_rate = np.uint32(threshold(chance))

    def step(self, day: int) -> None:
        self._enlist()
        now, options = self.model.situation, self.settings
        tables = self.model.civilians.tables
        tables.join_pressure[:] = 0
        people = now.people[:, :, :6].sum(axis=2)
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
        self._enlist()  # those who joined yesterday are on their way
        self.model.civilians.tables.join_pressure[:] = 0
        self.model.situation.rescuers[:] = 0.0

    def report(self, day: int) -> None:
        self.model.journal.report("recruits", self.today)

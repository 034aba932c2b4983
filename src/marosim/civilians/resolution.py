"""The day's reckoning: all harm that was asked for happens once, and everybody moves."""

from __future__ import annotations

import numpy as np

from marosim.core.ratio import ratio
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import BY_HAND, HARDSHIP, SHELTERED, UNDER_WAY


class Resolution(Mechanism[None]):
    """Turns requested harm into chances of dying and advances all civilians."""

    title = "Resolution of harm and movement"
    rule = (
        "Of the people exposed at a place, harm kills the share 1 - exp(-harm/people), direct and "
        "indirect causes apart. Dead are counted in persons, however many people an agent stands "
        "for. What is counted and not yet taken from the agents is carried on, by place, community "
        "and cause; agents exposed to the day's harm are drawn one after the other, and each dies "
        "as long as the persons for whom it stands are due. Then everybody moves."
    )
    source = "by design"
    metrics = {
        "deaths_direct": Metric("persons", "civilians killed", "flow", "lower"),
        "deaths_indirect": Metric("persons", "civilians dead of hardship", "flow", "lower"),
    }

    def step(self, day: int) -> None:
        model, now = self.model, self.model.situation
        people, civilians = now.people, model.civilians
        exposed = np.stack([now.unsheltered, people[:, :, SHELTERED], people[:, :, UNDER_WAY]])
        fell = np.zeros((2, *exposed.shape))
        if now.harm.any():
            direct = now.harm[:HARDSHIP].sum(axis=0)
            count = np.where(exposed > 0, exposed, np.inf)
            fell[0] = exposed * -np.expm1(-direct / count)
            fell[1] = exposed * -np.expm1(-(direct + now.harm[HARDSHIP]) / count) - fell[0]
            share = ratio(fell, fell.sum(axis=1, keepdims=True))
            fell *= civilians.still_alive(exposed.sum(axis=0))
            civilians.mark(day, fell, share, count)
        else:
            civilians.tables.death_direct[:] = 0
            civilians.tables.death_total[:] = 0
        civilians.advance(day, fell)

    def report(self, day: int) -> None:
        deaths = self.model.situation.deaths_today
        killed = float(deaths[:HARDSHIP].sum()) + float(deaths[BY_HAND].sum())
        self.model.journal.report("deaths_direct", killed)
        self.model.journal.report("deaths_indirect", float(deaths[HARDSHIP].sum()))

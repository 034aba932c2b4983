"""The day's reckoning: all harm that was asked for happens once, and everybody moves."""

from __future__ import annotations

import numpy as np

from marosim.civilians.tables import threshold
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import BY_HAND, HARDSHIP, SHELTERED, UNDER_WAY


class Resolution(Mechanism[None]):
    """Turns requested harm into chances of dying and advances all civilians."""

    title = "Resolution of harm and movement"
    rule = (
        "A person's chance of dying today is the harm requested at their place, community and "
        "exposure divided by the people so exposed, direct and indirect causes apart; the draw "
        "is the person's own. Then everybody moves."
    )
    source = "by design"
    metrics = {
        "deaths_direct": Metric("persons", "civilians killed", "flow", "lower"),
        "deaths_indirect": Metric("persons", "civilians dead of hardship", "flow", "lower"),
    }

    def step(self, day: int) -> None:
        model, now = self.model, self.model.situation
        people, tables = now.people, model.civilians.tables
        exposed = np.stack([now.unsheltered, people[:, :, SHELTERED], people[:, :, UNDER_WAY]])
        harm = now.harm
        if harm.any():
            direct = harm[:HARDSHIP].sum(axis=0)
            count = np.where(exposed > 0, exposed, np.inf)
            chance = 1 - np.exp(-direct / count)
            total = 1 - np.exp(-(direct + harm[HARDSHIP]) / count)
            tables.death_direct = threshold(chance)
            tables.death_total = threshold(total)
        else:
            tables.death_direct[:] = 0
            tables.death_total[:] = 0
        model.civilians.advance(day)

    def report(self, day: int) -> None:
        deaths = self.model.situation.deaths_today
        killed = float(deaths[:HARDSHIP].sum()) + float(deaths[BY_HAND].sum())
        self.model.journal.report("deaths_direct", killed)
        self.model.journal.report("deaths_indirect", float(deaths[HARDSHIP].sum()))

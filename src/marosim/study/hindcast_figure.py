"""The figure of a hindcast: the months before the cutoff, what came, runs and baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.record.provenance import LIMITS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from marosim.study.hindcast import Hindcast

SHOWN_BEFORE = 24  # months


def figure(found: Hindcast, title: str) -> Figure:
    """Civilians killed by month on a scale of log(1 + count), as they are scored."""
    from matplotlib.figure import Figure as NewFigure

    from marosim.view.style import INK, PEACEKEEPERS, number, styled

    before, late = found.before.tail(SHOWN_BEFORE), found.late
    with styled():
        drawn = NewFigure(figsize=(10, 4.8), layout="constrained")
        axes = drawn.subplots()
        middle = pd.Timedelta(days=14)
        axes.plot(before["month"] + middle, before["deaths"], "o-", color=INK, alpha=0.5,
                  markersize=3, linewidth=1, label="recorded before the cutoff")  # fmt: skip
        if len(late):
            dates = pd.to_datetime(late["date_from"]) + middle
            axes.axvline(pd.to_datetime(late["date_from"]).min(), color=INK, linestyle=":")
            axes.fill_between(dates, late["simulated_low"], late["simulated_high"], alpha=0.2,
                              color=PEACEKEEPERS, linewidth=0,
                              label="90 % band of runs")  # fmt: skip
            axes.plot(dates, late["simulated"], color=PEACEKEEPERS, label="mean of runs")
            axes.plot(dates, late["value"], "s", color=INK, markersize=5,
                      label="recorded after it, held out")  # fmt: skip
            name = found.scored.skill.baseline if found.scored else ""
            if name in found.baselines:
                axes.plot(dates, np.median(found.baselines[name], axis=0), "--", color=INK,
                          label=f"best baseline: {name}")  # fmt: skip
        axes.set_yscale("function", functions=(np.log1p, np.expm1))
        ticks = [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000]
        axes.set_yticks([tick for tick in ticks if tick <= axes.get_ylim()[1] * 1.2] or [0])
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(lambda value, _: number(value))
        axes.set_ylabel("civilians killed in a month")
        drawn.legend(loc="outside lower center", ncols=3, fontsize=8)  # lines fill the axes
        axes.set_title(f"{title}: what came after the cutoff, and what runs make of it", loc="left")
        axes.set_xlabel(LIMITS, fontsize=8)
    return drawn
